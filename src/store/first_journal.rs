//! The single journal that stores had before each account got a chain: verifies it, keeps it, and starts the chains
//! after it.

use crate::store::failure;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::Value as Json;

use super::chain::{Chain, STORE};
use super::engine::{Row, Value};
use super::journal::{MIGRATED, Walk, Written};
use super::problem::Problem;
use super::schema::FIRST_JOURNAL;
use super::seal::{Lanes, RowDigest, State};
use super::table::Table;
use super::tx::Tx;
use super::users::RehearsedRow;
use super::{
    TABLES, accounts::FORMER_OWNERS, accounts::FormerOwnerRow, users::REHEARSED_PASSWORDS,
};
use crate::diagnostic::Diagnostic;
use crate::domain::application::Field;
use crate::domain::word::Word as _;
use crate::domain::{Email, hex};

/// Where the first journal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// Its last entry; number 0 if there is none.
    pub(super) last: Walk,
    /// The time of its last entry, in seconds since 1970.
    pub(super) moment: i64,
    /// The sum of the digests of all rows, as its last entry signed it.
    sum: Sum,
}

/// The sum of the digests of all rows, modulo 2^256: the seal of stores before each account got a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum([u64; 4]);

impl Sum {
    fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut limbs = [0; 4];
        for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            *limb = chunk.try_into().map_or(0, u64::from_le_bytes);
        }
        Self(limbs)
    }

    fn add(&mut self, digest: &RowDigest) {
        let mut carry = false;
        for (limb, other) in self.0.iter_mut().zip(Self::from_bytes(digest).0) {
            let (sum, first) = limb.overflowing_add(other);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
    }
}

/// The tables that existed before each account got a chain.
fn first_tables() -> impl Iterator<Item = &'static Table> {
    let later = [FORMER_OWNERS.name, REHEARSED_PASSWORDS.name];
    TABLES
        .iter()
        .copied()
        .filter(move |table| !later.contains(&table.name))
}

