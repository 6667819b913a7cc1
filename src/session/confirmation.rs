//! The yes that some steps need.

use super::Context;
use super::needs::Needs;
use crate::diagnostic::{Diagnostic, Kind};

/// Notes that the yes to `question` is missing, where nobody can be asked and none was given.
pub fn needed(ctx: &Context<'_>, needs: &mut Needs<'_, '_>, question: &str) {
    if !ctx.yes && !ctx.prompter.can_ask() {
        needs.lacks(missing(question));
    }
}

/// The mistake of a command that needs a confirmation and got none.
pub fn missing(question: &str) -> Diagnostic {
    let message = format!("Confirmation required (\"{question}\"): add --yes");
    Diagnostic::new(Kind::InputRequired, message).with_flag("--yes")
}
