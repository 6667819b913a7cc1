//! Transfers with their items and conflicts: read, saved, named anew.

use std::collections::BTreeMap;

use super::{TransferConflictRow, TransferFilter, TransferItemRow, TransferRow, Transfers};
use crate::diagnostic::Diagnostic;
use crate::domain::TenantDomain;
use crate::domain::calendar::Instant;
use crate::domain::transfer::{
    Transfer, TransferCustomer, TransferId, TransferItem, TransferPartner, TransferStateKind,
};
use crate::domain::word::Word as _;
use crate::store::engine::Value;

/// How many transfers are read at once.
const PAGE: usize = 256;

/// A state that a file shows against the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferConflict {
    /// Microsoft's word in the file.
    pub shown: String,
    /// The state that was recorded then.
    pub recorded: String,
    /// When it was seen first.
    pub seen_at: Instant,
}

/// A transfer with what files say against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRecord {
    /// The transfer.
    pub transfer: Transfer,
    /// What files say against it.
    pub conflicts: Vec<TransferConflict>,
}

impl Transfers<'_, '_> {
    /// The transfer with this id.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn transfer(&self, id: TransferId) -> Result<Option<Transfer>, Diagnostic> {
        Ok(self.record(id)?.map(|record| record.transfer))
    }

    /// The transfer with this id, with its conflicts.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn record(&self, id: TransferId) -> Result<Option<TransferRecord>, Diagnostic> {
        let place = [Value::Integer(self.account), id.to_string().into()];
        let row = self.tx.find::<TransferRow>(&place)?;
        Ok(self.records_of(row.into_iter().collect())?.pop())
    }

    /// Calls `each` with every transfer that matches, in the order of their ids.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_record<E: From<Diagnostic>>(
        &self,
        filter: &TransferFilter,
        mut each: impl FnMut(TransferRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut filter = filter.clone();
        let mut left = filter.limit.map_or(usize::MAX, |limit| limit as usize);
        while left > 0 {
            let most = left.min(PAGE);
            let (rest, values) = filter.query(self.account, most);
            let rows = self.tx.select::<TransferRow>(&rest, &values)?;
            let is_last = rows.len() < most;
            left -= rows.len();
            filter.after = rows.last().map(|row| row.id.to_string());
            for record in self.records_of(rows)? {
                each(record)?;
            }
            if is_last {
                break;
            }
        }
        Ok(())
    }

    /// The subscriptions of the open transfers of the account, but for those of `except`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn open_subscriptions(
        &self,
        except: Option<TransferId>,
    ) -> Result<Vec<(String, TransferId)>, Diagnostic> {
        let all = TransferStateKind::ALL.iter().copied();
        let open = TransferFilter {
            states: Some(all.filter(|state| state.is_open()).collect()),
            ..TransferFilter::default()
        };
        let mut found = Vec::new();
        self.each_record::<Diagnostic>(&open, |record| {
            let it = record.transfer;
            if except != Some(it.id) {
                found.extend(it.items.into_iter().map(|item| (item.subscription, it.id)));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Saves a new transfer.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, it: &Transfer) -> Result<(), Diagnostic> {
        self.tx.insert(&self.row_of(it))?;
        self.put_items(it)
    }

    /// Saves a transfer over the one with its id.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, it: &Transfer) -> Result<(), Diagnostic> {
        self.tx.put(&self.row_of(it))?;
        self.put_items(it)
    }

    /// Saves a transfer in the place of one with another id, whose rows are removed.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn rename(&self, before: &Transfer, it: &Transfer) -> Result<(), Diagnostic> {
        let old = before.id;
        for conflict in self.conflicts(old)? {
            self.settle_conflict(old, &conflict)?;
        }
        for item in &before.items {
            self.tx.delete::<TransferItemRow>(&[
                Value::Integer(self.account),
                old.to_string().into(),
                item.subscription.as_str().into(),
            ])?;
        }
        self.tx
            .delete::<TransferRow>(&[Value::Integer(self.account), old.to_string().into()])?;
        self.save(it)
    }

    /// What files say against a transfer.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conflicts(&self, of: TransferId) -> Result<Vec<TransferConflict>, Diagnostic> {
        let of = of.to_string();
        let mut found = self.conflicts_between(&of, &of)?;
        Ok(found.pop_first().map(|(_, all)| all).unwrap_or_default())
    }

    /// Keeps a conflict.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn keep_conflict(
        &self,
        of: TransferId,
        conflict: &TransferConflict,
    ) -> Result<(), Diagnostic> {
        self.tx.put(&TransferConflictRow {
            account_id: self.account,
            transfer: of,
            shown: conflict.shown.clone(),
            recorded: conflict.recorded.clone(),
            seen_at: conflict.seen_at,
        })
    }

    /// Removes a conflict, because a person has decided.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn settle_conflict(
        &self,
        of: TransferId,
        conflict: &TransferConflict,
    ) -> Result<(), Diagnostic> {
        self.tx.delete::<TransferConflictRow>(&[
            Value::Integer(self.account),
            of.to_string().into(),
            conflict.shown.as_str().into(),
        ])
    }

    /// The records of some rows, in their order. What belongs to them is read by the range of their ids.
    fn records_of(&self, rows: Vec<TransferRow>) -> Result<Vec<TransferRecord>, Diagnostic> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(Vec::new());
        };
        let (first, last) = (first.id.to_string(), last.id.to_string());
        let range = [
            Value::Integer(self.account),
            first.as_str().into(),
            last.as_str().into(),
        ];
        let mut items: BTreeMap<TransferId, Vec<TransferItem>> = BTreeMap::new();
        for row in self.tx.select::<TransferItemRow>(
            "WHERE account_id = ?1 AND transfer BETWEEN ?2 AND ?3 ORDER BY transfer, subscription",
            &range,
        )? {
            items.entry(row.transfer).or_default().push(TransferItem {
                subscription: row.subscription,
                product_type: row.product_type,
                quantity: row.quantity,
                billing_cycle: row.billing_cycle,
                status: row.status,
                error: row.error,
            });
        }
        let mut conflicts = self.conflicts_between(&first, &last)?;
        let records = rows.into_iter().map(|row| TransferRecord {
            conflicts: conflicts.remove(&row.id).unwrap_or_default(),
            transfer: Transfer {
                items: items.remove(&row.id).unwrap_or_default(),
                ..transfer_of(row)
            },
        });
        Ok(records.collect())
    }

    fn conflicts_between(
        &self,
        first: &str,
        last: &str,
    ) -> Result<BTreeMap<TransferId, Vec<TransferConflict>>, Diagnostic> {
        let rows = self.tx.select::<TransferConflictRow>(
            "WHERE account_id = ?1 AND transfer BETWEEN ?2 AND ?3 ORDER BY transfer, shown",
            &[Value::Integer(self.account), first.into(), last.into()],
        )?;
        let mut found: BTreeMap<TransferId, Vec<TransferConflict>> = BTreeMap::new();
        for row in rows {
            found
                .entry(row.transfer)
                .or_default()
                .push(TransferConflict {
                    shown: row.shown,
                    recorded: row.recorded,
                    seen_at: row.seen_at,
                });
        }
        Ok(found)
    }

    fn put_items(&self, it: &Transfer) -> Result<(), Diagnostic> {
        for item in &it.items {
            self.tx.put(&TransferItemRow {
                account_id: self.account,
                transfer: it.id,
                subscription: item.subscription.clone(),
                product_type: item.product_type.clone(),
                quantity: item.quantity,
                billing_cycle: item.billing_cycle.clone(),
                status: item.status.clone(),
                error: item.error.clone(),
            })?;
        }
        Ok(())
    }

    fn row_of(&self, it: &Transfer) -> TransferRow {
        TransferRow {
            account_id: self.account,
            id: it.id,
            kind: it.kind,
            direction: it.direction,
            customer_domain: it.customer.domain.as_ref().map(compared),
            customer_tenant: it.customer.tenant_id,
            customer_name: it.customer.name.clone(),
            customer_email: it.customer.email.clone(),
            partner_name: it.partner.name.clone(),
            partner_tenant: it.partner.tenant_id,
            state: it.state,
            state_since: it.state_since,
            microsoft_status: it.microsoft_status.clone(),
            partner_on_record: it.partner_on_record.clone(),
            planned_at: it.planned_at,
            created_at: it.created_at,
            modified_at: it.modified_at,
            completed_at: it.completed_at,
            expires_at: it.expires_at,
            last_seen_at: it.last_seen_at,
            note: it.note.clone(),
        }
    }
}

/// A domain as it is compared: the customer on record has the form that was typed.
fn compared(domain: &TenantDomain) -> TenantDomain {
    domain.key().parse().unwrap_or_else(|_| domain.clone())
}

fn transfer_of(row: TransferRow) -> Transfer {
    Transfer {
        id: row.id,
        kind: row.kind,
        direction: row.direction,
        customer: TransferCustomer {
            domain: row.customer_domain,
            tenant_id: row.customer_tenant,
            name: row.customer_name,
            email: row.customer_email,
        },
        partner: TransferPartner {
            name: row.partner_name,
            tenant_id: row.partner_tenant,
        },
        state: row.state,
        state_since: row.state_since,
        microsoft_status: row.microsoft_status,
        partner_on_record: row.partner_on_record,
        items: Vec::new(),
        planned_at: row.planned_at,
        created_at: row.created_at,
        modified_at: row.modified_at,
        completed_at: row.completed_at,
        expires_at: row.expires_at,
        last_seen_at: row.last_seen_at,
        note: row.note,
    }
}
