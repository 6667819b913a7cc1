//! Revenue, kept as sums of months: the lines of the files it came from are not kept and never read again.

mod parts;

use std::collections::BTreeMap;

use rusqlite::params;
use rust_decimal::Decimal;

use super::column::{Reader, day_text};
use super::failure::StoreError;
use super::table::{Table, table};
use super::tx::Tx;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{DocumentKind, DocumentSums, LineMark, RevenueKey, StatedRate};
use crate::domain::word::Word;
pub use parts::StoredPart;
pub(super) use parts::{REVENUE_LINES, REVENUE_PARTS};

table!(pub(super) REVENUE_STATED = "revenue_stated", key 4, [
    "account_id", "month", "category", "currency", "amount", "source",
]);
table!(pub(super) REVENUE_DOCUMENTS = "revenue_documents", key 3, ["account_id", "kind", "name"]);
table!(pub(super) REVENUE_SUMS = "revenue_sums", key 6, [
    "account_id", "month", "kind", "name", "category", "currency", "amount",
]);
table!(pub(super) REVENUE_RATES = "revenue_rates", key 5, [
    "account_id", "month", "kind", "name", "currency", "for_one_usd", "rated_on",
]);

/// A total that somebody stated, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedSum {
    /// The total.
    pub amount: Decimal,
    /// Where it was stated.
    pub source: String,
}

/// A sum of a document: its key, its amount, and the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSum {
    /// What it is the sum of.
    pub key: RevenueKey,
    /// The sum.
    pub amount: Decimal,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The document's name among its kind.
    pub name: String,
}

/// A document: its kind, and its name among its kind.
pub type DocumentKey<'n> = (DocumentKind, &'n str);

/// A part that is kept with a document.
#[derive(Debug, Clone, Copy)]
pub struct NewPart<'p> {
    /// The file it was read from.
    pub source: &'p str,
    /// The marks of its lines, sorted.
    pub marks: &'p [LineMark],
}

/// The revenue of one account.
pub struct RevenueStore<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The revenue known for an account.
    pub fn revenue(&self, account: i64) -> RevenueStore<'_, 'c> {
        RevenueStore { tx: self, account }
    }
}

/// The months asked for, as the bounds of a query.
fn bounds(months: Option<(Month, Month)>) -> (String, String) {
    match months {
        Some((first, last)) => (first.to_string(), last.to_string()),
        None => ("0000-00".to_owned(), "9999-99".to_owned()),
    }
}

