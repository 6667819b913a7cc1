//! `csp enroll submit`: submit a draft.

use super::show;
use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::enrollment::EnrollmentEvent;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::account::enrollment_place;
use crate::session::application::submission::{at, mistakes, no_owner, record, submit, warn};
use crate::session::find::OwnerLookup;
use crate::session::owner;

pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    evidence: &EvidenceArgs,
) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let mut account = ctx.account(tx)?;
        let place = enrollment_place(&account, model)?;
        let draft = at(&account, place)?;
        let step = draft.clone().apply(EnrollmentEvent::Submit, ctx.now());
        if step.is_ok() {
            Diagnostic::unless_permission_decides(&mistakes(&account, draft.model))?;
        }
        let actor = ctx.require_actor(tx, &account, Permission::AccountManage)?;
        step?;
        let owner = owner::decide_appointment(ctx, tx, &account, &actor)?;
        let against = owner.as_ref().err().map(no_owner);
        let owners = OwnerLookup::Queries;
        submit(ctx, tx, &mut account, place, evidence, &owners, against)?;
        warn(ctx, &account);
        tx.accounts().save(&account)?;
        record(tx, &account, place, &actor, evidence, &owner?)?;
        show::view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}
