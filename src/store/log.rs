//! Reads the journal: the entries of all chains in the order in which they were written.

use crate::store::failure;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::chain::STORE;
use super::column::shown;
use super::engine::{Hint, Row, Value};
use super::journal::{BEGUN, FORM, Head};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::{HashPrefix, Slug};

/// A recorded entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The number of its chain: 0 for the store's own, otherwise that of the account.
    pub chain: i64,
    /// Its sequence number in its chain.
    pub seq: i64,
    /// When it was written.
    pub at: Instant,
    /// The account's slug.
    pub account: Option<String>,
    /// Who acted.
    pub actor: Option<String>,
    /// What was done.
    pub action: String,
    /// What was changed: an address, a check, a slug.
    pub subject: String,
    /// Why.
    pub reason: Option<String>,
    /// The changes, as JSON text.
    pub changes: String,
    /// The version of the JSON in `changes`.
    pub form: i64,
    /// Whether the clock was set with `--now`.
    pub clock_given: bool,
    /// The database role of the writer.
    pub database_role: Option<String>,
    /// Its hash, which links it to all entries before.
    pub hash: [u8; 32],
}

/// Which entries to read.
#[derive(Debug, Clone, Copy, Default)]
pub struct JournalFilter<'a> {
    /// Only of this account: its chain, and the entries of the store's chain about it.
    pub account: Option<&'a Slug>,
    /// Only from this moment on.
    pub since: Option<Instant>,
    /// Only of this subject, ignoring case.
    pub subject: Option<&'a str>,
    /// At most this many, the newest.
    pub limit: Option<u32>,
    /// Also the entries that only mark where the chain of an account begins.
    pub beginnings: bool,
}

/// The columns of both journals that are shown.
const OF_JOURNAL: &str = "chain, seq, at, account, actor, action, subject, reason, changes, form, clock, database_role, hash";
const OF_FIRST: &str =
    "0, place, at, account, actor, action, subject, reason, changes, 1, clock, NULL, link";

/// The conditions of a statement, with their values. A filter that is not set adds no condition, so that there is no
/// placeholder whose type the database cannot infer.
#[derive(Default)]
struct Conditions<'v> {
    texts: Vec<String>,
    values: Vec<Value<'v>>,
}

