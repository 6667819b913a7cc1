//! Facts that an account's own record provides.

use super::{FactKey, FactOrigin, FactValue, Facts};
use crate::domain::application::{Field, is_complete};
use crate::domain::calendar::Day;
use crate::domain::enrollment::Enrollment;
use crate::domain::{Account, Model};

/// The facts in the record of an account as of a day: application, checks, agreement, tenure, support plan. `partnered`
/// is the number of providers it worked with on that day.
///
/// Later values do not count. A fact that is itself a day is included even if the day is later, so that the answer can
/// mention it.
pub fn facts_of_account(account: &Account, model: Model, partnered: u32, on: Day) -> Facts {
    let mut facts = Facts::default();
    if told_on(account) <= on {
        application(account, model, &mut facts);
    }
    verification(account, on, &mut facts);
    tenure(account, on, &mut facts);
    enrollment(account, model, on, &mut facts);
    let origin = FactOrigin::Known(format!("the partnerships of {}", account.slug));
    facts.state(
        FactKey::ProvidersPartnered,
        FactValue::Count(partnered),
        origin,
    );
    facts
}

/// The date of the facts in the application: its first submission, or for a draft the day it was started.
fn told_on(account: &Account) -> Day {
    let submitted = account
        .enrollments
        .iter()
        .filter_map(|one| one.submitted_at);
    submitted.min().unwrap_or(account.created_at).date_naive()
}

fn application(account: &Account, model: Model, facts: &mut Facts) {
    let application = &account.application;
    facts.country = application.get(Field::Country).map(str::to_uppercase);
    let origin = || FactOrigin::Known(format!("the application of {}", account.slug));
    if let Some(id) = application.mpn_id() {
        facts.state(
            FactKey::MembershipMpnId,
            FactValue::Text(id.to_string()),
            origin(),
        );
    }
    if let Some(country) = application
        .get(Field::MpnCountry)
        .or(application.get(Field::Country))
    {
        facts.state(
            FactKey::MembershipCountry,
            FactValue::Text(country.to_owned()),
            origin(),
        );
    }
    let complete = is_complete(model, application);
    facts.state(
        FactKey::ApplicationComplete,
        FactValue::Flag(complete),
        origin(),
    );
    if application.get(Field::Authority).is_some() {
        let may = application.may_sign();
        facts.state(FactKey::AuthorityToSign, FactValue::Flag(may), origin());
    }
}

fn verification(account: &Account, on: Day, facts: &mut Facts) {
    let verified = |one: &&Enrollment| one.verified_on().is_some_and(|day| day <= on);
    if let Some(verified) = account.enrollments.iter().rev().find(verified) {
        let origin = FactOrigin::Known(format!(
            "the business check of {} ({})",
            account.slug, verified.model
        ));
        facts.state(FactKey::MembershipActive, FactValue::Flag(true), origin);
    }
}

fn tenure(account: &Account, on: Day, facts: &mut Facts) {
    for (model, key) in [
        (Model::IndirectReseller, FactKey::ResellerSince),
        (Model::DirectBill, FactKey::DirectBillSince),
    ] {
        let mut of_model = account.enrollments.iter().filter(|one| one.model == model);
        let then = of_model.find(|one| one.was_in_force_on(on));
        let membership = then
            .or_else(|| account.in_force(model))
            .and_then(Enrollment::membership);
        if let Some(membership) = membership {
            let since = FactValue::Day(membership.since.date_naive());
            facts.state(key, since, enrollment_origin(account, model));
        }
    }
}

/// The facts of the enrollment that existed on the day; of a later one only if none existed.
fn enrollment(account: &Account, model: Model, on: Day, facts: &mut Facts) {
    let all = account.enrollments.iter().rev();
    let mut alive = all.filter(|one| one.model == model && !one.was_withdrawn_by(on));
    let begun = |one: &&Enrollment| one.created_at.date_naive() <= on;
    let Some(present) = alive.clone().find(begun).or_else(|| alive.next()) else {
        return;
    };
    let mut state = |key, value| facts.state(key, value, enrollment_origin(account, model));
    if let Some(membership) = present.membership() {
        let signed_on = membership.agreement_on(on);
        state(FactKey::MpaSignedOn, FactValue::Day(signed_on));
    }
    if let Some(passed) = present.credit_passed_on() {
        state(FactKey::CreditPassedOn, FactValue::Day(passed));
    }
    if let Some((plan, bought)) = present.support_plan {
        state(FactKey::SupportPlan, FactValue::Plan(plan));
        state(FactKey::PlanPurchasedOn, FactValue::Day(bought));
    }
}

