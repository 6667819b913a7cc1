//! The conditions that came after 2023: the age of the agreement, Microsoft's verification of the customer, and the
//! validation of the reseller of record. What is not recorded is not known, and blocks nothing.

use super::OrderQuestion;
use super::condition::{CENTRE, Condition, decisive_agreement};
use super::rules::OrderEffect;
use crate::domain::calendar::Day;
use crate::domain::customer::{AccountStatus, AccountVerification};
use crate::domain::partnership::{correct_partner_id, record_validation};
use crate::domain::relationship::Party;
use crate::domain::rule::customers as rule;
use crate::domain::slug::Slug;

/// Days after which the age of a verification status is shown. It is csp's choice: a check may have ended since.
const FRESH_DAYS: i64 = 30;

/// The conditions in their published order. `party` is who orders; `None` is a provider that is not chosen yet.
pub(super) fn dated_conditions(
    question: &OrderQuestion<'_>,
    party: Option<&Party>,
) -> [Condition; 3] {
    let for_operation = |condition: Condition| condition.for_operation(question);
    [
        agreement_current(question, party),
        for_operation(account_verification(question)),
        for_operation(reseller_of_record(question, party)),
    ]
}

/// Whether the agreement has to be accepted again. As long as no day is set from which such orders are blocked, it is
/// advice.
fn agreement_current(question: &OrderQuestion<'_>, party: Option<&Party>) -> Condition {
    let current = &rule::AGREEMENT_CURRENT;
    let accepted = decisive_agreement(question.customer, party);
    let Some(agreement) = accepted.filter(|agreement| agreement.is_current_kind()) else {
        let detail = "no acceptance of the Microsoft Customer Agreement is recorded yet, so it cannot be out of date";
        return Condition::met(current, detail);
    };
    let on = agreement.accepted_on;
    let cut = question.rules.accept_again_if_before.day;
    if on >= cut || question.today < cut {
        let detail = format!("accepted on {on}; it does not have to be accepted again");
        return Condition::met(current, detail);
    }
    let outdated = format!("accepted on {on}, before {cut}: the customer must accept it again");
    let domain = &question.customer.record.domain;
    let again = format!(
        "Have the customer accept it again in its admin centre ({CENTRE}).\nThen record it: `csp customers agreement {domain}`"
    );
    match question.effect(current) {
        OrderEffect::Now => {
            let detail = format!("{outdated} before {}", question.operation.phrase());
            Condition::unmet(current, detail, Some(again))
        }
        OrderEffect::From(day) => {
            let detail = format!("{outdated}. Orders are blocked from {day}");
            Condition::unknown(current, detail, again)
        }
        OrderEffect::DayUnknown => {
            let detail = format!("{outdated}. Microsoft has not published when orders are blocked");
            let set = "If you know the day: `csp config set orders.agreement-block-from DATE`";
            Condition::unknown(current, detail, format!("{again}\n{set}"))
        }
        OrderEffect::Never => Condition::unmet(current, outdated, None).for_operation(question),
    }
}

fn account_verification(question: &OrderQuestion<'_>) -> Condition {
    let verification = &rule::ACCOUNT_VERIFICATION;
    let domain = &question.customer.record.domain;
    let record = format!(
        "Record the status that Partner Center shows: `csp customers verification {domain} STATUS`"
    );
    let Some(recorded) = &question.customer.verification else {
        let detail = "Microsoft's verification of the customer is not recorded";
        return Condition::unknown(verification, detail, record);
    };
    let seen = seen_on(recorded, question.today);
    let again = |first: &str| {
        format!("{first}\nThen record the new status: `csp customers verification {domain} STATUS`")
    };
    match recorded.status {
        AccountStatus::Allowed => {
            Condition::met(verification, format!("Microsoft allows orders ({seen})"))
        }
        AccountStatus::None => Condition::met(
            verification,
            format!("Microsoft has no status for the customer, which blocks nothing ({seen})"),
        ),
        AccountStatus::UnderReview => Condition::unmet(
            verification,
            format!("the customer's account is under review at Microsoft ({seen})"),
            Some(again(
                "Wait until Microsoft has finished the review, and check the customer's name and address.",
            )),
        ),
        AccountStatus::NotAllowed => Condition::unmet(
            verification,
            format!("Microsoft does not allow orders for the customer ({seen})"),
            Some(again(
                "Correct the customer's name and address in Partner Center, or contact Microsoft's support.",
            )),
        ),
        AccountStatus::Unknown => Condition::unmet(
            verification,
            format!("Microsoft's status of the customer is Unknown ({seen})"),
            Some(again(
                "Ask Microsoft's support about the customer's account.",
            )),
        ),
        AccountStatus::NotReady => Condition::unknown(
            verification,
            format!(
                "Microsoft's status of the customer is Not Ready ({seen}); what it blocks is not published"
            ),
            record,
        ),
    }
}

/// The day of a status, with its age if it is old.
fn seen_on(recorded: &AccountVerification, today: Day) -> String {
    let age = today.signed_duration_since(recorded.on).num_days();
    match age > FRESH_DAYS {
        true => format!("seen on {}, {age} days ago", recorded.on),
        false => format!("seen on {}", recorded.on),
    }
}

fn reseller_of_record(question: &OrderQuestion<'_>, party: Option<&Party>) -> Condition {
    match party {
        Some(Party::Us) => Condition::met(
            &rule::RESELLER_OF_RECORD,
            "we order ourselves, so there is no reseller of record to validate",
        ),
        Some(Party::Provider(provider)) => with_provider(question, provider),
        None => Condition::unknown(
            &rule::RESELLER_OF_RECORD,
            "without a provider, the reseller of record cannot be validated",
            rule::RESELLER_OF_RECORD.remedy.to_owned(),
        ),
    }
}

fn with_provider(question: &OrderQuestion<'_>, provider: &Slug) -> Condition {
    let of_record = &rule::RESELLER_OF_RECORD;
    let record = record_validation(provider);
    let Some(validation) = question.validation_with(provider) else {
        return Condition::unknown(
            of_record,
            format!("Microsoft's validation of our Partner ID with {provider} is not recorded"),
            format!(
                "Ask {provider} whether Microsoft accepts our Partner ID as reseller of record.\n{record}"
            ),
        );
    };
    let on = validation.on;
    if validation.is_valid {
        return Condition::met(
            of_record,
            format!("Microsoft accepts our Partner ID with {provider} (answer of {on})"),
        );
    }
    let code = validation
        .code
        .as_ref()
        .map(|code| format!(", code {code}"));
    let text = validation.text.as_ref().map(|text| format!(": {text}"));
    Condition::unmet(
        of_record,
        format!(
            "Microsoft does not accept our Partner ID with {provider} (answer of {on}{}{})",
            code.unwrap_or_default(),
            text.unwrap_or_default()
        ),
        Some(format!("{}\n{record}", correct_partner_id(provider))),
    )
}
