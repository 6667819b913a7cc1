//! Revenue, stored as monthly sums. The lines of the imported files are not stored.

mod parts;
mod versions;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rust_decimal::Decimal;

use super::among::{Among, by_account};
use super::column::{shown, vocabulary};
use super::engine::Value;
use super::record::record;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Month};
use crate::domain::money::Currency;
use crate::domain::revenue::{
    Category, DocumentSums, LineMark, RevenueDocumentKind, RevenueKey, StatedRate,
};
use crate::domain::word::Word as _;
pub use parts::StoredPart;
pub(super) use parts::{REVENUE_LINES, REVENUE_PARTS};
pub(super) use versions::REVENUE_VERSIONS;

vocabulary!(Category, RevenueDocumentKind);

record! {
    /// A monthly total without a document: typed, or imported in csp's own format. Amounts are exact decimals as text:
    /// figures of invoices have more decimals than their currency has minor units.
    pub(super) struct StatedRow in REVENUE_STATED: "revenue_stated", key 4, chain Account {
        account_id: i64,
        month: Month,
        category: Category,
        currency: Currency,
        amount: Decimal,
        source: String,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

record! {
    /// A document, which is counted and replaced as a whole: an invoice, a billing period, or a month of an export.
    pub(super) struct DocumentRow in REVENUE_DOCUMENTS: "revenue_documents", key 3, chain Account {
        account_id: i64,
        kind: RevenueDocumentKind,
        name: String,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

record! {
    /// The sum of a document in one month.
    pub(super) struct SumRow in REVENUE_SUMS: "revenue_sums", key 6, chain Account {
        account_id: i64,
        month: Month,
        kind: RevenueDocumentKind,
        name: String,
        category: Category,
        currency: Currency,
        amount: Decimal,
    }
    constraints ["FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)"]
    indexes ["CREATE INDEX revenue_sums_document ON revenue_sums (account_id, kind, name)"]
}

record! {
    /// An exchange rate from a document: units of the currency for one US dollar.
    pub(super) struct RateRow in REVENUE_RATES: "revenue_rates", key 5, chain Account {
        account_id: i64,
        month: Month,
        kind: RevenueDocumentKind,
        name: String,
        currency: Currency,
        for_one_usd: Decimal,
        rated_on: Option<Day>,
    }
    constraints ["FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)"]
    indexes ["CREATE INDEX revenue_rates_document ON revenue_rates (account_id, kind, name)"]
}

impl StatedRow {
    fn key(&self) -> RevenueKey {
        RevenueKey {
            month: self.month,
            category: self.category,
            currency: self.currency,
        }
    }
}

impl SumRow {
    fn key(&self) -> RevenueKey {
        RevenueKey {
            month: self.month,
            category: self.category,
            currency: self.currency,
        }
    }
}

impl RateRow {
    fn rate(&self) -> StatedRate {
        StatedRate {
            on: self.rated_on,
            for_one_usd: self.for_one_usd,
        }
    }
}

/// A monthly total without a document, and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedSum {
    /// The total.
    pub amount: Decimal,
    /// The source.
    pub source: String,
}

/// A sum of a document: its key, its amount, and the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSum {
    /// The month and category of the sum.
    pub key: RevenueKey,
    /// The sum.
    pub amount: Decimal,
    /// The kind of document.
    pub kind: RevenueDocumentKind,
    /// The document's name among its kind.
    pub name: String,
}

/// A document: its kind, and its name among its kind.
pub type DocumentKey<'n> = (RevenueDocumentKind, &'n str);

/// A part of a document to save.
#[derive(Debug, Clone, Copy)]
pub struct NewPart<'p> {
    /// The file it was read from.
    pub source: &'p str,
    /// The fingerprints of its lines, sorted.
    pub marks: &'p [LineMark],
}