impl RevenueStore<'_, '_> {
    /// The totals stated for some months, or for all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stated(
        &self,
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<RevenueKey, StatedSum>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND month BETWEEN ? AND ?",
            REVENUE_STATED.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let (first, last) = bounds(months);
        let mut rows = statement.query(params![self.account, first, last])?;
        let mut all = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_STATED)?;
            let key = RevenueKey {
                month: reader.word(1)?,
                category: reader.word(2)?,
                currency: reader.word(3)?,
            };
            let sum = StatedSum {
                amount: reader.word(4)?,
                source: reader.word(5)?,
            };
            all.insert(key, sum);
        }
        Ok(all)
    }

    /// States a total, replacing the one stated before.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn state(&self, key: RevenueKey, sum: &StatedSum) -> Result<(), StoreError> {
        REVENUE_STATED.put(
            self.tx,
            &[
                &self.account,
                &key.month.to_string(),
                &key.category.word(),
                &key.currency.code(),
                &sum.amount.to_string(),
                &sum.source,
            ],
        )
    }

    /// The sums of documents in some months, or in all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of_documents(
        &self,
        months: Option<(Month, Month)>,
    ) -> Result<Vec<DocumentSum>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND month BETWEEN ? AND ? ORDER BY month, kind, name, category, currency",
            REVENUE_SUMS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let (first, last) = bounds(months);
        let mut rows = statement.query(params![self.account, first, last])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_SUMS)?;
            all.push(DocumentSum {
                key: RevenueKey {
                    month: reader.word(1)?,
                    category: reader.word(4)?,
                    currency: reader.word(5)?,
                },
                kind: reader.word(2)?,
                name: reader.word(3)?,
                amount: reader.word(6)?,
            });
        }
        Ok(all)
    }

    /// The rates that documents state for some months, or for all; where they differ, one wins whatever their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document_rates(
        &self,
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<(Month, Currency), StatedRate>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND month BETWEEN ? AND ?",
            REVENUE_RATES.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let (first, last) = bounds(months);
        let mut rows = statement.query(params![self.account, first, last])?;
        let mut all = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_RATES)?;
            let key = (reader.word::<Month>(1)?, reader.word::<Currency>(4)?);
            let rate = StatedRate {
                on: reader.day_if_any(6)?,
                for_one_usd: reader.word(5)?,
            };
            let known = all.entry(key).or_insert(rate);
            *known = rate.max(*known);
        }
        Ok(all)
    }

    /// Takes back a total that was stated.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn unstate(&self, key: RevenueKey) -> Result<(), StoreError> {
        REVENUE_STATED.delete(
            self.tx,
            &[
                &self.account,
                &key.month.to_string(),
                &key.category.word(),
                &key.currency.code(),
            ],
        )
    }

    /// The names of all documents of a kind.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document_names(&self, kind: DocumentKind) -> Result<Vec<String>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT name FROM revenue_documents WHERE account_id = ? AND kind = ? ORDER BY name",
        )?;
        let names = statement.query_map(params![self.account, kind.word()], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Keeps a part beside those that a document has.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add_part(&self, key: DocumentKey<'_>, part: NewPart<'_>) -> Result<(), StoreError> {
        self.insert_part(key, part.source, part.marks)
    }

    /// Forgets a document.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove_document(&self, key: DocumentKey<'_>) -> Result<(), StoreError> {
        self.delete_parts(key)?;
        self.put_sums(key, &DocumentSums::default())?;
        let (kind, name) = (key.0.word(), key.1);
        REVENUE_DOCUMENTS.delete(self.tx, &[&self.account, &kind, &name])
    }

    /// Saves what is left of a document after something was taken out of it. What it was read from is no longer it.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn reduce_document(
        &self,
        key: DocumentKey<'_>,
        sums: &DocumentSums,
    ) -> Result<(), StoreError> {
        if sums.amounts.is_empty() {
            return self.remove_document(key);
        }
        self.delete_parts(key)?;
        self.put_sums(key, sums)
    }

    /// Saves what a document comes to, replacing the sums that are there.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn put_sums(
        &self,
        (kind, name): DocumentKey<'_>,
        sums: &DocumentSums,
    ) -> Result<(), StoreError> {
        let known = self.document((kind, name))?;
        let kind = kind.word();
        if let Some(known) = &known {
            for key in known
                .amounts
                .keys()
                .filter(|key| !sums.amounts.contains_key(key))
            {
                let (month, category) = (key.month.to_string(), key.category.word());
                let code = key.currency.code();
                REVENUE_SUMS.delete(
                    self.tx,
                    &[&self.account, &month, &kind, &name, &category, &code],
                )?;
            }
            for (month, currency) in known
                .rates
                .keys()
                .filter(|key| !sums.rates.contains_key(key))
            {
                let (month, code) = (month.to_string(), currency.code());
                REVENUE_RATES.delete(self.tx, &[&self.account, &month, &kind, &name, &code])?;
            }
        } else {
            REVENUE_DOCUMENTS.insert(self.tx, &[&self.account, &kind, &name])?;
        }
        for (key, amount) in &sums.amounts {
            let (month, category) = (key.month.to_string(), key.category.word());
            let (code, amount) = (key.currency.code(), amount.to_string());
            REVENUE_SUMS.put(
                self.tx,
                &[
                    &self.account,
                    &month,
                    &kind,
                    &name,
                    &category,
                    &code,
                    &amount,
                ],
            )?;
        }
        for ((month, currency), rate) in &sums.rates {
            let (month, code) = (month.to_string(), currency.code());
            let (units, on) = (rate.for_one_usd.to_string(), rate.on.map(day_text));
            REVENUE_RATES.put(
                self.tx,
                &[&self.account, &month, &kind, &name, &code, &units, &on],
            )?;
        }
        Ok(())
    }

    /// What is kept of a document; `None` where there is none of this name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document(
        &self,
        (kind, name): DocumentKey<'_>,
    ) -> Result<Option<DocumentSums>, StoreError> {
        let connection = self.tx.connection();
        let place = params![self.account, kind.word(), name];
        let of_document = |table: &Table| {
            let all = table.all();
            format!("{all} WHERE account_id = ? AND kind = ? AND name = ?")
        };
        let mut statement = connection.prepare_cached(&of_document(&REVENUE_DOCUMENTS))?;
        let mut rows = statement.query(place)?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        REVENUE_DOCUMENTS.verify(row)?;
        let mut sums = DocumentSums::default();
        let mut statement = connection.prepare_cached(&of_document(&REVENUE_SUMS))?;
        let mut rows = statement.query(place)?;
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_SUMS)?;
            let key = RevenueKey {
                month: reader.word(1)?,
                category: reader.word(4)?,
                currency: reader.word(5)?,
            };
            sums.amounts.insert(key, reader.word(6)?);
        }
        let mut statement = connection.prepare_cached(&of_document(&REVENUE_RATES))?;
        let mut rows = statement.query(place)?;
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_RATES)?;
            let rate = StatedRate {
                on: reader.day_if_any(6)?,
                for_one_usd: reader.word(5)?,
            };
            sums.rates.insert((reader.word(1)?, reader.word(4)?), rate);
        }
        Ok(Some(sums))
    }
}
