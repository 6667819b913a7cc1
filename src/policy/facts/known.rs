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
