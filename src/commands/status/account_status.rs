//! The status of one account: its next actions and its dates.

use crate::domain::Account;
use crate::domain::application::Field;
use crate::domain::calendar::Day;
use crate::report::views::next::views;
use crate::report::views::status::{StandsView, StatusShowing, StatusView};
use crate::session::Context;
use crate::session::account_agenda::AccountAgenda;
use crate::session::account_facts::AccountFacts;
use crate::session::group_filter::FilterScope;

/// The status of an account, or of what a filter selects of it, with its dates until a day.
pub(super) fn account_status(
    ctx: &Context<'_>,
    account: &Account,
    facts: &AccountFacts,
    concern: &FilterScope,
    horizon: Day,
) -> StatusView {
    let agenda = AccountAgenda::of(ctx, account, facts, horizon).within(concern);
    let next = views(&agenda.next, &facts.snoozed);
    let expiring = agenda.expiring.into_iter();
    let put_off = next.iter().filter(|one| one.snoozed_until.is_some());
    StatusView {
        account: account.slug.clone(),
        legal_name: account.application.get(Field::LegalName).map(str::to_owned),
        enrollments: account
            .enrollments
            .iter()
            .map(|one| StandsView {
                model: one.model,
                state: one.stage(),
            })
            .collect(),
        expiring: expiring
            .map(|one| one.among(&next, &facts.snoozed))
            .collect(),
        snoozed: put_off.count(),
        next,
        groups: Vec::new(),
        keeper: None,
        showing: StatusShowing {
            is_of_customers: *concern != FilterScope::Whole,
            ..StatusShowing::default()
        },
    }
}