impl Tx<'_> {
    /// Reads the first journal; returns its problems and its end.
    pub(super) fn walk_first_journal(&self) -> Result<(Vec<Problem>, End), Diagnostic> {
        let mut problems = Vec::new();
        let mut end = End {
            last: Walk {
                seq: 0,
                hash: [0; 32],
            },
            moment: i64::MIN,
            sum: Sum::default(),
        };
        let sql = format!("{} ORDER BY place", FIRST_JOURNAL.all());
        self.each_row(&sql, &[], |row| {
            problems.extend(step(&mut end, row));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok((problems, end))
    }

    /// Every problem of a store that an earlier release wrote and that is not migrated yet.
    pub(super) fn check_first(&self) -> Result<Vec<Problem>, Diagnostic> {
        Ok(self.verify_first(|_, _| {})?.0)
    }

    /// Verifies the first journal and all rows that it signed. Calls `each` with the chain and the digest of each row.
    fn verify_first(
        &self,
        mut each: impl FnMut(i64, &RowDigest),
    ) -> Result<(Vec<Problem>, End), Diagnostic> {
        let (mut problems, end) = self.walk_first_journal()?;
        let mut sum = Sum::default();
        for table in first_tables() {
            self.each_digest(table, None, &mut problems, |row, digest| {
                sum.add(digest);
                each(table.chain_of(row), digest);
            })?;
        }
        if sum != end.sum {
            problems.push(Problem::new(
                "the rows do not match the last entry of the journal",
            ));
        }
        Ok((problems, end))
    }

    /// Adds chains to a store that an earlier release wrote. First verifies its journal and all rows, which are kept.
    ///
    /// # Errors
    /// When the store has a problem. It is then left unchanged.
    pub(super) fn begin_chains(&self, version: i64) -> Result<(), Diagnostic> {
        let mut bases: BTreeMap<i64, State> = BTreeMap::new();
        let (problems, end) =
            self.verify_first(|chain, digest| count_in(&mut bases, chain, digest))?;
        if let Some(problem) = problems.into_iter().next() {
            return Err(failure::corrupt(
                "first_journal",
                problem.id.unwrap_or_else(|| end.last.seq.to_string()),
                problem.what,
            ));
        }
        self.fill_former_owners()?;
        self.fill_rehearsed_passwords()?;
        self.chains.borrow_mut().clear();
        for table in [&FORMER_OWNERS, &REHEARSED_PASSWORDS] {
            self.each_digest(table, None, &mut Vec::new(), |row, digest| {
                count_in(&mut bases, table.chain_of(row), digest);
            })?;
        }
        self.write_beginnings(version, &end, bases)
    }

    /// Writes the entry `store.migrated`, and where each account's chain begins.
    fn write_beginnings(
        &self,
        version: i64,
        end: &End,
        mut bases: BTreeMap<i64, State>,
    ) -> Result<(), Diagnostic> {
        let base = bases.remove(&STORE).unwrap_or_default();
        self.turn.set(Some(end.last.seq));
        let mut store =
            Chain::continuing(STORE, end.last.seq, end.last.hash, end.moment, base.clone());
        let changes = serde_json::json!({
            "from": version,
            "entries": end.last.seq,
            "head": hex(&end.last.hash),
            "seal": hex(&base.seal()),
        });
        let migrated = Written {
            account: None,
            actor: None,
            action: MIGRATED,
            subject: "store",
            reason: None,
            changes: &changes.to_string(),
        };
        self.append_to(&mut store, None, &migrated)?;
        self.chains.borrow_mut().insert(STORE, store);
        let mut accounts = self.accounts().numbered()?;
        accounts.sort();
        for (number, slug) in accounts {
            let base = bases.remove(&number).unwrap_or_default();
            let chain = Chain::continuing(number, 0, [0; 32], i64::MIN, base.clone());
            self.chains.borrow_mut().insert(number, chain);
            self.begin_account(number, &slug, None, base.seal())?;
            self.with_chain(number, |chain| chain.save_new(self.session(), Some(&base)))??;
            self.chains.borrow_mut().remove(&number);
        }
        self.with_chain(STORE, |chain| chain.save_new(self.session(), Some(&base)))?
    }

    /// Saves the administrator named in the submitted application of each account whose draft has replaced that name
    /// since.
    fn fill_former_owners(&self) -> Result<(), Diagnostic> {
        let mut former = Vec::new();
        self.accounts().each(|account| {
            former.extend(account.former_owner.map(|email| (account.id, email)));
            Ok::<_, Diagnostic>(())
        })?;
        for (account_id, email) in former {
            self.put(&FormerOwnerRow { account_id, email })?;
        }
        Ok(())
    }

    /// The administrators that the drafts of these accounts have replaced, according to the first journal.
    pub(super) fn replaced_administrators(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Email>, Diagnostic> {
        let mut found = BTreeMap::new();
        for &number in accounts {
            let sql = "SELECT slug FROM accounts WHERE id = ?1";
            for slug in self.texts(sql, &[Value::Integer(number)])? {
                let replaced = self.replaced_administrator(&slug)?;
                found.extend(replaced.map(|email| (number, email)));
            }
        }
        Ok(found)
    }

    /// Whether, according to the first journal, a user's last temporary password was issued under a clock set with
    /// `--now`.
    pub(super) fn was_rehearsed(&self, account: i64, email: &Email) -> Result<bool, Diagnostic> {
        let sql = "SELECT j.clock FROM first_journal j JOIN accounts a ON a.slug = j.account \
             WHERE a.id = ?1 AND j.subject = ?2 AND j.action IN ('user.added', 'user.password-reset') \
             ORDER BY j.place DESC LIMIT 1";
        let of_user = [Value::Integer(account), email.as_str().into()];
        Ok(self
            .texts(sql, &of_user)?
            .first()
            .is_some_and(|clock| clock == "given"))
    }

    /// The administrator that was replaced by the first draft entry after the last submission.
    fn replaced_administrator(&self, slug: &str) -> Result<Option<Email>, Diagnostic> {
        let sql = "SELECT place, changes FROM first_journal WHERE account = ?1 \
             AND action IN ('enrollment.started', 'application.edited') \
             AND place > (SELECT coalesce(max(place), 0) FROM first_journal \
                          WHERE account = ?1 AND action = 'enrollment.submitted') \
             ORDER BY place";
        let mut found = None;
        self.each_row(sql, &[slug.into()], |row| {
            let [place, changes] = row else {
                return Ok(ControlFlow::Continue(()));
            };
            let unread = |what: &dyn std::fmt::Display| {
                failure::corrupt("first_journal", place.shown(), what)
            };
            let text = changes.as_text().unwrap_or_default();
            let changes: Json = serde_json::from_str(text).map_err(|error| unread(&error))?;
            let replaced = &changes["fields"][Field::AdminEmail.word()]["from"];
            let Some(address) = replaced.as_str() else {
                return Ok(ControlFlow::Continue(()));
            };
            found = Some(address.parse().map_err(|bad| unread(&bad))?);
            Ok::<_, Diagnostic>(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// Saves which temporary passwords were issued under a clock set with `--now`, according to the first journal.
    fn fill_rehearsed_passwords(&self) -> Result<(), Diagnostic> {
        let sql = "SELECT a.id, j.subject, j.clock FROM first_journal j JOIN accounts a ON a.slug = j.account \
             WHERE j.action IN ('user.added', 'user.password-reset') ORDER BY j.place";
        let mut given: BTreeSet<(i64, String)> = BTreeSet::new();
        self.each_row(sql, &[], |row| {
            if let [number, subject, clock] = row
                && let (Some(number), Some(subject)) = (number.as_integer(), subject.as_text())
            {
                let key = Email::on_record(subject)
                    .map_or_else(|_| subject.to_lowercase(), |email| email.key().to_owned());
                if clock.as_text() == Some("given") {
                    given.insert((number, key));
                } else {
                    given.remove(&(number, key));
                }
            }
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        for (account_id, email_key) in given {
            if self.users(account_id).record_by_key(&email_key)?.is_some() {
                self.insert(&RehearsedRow {
                    account_id,
                    email_key,
                })?;
            }
        }
        Ok(())
    }
}

/// Adds a row to the initial state of its chain.
fn count_in(bases: &mut BTreeMap<i64, State>, chain: i64, digest: &RowDigest) {
    bases.entry(chain).or_default().add(&Lanes::of(digest));
}

/// Moves to the next entry and returns its problems.
fn step(end: &mut End, row: Row<'_>) -> Vec<Problem> {
    let place = row.first().and_then(Value::as_integer).unwrap_or(-1);
    let at = row.get(1).and_then(Value::as_integer);
    end.moment = at.unwrap_or(i64::MIN);
    let Some((stored, columns)) = row.split_last() else {
        return Vec::new();
    };
    if let Some(sum) = columns.last().and_then(Value::as_array) {
        end.sum = Sum::from_bytes(&sum);
    }
    let problem = |(place, what): (i64, String)| Problem {
        table: Some("first_journal".to_owned()),
        id: Some(place.to_string()),
        seq: Some(place),
        ..Problem::new(what)
    };
    let wrong = end.last.step(place, columns, stored);
    wrong.into_iter().map(problem).collect()
}
