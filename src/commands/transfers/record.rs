//! `csp transfers record`: the state that a person saw at Microsoft, and Microsoft's id of a planned transfer.

use crate::cli::transfers::TransferRecordArgs;
use crate::diagnostic::Result;
use crate::domain::calendar::moment_of;
use crate::domain::role::Permission;
use crate::domain::rule::transfers as rule;
use crate::domain::text::filled_text;
use crate::domain::transfer::{
    SeenTransferState, Transfer, TransferId, TransferStateKind, transfer_checks,
};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::transfers::need_transfer;
use crate::session::journal::{EditedFields, StateRecordedForm};
use crate::session::needs::require_value;
use crate::session::transfer_facts::KnownAround;
use crate::session::transition::{Decided, Found, Transition};
use crate::store::{TransferConflict, Tx};

/// Records a state.
pub(super) fn run(ctx: &Context<'_>, args: &TransferRecordArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_transfer(&mut needs, &args.transfer)?;
    let state = needs.word(args.state, "The state", "STATE", Some(&rule::STEP))?;
    needs.met()?;
    let (typed, state) = (require_value(typed)?, require_value(state)?);
    let reason = filled_text(args.reason.as_deref());
    let on = args.on.as_ref().map_or(ctx.today(), |day| day.0);
    let seen = SeenTransferState {
        state,
        on: moment_of(on, ctx.now()),
    };
    let transition = Transition::new(Permission::TransfersManage, "transfer.recorded");
    let transition = transition.under(&rule::ROLE).because(reason.as_deref());
    let decide = |tx: &Tx<'_>, found: &Found<Transfer>| {
        let tied = tie(tx, found, args)?;
        let conflicts = tx.transfers(found.account.id).conflicts(tied.id)?;
        let after = decide_state(ctx, tx, found, (&tied, &conflicts), seen)?;
        settle(tx, found, with_note(after, reason.as_deref()), &conflicts)
    };
    let view = ctx.write(|tx| {
        let changed = transition.apply(ctx, tx, &typed, decide)?;
        ctx.transfer_view(tx, &changed.account, changed.after.id)
    })?;
    Ok(Outcome::thing(view))
}

/// The transfer with the id that was given.
fn tie(tx: &Tx<'_>, found: &Found<Transfer>, args: &TransferRecordArgs) -> Result<Transfer> {
    let Some(id) = args.id else {
        return Ok(found.before.clone());
    };
    let seen = tx
        .transfers(found.account.id)
        .transfer(TransferId::Microsoft(id))?;
    found.before.tie(id, seen)
}

/// The transfer in the state that was seen. A plan that joins what an import has shown keeps the state that it shows.
fn decide_state(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    found: &Found<Transfer>,
    (tied, conflicts): (&Transfer, &[TransferConflict]),
    seen: SeenTransferState,
) -> Result<Transfer> {
    let has_joined = tied.id != found.before.id && tied.state != found.before.state;
    if has_joined && seen.state == TransferStateKind::Pending {
        return Ok(tied.clone());
    }
    let shown = conflicts.iter();
    let shown = shown.filter_map(|one| TransferStateKind::shown_as(&one.shown));
    let disputed: Vec<TransferStateKind> = shown.collect();
    let after = tied.record(seen, &disputed, ctx.now())?;
    let around = KnownAround::read(ctx, tx, &found.account, tied)?;
    tied.may_become(seen.state, &transfer_checks(tied, &around.facts()))?;
    Ok(after)
}

fn with_note(after: Transfer, reason: Option<&str>) -> Transfer {
    match reason {
        Some(reason) => Transfer {
            note: Some(reason.to_owned()),
            ..after
        },
        None => after,
    }
}

/// The step, which also settles what files said against the transfer: a person has decided.
fn settle(
    tx: &Tx<'_>,
    found: &Found<Transfer>,
    mut after: Transfer,
    conflicts: &[TransferConflict],
) -> Result<Decided<Transfer>> {
    let transfers = tx.transfers(found.account.id);
    if conflicts.is_empty() {
        return Ok(after.into());
    }
    // Microsoft's word goes with the state: where the person agrees with a file, it is that file's.
    let agreed = conflicts
        .iter()
        .filter(|one| TransferStateKind::shown_as(&one.shown) == Some(after.state));
    if let Some(newest) = agreed.max_by_key(|one| one.seen_at) {
        after.microsoft_status = Some(newest.shown.clone());
    }
    for conflict in conflicts {
        transfers.settle_conflict(after.id, conflict)?;
    }
    let form = StateRecordedForm {
        edited: EditedFields::of_transfer(&found.before, &after)?,
        settled_conflicts: conflicts.len(),
    };
    Decided::with_form(after, &form)
}