/// The revenue of one account.
pub struct RevenueStore<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The revenue recorded for an account.
    pub fn revenue(&self, account: i64) -> RevenueStore<'_, 'c> {
        RevenueStore { tx: self, account }
    }

    /// The totals without a document of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), in some months
    /// or in all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stated_of(
        &self,
        accounts: &[i64],
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<i64, BTreeMap<RevenueKey, StatedSum>>, Diagnostic> {
        let among = in_months(accounts, months);
        let rows: Vec<StatedRow> = self.select(among.condition(), among.values())?;
        let mut found: BTreeMap<i64, BTreeMap<RevenueKey, StatedSum>> = BTreeMap::new();
        for row in rows {
            let key = row.key();
            let sum = StatedSum {
                amount: row.amount,
                source: row.source,
            };
            found.entry(row.account_id).or_default().insert(key, sum);
        }
        Ok(found)
    }

    /// The sums of documents of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), in some months or in
    /// all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document_sums_of(
        &self,
        accounts: &[i64],
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<i64, Vec<DocumentSum>>, Diagnostic> {
        let among = in_months(accounts, months);
        let rest = format!(
            "{} ORDER BY account_id, month, kind, name, category, currency",
            among.condition()
        );
        let rows: Vec<SumRow> = self.select(&rest, among.values())?;
        Ok(by_account(rows.into_iter().map(|row| {
            let sum = DocumentSum {
                key: row.key(),
                kind: row.kind,
                name: row.name,
                amount: row.amount,
            };
            (row.account_id, sum)
        })))
    }

    /// The rates from documents of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), for some months or
    /// for all. Where documents differ, the choice does not depend on their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document_rates_of(
        &self,
        accounts: &[i64],
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<i64, DocumentRates>, Diagnostic> {
        let among = in_months(accounts, months);
        let rows: Vec<RateRow> = self.select(among.condition(), among.values())?;
        let mut found: BTreeMap<i64, DocumentRates> = BTreeMap::new();
        for row in rows {
            let rate = row.rate();
            let rates = found.entry(row.account_id).or_default();
            let known = rates.entry((row.month, row.currency)).or_insert(rate);
            *known = rate.max(*known);
        }
        Ok(found)
    }
}

/// The rates from the documents of an account.
pub type DocumentRates = BTreeMap<(Month, Currency), StatedRate>;

/// The rows of some accounts in some months, or in all: the SQL that follows the name of the table.
fn in_months(accounts: &[i64], months: Option<(Month, Month)>) -> Among {
    let (first, last) = match months {
        Some((first, last)) => (first.to_string(), last.to_string()),
        None => ("0000-00".to_owned(), "9999-99".to_owned()),
    };
    let mut among = Among::of("WHERE account_id", accounts);
    let (first, last) = (among.place(first), among.place(last));
    among.and(&format!("month BETWEEN {first} AND {last}"));
    among
}