impl<'v> Conditions<'v> {
    /// The placeholder of a value.
    fn place(&mut self, value: impl Into<Value<'v>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// The `WHERE` clause.
    fn clause(&self) -> String {
        if self.texts.is_empty() {
            return String::new();
        }
        format!(" WHERE {}", self.texts.join(" AND "))
    }
}

/// The conditions that apply to both journals.
fn in_both<'v>(filter: &JournalFilter<'_>, subject: Option<&'v str>) -> Conditions<'v> {
    let mut both = Conditions::default();
    if let Some(since) = filter.since {
        let place = both.place(since.timestamp());
        both.texts.push(format!("at >= {place}"));
    }
    if let Some(subject) = subject {
        let place = both.place(subject);
        both.texts.push(format!("lower(subject) = {place}"));
    }
    both
}

impl Tx<'_> {
    /// Calls `each` with entries, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn read_journal<E: From<Diagnostic>>(
        &self,
        filter: &JournalFilter<'_>,
        mut each: impl FnMut(Recorded) -> Result<(), E>,
    ) -> Result<(), E> {
        let subject = filter.subject.map(str::to_ascii_lowercase);
        let (of_first, of_later) = self.conditions(filter, subject.as_deref())?;
        // Without the hint the database may search by chain and then sort: the index of turns contains the chains too.
        let by_turn = self.session().hint(Hint::Index("journal_turns"));
        let first = format!("SELECT {OF_FIRST} FROM first_journal{}", of_first.clause());
        let later = format!(
            "SELECT {OF_JOURNAL} FROM journal {by_turn}{}",
            of_later.clause()
        );
        let (first_values, later_values) = (of_first.values, of_later.values);
        let Some(limit) = filter.limit else {
            for (sql, values) in [
                (format!("{first} ORDER BY place"), first_values),
                (format!("{later} ORDER BY turn, chain, seq"), later_values),
            ] {
                self.each_row(&sql, &values, |row| {
                    each(recorded(row)?)?;
                    Ok::<_, E>(ControlFlow::Continue(()))
                })?;
            }
            return Ok(());
        };
        let mut newest = Vec::new();
        for (sql, values) in [
            (
                format!("{later} ORDER BY turn DESC, chain DESC, seq DESC"),
                later_values,
            ),
            (format!("{first} ORDER BY place DESC"), first_values),
        ] {
            let sql = format!("{sql} LIMIT {}", limit as usize - newest.len());
            self.each_row(&sql, &values, |row| {
                newest.push(recorded(row)?);
                Ok::<_, E>(ControlFlow::Continue(()))
            })?;
        }
        newest.into_iter().rev().try_for_each(each)
    }

    /// How many entries there are of each action. The limit of the filter is ignored.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count_actions(
        &self,
        filter: &JournalFilter<'_>,
    ) -> Result<BTreeMap<String, u64>, Diagnostic> {
        let subject = filter.subject.map(str::to_ascii_lowercase);
        let (of_first, of_later) = self.conditions(filter, subject.as_deref())?;
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for (table, conditions) in [("first_journal", of_first), ("journal", of_later)] {
            let sql = format!(
                "SELECT action, count(*) FROM {table}{} GROUP BY action",
                conditions.clause()
            );
            self.each_row(&sql, &conditions.values, |row| {
                let action = shown("journal", row, 0)?;
                let entries: u64 = shown("journal", row, 1)?;
                *found.entry(action).or_default() += entries;
                Ok::<_, Diagnostic>(ControlFlow::Continue(()))
            })?;
        }
        Ok(found)
    }

    /// The conditions of a filter for the journal of the first releases, and for the present one.
    fn conditions<'v>(
        &self,
        filter: &JournalFilter<'v>,
        subject: Option<&'v str>,
    ) -> Result<(Conditions<'v>, Conditions<'v>), Diagnostic> {
        let slug = filter.account.map(Slug::as_str);
        let mut of_first = in_both(filter, subject);
        let mut of_later = in_both(filter, subject);
        if let Some(slug) = slug {
            let account = of_first.place(slug);
            of_first.texts.push(format!("account = {account}"));
            let account = of_later.place(slug);
            let mut chain = format!("chain = {STORE} AND account = {account}");
            if let Some(number) = self.account_number(slug)? {
                let number = of_later.place(number);
                chain = format!("(chain = {number} OR {chain})");
            }
            of_later.texts.push(chain);
        }
        if !filter.beginnings {
            of_later.texts.push(format!("action <> '{BEGUN}'"));
        }
        Ok((of_first, of_later))
    }

    /// The entries whose hash begins with these digits, oldest first; three at most.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn entries_with_hash(&self, hash: &HashPrefix) -> Result<Vec<Recorded>, Diagnostic> {
        let (least, greatest) = hash.range();
        let between = [Value::from(&least[..]), Value::from(&greatest[..])];
        let mut found = Vec::new();
        for sql in [
            format!(
                "SELECT {OF_FIRST} FROM first_journal WHERE link BETWEEN ?1 AND ?2 ORDER BY place LIMIT 3"
            ),
            format!(
                "SELECT {OF_JOURNAL} FROM journal WHERE hash BETWEEN ?1 AND ?2 ORDER BY turn, chain, seq LIMIT 3"
            ),
        ] {
            self.each_row(&sql, &between, |row| {
                found.push(recorded(row)?);
                Ok::<_, Diagnostic>(ControlFlow::Continue(()))
            })?;
        }
        found.truncate(3);
        Ok(found)
    }

    fn account_number(&self, slug: &str) -> Result<Option<i64>, Diagnostic> {
        let sql = "SELECT id FROM accounts WHERE slug = ?1";
        self.first(sql, &[slug.into()], |row| row.first()?.as_integer())
    }

    /// The end of the journal from before each account got a chain, in a store that is not migrated yet.
    pub(super) fn head_of_first_journal(&self) -> Result<Option<Head>, Diagnostic> {
        let sql = "SELECT place, at, link FROM first_journal ORDER BY place DESC LIMIT 1";
        self.first(sql, &[], |row| {
            let [place, at, link] = row else {
                return None;
            };
            Some(Head {
                chain: STORE,
                account: None,
                seq: place.as_integer()?,
                moment: chrono::DateTime::from_timestamp(at.as_integer()?, 0)?,
                hash: link.as_array()?,
                begun: None,
                seal: None,
            })
        })
    }
}

fn recorded(row: Row<'_>) -> Result<Recorded, Diagnostic> {
    read(row).ok_or_else(|| {
        let place = row.get(1).map_or_else(String::new, Value::shown);
        failure::corrupt("journal", place, "cannot read the entry")
    })
}

fn read(row: Row<'_>) -> Option<Recorded> {
    let [
        chain,
        seq,
        at,
        account,
        actor,
        action,
        subject,
        reason,
        changes,
        form,
        clock,
        role,
        hash,
    ] = row
    else {
        return None;
    };
    let text = |value: &Value<'_>| value.as_text().map(str::to_owned);
    Some(Recorded {
        chain: chain.as_integer()?,
        seq: seq.as_integer()?,
        at: chrono::DateTime::from_timestamp(at.as_integer()?, 0)?,
        account: text(account),
        actor: text(actor),
        action: text(action)?,
        subject: text(subject)?,
        reason: text(reason),
        changes: text(changes)?,
        form: form.as_integer().unwrap_or(FORM),
        clock_given: clock.as_text()? == "given",
        database_role: text(role),
        hash: hash.as_array()?,
    })
}
