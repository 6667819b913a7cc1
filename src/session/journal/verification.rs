//! Forms of `check.…`, `confirmation.…` and `support-plan.…` entries. No confirmation code is ever in one.

use serde::Serialize;

use super::{FieldChange, Form};
use crate::domain::Email;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{
    AppealDocument, Check, CheckKind, CheckStateKind, EnrollmentStateKind, SupportPlan,
};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckRecorded {
    /// The check.
    pub check: CheckKind,
    /// The day of the result.
    pub on: Day,
    /// The enrollment's state.
    pub state: FieldChange<EnrollmentStateKind>,
}

/// The primary contact's address, confirmed with the code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EmailConfirmed {
    check: CheckKind,
    state: EnrollmentStateKind,
}

/// A wrong confirmation code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodeRefused {
    /// How many codes were wrong so far.
    pub wrong_tries: u32,
}

/// A check whose result was taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReopened<'a> {
    check: CheckKind,
    result: FieldChange<Option<CheckStateKind>>,
    was: Option<TakenBack<'a>>,
    state: FieldChange<EnrollmentStateKind>,
}

/// A result that was taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakenBack<'a> {
    on: Day,
    reason: Option<&'a str>,
}

/// A check that was opened by hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckOpened {
    /// The check.
    pub check: CheckKind,
}

/// A rejection that was contested.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckAppealed<'a> {
    check: CheckKind,
    documents: Vec<&'a str>,
    contact_email: Option<&'a Email>,
    state: EnrollmentStateKind,
}

/// A support plan that was bought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportPlanRecorded {
    support_plan: SupportPlan,
    on: Day,
    before: Option<PlanPurchase>,
    state: EnrollmentStateKind,
}

/// The support plan on record before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanPurchase {
    support_plan: SupportPlan,
    on: Day,
}

impl Form for CheckRecorded {}
impl Form for EmailConfirmed {}
impl Form for CodeRefused {}
impl Form for CheckReopened<'_> {}
impl Form for CheckOpened {}
impl Form for CheckAppealed<'_> {}
impl Form for SupportPlanRecorded {}

impl EmailConfirmed {
    /// `state` is the enrollment's state after the confirmation.
    pub fn new(state: EnrollmentStateKind) -> Self {
        Self {
            check: CheckKind::EmailOwnership,
            state,
        }
    }
}

impl<'a> CheckReopened<'a> {
    /// `was` is the check before, `state` the enrollment's state before and after.
    pub fn new(
        check: CheckKind,
        was: Option<&'a Check>,
        state: FieldChange<EnrollmentStateKind>,
    ) -> Self {
        Self {
            check,
            result: FieldChange {
                from: was.map(Check::word),
                to: Some(CheckStateKind::Pending),
            },
            was: was.map(|was| TakenBack {
                on: was.since().date_naive(),
                reason: was.reason(),
            }),
            state,
        }
    }
}

impl<'a> CheckAppealed<'a> {
    /// Of the documents the entry has the names; `contact_email` is the corrected address, where one was given.
    pub fn new(
        check: CheckKind,
        documents: &'a [AppealDocument],
        contact_email: Option<&'a Email>,
        state: EnrollmentStateKind,
    ) -> Self {
        Self {
            check,
            documents: documents.iter().map(|one| one.name.as_str()).collect(),
            contact_email,
            state,
        }
    }
}

