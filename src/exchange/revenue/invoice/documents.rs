//! The documents of one reconciliation file, while their sums are computed.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::domain::calendar::Day;
use crate::domain::money::Currency;
use crate::domain::revenue::{
    Category, DocumentName, DocumentSums, LineMark, RevenueKey, StatedRate,
};
use crate::domain::sum::plus;
use crate::exchange::revenue::sums::{DocumentPart, LeftOut, Subjects};

/// A sum that does not fit an exact decimal.
pub(super) struct TooLarge;

/// The documents found so far.
#[derive(Default)]
pub(super) struct Documents {
    /// Indexes into `documents`, by the document key of a row as one text.
    places: HashMap<Vec<u8>, usize>,
    documents: Vec<(Key, Document)>,
    /// The key and index of the row before: rows of one document are usually next to each other.
    last: (Vec<u8>, usize),
    /// A buffer for the key of a row.
    said: Vec<u8>,
}

/// The key of a document. The currency distinguishes licence-based files without a number.
struct Key {
    number: Vec<u8>,
    partner: Vec<u8>,
    currency: Option<Currency>,
}

#[derive(Default)]
struct Document {
    sums: HashMap<RevenueKey, Sum>,
    undated: BTreeMap<(Category, Currency), Decimal>,
    first_undated: Option<(u64, usize)>,
    /// The dates of the first and last charge, which name a file without invoice numbers.
    span: Option<(Day, Day)>,
    marks: Vec<LineMark>,
    subjects: Option<Subjects>,
    left_out: LeftOut,
}

/// A partial sum, and the rate in its rows.
#[derive(Default)]
struct Sum {
    amount: Decimal,
    rate: Option<StatedRate>,
}

impl Documents {
    /// The index of a row's document, which is added if it is new.
    pub(super) fn place(&mut self, number: &[u8], partner: &[u8], currency: Currency) -> usize {
        let currency = number.is_empty().then_some(currency);
        let code = currency.map_or("", Currency::code);
        self.said.clear();
        for part in [number, b"\0", partner, b"\0", code.as_bytes()] {
            self.said.extend_from_slice(part);
        }
        if self.said == self.last.0 {
            return self.last.1;
        }
        let place = match self.places.get(&self.said) {
            Some(place) => *place,
            None => {
                let place = self.documents.len();
                let key = Key {
                    number: number.to_vec(),
                    partner: partner.to_vec(),
                    currency,
                };
                self.documents.push((key, Document::default()));
                self.places.insert(self.said.clone(), place);
                place
            }
        };
        self.last.0.clone_from(&self.said);
        self.last.1 = place;
        place
    }

    fn document(&mut self, place: usize) -> Option<&mut Document> {
        self.documents.get_mut(place).map(|(_, document)| document)
    }

    pub(super) fn leave_out(&mut self, place: usize, currency: Currency, amount: Decimal) {
        if let Some(document) = self.document(place) {
            document.left_out.add(currency, amount);
        }
    }

    pub(super) fn mark(&mut self, place: usize, mark: LineMark, subject: Option<LineMark>) {
        if let Some(document) = self.document(place) {
            document.marks.push(mark);
            if let Some(subject) = subject {
                document.subjects.get_or_insert_default().add(subject);
            }
        }
    }

    pub(super) fn stretch(&mut self, place: usize, first: Day, last: Day) {
        if let Some(document) = self.document(place) {
            let (from, to) = document.span.unwrap_or((first, last));
            document.span = Some((from.min(first), to.max(last)));
        }
    }

    pub(super) fn add(
        &mut self,
        place: usize,
        key: RevenueKey,
        amount: Decimal,
        rate: Option<StatedRate>,
    ) -> Result<(), TooLarge> {
        let Some(document) = self.document(place) else {
            return Ok(());
        };
        let sum = document.sums.entry(key).or_default();
        sum.amount = plus(sum.amount, amount).ok_or(TooLarge)?;
        sum.rate = sum.rate.max(rate);
        Ok(())
    }

    /// Adds a charge without a date, with its position.
    pub(super) fn add_undated(
        &mut self,
        place: usize,
        key: (Category, Currency),
        amount: Decimal,
        at: (u64, usize),
    ) -> Result<(), TooLarge> {
        let Some(document) = self.document(place) else {
            return Ok(());
        };
        let sum = document.undated.entry(key).or_default();
        *sum = plus(*sum, amount).ok_or(TooLarge)?;
        document.first_undated = document.first_undated.or(Some(at));
        Ok(())
    }

    /// The parts of all documents in the file, sorted by name. A document of which all rows are left out is among them, but
    /// not without an invoice number: its name would be the period of its charges.
    pub(super) fn finish(self) -> Vec<DocumentPart> {
        let documents = self.documents.into_iter();
        let mut parts: Vec<DocumentPart> = documents
            .filter(|(key, document)| !document.marks.is_empty() || !key.number.is_empty())
            .map(|(key, document)| document.into_part(&key))
            .collect();
        parts.sort_by(|one, two| one.name.cmp(&two.name));
        parts
    }
}

impl Document {
    fn into_part(mut self, key: &Key) -> DocumentPart {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let partner = text(&key.partner);
        let name = match (key.currency, self.span) {
            (Some(currency), Some((first, last))) => DocumentName::Period {
                partner,
                first,
                last,
                currency: Some(currency),
            },
            (Some(_) | None, _) => DocumentName::Invoice {
                number: text(&key.number),
                partner,
            },
        };
        let mut sums = DocumentSums::default();
        for (key, sum) in self.sums {
            sums.amounts.insert(key, sum.amount);
            if let Some(rate) = sum.rate {
                sums.rate(key.month, key.currency, rate);
            }
        }
        self.marks.sort_unstable();
        self.marks.shrink_to_fit();
        DocumentPart {
            name,
            sums,
            undated: self.undated,
            first_undated: self.first_undated,
            marks: self.marks,
            subjects: self.subjects,
            left_out: self.left_out,
        }
    }
}