fn enrollment_origin(account: &Account, model: Model) -> FactOrigin {
    FactOrigin::Known(format!("the {model} enrollment of {}", account.slug))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account_samples::{
        account, active, membership, nine, restricted, telling, withdrawn,
    };
    use crate::domain::enrollment::{
        Check, CheckKind, CheckState, EnrollmentState, Membership, SupportPlan,
    };
    use Model::{DirectBill, IndirectReseller};

    fn list_facts(account: &Account, model: Model) -> Vec<String> {
        let facts = facts_of_account(account, model, 2, nine("2021-03-01").date_naive());
        facts
            .iter()
            .map(|(key, stated)| format!("{key} = {} ({})", stated.value, stated.origin))
            .collect()
    }

    fn find_value(account: &Account, model: Model, key: FactKey) -> Option<FactValue> {
        says_on("2021-03-01", account, model, key)
    }

    fn says_on(day: &str, account: &Account, model: Model, key: FactKey) -> Option<FactValue> {
        let facts = facts_of_account(account, model, 0, nine(day).date_naive());
        facts.get(key).map(|stated| stated.value.clone())
    }

    #[test]
    fn a_blank_account_has_an_incomplete_application() {
        assert_eq!(
            list_facts(&account(&[]), DirectBill),
            [
                "application.complete = false (the application of contoso)",
                "providers.partnered = 2 (the partnerships of contoso)"
            ]
        );
    }

    #[test]
    fn facts_come_from_the_enrollment_that_existed_on_the_day() {
        let left = EnrollmentState::Withdrawn {
            membership: Some(membership()),
            reason: "sold".to_owned(),
            at: nine("2021-06-01"),
        };
        let since = nine("2021-07-01");
        let anew = EnrollmentState::Active(Membership::new(since.date_naive(), since));
        let mut account = account(&[(IndirectReseller, left), (IndirectReseller, anew)]);
        account.enrollments[1].created_at = nine("2021-06-15");
        for (day, signed) in [("2021-05-31", "2021-03-01"), ("2021-06-15", "2021-07-01")] {
            let told = says_on(day, &account, IndirectReseller, FactKey::MpaSignedOn);
            assert_eq!(
                told,
                Some(FactValue::Day(nine(signed).date_naive())),
                "{day}"
            );
        }
    }

    #[test]
    fn an_application_gives_its_ids_and_mpn_id_country_first() {
        let blank = account(&[]);
        let told = telling(
            blank,
            &[
                (Field::MpnId, "4812345"),
                (Field::Country, "FR"),
                (Field::Authority, "false"),
            ],
        );
        let text = |text: &str| Some(FactValue::Text(text.to_owned()));
        assert_eq!(
            find_value(&told, DirectBill, FactKey::MembershipMpnId),
            text("4812345")
        );
        assert_eq!(
            find_value(&told, DirectBill, FactKey::MembershipCountry),
            text("FR")
        );
        assert_eq!(
            find_value(&told, DirectBill, FactKey::AuthorityToSign),
            Some(FactValue::Flag(false))
        );
        let both = telling(told, &[(Field::MpnCountry, "DE")]);
        assert_eq!(
            find_value(&both, DirectBill, FactKey::MembershipCountry),
            text("DE")
        );
    }

    #[test]
    fn one_enrollment_in_force_or_verified_proves_membership() {
        let membership =
            |account: &Account| find_value(account, DirectBill, FactKey::MembershipActive);
        let yes = Some(FactValue::Flag(true));
        let mut under_review = account(&[(DirectBill, EnrollmentState::UnderReview)]);
        assert_eq!(membership(&under_review), None);
        let now = nine("2021-03-01");
        let mut check = Check::opened(CheckKind::Business, now);
        check.state = CheckState::Accepted { since: now };
        under_review.enrollments[0].checks.push(check);
        assert_eq!(membership(&under_review), yes);
        assert_eq!(membership(&account(&[(IndirectReseller, active())])), yes);
    }

    #[test]
    fn enrollment_facts_disappear_after_withdrawal() {
        let now = nine("2021-03-01");
        let day = now.date_naive();
        let mut account = account(&[(IndirectReseller, active()), (DirectBill, restricted())]);
        let mut check = Check::opened(CheckKind::Credit, now);
        check.state = CheckState::Accepted { since: now };
        account.enrollments[1].checks.push(check);
        account.enrollments[1].support_plan = Some((SupportPlan::Psfp, day));
        for (key, value) in [
            (FactKey::ResellerSince, FactValue::Day(day)),
            (FactKey::DirectBillSince, FactValue::Day(day)),
            (FactKey::MpaSignedOn, FactValue::Day(membership().signed_on)),
            (FactKey::CreditPassedOn, FactValue::Day(day)),
            (FactKey::SupportPlan, FactValue::Plan(SupportPlan::Psfp)),
            (FactKey::PlanPurchasedOn, FactValue::Day(day)),
        ] {
            assert_eq!(find_value(&account, DirectBill, key), Some(value), "{key}");
        }
        assert_eq!(
            find_value(&account, IndirectReseller, FactKey::SupportPlan),
            None
        );
        account.enrollments[1].state = withdrawn();
        for key in [
            FactKey::DirectBillSince,
            FactKey::MpaSignedOn,
            FactKey::CreditPassedOn,
            FactKey::SupportPlan,
        ] {
            assert_eq!(
                says_on("2021-03-02", &account, DirectBill, key),
                None,
                "{key}"
            );
        }
        let the_day_before = find_value(&account, DirectBill, FactKey::CreditPassedOn);
        assert_eq!(the_day_before, Some(FactValue::Day(day)));
    }

    #[test]
    fn facts_after_the_day_are_left_out() {
        let mut account = telling(
            account(&[(IndirectReseller, active())]),
            &[(Field::MpnId, "4812345"), (Field::Authority, "true")],
        );
        let known = |account: &Account, day: &str| {
            let facts = facts_of_account(account, IndirectReseller, 0, nine(day).date_naive());
            facts.iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        let days = [
            FactKey::ResellerSince,
            FactKey::ProvidersPartnered,
            FactKey::MpaSignedOn,
        ];
        assert_eq!(known(&account, "2021-01-31"), days);
        // Started on 1 February, active since 1 March.
        let told = [
            FactKey::MembershipMpnId,
            FactKey::ApplicationComplete,
            FactKey::AuthorityToSign,
        ];
        assert_eq!(known(&account, "2021-02-28"), [&told[..], &days].concat());
        assert!(known(&account, "2021-03-01").contains(&FactKey::MembershipActive));
        account.enrollments[0].submitted_at = Some(nine("2021-02-20"));
        assert_eq!(known(&account, "2021-02-19"), days);
        assert_eq!(known(&account, "2021-02-20"), [&told[..], &days].concat());
    }

    #[test]
    fn reopening_a_check_does_not_end_the_membership() {
        let now = nine("2021-03-05");
        let mut account = account(&[(IndirectReseller, active())]);
        let mut check = Check::opened(CheckKind::Business, now);
        for state in [
            CheckState::Pending { since: now },
            CheckState::Rejected {
                since: now,
                reason: "moved".to_owned(),
            },
            CheckState::Accepted { since: now },
        ] {
            check.state = state;
            account.enrollments[0].checks = vec![check.clone()];
            let told = says_on(
                "2021-03-01",
                &account,
                DirectBill,
                FactKey::MembershipActive,
            );
            assert_eq!(told, Some(FactValue::Flag(true)), "{check:?}");
        }
    }
}
