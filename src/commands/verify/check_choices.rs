//! The checks that a person is offered to choose from.

use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, Enrollment};
use crate::session::Context;
use crate::session::account::enrollment_place;

/// The checks that `open` finds in the enrollment that the step acts on.
pub(super) fn open_checks(
    ctx: &Context<'_>,
    model: Option<Model>,
    open: impl FnOnce(&Enrollment) -> Result<Vec<CheckKind>>,
) -> Result<Vec<CheckKind>> {
    ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let place = enrollment_place(&account, model)?;
        open(account.enrollment_at(place)?)
    })
}
