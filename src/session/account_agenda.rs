//! What is next for an account, and what ends, for `csp status` and reports.

use super::account_facts::AccountFacts;
use super::{Context, connections, next_actions, relationship_dates, retention, transfer_dates};
use crate::domain::Account;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{Check, CheckStateKind};
use crate::domain::next::NextAction;
use crate::domain::word::Word as _;
use crate::report::views::status::ExpiringView;

/// What is next for an account, and what ends.
pub struct AccountAgenda {
    /// The next actions, overdue ones first.
    pub next: Vec<NextAction>,
    /// What ends or is due until a day, earliest first.
    pub expiring: Vec<ExpiringView>,
}

impl AccountAgenda {
    /// The agenda of an account, with dates until `horizon`.
    pub fn of(ctx: &Context<'_>, account: &Account, facts: &AccountFacts, horizon: Day) -> Self {
        let mut expiring = of_checks(account, ctx.today());
        expiring.extend(connections::expiring(&facts.connections, ctx.now()));
        expiring.extend(relationship_dates::expiring(&facts.gdap, ctx.now()));
        expiring.extend(transfer_dates::expiring(&facts.transfers, ctx.now()));
        expiring.extend(of_policies(facts));
        expiring.extend(of_passwords(ctx, facts));
        expiring.retain(|one| one.on <= horizon);
        expiring.sort_by_key(|one| one.on);
        Self {
            next: next_actions::actions_by(account, facts, ctx.now()),
            expiring,
        }
    }
}

/// The days on which a requirement starts or a policy changes.
fn of_policies(facts: &AccountFacts) -> impl Iterator<Item = ExpiringView> {
    let changes = retention::changes(&facts.verdicts);
    changes.into_iter().map(|(on, subject)| ExpiringView {
        what: "policy-change".to_owned(),
        subject,
        on,
        overdue: false,
    })
}

/// Pending checks with the day on which their result is due.
fn of_checks(account: &Account, today: Day) -> Vec<ExpiringView> {
    let pending = |check: &&Check| check.word() == CheckStateKind::Pending;
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

/// Unused temporary passwords with the day on which they stop working.
fn of_passwords(ctx: &Context<'_>, facts: &AccountFacts) -> impl Iterator<Item = ExpiringView> {
    facts.passwords.iter().map(|(email, at)| ExpiringView {
        what: "temporary-password".to_owned(),
        subject: email.to_string(),
        on: at.date_naive(),
        overdue: *at <= ctx.now(),
    })
}
