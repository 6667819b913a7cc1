//! Next actions that are put off, by account.

use std::collections::BTreeMap;

use super::among::Among;
use super::column::written;
use super::engine::Value;
use super::record::record;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
use crate::domain::next::{Action, NextId, Snooze};

// The words of actions are not checked by the database: a later release has more of them.
written! { Action; NextId }

record! {
    /// A next action that was put off until a day. It stays when that day has come, until it is put off again or woken.
    pub(super) struct SnoozeRow in SNOOZES: "snoozes", key 2, chain Account {
        account_id: i64,
        next_id: NextId,
        action: Action,
        subject: String,
        until_day: Day,
        reason: String,
        snoozed_by: Option<String>,
        snoozed_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

impl Tx<'_> {
    /// What is put off in some accounts, a page of them at most, in the order of ids. What has come back is left out
    /// unless `all`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn snoozes(
        &self,
        accounts: &[i64],
        all: bool,
    ) -> Result<BTreeMap<i64, Vec<Snooze>>, Diagnostic> {
        let mut among = Among::of("account_id", accounts);
        if !all {
            let today = among.place(self.today().to_string());
            among.and(&format!("until_day > {today}"));
        }
        let rest = format!("WHERE {} ORDER BY account_id, next_id", among.condition());
        let mut found: BTreeMap<i64, Vec<Snooze>> = BTreeMap::new();
        for row in self.select::<SnoozeRow>(&rest, among.values())? {
            let of_one = found.entry(row.account_id).or_default();
            of_one.push(snooze_of(row));
        }
        Ok(found)
    }

    /// The ids of all actions that were put off.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn snoozed_ids(&self) -> Result<Vec<String>, Diagnostic> {
        self.texts("SELECT next_id FROM snoozes ORDER BY next_id", &[])
    }

    /// The accounts in which this action was put off.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn accounts_of_snooze(&self, id: &NextId) -> Result<Vec<(i64, Snooze)>, Diagnostic> {
        let rows = self.select::<SnoozeRow>("WHERE next_id = ?1", &[id.as_str().into()])?;
        Ok(rows
            .into_iter()
            .map(|row| (row.account_id, snooze_of(row)))
            .collect())
    }

    /// Puts an action of an account off.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_snooze(&self, account: i64, snooze: &Snooze) -> Result<(), Diagnostic> {
        self.put(&SnoozeRow {
            account_id: account,
            next_id: snooze.id.clone(),
            action: snooze.action,
            subject: snooze.subject.clone(),
            until_day: snooze.until,
            reason: snooze.reason.clone(),
            snoozed_by: snooze.by.clone(),
            snoozed_at: snooze.at,
        })
    }

    /// Takes back that an action was put off.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove_snooze(&self, account: i64, id: &NextId) -> Result<(), Diagnostic> {
        self.delete::<SnoozeRow>(&[Value::Integer(account), id.as_str().into()])
    }
}

fn snooze_of(row: SnoozeRow) -> Snooze {
    Snooze {
        id: row.next_id,
        action: row.action,
        subject: row.subject,
        until: row.until_day,
        reason: row.reason,
        by: row.snoozed_by,
        at: row.snoozed_at,
    }
}
