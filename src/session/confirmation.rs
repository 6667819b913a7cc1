//! The yes that some steps need.

use super::context::{Context, confirmation_required};
use super::needs::Needs;

/// Notes that the yes to `question` is missing, where nobody can be asked and none was given.
pub fn needed(ctx: &Context<'_>, needs: &mut Needs<'_, '_>, question: &str) {
    if !ctx.yes && !ctx.prompter.can_ask() {
        needs.lacks(confirmation_required(question));
    }
}
