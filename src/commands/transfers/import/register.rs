//! The register beside an import: what becomes of each transfer, and writing it.

use std::collections::BTreeMap;

use crate::cli::transfers::TransferImportArgs;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::standing::Standing;
use crate::domain::transfer::{
    ReconciledTransfer, Transfer, TransferId, TransferSighting, TransferStateKind,
};
use crate::domain::{Account, TenantDomain, TenantId};
use crate::report::views::transfer_import::{SeenTransferView, TransferOutcome};
use crate::session::journal::{
    EditedFields, Form, NewTransferForm, TransferContradictionForm, TransferForm, entry,
};
use crate::session::{Actor, Context};
use crate::store::{TransferConflict, TransferFilter, Transfers, Tx};

/// What becomes of a transfer of the files.
struct SeenRow {
    outcome: TransferOutcome,
    /// As it was recorded before this import; `None` where it is new.
    before: Option<Transfer>,
    after: Transfer,
    detail: Option<String>,
}

/// The register of one account while files are imported.
pub(super) struct TransferRegister<'a, 'h, 't, 'c> {
    ctx: &'a Context<'h>,
    tx: &'t Tx<'c>,
    account: &'a Account,
    actor: &'a Actor,
    args: &'a TransferImportArgs,
    transfers: Transfers<'t, 'c>,
    ours: Option<TenantId>,
    /// The open plans that have no id at Microsoft yet.
    drafts: Vec<Transfer>,
    rows: BTreeMap<TransferId, SeenRow>,
    mistakes: Vec<Diagnostic>,
}

impl<'a, 'h, 't, 'c> TransferRegister<'a, 'h, 't, 'c> {
    /// The register as it is stored.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn new(
        ctx: &'a Context<'h>,
        tx: &'t Tx<'c>,
        account: &'a Account,
        actor: &'a Actor,
        args: &'a TransferImportArgs,
    ) -> Result<Self> {
        let transfers = tx.transfers(account.id);
        let mut drafts = Vec::new();
        let open = TransferFilter {
            states: Some(vec![TransferStateKind::Planned, TransferStateKind::Pending]),
            ..TransferFilter::default()
        };
        transfers.each_record::<Diagnostic>(&open, |record| {
            let it = record.transfer;
            if it.id.microsoft().is_none() {
                drafts.push(it);
            }
            Ok(())
        })?;
        Ok(Self {
            ctx,
            tx,
            account,
            actor,
            args,
            transfers,
            ours: Standing::of(account).tenant_id,
            drafts,
            rows: BTreeMap::new(),
            mistakes: Vec::new(),
        })
    }

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
            ReconciledTransfer::Taken(after) => (*after, false, None),
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
            self.dispute(&before, sighting)?;
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

    /// The rows of the answer.
    ///
    /// # Errors
    /// What the files do not show and the options do not say.
    pub(super) fn finish(self) -> Result<Vec<SeenTransferView>> {
        Diagnostic::unless_none(self.mistakes)?;
        let rows = self.rows.into_iter().map(|(id, row)| {
            let edited = match &row.before {
                Some(before) => EditedFields::of_transfer(before, &row.after)?,
                None => EditedFields::default(),
            };
            Ok(SeenTransferView {
                id,
                customer: row.after.customer_shown(),
                state: row.after.state,
                outcome: row.outcome,
                changes: edited.to_changes()?,
                detail: row.detail,
            })
        });
        rows.collect()
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
            self.dispute(&added, &sighting)?;
        }
        let row = SeenRow {
            outcome: if is_disputed {
                TransferOutcome::Conflict
            } else {
                TransferOutcome::Added
            },
            before: None,
            detail: self.draft_of(&added),
            after: added,
        };
        self.rows.insert(row.after.id, row);
        Ok(())
    }

    /// Keeps that a file shows another state, once.
    fn dispute(&self, recorded: &Transfer, sighting: &TransferSighting) -> Result<()> {
        let id = recorded.id;
        let known = self.transfers.conflicts(id)?;
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

    /// The transfer with the customer on record: by its tenant, else by its exact name.
    fn with_customer(&self, mut it: Transfer) -> Result<Transfer> {
        if it.customer.domain.is_some() {
            return Ok(it);
        }
        let tenant = it.customer.tenant_id.map(|id| id.to_string());
        for named in [tenant, it.customer.name.clone()].into_iter().flatten() {
            let found = self.tx.customers(self.account.id).find_named(&named)?;
            if let [(domain, _)] = found.as_slice() {
                it.customer.domain = Some(compared(domain));
                break;
            }
        }
        Ok(it)
    }

    /// What an answer says where a plan may be this transfer.
    fn draft_of(&self, it: &Transfer) -> Option<String> {
        let is_same = |draft: &&Transfer| {
            (draft.kind, draft.direction) == (it.kind, it.direction)
                && draft.customer.domain.is_some()
                && draft.customer.domain == it.customer.domain
        };
        let draft = self.drafts.iter().find(is_same)?.id;
        let transfer_id = it.id;
        Some(format!(
            "{draft} is planned for this customer. If it is the same: `csp transfers record {draft} pending --id {transfer_id}`"
        ))
    }

    fn log(&self, action: &'static str, id: TransferId, form: &impl Form) -> Result<()> {
        let (slug, subject) = (&self.account.slug, id.to_string());
        self.tx
            .log(&entry(slug, self.actor.name(), action, &subject, form)?)
    }
}

/// A domain as it is compared and kept.
fn compared(domain: &TenantDomain) -> TenantDomain {
    domain.key().parse().unwrap_or_else(|_| domain.clone())
}

/// What an answer says of a file that is older than the register.
const OLDER: &str = "The file is older than what is on record; only what was missing was added.";
