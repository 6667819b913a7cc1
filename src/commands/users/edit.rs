//! `users edit`: corrects names.

use super::power::address;
use super::step::Step;
use crate::cli::users::{Edit, One};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::user::{Name, Touch, UserEvent};
use crate::report::Outcome;
use crate::session::Context;

/// Corrects a user's names; a display name made from them follows.
pub(super) fn run(ctx: &Context<'_>, args: Edit) -> Result<Outcome> {
    let email = address(ctx, One { email: args.email })?;
    if args.first_name.is_none() && args.last_name.is_none() {
        return Err(Diagnostic::usage("there is nothing to change")
            .with_help("Give the new name with `--first-name NAME`, `--last-name NAME` or both."));
    }
    let event = UserEvent::Rename {
        first_name: args.first_name.map(Name::from),
        last_name: args.last_name.map(Name::from),
        display_name: None,
    };
    let touch = |user: &crate::domain::user::User, _: &UserEvent| Touch::Record(user.roles);
    Step {
        email,
        event,
        touch,
        action: "user.edited",
    }
    .run(ctx)
}
