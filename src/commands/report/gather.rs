//! Reads what a report shows: a page of accounts at a time, with as many statements for a page as for one account.

use std::collections::BTreeMap;

use super::covered::{name_accounts, nothing_covered, scope};
use super::journal::digest;
use crate::diagnostic::Result;
use crate::domain::calendar::days_after;
use crate::domain::next::SnoozedActions;
use crate::domain::{Account, Model};
use crate::exchange::partner_report::{
    KnownPart, PartnerReport, ReportedAccount, ReportedDate, ReportedMonth, ReportedRevenue,
};
use crate::policy::{Forecast, MonthSum, Outlook, Purpose, forecast};
use crate::report::views::eligibility::forecast::ForecastView;
use crate::report::views::next::views;
use crate::session::Context;
use crate::session::account_agenda::AccountAgenda;
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::eligibility_facts::{KeptFacts, window};
use crate::session::group_filter::FilterScope;
use crate::store::{GroupFilter, Tx};

/// How many days ahead dates are shown.
const AHEAD: u32 = 90;

/// The report about the accounts that the command covers.
///
/// # Errors
/// If the store cannot be read, or the acting user may not read it.
pub(super) fn gather(ctx: &Context<'_>, filter: &GroupFilter) -> Result<PartnerReport> {
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        ctx.require_known_groups(tx, filter)?;
        let until = days_after(ctx.today(), AHEAD);
        let reach = Reach::until(until, ctx.now());
        let mut accounts = Vec::new();
        ctx.each_page_of_concerned_accounts(tx, filter, |page, concerns| {
            let facts = AccountFacts::read(ctx, tx, &page, reach)?;
            let ids: Vec<i64> = page.iter().map(|account| account.id).collect();
            let mut staff = tx.count_roles(&ids)?;
            let mut revenue = revenue(ctx, tx, &page)?.into_iter();
            for ((account, facts), concern) in page.iter().zip(&facts).zip(&concerns) {
                let agenda = AccountAgenda::of(ctx, account, facts, until).within(concern);
                let all = agenda.next.len();
                let agenda = agenda.without_snoozed(facts);
                let revenue = revenue.next().flatten();
                let staff = staff.remove(&account.id).unwrap_or_default();
                let is_whole = *concern == FilterScope::Whole;
                accounts.push(ReportedAccount {
                    revenue: revenue.filter(|_| is_whole),
                    staff: if is_whole { staff } else { BTreeMap::new() },
                    is_of_customers: !is_whole,
                    snoozed: all - agenda.next.len(),
                    ..reported(account, agenda, &facts.snoozed)
                });
            }
            Ok(())
        })?;
        let scope = scope(ctx, tx, filter)?;
        if accounts.is_empty() && !filter.is_empty() {
            return Err(nothing_covered(&scope));
        }
        name_accounts(&mut accounts);
        let journal = digest(ctx, tx, filter, &accounts)?;
        let mut report = PartnerReport {
            made_at: ctx.now(),
            scope,
            until,
            accounts,
            journal,
        };
        report.sort();
        Ok(report)
    })
}

fn reported(account: &Account, agenda: AccountAgenda, snoozed: &SnoozedActions) -> ReportedAccount {
    let application = &account.application;
    let enrollments = account.enrollments.iter();
    let next = views(&agenda.next, snoozed);
    let dates = agenda.expiring.into_iter();
    let dates = dates.map(|one| one.among(&next, snoozed));
    ReportedAccount {
        slug: account.slug.clone(),
        legal_name: account.legal_name().to_owned(),
        mpn_id: application.mpn_id().map(|id| id.to_string()),
        country: application.country().map(|country| country.to_string()),
        enrollments: enrollments.map(|one| (one.model, one.stage())).collect(),
        snoozed: 0,
        next: agenda.next,
        dates: dates
            .map(|one| ReportedDate {
                what: one.what,
                subject: one.subject,
                key: one.key,
                customer: one.customer,
                on: one.on,
                overdue: one.overdue,
                next_id: one.next_id,
            })
            .collect(),
        revenue: None,
        staff: BTreeMap::new(),
        is_of_customers: false,
    }
}

/// The revenue of each of these accounts: as the model in force, else as the one of an open application, direct bill
/// first.
fn revenue(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    accounts: &[Account],
) -> Result<Vec<Option<ReportedRevenue>>> {
    let (today, policies) = (ctx.today(), ctx.policies());
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    let partnerships = tx.partnerships_of(&ids)?;
    let kept = KeptFacts::read(tx, &ids, Some(window(today)))?;
    let of_one = |account: &Account| {
        let in_force = |model: &Model| account.in_force(*model).is_some();
        let models = [Model::DirectBill, Model::IndirectReseller];
        let is_open = |model: &Model| {
            let mut open = account.enrollments.iter().filter(|one| !one.is_withdrawn());
            open.any(|one| one.model == *model)
        };
        let staying = models.into_iter().find(in_force);
        let (model, purpose) = match (staying, models.into_iter().find(is_open)) {
            (Some(model), _) => (model, Purpose::Retain),
            (None, Some(model)) => (model, Purpose::Enroll),
            (None, None) => return Ok(None),
        };
        let facts = kept.facts(account, &partnerships, model, today)?;
        // Before the first edition there is no requirement to compare with.
        let found = forecast(policies.of(model), &facts, purpose, today, None);
        Ok(found.ok().and_then(reported_revenue))
    };
    accounts.iter().map(of_one).collect()
}

/// What the report shows of a forecast; nothing where no revenue is required and none is known.
fn reported_revenue(forecast: Forecast) -> Option<ReportedRevenue> {
    let is_known = forecast.window.months.iter().any(|month| month.known);
    if forecast.required.is_none() && !is_known {
        return None;
    }
    let months = forecast.window.months.iter();
    Some(ReportedRevenue {
        model: forecast.model,
        policy: forecast.policy.clone(),
        required: forecast.required,
        found: forecast.found(),
        months: months
            .map(|month| ReportedMonth {
                month: month.month,
                usd: month.usd,
                known: known_part(month),
            })
            .collect(),
        line: forecast.line,
        met_on: match forecast.outlook {
            Outlook::MetOn(day) => Some(day),
            Outlook::NotAsked
            | Outlook::AskedFrom(_)
            | Outlook::Met
            | Outlook::NotInSight
            | Outlook::TooFew
            | Outlook::NoTenure
            | Outlook::NoRate => None,
        },
        note: ForecastView::from(forecast).into_note(),
    })
}

fn known_part(month: &MonthSum) -> KnownPart {
    if month.early {
        KnownPart::NotCounted
    } else if month.is_complete() {
        KnownPart::Whole
    } else if !month.known {
        KnownPart::Nothing
    } else if month.may_be_lower {
        KnownPart::Some
    } else {
        KnownPart::AtLeast
    }
}
