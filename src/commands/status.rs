//! `csp status`: one page, where every account stands, what is next, what is late.

use super::{Context, next};
use crate::cli::records::StatusArgs;
use crate::domain::Account;
use crate::domain::calendar::{Day, days_after};
use crate::domain::enrollment::Check;
use crate::domain::word::Word;
use crate::error::Result;
use crate::report::views::next::views;
use crate::report::views::records::{ExpiringView, StandsView, StatusView};
use crate::report::views::status_line::StatusLine;
use crate::report::{Format, List, Outcome, unwritable};
use crate::store::Tx;

/// Without `--due-within`, things that end within so many days are shown.
const SHOWN_WITHIN: u32 = 30;

/// What a person reads where there is no account.
const EMPTY: &str = "No account yet. Start one with `csp enroll --model indirect`.";

/// Runs `csp status`.
///
/// # Errors
/// If the store cannot be read.
pub fn run(ctx: &Context<'_>, args: &StatusArgs) -> Result<Outcome> {
    if args.check {
        ctx.needs_store()?;
    }
    let rows = ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let accounts = ctx.accounts(tx)?;
        accounts
            .iter()
            .map(|account| view(ctx, tx, account, args.due_within))
            .collect::<Result<Vec<_>>>()
    })?;
    let today = ctx.today();
    let horizon = days_after(today, args.due_within.unwrap_or(0));
    let late = rows.iter().any(|row| {
        row.expiring
            .iter()
            .any(|one| one.overdue || one.on <= horizon && args.due_within.is_some())
    });
    let is_csv = ctx.out.format() == Format::Csv;
    let is_page = ctx.out.format() == Format::Table && rows.len() == 1;
    let outcome = if is_csv {
        let lines: Vec<StatusLine> = rows.iter().map(StatusLine::from).collect();
        Outcome::list(List::new(lines, EMPTY))
    } else if is_page {
        let mut page = ctx.out.page();
        rows.iter().for_each(|row| row.write(&mut page));
        ctx.out
            .write_long(&page.into_text())
            .map_err(|error| unwritable(&error))?;
        Outcome::written()
    } else {
        Outcome::list(List::new(rows, EMPTY))
    };
    Ok(outcome.answering(!(args.check && late)))
}

fn view(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    within: Option<u32>,
) -> Result<StatusView> {
    let actions = next::actions(ctx, tx, account)?;
    let horizon = days_after(ctx.today(), within.unwrap_or(SHOWN_WITHIN));
    let mut expiring = of_checks(account, ctx.today());
    expiring.extend(super::connections::expiring(ctx, tx, account, horizon)?);
    expiring.extend(of_policies(ctx, tx, account)?);
    expiring.extend(of_passwords(tx, account, horizon)?);
    expiring.retain(|one| one.on <= horizon);
    expiring.sort_by_key(|one| one.on);
    Ok(StatusView {
        account: account.slug.clone(),
        legal_name: account.legal_name().to_owned(),
        enrollments: account
            .enrollments
            .iter()
            .map(|one| StandsView {
                model: one.model,
                state: one.stage(),
            })
            .collect(),
        next: views(&actions),
        expiring,
    })
}

/// The days on which a requirement starts or a policy changes.
fn of_policies(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<ExpiringView>> {
    let changes = super::eligibility::retain::changes(ctx, tx, account)?;
    let view = |(on, subject)| ExpiringView {
        what: "policy-change".to_owned(),
        subject,
        on,
        overdue: false,
    };
    Ok(changes.into_iter().map(view).collect())
}

/// Pending checks with the day on which their result is due.
fn of_checks(account: &Account, today: Day) -> Vec<ExpiringView> {
    let pending = |check: &&Check| check.word() == crate::domain::enrollment::CheckWord::Pending;
    account
        .enrollments
        .iter()
        .filter(|one| !one.is_withdrawn())
        .flat_map(|one| one.checks.iter().filter(pending))
        .filter_map(|check| {
            let on = check.due()?;
            Some(ExpiringView {
                what: "check".to_owned(),
                subject: check.kind.word().to_owned(),
                on,
                overdue: check.is_overdue(today),
            })
        })
        .collect()
}

/// Unused temporary passwords with the day on which they stop working; after a bulk import the first hundred do.
fn of_passwords(tx: &Tx<'_>, account: &Account, horizon: Day) -> Result<Vec<ExpiringView>> {
    const MOST: u32 = 100;
    let end = days_after(horizon, 1)
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    let found = tx.users(account.id).first_to_expire(end, MOST)?;
    Ok(found
        .into_iter()
        .map(|(email, at)| ExpiringView {
            what: "temporary-password".to_owned(),
            subject: email.to_string(),
            on: at.date_naive(),
            overdue: at <= tx.now(),
        })
        .collect())
}