impl SupportPlanRecorded {
    /// `plan` and `before` are a plan and the day it was bought, `state` the enrollment's state now.
    pub fn new(
        plan: (SupportPlan, Day),
        before: Option<(SupportPlan, Day)>,
        state: EnrollmentStateKind,
    ) -> Self {
        let (support_plan, on) = plan;
        Self {
            support_plan,
            on,
            before: before.map(|(support_plan, on)| PlanPurchase { support_plan, on }),
            state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;
    use crate::domain::enrollment::{AppealDocumentKind, CheckState};

    const AT: crate::domain::calendar::Instant = chrono::DateTime::UNIX_EPOCH;

    fn day(day: u32) -> Day {
        Day::from_ymd_opt(2021, 3, day).unwrap()
    }

    fn moved() -> FieldChange<EnrollmentStateKind> {
        FieldChange {
            from: EnrollmentStateKind::ActionRequired,
            to: EnrollmentStateKind::UnderReview,
        }
    }

    #[test]
    fn a_recorded_result_has_its_day_and_both_states() {
        let recorded = CheckRecorded {
            check: CheckKind::Business,
            on: day(1),
            state: moved(),
        };
        assert_json(
            &recorded,
            r#"{"check":"business","on":"2021-03-01","state":{"from":"action-required","to":"under-review"}}"#,
        );
    }

    #[test]
    fn a_confirmed_address_accepts_the_first_check() {
        assert_json(
            &EmailConfirmed::new(EnrollmentStateKind::UnderReview),
            r#"{"check":"email-ownership","state":"under-review"}"#,
        );
    }

    #[test]
    fn a_refused_code_has_the_number_of_tries() {
        assert_json(&CodeRefused { wrong_tries: 3 }, r#"{"wrong_tries":3}"#);
    }

    #[test]
    fn a_reopened_check_has_the_result_it_had() {
        let check = Check {
            kind: CheckKind::Business,
            state: CheckState::Rejected {
                since: AT,
                reason: "no such company".to_owned(),
            },
            opened_on: day(1),
            asked_on: None,
            attempts: 1,
            documents: Vec::new(),
        };
        assert_json(
            &CheckReopened::new(CheckKind::Business, Some(&check), moved()),
            concat!(
                r#"{"check":"business","result":{"from":"rejected","to":"pending"},"#,
                r#""was":{"on":"1970-01-01","reason":"no such company"},"#,
                r#""state":{"from":"action-required","to":"under-review"}}"#,
            ),
        );
        assert_json(
            &CheckReopened::new(CheckKind::Business, None, moved()),
            concat!(
                r#"{"check":"business","result":{"from":null,"to":"pending"},"was":null,"#,
                r#""state":{"from":"action-required","to":"under-review"}}"#,
            ),
        );
    }

    #[test]
    fn a_check_opened_by_hand_is_named() {
        let opened = CheckOpened {
            check: CheckKind::DueDiligence,
        };
        assert_json(&opened, r#"{"check":"due-diligence"}"#);
    }

    #[test]
    fn an_appeal_has_the_names_of_its_documents() {
        let document = AppealDocument {
            kind: AppealDocumentKind::Identity,
            name: "proof.pdf".to_owned(),
            size: 1,
            sha256: String::new(),
            added_at: AT,
        };
        let email = "ada@contoso.fr".parse().unwrap();
        let check = CheckKind::EmailOwnership;
        assert_json(
            &CheckAppealed::new(
                check,
                &[document],
                Some(&email),
                EnrollmentStateKind::EmailVerification,
            ),
            r#"{"check":"email-ownership","documents":["proof.pdf"],"contact_email":"ada@contoso.fr","state":"email-verification"}"#,
        );
        assert_json(
            &CheckAppealed::new(check, &[], None, EnrollmentStateKind::UnderReview),
            r#"{"check":"email-ownership","documents":[],"contact_email":null,"state":"under-review"}"#,
        );
    }

    #[test]
    fn a_recorded_support_plan_has_the_one_before() {
        let before = Some((SupportPlan::Asfp, day(1)));
        assert_json(
            &SupportPlanRecorded::new(
                (SupportPlan::Psfp, day(2)),
                before,
                EnrollmentStateKind::Agreement,
            ),
            concat!(
                r#"{"support_plan":"psfp","on":"2021-03-02","#,
                r#""before":{"support_plan":"asfp","on":"2021-03-01"},"state":"agreement"}"#,
            ),
        );
        assert_json(
            &SupportPlanRecorded::new(
                (SupportPlan::Psfp, day(2)),
                None,
                EnrollmentStateKind::Agreement,
            ),
            r#"{"support_plan":"psfp","on":"2021-03-02","before":null,"state":"agreement"}"#,
        );
    }
}
