//! What reading a file gives: the rows that are right, and everything that is wrong with the others.

use crate::diagnostic::Diagnostics;

/// A file that was read to its end.
#[derive(Debug, Default)]
pub struct Parsed<F> {
    /// Its rows that could be read: where others are wrong, the store may have something against these too.
    pub file: F,
    /// Everything that is wrong with the file itself.
    pub mistakes: Diagnostics,
}

impl<F> Parsed<F> {
    /// The file, if nothing is wrong with it.
    ///
    /// # Errors
    /// Everything that is.
    pub fn into_result(self) -> Result<F, Diagnostics> {
        if self.mistakes.is_empty() {
            Ok(self.file)
        } else {
            Err(self.mistakes)
        }
    }
}
