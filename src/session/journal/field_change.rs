//! What one field was and what it is now.

use serde::Serialize;

/// A value before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldChange<T> {
    /// What it was.
    pub from: T,
    /// What it is now.
    pub to: T,
}
