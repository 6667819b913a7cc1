//! Taking a file's rows, whatever its layout.

use std::collections::{BTreeMap, BTreeSet};

use super::Whose;
use super::faults::Faults;
use super::header::Layout;
use super::insights::InsightsReader;
use super::invoice::InvoiceReader;
use super::own::OwnReader;
use super::records::Record;
use super::sums::{FileKind, RevenueFile};
use crate::domain::revenue::{DocumentKind, DocumentSums};
use crate::exchange::records::width_differs;

/// How many resellers are named when a file holds several.
const NAMED: usize = 5;

/// The rows of a file being read.
pub(super) struct Rows {
    titles: Vec<String>,
    reader: Reader,
    resellers: Resellers,
    rows: u64,
}

enum Reader {
    Own(OwnReader),
    Invoice(Box<InvoiceReader>),
    Insights(InsightsReader),
}

impl Rows {
    pub(super) fn of(layout: Layout, titles: Vec<String>, whose: Whose<'_>) -> Self {
        let insights = matches!(layout, Layout::Insights(_));
        let (reader, column) = match layout {
            Layout::Own(columns) => (Reader::Own(OwnReader::new(columns)), None),
            Layout::Invoice(columns) => {
                let column = columns.reseller;
                (
                    Reader::Invoice(Box::new(InvoiceReader::new(columns))),
                    column,
                )
            }
            Layout::Insights(columns) => {
                let column = columns.reseller;
                (Reader::Insights(InsightsReader::new(columns)), column)
            }
        };
        let wanted = match whose {
            Whose::Of(id) => Some(id),
            Whose::OwnInvoices(id) if !insights => Some(id),
            Whose::OwnInvoices(_) | Whose::Everybodys => None,
        };
        let resellers = Resellers {
            column,
            wanted: wanted.map(|id| id.as_str().as_bytes().to_vec()),
            last: Vec::new(),
            seen: BTreeSet::new(),
            left_out: 0,
        };
        Self {
            titles,
            reader,
            resellers,
            rows: 0,
        }
    }

    /// Takes one row.
    pub(super) fn take(&mut self, record: &Record<'_>, faults: &mut Faults) {
        let (found, wanted) = (record.width(), self.titles.len());
        if found != wanted {
            return faults.note(record.line, 0, width_differs(found, wanted));
        }
        self.rows += 1;
        if !self.resellers.keeps(record) {
            return;
        }
        match &mut self.reader {
            Reader::Own(reader) => reader.take(record, &self.titles, faults),
            Reader::Invoice(reader) => reader.take(record, &self.titles, faults),
            Reader::Insights(reader) => reader.take(record, &self.titles, faults),
        }
    }

    /// What the file comes to.
    pub(super) fn finish(self, faults: &mut Faults) -> Option<RevenueFile> {
        if self.rows == 0 && faults.is_empty() {
            faults.note(1, 0, "the file has no rows below its header");
        }
        let mut duplicates = 0;
        let (kind, documents): (FileKind, BTreeMap<String, DocumentSums>) = match self.reader {
            Reader::Own(reader) => (FileKind::Own, reader.finish()),
            Reader::Invoice(reader) => reader.finish(faults),
            Reader::Insights(reader) => {
                duplicates = reader.duplicates();
                (FileKind::Documents(DocumentKind::Insights), reader.finish())
            }
        };
        Some(RevenueFile {
            kind,
            documents,
            rows: self.rows - self.resellers.left_out - duplicates,
            other_resellers: self.resellers.left_out,
            duplicates,
            resellers: self.resellers.seen,
        })
    }
}

/// Whose rows are counted.
struct Resellers {
    column: Option<usize>,
    wanted: Option<Vec<u8>>,
    last: Vec<u8>,
    seen: BTreeSet<String>,
    left_out: u64,
}

impl Resellers {
    /// Whether a row is counted: blank ones always are (`-1` stands for blank in some files).
    fn keeps(&mut self, record: &Record<'_>) -> bool {
        let Some(column) = self.column else {
            return true;
        };
        let id = record.field(column);
        if id.is_empty() || *id == *b"-1" {
            return true;
        }
        if self.wanted.as_ref().is_some_and(|wanted| **wanted != *id) {
            self.left_out += 1;
            return false;
        }
        if *self.last != *id {
            self.last = id.to_vec();
            if self.seen.len() < NAMED {
                self.seen.insert(super::value::shown(&id));
            }
        }
        true
    }
}
