//! The result of parsing a file: its valid rows, and all mistakes.

use crate::diagnostic::Diagnostics;

/// A file that was read to the end.
#[derive(Debug, Default)]
pub struct Parsed<F> {
    /// The rows without a mistake. They are checked against the store even if other rows have mistakes.
    pub file: F,
    /// All mistakes in the file itself.
    pub mistakes: Diagnostics,
}

impl<F> Parsed<F> {
    /// The file, if there are no mistakes.
    ///
    /// # Errors
    /// All mistakes.
    pub fn into_result(self) -> Result<F, Diagnostics> {
        if self.mistakes.is_empty() {
            Ok(self.file)
        } else {
            Err(self.mistakes)
        }
    }
}