impl RevenueStore<'_, '_> {
    /// The key of a document, or the prefix of a longer key.
    fn key_of<'n>(&self, (kind, name): DocumentKey<'n>) -> [Value<'n>; 3] {
        [
            Value::Integer(self.account),
            kind.word().into(),
            name.into(),
        ]
    }

    /// The totals without a document in some months, or in all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stated(
        &self,
        months: Option<(Month, Month)>,
    ) -> Result<BTreeMap<RevenueKey, StatedSum>, Diagnostic> {
        let mut found = self.tx.stated_of(&[self.account], months)?;
        Ok(found.remove(&self.account).unwrap_or_default())
    }

    /// Saves a total without a document, replacing the one before.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn state(&self, key: RevenueKey, sum: &StatedSum) -> Result<(), Diagnostic> {
        self.tx.put(&StatedRow {
            account_id: self.account,
            month: key.month,
            category: key.category,
            currency: key.currency,
            amount: sum.amount,
            source: sum.source.clone(),
        })
    }

    /// The sums of documents in some months, or in all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of_documents(
        &self,
        months: Option<(Month, Month)>,
    ) -> Result<Vec<DocumentSum>, Diagnostic> {
        let mut found = self.tx.document_sums_of(&[self.account], months)?;
        Ok(found.remove(&self.account).unwrap_or_default())
    }

    /// Deletes a total without a document.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn unstate(&self, key: RevenueKey) -> Result<(), Diagnostic> {
        let place = [
            Value::Integer(self.account),
            key.month.to_string().into(),
            key.category.word().into(),
            key.currency.code().into(),
        ];
        self.tx.delete::<StatedRow>(&place)
    }

    /// The names of all documents of a kind.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document_names(&self, kind: RevenueDocumentKind) -> Result<Vec<String>, Diagnostic> {
        let sql =
            "SELECT name FROM revenue_documents WHERE account_id = ?1 AND kind = ?2 ORDER BY name";
        let of_kind = [Value::Integer(self.account), kind.word().into()];
        let mut names = Vec::new();
        self.tx.each_row(sql, &of_kind, |row| {
            names.push(shown("revenue_documents", row, 0)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(names)
    }

    /// Adds a part to a document.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add_part(&self, key: DocumentKey<'_>, part: NewPart<'_>) -> Result<(), Diagnostic> {
        self.insert_part(key, part.source, part.marks)
    }

    /// Deletes a document.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove_document(&self, key: DocumentKey<'_>) -> Result<(), Diagnostic> {
        self.delete_parts(key)?;
        self.delete_version(key)?;
        self.put_sums(key, &DocumentSums::default())?;
        self.tx.delete::<DocumentRow>(&self.key_of(key))
    }

    /// Saves the rest of a document after something was removed from it, and deletes its parts, which no longer match. Its
    /// version stays: the rest is of those data.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn reduce_document(
        &self,
        key: DocumentKey<'_>,
        sums: &DocumentSums,
    ) -> Result<(), Diagnostic> {
        if sums.amounts.is_empty() {
            return self.remove_document(key);
        }
        self.delete_parts(key)?;
        self.put_sums(key, sums)
    }

    /// Saves the sums of a document, replacing the former ones.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn put_sums(
        &self,
        (kind, name): DocumentKey<'_>,
        sums: &DocumentSums,
    ) -> Result<(), Diagnostic> {
        match self.document((kind, name))? {
            Some(known) => self.delete_others((kind, name), &known, sums)?,
            None => self.tx.insert(&DocumentRow {
                account_id: self.account,
                kind,
                name: name.to_owned(),
            })?,
        }
        for (key, amount) in &sums.amounts {
            self.tx.put(&SumRow {
                account_id: self.account,
                month: key.month,
                kind,
                name: name.to_owned(),
                category: key.category,
                currency: key.currency,
                amount: *amount,
            })?;
        }
        for ((month, currency), rate) in &sums.rates {
            self.tx.put(&RateRow {
                account_id: self.account,
                month: *month,
                kind,
                name: name.to_owned(),
                currency: *currency,
                for_one_usd: rate.for_one_usd,
                rated_on: rate.on,
            })?;
        }
        Ok(())
    }

    /// Deletes the sums of a document that are not among these.
    fn delete_others(
        &self,
        (kind, name): DocumentKey<'_>,
        known: &DocumentSums,
        sums: &DocumentSums,
    ) -> Result<(), Diagnostic> {
        let account = Value::Integer(self.account);
        let is_gone = |key: &&RevenueKey| !sums.amounts.contains_key(key);
        for key in known.amounts.keys().filter(is_gone) {
            let place = [
                account.clone(),
                key.month.to_string().into(),
                kind.word().into(),
                name.into(),
                key.category.word().into(),
                key.currency.code().into(),
            ];
            self.tx.delete::<SumRow>(&place)?;
        }
        for (month, currency) in known
            .rates
            .keys()
            .filter(|key| !sums.rates.contains_key(key))
        {
            let place = [
                account.clone(),
                month.to_string().into(),
                kind.word().into(),
                name.into(),
                currency.code().into(),
            ];
            self.tx.delete::<RateRow>(&place)?;
        }
        Ok(())
    }

    /// The sums of a document; `None` if there is no document of this name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document(&self, key: DocumentKey<'_>) -> Result<Option<DocumentSums>, Diagnostic> {
        let place = self.key_of(key);
        if self.tx.find::<DocumentRow>(&place)?.is_none() {
            return Ok(None);
        }
        let mut sums = DocumentSums::default();
        for row in self.tx.select::<SumRow>(OF_DOCUMENT, &place)? {
            sums.amounts.insert(row.key(), row.amount);
        }
        for row in self.tx.select::<RateRow>(OF_DOCUMENT, &place)? {
            sums.rates.insert((row.month, row.currency), row.rate());
        }
        Ok(Some(sums))
    }
}

/// The condition for the rows of a document.
const OF_DOCUMENT: &str = "WHERE account_id = ?1 AND kind = ?2 AND name = ?3";
