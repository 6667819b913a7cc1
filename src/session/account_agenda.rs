//! What is next for an account, and what ends, for `csp status` and reports.

use super::account_facts::AccountFacts;
use super::group_filter::FilterScope;
use super::{Context, connections, next_actions, relationship_dates, retention, transfer_dates};
use crate::domain::Account;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{CheckStateKind, Enrollment};
use crate::domain::next::{NextAction, cause_of_check, cause_of_password};
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

    /// The agenda with what a filter selects of the account.
    #[must_use]
    pub fn within(mut self, concern: &FilterScope) -> Self {
        self.next
            .retain(|next| next.concerns(|it| concern.covers(it)));
        self.expiring
            .retain(|one| concern.covers(one.customer.as_ref()));
        self
    }

    /// The agenda without what is put off.
    #[must_use]
    pub fn without_snoozed(mut self, facts: &AccountFacts) -> Self {
        let snoozed = &facts.snoozed;
        self.next
            .retain(|next| snoozed.until(&next.cause).is_none());
        self.expiring
            .retain(|one| one.put_off_until(snoozed).is_none());
        self
    }
}

/// The days on which a requirement starts or a policy changes.
fn of_policies(facts: &AccountFacts) -> impl Iterator<Item = ExpiringView> {
    let changes = retention::changes(&facts.verdicts);
    changes.into_iter().map(|change| {
        ExpiringView::new("policy-change", change.subject, change.on, false).tied_to(change.causes)
    })
}

/// Pending checks with the day on which their result is due.
fn of_checks(account: &Account, today: Day) -> Vec<ExpiringView> {
    let open = account.enrollments.iter().filter(|one| !one.is_withdrawn());
    let checks = open.flat_map(|one: &Enrollment| {
        let pending =
            |check: &&_| crate::domain::enrollment::Check::word(check) == CheckStateKind::Pending;
        let of_model = |check| (one.model, check);
        one.checks.iter().filter(pending).map(of_model)
    });
    checks
        .filter_map(|(model, check)| {
            let subject = check.kind.word().to_owned();
            let date = ExpiringView::new("check", subject, check.due()?, check.is_overdue(today));
            let cause = cause_of_check(model, check);
            Some(date.keyed(cause.subject()).tied_to([cause]))
        })
        .collect()
}

/// Unused temporary passwords with the day on which they stop working.
fn of_passwords(ctx: &Context<'_>, facts: &AccountFacts) -> impl Iterator<Item = ExpiringView> {
    facts.passwords.iter().map(|(email, at)| {
        let overdue = *at <= ctx.now();
        ExpiringView::new(
            "temporary-password",
            email.to_string(),
            at.date_naive(),
            overdue,
        )
        .tied_to([cause_of_password(email, *at)])
    })
}
