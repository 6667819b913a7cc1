//! The journal: every change, who made it, when and why, in a chain of hashes.

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::failure::StoreError;
use super::seal::State;
use super::tx::Tx;
use crate::domain::Slug;
use crate::domain::calendar::Instant;

/// What is written into the journal.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The account it belongs to; `None` for the store as a whole.
    pub account: Option<&'a Slug>,
    /// Who acted; `None` where nobody is known yet.
    pub actor: Option<&'a str>,
    /// `noun.verb-ed`.
    pub action: &'static str,
    /// What was changed: an address, a check, a slug.
    pub subject: &'a str,
    /// Why, word for word.
    pub reason: Option<&'a str>,
    /// What changed, without secrets.
    pub changes: Value,
}

/// An entry as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place; counts from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// The account's slug.
    pub account: Option<String>,
    /// Who.
    pub actor: Option<String>,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub reason: Option<String>,
    /// The changes, as JSON text.
    pub changes: String,
    /// Whether the clock was given.
    pub clock_given: bool,
    /// The hash that ties it to all entries before.
    pub hash: [u8; 32],
}

/// The end of the chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    seq: i64,
    hash: [u8; 32],
    at: i64,
}

const COLUMNS: &str =
    "seq, at, account, actor, action, subject, reason, changes, clock, state, hash";

/// The hash of an entry: SHA-256 over the hash before it and each field with its type and length.
fn link<'v>(before: &[u8; 32], fields: impl IntoIterator<Item = ValueRef<'v>>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(super::seal::row_digest("journal", fields));
    hash.finalize().into()
}

fn text(value: Option<&str>) -> ValueRef<'_> {
    value.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes()))
}

/// The state that the last entry recorded.
pub(super) fn last_state(connection: &Connection) -> Result<State, StoreError> {
    let bytes: Option<[u8; 32]> = connection
        .prepare_cached("SELECT state FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(bytes.map_or_else(State::default, |bytes| State::from_bytes(&bytes)))
}

impl<'c> Tx<'c> {
    /// Appends an entry; it signs every row changed since the entry before.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn log(&self, entry: &Entry<'_>) -> Result<(), StoreError> {
        let mut statement = self.appending()?;
        self.append(&mut statement, entry, &entry.changes.to_string())
    }

    /// The statement that appends entries, for many in a row.
    pub(super) fn appending(&self) -> Result<CachedStatement<'c>, StoreError> {
        Ok(self.connection().prepare_cached(
            "INSERT INTO journal (seq, at, account, actor, action, subject, reason, changes, clock, state, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?)
    }

    /// Appends an entry through a statement of [`Tx::appending`]; `changes` is its JSON, whatever the entry holds.
    pub(super) fn append(
        &self,
        statement: &mut CachedStatement<'_>,
        entry: &Entry<'_>,
        changes: &str,
    ) -> Result<(), StoreError> {
        let reason = entry.reason.map(crate::domain::text::kept_text);
        let reason = reason.as_deref();
        let end = self.chain_end()?;
        let seq = end.seq + 1;
        let at = self.now().timestamp();
        let clock = if self.moment().given {
            "given"
        } else {
            "system"
        };
        let state = self.state()?.to_bytes();
        let account = entry.account.map(Slug::as_str);
        let hash = link(
            &end.hash,
            [
                ValueRef::Integer(seq),
                ValueRef::Integer(at),
                text(account),
                text(entry.actor),
                text(Some(entry.action)),
                text(Some(entry.subject)),
                text(reason),
                text(Some(changes)),
                text(Some(clock)),
                ValueRef::Blob(&state),
            ],
        );
        statement.execute(params![
            seq,
            at,
            account,
            entry.actor,
            entry.action,
            entry.subject,
            reason,
            changes,
            clock,
            &state[..],
            &hash[..]
        ])?;
        *self.chain.borrow_mut() = Some(Chain {
            seq,
            hash,
            at: at.max(end.at),
        });
        self.signed();
        Ok(())
    }

    /// The last entry's moment, where the clock now stands before it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn clock_went_back(&self) -> Result<Option<Instant>, StoreError> {
        let end = self.chain_end()?;
        let earlier = self.now().timestamp() < end.at;
        Ok(earlier
            .then(|| chrono::DateTime::from_timestamp(end.at, 0))
            .flatten())
    }

    /// The end of the chain, asked of the store once a transaction.
    fn chain_end(&self) -> Result<Chain, StoreError> {
        if let Some(end) = *self.chain.borrow() {
            return Ok(end);
        }
        let end = self
            .connection()
            .prepare_cached("SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| {
                Ok(Chain {
                    seq: row.get(0)?,
                    hash: row.get(1)?,
                    at: row.get(2)?,
                })
            })
            .optional()?;
        let end = end.unwrap_or(Chain {
            seq: 0,
            hash: [0; 32],
            at: i64::MIN,
        });
        *self.chain.borrow_mut() = Some(end);
        Ok(end)
    }

    /// The head of the journal: its last place and hash; `None` for an empty one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn journal_head(&self) -> Result<Option<(i64, [u8; 32])>, StoreError> {
        let end = self.chain_end()?;
        Ok((end.seq > 0).then_some((end.seq, end.hash)))
    }

    /// The hash of the entry at a place; `None` where there is none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn journal_hash(&self, seq: i64) -> Result<Option<[u8; 32]>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT hash FROM journal WHERE seq = ?")?;
        Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
    }

    /// Hands entries to `each`, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn read_journal<E: From<StoreError>>(
        &self,
        filter: &JournalFilter<'_>,
        mut each: impl FnMut(Recorded) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM journal
             WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR at >= ?2)
               AND (?3 IS NULL OR subject = ?3 COLLATE NOCASE)
             ORDER BY seq DESC LIMIT ?4) ORDER BY seq"
        );
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let since = filter.since.map(|since| since.timestamp());
        let limit = filter.limit.map_or(-1, i64::from);
        let mut rows = statement
            .query(params![
                filter.account.map(Slug::as_str),
                since,
                filter.subject,
                limit
            ])
            .map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(recorded(row)?)?;
        }
        Ok(())
    }
}

