//! The yes that some steps need.

use super::Context;
use super::missing::Needs;

/// Notes that the yes to `question` is missing, where nobody can be asked and none was given.
pub(super) fn needed(ctx: &Context<'_>, needs: &mut Needs<'_, '_>, question: &str) {
    if !ctx.yes && !ctx.prompter.can_ask() {
        needs.missing(&format!("A yes to \"{question}\""), "--yes", None);
    }
}
