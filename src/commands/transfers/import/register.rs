//! The register beside an import: what becomes of each transfer, and writing it.

use std::collections::BTreeMap;

use crate::cli::transfers::TransferImportArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::standing::Standing;
use crate::domain::transfer::{Transfer, TransferId, TransferStateKind};
use crate::domain::{Account, TenantDomain, TenantId};
use crate::report::views::transfer_import::{SeenTransferView, TransferOutcome};
use crate::session::journal::{EditedFields, Form, entry};
use crate::session::{Actor, Context};
use crate::store::{TransferFilter, Transfers, Tx};

/// What becomes of a transfer of the files.
pub(super) struct SeenRow {
    pub(super) outcome: TransferOutcome,
    /// As it was recorded before this import; `None` where it is new.
    pub(super) before: Option<Transfer>,
    pub(super) after: Transfer,
    pub(super) detail: Option<String>,
}

/// The register of one account while files are imported.
pub(super) struct TransferRegister<'a, 'h, 't, 'c> {
    pub(super) ctx: &'a Context<'h>,
    tx: &'t Tx<'c>,
    account: &'a Account,
    actor: &'a Actor,
    pub(super) args: &'a TransferImportArgs,
    pub(super) transfers: Transfers<'t, 'c>,
    pub(super) ours: Option<TenantId>,
    /// The open plans that have no id at Microsoft yet.
    drafts: Vec<Transfer>,
    pub(super) rows: BTreeMap<TransferId, SeenRow>,
    pub(super) mistakes: Vec<Diagnostic>,
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
            let changes = edited.to_changes()?;
            Ok(SeenTransferView {
                id,
                customer: row.after.customer_shown(),
                state: row.after.state,
                outcome: row.outcome,
                changes,
                detail: row.detail,
                is_new: row.before.is_none(),
            })
        });
        rows.collect()
    }

    /// The transfer with the customer on record: by its tenant, else by its exact name.
    pub(super) fn with_customer(&self, mut it: Transfer) -> Result<Transfer> {
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
    pub(super) fn draft_of(&self, it: &Transfer) -> Option<String> {
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

    pub(super) fn log(&self, action: &'static str, id: TransferId, form: &impl Form) -> Result<()> {
        let (slug, subject) = (&self.account.slug, id.to_string());
        self.tx
            .log(&entry(slug, self.actor.name(), action, &subject, form)?)
    }
}

/// A domain as it is compared and kept.
fn compared(domain: &TenantDomain) -> TenantDomain {
    domain.key().parse().unwrap_or_else(|_| domain.clone())
}