/// Which entries are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct JournalFilter<'a> {
    /// Only of this account.
    pub account: Option<&'a Slug>,
    /// Only from this moment on.
    pub since: Option<Instant>,
    /// Only of this subject.
    pub subject: Option<&'a str>,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

fn recorded(row: &rusqlite::Row<'_>) -> Result<Recorded, StoreError> {
    let seq: i64 = row.get(0)?;
    let at: i64 = row.get(1)?;
    let at = chrono::DateTime::from_timestamp(at, 0)
        .ok_or_else(|| StoreError::corrupt("journal", seq, format!("moment {at}")))?;
    Ok(Recorded {
        seq,
        at,
        account: row.get(2)?,
        actor: row.get(3)?,
        action: row.get(4)?,
        subject: row.get(5)?,
        reason: row.get(6)?,
        changes: row.get(7)?,
        clock_given: row.get::<_, String>(8)? == "given",
        hash: row.get(10)?,
    })
}

/// Walks the chain and reports each place where it breaks: `(seq, what)`.
pub(super) fn verify(connection: &Connection) -> Result<Vec<(i64, String)>, StoreError> {
    let mut broken = Vec::new();
    let mut before = [0_u8; 32];
    let mut expected = 1_i64;
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM journal ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if seq != expected {
            broken.push((
                expected,
                format!("entries {expected} to {} are missing", seq - 1),
            ));
        }
        let stored: Result<[u8; 32], _> = row.get(10);
        let fields: Vec<ValueRef<'_>> = (0..10)
            .map(|at| row.get_ref(at))
            .collect::<Result<_, _>>()?;
        let computed = link(&before, fields);
        match stored {
            Ok(stored) if stored == computed => before = computed,
            Ok(stored) => {
                broken.push((seq, "the entry is not what was written".to_owned()));
                before = stored;
            }
            Err(_) => broken.push((seq, "the hash is not 32 bytes".to_owned())),
        }
        expected = seq + 1;
    }
    let ever: Option<i64> = connection
        .prepare("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if ever.unwrap_or(0) != expected - 1 {
        broken.push((expected, "entries at the end are missing".to_owned()));
    }
    Ok(broken)
}
