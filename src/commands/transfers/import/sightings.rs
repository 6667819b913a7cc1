//! Transfers of an import: added, changed, or in conflict with what is on record.

use super::register::{SeenRow, TransferRegister};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::transfer::{
    ReconciledTransfer, Transfer, TransferId, TransferSighting, TransferStateKind,
};
use crate::report::views::transfer_import::TransferOutcome;
use crate::session::journal::{
    EditedFields, NewTransferForm, TransferContradictionForm, TransferForm,
};
use crate::store::TransferConflict;

impl TransferRegister<'_, '_, '_, '_> {
    /// Takes over what a file shows of a transfer.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub(super) fn see(&mut self, place: &Place, sighting: &TransferSighting) -> Result<()> {
        let now = self.ctx.now();
        let id = TransferId::Microsoft(sighting.id);
        let Some(record) = self.transfers.record(id)? else {
            return self.add(place, sighting);
        };
        let before = record.transfer;
        let (after, dispute, detail) = match before.reconcile(sighting, now) {
            ReconciledTransfer::Taken(after) => {
                let unknown = TransferStateKind::shown_as(&sighting.status).is_none();
                let detail = unknown.then(|| {
                    format!(
                        "The status `{}` is unknown to csp; the state on record stays {}.",
                        sighting.status, after.state
                    )
                });
                (*after, false, detail)
            }
            ReconciledTransfer::Older(after) => (*after, false, Some(OLDER.to_owned())),
            ReconciledTransfer::Conflict(after) => {
                let detail = format!(
                    "The file shows it as {}; on record it is {}. The state on record stays.",
                    sighting.status, before.state
                );
                (*after, true, Some(detail))
            }
        };
        let after = self.with_customer(after)?;
        let edited = EditedFields::of_transfer(&before, &after)?;
        let mut outcome = TransferOutcome::Unchanged;
        if after != before {
            outcome = TransferOutcome::Changed;
            self.transfers.save(&after)?;
            self.log("transfer.changed", id, &edited)?;
        }
        if dispute {
            outcome = TransferOutcome::Conflict;
            self.dispute(&before, &record.conflicts, sighting)?;
        }
        let row = self.rows.entry(id).or_insert_with(|| SeenRow {
            outcome,
            before: Some(before),
            after: after.clone(),
            detail: None,
        });
        row.outcome = row.outcome.max(outcome);
        row.after = after;
        row.detail = detail.or(row.detail.take());
        Ok(())
    }

    fn add(&mut self, place: &Place, sighting: &TransferSighting) -> Result<()> {
        let mut sighting = sighting.clone();
        sighting.kind = sighting.kind.or(self.args.kind);
        let direction = sighting.direction(self.ours).or(self.args.direction);
        let mut unsaid = |message: &str, flag: &str, help: &str| {
            let mistake = Diagnostic::usage(message).at(place.clone());
            self.mistakes.push(mistake.with_flag(flag).with_help(help));
        };
        if sighting.kind.is_none() {
            unsaid(
                "the file does not show whether this is a new-commerce or a legacy transfer",
                "--kind",
                "Say it: `csp transfers import FILE --kind new-commerce`\nOr: `csp transfers import FILE --kind legacy`",
            );
        }
        if direction.is_none() {
            unsaid(
                "the file does not show whether the subscriptions come to us or leave us: no partner in it has our tenant ID",
                "--direction",
                "Say it: `csp transfers import FILE --direction in`\nOr: `csp transfers import FILE --direction out`",
            );
        }
        let (Some(kind), Some(direction)) = (sighting.kind, direction) else {
            return Ok(());
        };
        let added = Transfer::first_seen(&sighting, (kind, direction), self.ctx.now());
        let added = self.with_customer(added)?;
        self.transfers.add(&added)?;
        let form = NewTransferForm(TransferForm::from(&added));
        self.log("transfer.imported", added.id, &form)?;
        let shown = TransferStateKind::shown_as(&sighting.status);
        let is_disputed = shown.is_some_and(|shown| shown != added.state);
        if is_disputed {
            self.dispute(&added, &[], &sighting)?;
        }
        let (status, transfer_id) = (&sighting.status, added.id);
        let counts = match shown {
            None => Some(format!(
                "The status `{status}` is unknown to csp, so the transfer counts as pending until a state is recorded: `csp transfers record {transfer_id} TRANSFER-STATE`"
            )),
            Some(_) if is_disputed => Some(format!(
                "The file shows it as {status}, which a {kind} transfer cannot be; it was added as {}.",
                added.state
            )),
            Some(_) => None,
        };
        let details: Vec<String> = counts.into_iter().chain(self.draft_of(&added)).collect();
        let row = SeenRow {
            outcome: if is_disputed {
                TransferOutcome::Conflict
            } else {
                TransferOutcome::Added
            },
            before: None,
            detail: (!details.is_empty()).then(|| details.join(" ")),
            after: added,
        };
        self.rows.insert(row.after.id, row);
        Ok(())
    }

    /// Keeps that a file shows another state, once.
    fn dispute(
        &self,
        recorded: &Transfer,
        known: &[TransferConflict],
        sighting: &TransferSighting,
    ) -> Result<()> {
        let id = recorded.id;
        if known.iter().any(|one| one.shown == sighting.status) {
            return Ok(());
        }
        let conflict = TransferConflict {
            shown: sighting.status.clone(),
            recorded: recorded.state.to_string(),
            seen_at: self.ctx.now(),
        };
        self.transfers.keep_conflict(id, &conflict)?;
        let form = TransferContradictionForm {
            shown: &sighting.status,
            recorded: recorded.state,
        };
        self.log("transfer.contradicted", id, &form)
    }
}

/// What an answer says of a file that is older than the register.
const OLDER: &str = "The file is older than what is on record; only what was missing was added.";
