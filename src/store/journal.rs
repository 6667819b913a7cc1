//! The journal: every change, who made it, when and why, in chains of hashes.

use crate::store::failure;
use std::ops::ControlFlow;

use sha2::{Digest as _, Sha256};

use super::chain::{Chain, STORE};
use super::column::text;
use super::engine::{CopyIn, Value};
use super::schema::{JOURNAL, StateRow};
use super::seal::{Seal, State, row_digest};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::Instant;

/// An entry to write.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The account it belongs to; `None` for the store as a whole.
    pub account: Option<&'a Slug>,
    /// Who acted; `None` if there is no actor yet.
    pub actor: Option<&'a str>,
    /// `noun.verb-ed`.
    pub action: &'static str,
    /// What was changed: an address, a check, a slug.
    pub subject: &'a str,
    /// The reason, exactly as given.
    pub reason: Option<&'a str>,
    /// The changes, without secrets.
    pub changes: serde_json::Value,
}

/// The version of the JSON in `changes`, shared by all actions and stored in every entry.
///
/// Raise it when a reader of the old JSON would misread the new: a key was renamed or removed, or a value has another
/// meaning, unit or type. Adding an action, or a key that old readers can ignore, does not need it. Entries are never
/// rewritten, so a reader of the journal must understand every version up to this one. Entries from before each account
/// got a chain have version 1; the last of them wrote the JSON of version 2.
pub const FORM: i64 = 2;

/// The action of the entry of the store's chain that an account's chain branches off.
pub(super) const BEGUN: &str = "account.begun";

/// The action of the first entry of a migrated store's chain.
pub(super) const MIGRATED: &str = "store.migrated";

/// The greatest turn of any chain.
pub(super) const GREATEST_TURN: &str = "SELECT max(head_turn) FROM chains";

/// The hash of an entry: SHA-256 over the hash of the entry before and the digest of its columns, without its chain and
/// its hash.
pub(super) fn link(before: &[u8; 32], columns: &[Value<'_>]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(row_digest("journal", columns));
    hash.finalize().into()
}

/// A position in a sequence of entries, for verifying them one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Walk {
    /// The sequence number of the current entry.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: [u8; 32],
}

impl Walk {
    /// Moves to the next entry; returns its problems with their sequence numbers.
    pub(super) fn step(
        &mut self,
        seq: i64,
        columns: &[Value<'_>],
        stored: &Value<'_>,
    ) -> Vec<(i64, String)> {
        let mut wrong = Vec::new();
        let expected = self.seq + 1;
        if seq != expected {
            let what = format!("entries {expected} to {} are missing", seq - 1);
            wrong.push((expected, what));
        }
        self.seq = seq;
        let computed = link(&self.hash, columns);
        match stored.as_array() {
            Some(stored) => {
                if stored != computed {
                    wrong.push((seq, "the entry was changed after it was written".to_owned()));
                }
                self.hash = stored;
            }
            None => wrong.push((seq, "the hash is not 32 bytes".to_owned())),
        }
        wrong
    }
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the chain: 0 for the store's own, otherwise that of the account.
    pub chain: i64,
    /// The account's short name; `None` for the store's own chain.
    pub account: Option<String>,
    /// The sequence number of the last entry.
    pub seq: i64,
    /// The entry of the store's chain that it branches off.
    pub begun: Option<i64>,
    /// The time of the last entry.
    pub moment: Instant,
    /// The hash of the last entry.
    pub hash: [u8; 32],
    /// The seal of its rows; `None` in a store that an earlier release wrote, which has no seals.
    pub seal: Option<Seal>,
}

impl<'c> Tx<'c> {
    /// Appends an entry to the chain of its account, or to the store's. The entry lists every row of that chain that
    /// was changed since the entry before.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn log(&self, entry: &Entry<'_>) -> Result<(), Diagnostic> {
        self.append(None, entry, &entry.changes.to_string())
    }

