//! Forms of `enrollment.…`, `mpa.…` and `reseller-agreement.…` entries.

use std::path::Path;

use serde::Serialize;

use super::account::FieldChanges;
use super::{FieldChange, Form};
use crate::domain::Model;
use crate::domain::application::{Application, Field};
use crate::domain::calendar::Day;
use crate::domain::enrollment::{CheckKind, Enrollment, EnrollmentStateKind, Signature};
use crate::domain::word::Word as _;

/// An application that was started, or a draft that was continued.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnrollmentStarted {
    model: Model,
    fields: FieldChanges,
}

/// An application that was submitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnrollmentSubmitted {
    model: Model,
    check_opened: CheckKind,
}

/// A step from one state to the next. Only the step that signs has the day: a null in a later entry would read as if
/// the day had been cleared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnrollmentMoved {
    model: Model,
    state: FieldChange<EnrollmentStateKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mpa_signed_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reseller_agreement_signed_on: Option<Day>,
}

/// A direct-bill partner who opened an enrollment as indirect reseller.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnrollmentTransitioned {
    model: Model,
    fields: Vec<&'static str>,
    check_opened: CheckKind,
}

/// Evidence of another account or of a file, which the user declares to be of the same company.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceVouchedFor<'a> {
    evidence_account: Option<&'a str>,
    facts: Option<String>,
}

impl Form for EnrollmentStarted {}
impl Form for EnrollmentSubmitted {}
impl Form for EnrollmentMoved {}
impl Form for EnrollmentTransitioned {}
impl Form for EvidenceVouchedFor<'_> {}

impl EnrollmentStarted {
    /// The model applied for, and what the application has that the one on file did not have.
    pub fn new(model: Model, before: &Application, after: &Application) -> Self {
        Self {
            model,
            fields: FieldChanges::between(before, after),
        }
    }
}

impl EnrollmentSubmitted {
    /// Submitting opens the first check.
    pub fn new(model: Model) -> Self {
        Self {
            model,
            check_opened: CheckKind::EmailOwnership,
        }
    }
}

impl EnrollmentMoved {
    /// Compares an enrollment before and after a step.
    pub fn between(before: &Enrollment, after: &Enrollment) -> Self {
        let (mpa, older) = match after.signature_since(before) {
            Some(Signature::Mpa(day)) => (Some(day), None),
            Some(Signature::ResellerAgreement(day)) => (None, Some(day)),
            None => (None, None),
        };
        Self {
            model: after.model,
            state: FieldChange {
                from: before.stage(),
                to: after.stage(),
            },
            mpa_signed_on: mpa,
            reseller_agreement_signed_on: older,
        }
    }
}

impl EnrollmentTransitioned {
    /// `fields` are those of the application that were given with the step.
    pub fn new(fields: &[Field]) -> Self {
        Self {
            model: Model::IndirectReseller,
            fields: fields.iter().map(|field| field.word()).collect(),
            check_opened: CheckKind::Business,
        }
    }
}

impl<'a> EvidenceVouchedFor<'a> {
    /// The account and the file that the evidence is from.
    pub fn new(evidence_account: Option<&'a str>, facts: Option<&Path>) -> Self {
        Self {
            evidence_account,
            facts: facts.map(|path| path.to_string_lossy().into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;

    #[test]
    fn a_started_enrollment_has_its_model_and_fields() {
        let mut after = Application::default();
        after.set(Field::City, "Paris");
        assert_json(
            &EnrollmentStarted::new(Model::DirectBill, &Application::default(), &after),
            r#"{"model":"direct-bill","fields":{"company.address.city":{"from":null,"to":"Paris"}}}"#,
        );
    }

    #[test]
    fn a_submission_opens_the_check_of_the_address() {
        assert_json(
            &EnrollmentSubmitted::new(Model::DirectBill),
            r#"{"model":"direct-bill","check_opened":"email-ownership"}"#,
        );
    }

    #[test]
    fn a_step_has_both_states_and_the_day_of_a_signature() {
        let draft = Enrollment::draft(Model::IndirectReseller, chrono::DateTime::UNIX_EPOCH);
        let mut moved = EnrollmentMoved::between(&draft, &draft);
        assert_json(
            &moved,
            r#"{"model":"indirect-reseller","state":{"from":"draft","to":"draft"}}"#,
        );
        moved.mpa_signed_on = Day::from_ymd_opt(2021, 3, 1);
        moved.reseller_agreement_signed_on = Day::from_ymd_opt(2019, 3, 1);
        assert_json(
            &moved,
            concat!(
                r#"{"model":"indirect-reseller","state":{"from":"draft","to":"draft"},"#,
                r#""mpa_signed_on":"2021-03-01","reseller_agreement_signed_on":"2019-03-01"}"#,
            ),
        );
    }

    #[test]
    fn a_transition_opens_the_business_check() {
        assert_json(
            &EnrollmentTransitioned::new(&[Field::SupportEmail]),
            r#"{"model":"indirect-reseller","fields":["support_contact.email"],"check_opened":"business"}"#,
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_is_recorded_readably() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"facts\xff.toml"));
        assert_json(
            &EvidenceVouchedFor::new(None, Some(path)),
            "{\"evidence_account\":null,\"facts\":\"facts\u{fffd}.toml\"}",
        );
    }

    #[test]
    fn vouched_for_evidence_has_its_sources() {
        assert_json(
            &EvidenceVouchedFor::new(Some("fabrikam"), Some(Path::new("facts.toml"))),
            r#"{"evidence_account":"fabrikam","facts":"facts.toml"}"#,
        );
        assert_json(
            &EvidenceVouchedFor::new(None, None),
            r#"{"evidence_account":null,"facts":null}"#,
        );
    }
}
