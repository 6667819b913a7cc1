//! The form of a state that a person recorded of a delegated admin relationship.

use serde::Serialize;

use super::{EditedFields, Form};

/// That a person recorded the state, which also settles what files said against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateRecordedForm {
    /// What differs now.
    #[serde(flatten)]
    pub edited: EditedFields,
    /// How many conflicts are settled.
    pub settled_conflicts: usize,
}

impl Form for StateRecordedForm {}