    /// Appends an entry to the store's own chain: the rows belong to no account, even if the change was made for one.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn log_for_all(&self, entry: &Entry<'_>) -> Result<(), Diagnostic> {
        let changes = entry.changes.to_string();
        let written = Written::of(entry, &changes);
        self.with_chain(STORE, |chain| self.append_to(chain, None, &written))?
    }

    /// Prepares to append many entries.
    pub(super) fn appending(&self) -> Result<Box<dyn CopyIn + 'c>, Diagnostic> {
        let columns: Vec<&str> = JOURNAL.names().collect();
        self.session().copy_in(JOURNAL.name, &columns)
    }

    /// Appends an entry through [`Tx::appending`]. `changes` is its JSON and replaces the entry's own.
    pub(super) fn append(
        &self,
        many: Option<&mut dyn CopyIn>,
        entry: &Entry<'_>,
        changes: &str,
    ) -> Result<(), Diagnostic> {
        let number = match entry.account {
            None => STORE,
            Some(slug) => self.number_of(slug)?,
        };
        if self.with_chain(number, |chain| chain.is_unbegun())? {
            let slug = entry.account.map_or("", Slug::as_str);
            self.begin_account(number, slug, entry.actor, State::default().seal())?;
        }
        let written = Written::of(entry, changes);
        self.with_chain(number, |chain| self.append_to(chain, many, &written))?
    }

    /// Writes into the store's chain that the chain of an account begins, with the seal of the rows that it had before
    /// its first entry.
    pub(super) fn begin_account(
        &self,
        number: i64,
        slug: &str,
        actor: Option<&str>,
        base: Seal,
    ) -> Result<(), Diagnostic> {
        let changes = serde_json::json!({"chain": number, "seal": crate::domain::hex(&base)});
        let written = Written {
            account: Some(slug),
            actor,
            action: BEGUN,
            subject: slug,
            reason: None,
            changes: &changes.to_string(),
        };
        self.with_chain(STORE, |chain| self.append_to(chain, None, &written))??;
        let mut chains = self.chains.borrow_mut();
        if let (Some(store), Some(mut chain)) = (chains.remove(&STORE), chains.remove(&number)) {
            chain.begin(&store);
            chains.insert(STORE, store);
            chains.insert(number, chain);
        }
        Ok(())
    }

    /// Writes an entry at the end of a chain.
    pub(super) fn append_to(
        &self,
        chain: &mut Chain,
        many: Option<&mut dyn CopyIn>,
        entry: &Written<'_>,
    ) -> Result<(), Diagnostic> {
        let turn = self.next_turn()?;
        let at = self.now().timestamp();
        let reason = entry.reason.map(crate::domain::text::kept_text);
        let clock = if self.moment().given {
            "given"
        } else {
            "system"
        };
        let seal = chain.seal();
        let mut values = vec![
            Value::Integer(chain.number()),
            Value::Integer(chain.seq + 1),
            Value::Integer(at),
            Value::Integer(turn),
            entry.account.into(),
            entry.actor.into(),
            text(entry.action),
            text(entry.subject),
            reason.as_deref().into(),
            text(entry.changes),
            Value::Integer(FORM),
            text(clock),
            self.session().role().into(),
            Value::from(chain.pending()),
            Value::from(&seal[..]),
        ];
        let hash = link(&chain.hash, &values[1..]);
        values.push(Value::from(&hash[..]));
        match many {
            Some(many) => many.row(&values)?,
            None => self.session().write(JOURNAL.inserting(), &values, None)?,
        }
        drop(values);
        let before = chain.moment;
        if at < before && self.latest.get().is_none_or(|latest| latest < before) {
            self.latest.set(Some(before));
        }
        chain.advance(hash, turn, at);
        Ok(())
    }

    /// One more than the greatest turn of any chain.
    fn next_turn(&self) -> Result<i64, Diagnostic> {
        let last = match self.turn.get() {
            Some(last) => last,
            None => self
                .first(GREATEST_TURN, &[], |row| row.first()?.as_integer())?
                .unwrap_or(0),
        };
        self.turn.set(Some(last + 1));
        Ok(last + 1)
    }

    /// The number of the account with this short name.
    fn number_of(&self, slug: &Slug) -> Result<i64, Diagnostic> {
        if let Some(number) = self.numbers.borrow().get(slug.as_str()) {
            return Ok(*number);
        }
        let sql = "SELECT id FROM accounts WHERE slug = ?1";
        let found = self.first(sql, &[text(slug.as_str())], |row| row.first()?.as_integer())?;
        let number = found
            .ok_or_else(|| failure::corrupt("journal", slug, "an entry for a missing account"))?;
        let mut numbers = self.numbers.borrow_mut();
        numbers.insert(slug.to_string(), number);
        Ok(number)
    }

    /// The time of the latest entry in the chains written to, if the clock is behind it.
    pub fn clock_went_back(&self) -> Option<Instant> {
        let latest = self.latest.get()?;
        chrono::DateTime::from_timestamp(latest, 0)
    }

    /// The time of the latest entry of the journal, if the clock is now behind it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn moment_ahead(&self) -> Result<Option<Instant>, Diagnostic> {
        let now = self.now();
        let latest = self.heads()?.into_iter().map(|head| head.moment).max();
        Ok(latest.filter(|latest| now < *latest))
    }

    /// The number of entries of the journal, without those that only mark where the chain of an account begins.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count_entries(&self) -> Result<u64, Diagnostic> {
        let sql = format!(
            "SELECT (SELECT count(*) FROM journal WHERE action <> '{BEGUN}') + (SELECT count(*) FROM first_journal)"
        );
        self.count(&sql, &[])
    }

    /// The end of every chain, the store's own first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn heads(&self) -> Result<Vec<Head>, Diagnostic> {
        let sql = "SELECT c.chain, a.slug, c.begun, c.head_seq, c.head_moment, c.head_hash, j.seal \
             FROM chains c LEFT JOIN accounts a ON a.id = c.chain \
             LEFT JOIN journal j ON j.chain = c.chain AND j.seq = c.head_seq ORDER BY c.chain";
        let mut unwritten = Vec::new();
        let mut heads = Vec::new();
        self.each_row(sql, &[], |row| {
            let head = head_of(row).ok_or_else(|| {
                let chain = row.first().map_or_else(String::new, Value::shown);
                failure::corrupt("chains", chain, "cannot read the head")
            })?;
            if matches!(row.last(), Some(Value::Null)) {
                unwritten.push(heads.len());
            }
            heads.push(head);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        // A chain without an entry of its own: an account of a migrated store, so far.
        for at in unwritten {
            if let Some(head) = heads.get_mut(at) {
                head.seal = Some(self.with_chain(head.chain, |chain| chain.seal())?);
            }
        }
        if self.is_earlier() {
            heads.extend(self.head_of_first_journal()?);
        }
        Ok(heads)
    }

    /// The seal of the entry with this sequence number; `None` if there is none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn entry_seal(&self, chain: i64, seq: i64) -> Result<Option<[u8; 32]>, Diagnostic> {
        let place = [Value::Integer(chain), Value::Integer(seq)];
        let sql = "SELECT seal FROM journal WHERE chain = ?1 AND seq = ?2";
        let found = self.first(sql, &place, |row| row.first()?.as_array())?;
        if found.is_some() {
            return Ok(found);
        }
        let sql = "SELECT 1 FROM chains WHERE chain = ?1 AND begun = ?2";
        if self.first(sql, &place, |_| Some(()))?.is_none() {
            return Ok(None);
        }
        let kept = self.find::<StateRow>(&place[..1])?;
        let base = kept.and_then(|kept| kept.base);
        let base = base.and_then(|base| State::from_bytes(&base));
        Ok(Some(base.unwrap_or_default().seal()))
    }

    /// The hash of the entry with this sequence number; `None` if there is none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn entry_hash(&self, chain: i64, seq: i64) -> Result<Option<[u8; 32]>, Diagnostic> {
        let place = [Value::Integer(chain), Value::Integer(seq)];
        let sql = "SELECT hash FROM journal WHERE chain = ?1 AND seq = ?2";
        let found = self.first(sql, &place, |row| row.first()?.as_array())?;
        if found.is_some() {
            return Ok(found);
        }
        if chain == STORE {
            let sql = "SELECT link FROM first_journal WHERE place = ?1";
            return self.first(sql, &place[1..], |row| row.first()?.as_array());
        }
        // A chain without entries of its own ends at the entry that it branches off.
        let sql = "SELECT j.hash FROM chains c JOIN journal j ON j.chain = 0 AND j.seq = c.begun \
             WHERE c.chain = ?1 AND c.begun = ?2";
        self.first(sql, &place, |row| row.first()?.as_array())
    }
}

fn head_of(row: &[Value<'_>]) -> Option<Head> {
    let [chain, slug, begun, seq, moment, hash, seal] = row else {
        return None;
    };
    Some(Head {
        chain: chain.as_integer()?,
        account: slug.as_text().map(str::to_owned),
        seq: seq.as_integer()?,
        moment: chrono::DateTime::from_timestamp(moment.as_integer()?, 0)?,
        hash: hash.as_array()?,
        begun: begun.as_integer(),
        seal: seal.as_array(),
    })
}

/// The text columns of an entry.
pub(super) struct Written<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) actor: Option<&'a str>,
    pub(super) action: &'a str,
    pub(super) subject: &'a str,
    pub(super) reason: Option<&'a str>,
    pub(super) changes: &'a str,
}

impl<'a> Written<'a> {
    fn of(entry: &Entry<'a>, changes: &'a str) -> Self {
        Self {
            account: entry.account.map(Slug::as_str),
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
            reason: entry.reason,
            changes,
        }
    }
}
