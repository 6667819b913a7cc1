//! What an account's own record says about eligibility.

use super::{FactKey, FactValue, Facts, Origin};
use crate::domain::application::{Field, assess};
use crate::domain::enrollment::{CheckKind, Enrollment};
use crate::domain::{Account, Model};

/// The facts that the record of an account holds: application, checks, agreement, tenure, support plan; `partnered` is
/// the number of its active partnerships.
pub fn facts_of_account(account: &Account, model: Model, partnered: u32) -> Facts {
    let mut facts = Facts::default();
    application(account, model, &mut facts);
    enrollments(account, model, &mut facts);
    let origin = Origin::Known(format!("the partnerships of {}", account.slug));
    facts.state(
        FactKey::ProvidersPartnered,
        FactValue::Count(partnered),
        origin,
    );
    facts
}

fn application(account: &Account, model: Model, facts: &mut Facts) {
    let application = &account.application;
    let origin = || Origin::Known(format!("the application of {}", account.slug));
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
    let complete = assess(model, application).is_empty();
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

fn enrollments(account: &Account, model: Model, facts: &mut Facts) {
    let verified = |one: &&Enrollment| one.is_in_force() || one.has_passed(CheckKind::Business);
    if let Some(verified) = account.enrollments.iter().rev().find(verified) {
        let origin = Origin::Known(format!(
            "the business check of {} ({})",
            account.slug, verified.model
        ));
        facts.state(FactKey::MembershipActive, FactValue::Flag(true), origin);
    }
    for (model, key) in [
        (Model::IndirectReseller, FactKey::ResellerSince),
        (Model::DirectBill, FactKey::DirectBillSince),
    ] {
        if let Some(membership) = account.in_force(model).and_then(Enrollment::membership) {
            let since = membership.since.date_naive();
            facts.state(
                key,
                FactValue::Day(since),
                enrollment_origin(account, model),
            );
        }
    }
    let present = account
        .latest_of(model)
        .and_then(|at| account.enrollments.get(at));
    let Some(present) = present.filter(|one| !one.is_withdrawn()) else {
        return;
    };
    let mut state = |key, value| facts.state(key, value, enrollment_origin(account, model));
    if let Some(membership) = present.membership() {
        state(FactKey::MpaSignedOn, FactValue::Day(membership.signed_on));
    }
    if let Some(passed) = present.credit_passed_on() {
        state(FactKey::CreditPassedOn, FactValue::Day(passed));
    }
    if let Some((plan, bought)) = present.support_plan {
        state(FactKey::SupportPlan, FactValue::Plan(plan));
        state(FactKey::PlanPurchasedOn, FactValue::Day(bought));
    }
}

fn enrollment_origin(account: &Account, model: Model) -> Origin {
    Origin::Known(format!("the {model} enrollment of {}", account.slug))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account_samples::{
        account, active, membership, nine, restricted, telling, withdrawn,
    };
    use crate::domain::enrollment::{Check, CheckState, State, SupportPlan};
    use Model::{DirectBill, IndirectReseller};

    fn told(account: &Account, model: Model) -> Vec<String> {
        let facts = facts_of_account(account, model, 2);
        facts
            .iter()
            .map(|(key, stated)| format!("{key} = {} ({})", stated.value, stated.origin))
            .collect()
    }

    fn says(account: &Account, model: Model, key: FactKey) -> Option<FactValue> {
        let facts = facts_of_account(account, model, 0);
        facts.get(key).map(|stated| stated.value.clone())
    }

    #[test]
    fn a_blank_account_tells_that_nothing_is_complete() {
        assert_eq!(
            told(&account(&[]), DirectBill),
            [
                "application.complete = false (the application of contoso)",
                "providers.partnered = 2 (the partnerships of contoso)"
            ]
        );
    }

    #[test]
    fn the_application_tells_its_ids_and_the_country_of_its_mpn_id_first() {
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
            says(&told, DirectBill, FactKey::MembershipMpnId),
            text("4812345")
        );
        assert_eq!(
            says(&told, DirectBill, FactKey::MembershipCountry),
            text("FR")
        );
        assert_eq!(
            says(&told, DirectBill, FactKey::AuthorityToSign),
            Some(FactValue::Flag(false))
        );
        let both = telling(told, &[(Field::MpnCountry, "DE")]);
        assert_eq!(
            says(&both, DirectBill, FactKey::MembershipCountry),
            text("DE")
        );
    }

    #[test]
    fn a_membership_is_shown_by_one_enrollment_in_force_or_past_its_business_check() {
        let membership = |account: &Account| says(account, DirectBill, FactKey::MembershipActive);
        let yes = Some(FactValue::Flag(true));
        let mut under_review = account(&[(DirectBill, State::UnderReview)]);
        assert_eq!(membership(&under_review), None);
        let now = nine("2021-03-01");
        let mut check = Check::opened(CheckKind::Business, now);
        check.state = CheckState::Accepted { since: now };
        under_review.enrollments[0].checks.push(check);
        assert_eq!(membership(&under_review), yes);
        assert_eq!(membership(&account(&[(IndirectReseller, active())])), yes);
    }

    #[test]
    fn an_enrollment_tells_its_agreement_credit_and_plan_and_a_withdrawn_one_nothing() {
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
            assert_eq!(says(&account, DirectBill, key), Some(value), "{key}");
        }
        assert_eq!(says(&account, IndirectReseller, FactKey::SupportPlan), None);
        account.enrollments[1].state = withdrawn();
        for key in [
            FactKey::DirectBillSince,
            FactKey::MpaSignedOn,
            FactKey::CreditPassedOn,
            FactKey::SupportPlan,
        ] {
            assert_eq!(says(&account, DirectBill, key), None, "{key}");
        }
    }
}
