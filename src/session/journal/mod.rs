//! What journal entries say: the journal's own forms, one file per noun.
//!
//! An entry's `changes` is made here and nowhere else. No form uses a view of an answer, so an answer can change and
//! the journal stays as it is.

mod account;
mod change;
mod customers;
mod eligibility;
mod enrollment;
mod entry;
mod field_change;
mod gdap;
mod gdap_templates;
mod groups;
mod providers;
mod state_recorded;
mod transfers;
mod users;
mod verification;

pub use account::{ApplicationEdited, BusinessProfileSet};
pub use change::EditedFields;
pub use customers::{CustomerForm, RequestCancelled};
pub use eligibility::{
    EvidenceChanged, ImportedDocumentForm, RateChanged, RatesImported, RevenueForm,
    RevenueImported, RevenueRemoved, RevenueStated,
};
pub use enrollment::{
    EnrollmentMoved, EnrollmentStarted, EnrollmentSubmitted, EnrollmentTransitioned,
    EvidenceVouchedFor,
};
pub use entry::{account_entry, customer_entry, entry, provider_entry, user_entry};
pub use field_change::FieldChange;
pub use gdap::{
    AssignmentForm, ContradictionForm, NewRelationshipForm, RelationshipForm, SeenAgainForm,
};
pub use gdap_templates::TemplateChanged;
pub use groups::{GroupsChanged, KeeperChanged, SnoozeForm};
pub use providers::{PartnershipDeclined, PartnershipForm, ProviderForm, ValidationRecorded};
pub use state_recorded::StateRecordedForm;
pub use transfers::{NewTransferForm, TransferContradictionForm, TransferForm};
pub use users::{OwnerAdded, UserAdded, UserFields};
pub use verification::{
    CheckAppealed, CheckOpened, CheckRecorded, CheckReopened, CodeRefused, EmailConfirmed,
    PlanPurchase, SupportPlanRecorded, TakenBack,
};

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Result};
pub use crate::store::FORM;

/// The content of one kind of journal entry. Only types of this module are forms.
pub trait Form: Serialize {
    /// The form as the JSON value that an entry carries.
    ///
    /// # Errors
    /// If the form cannot be written as JSON, which is a bug.
    fn to_changes(&self) -> Result<Value> {
        serde_json::to_value(self).map_err(|error| unwritable(&error))
    }

    /// The same as JSON text, for imports that write many entries.
    ///
    /// # Errors
    /// As [`Form::to_changes`].
    fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &serde_json::Error) -> Diagnostic {
    Diagnostic::failed(format!(
        "the journal entry cannot be written as JSON: {error}; this is a bug"
    ))
}

/// An action whose name says everything: `{}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NoChanges {}

impl Form for NoChanges {}

/// Holds a form to its JSON, as text and as a value.
#[cfg(test)]
#[track_caller]
fn assert_json(form: &impl Form, json: &str) {
    assert_eq!(form.to_json().unwrap(), json);
    assert_eq!(form.to_changes().unwrap().to_string(), json);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_changes_is_an_empty_object() {
        assert_json(&NoChanges {}, "{}");
    }
}
