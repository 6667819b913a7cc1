//! The confirmation that some steps need.

use super::Context;
use crate::diagnostic::{Diagnostic, Kind, Result};

impl Context<'_> {
    /// Asks before something that is hard to take back: a yes or `--yes` lets it happen. A rehearsal does not ask; where
    /// csp cannot ask, `--yes` is missing as for the command itself.
    ///
    /// # Errors
    /// Missing input where csp cannot ask; interrupted when the answer is no.
    pub fn confirm(&self, question: &str) -> Result<()> {
        if self.yes || self.prompter.can_ask() && self.dry_run() {
            return Ok(());
        }
        match self.prompter.confirm(question)? {
            Some(true) => Ok(()),
            Some(false) => Err(Diagnostic::declined()),
            None => Err(confirmation_required(question)),
        }
    }
}

/// The mistake of a command that needs a confirmation and got none.
pub(super) fn confirmation_required(question: &str) -> Diagnostic {
    let message = format!("Confirmation required (\"{question}\"): add --yes");
    Diagnostic::new(Kind::InputRequired, message).with_flag("--yes")
}
