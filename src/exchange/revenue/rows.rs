//! Processes the rows of a file, whatever its layout.

use std::collections::BTreeSet;

use super::blank_cells;
use super::dates::Dates;
use super::fast_records::Record;
use super::header::Layout;
use super::insights::InsightsReader;
use super::invoice::InvoiceReader;
use super::mistakes::Mistakes;
use super::own_format::OwnReader;
use super::sums::{LeftOut, RevenueFile, RevenueFileKind};
use super::value::{Span, shown};
use super::{Reading, Whose};
use crate::domain::counted_as;
use crate::domain::revenue::{DocumentSums, RevenueDocumentKind};
use crate::exchange::sheet::records::width_differs;

/// How many resellers a message names when a file has several.
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
    Insights(Box<InsightsReader>),
}

/// The message for a file that cannot be filtered by reseller as requested.
pub(super) const NO_RESELLERS: &str = "the file does not name resellers, so --reseller-mpn-id cannot choose rows: import a full export, not a basic one, or leave out --reseller-mpn-id";

impl Rows {
    pub(super) fn of(layout: Layout, titles: Vec<String>, reading: Reading<'_>) -> Self {
        let insights = matches!(layout, Layout::Insights(_));
        let span = Span::seen_on(reading.today);
        let dates = Dates::written(reading.dates);
        let (reader, columns) = match layout {
            Layout::Own(columns) => (Reader::Own(OwnReader::new(columns, span)), [None, None]),
            Layout::Invoice(columns) => {
                let resellers = columns.resellers;
                let reader = InvoiceReader::new(columns, span, dates);
                (Reader::Invoice(Box::new(reader)), resellers)
            }
            Layout::Insights(columns) => {
                let column = columns.reseller;
                let reader = InsightsReader::new(columns, span, dates);
                (Reader::Insights(Box::new(reader)), [column, None])
            }
        };
        let wanted = match reading.whose {
            Whose::Of(id) => Some(id),
            Whose::OwnInvoices(id) if !insights => Some(id),
            Whose::OwnInvoices(_) | Whose::Everybodys => None,
        };
        let resellers = Resellers {
            columns,
            must_filter: matches!(reading.whose, Whose::Of(_)),
            wanted: wanted.map(|id| id.as_str().as_bytes().to_vec()),
            last: Vec::new(),
            seen: BTreeSet::new(),
            others: BTreeSet::new(),
            left_out: LeftOut::default(),
        };
        Self {
            titles,
            reader,
            resellers,
            rows: 0,
        }
    }

    /// Whether the file lacks the column to filter by.
    pub(super) fn cannot_be_filtered(&self) -> bool {
        let names_resellers = self.resellers.columns.iter().any(Option::is_some);
        let own = matches!(self.reader, Reader::Own(_));
        self.resellers.must_filter && !names_resellers && !own
    }

    /// Processes one row.
    pub(super) fn take(&mut self, record: &Record<'_>, mistakes: &mut Mistakes) {
        if record.is_blank() || self.is_heading(record) {
            return;
        }
        let (found, wanted) = (record.width(), self.titles.len());
        if found != wanted {
            return mistakes.note(record.line, 0, width_differs(found, wanted));
        }
        self.rows += 1;
        let ours = self.resellers.keeps(record, &self.titles, mistakes);
        let left_out = match &mut self.reader {
            Reader::Own(reader) => {
                reader.take(record, &self.titles, mistakes);
                None
            }
            Reader::Invoice(reader) => reader.take(record, &self.titles, ours, mistakes),
            Reader::Insights(reader) => reader.take(record, &self.titles, ours, mistakes),
        };
        if let Some((currency, amount)) = left_out {
            self.resellers.left_out.add(currency, amount);
        }
    }

    /// Whether the row repeats the heading, as in concatenated files.
    fn is_heading(&self, record: &Record<'_>) -> bool {
        let is_title =
            |at: usize, title: &String| record.field(at).eq_ignore_ascii_case(title.as_bytes());
        record.width() == self.titles.len()
            && self
                .titles
                .iter()
                .enumerate()
                .all(|(at, title)| is_title(at, title))
    }

    /// The result of the file.
    pub(super) fn finish(self, mistakes: &mut Mistakes) -> Option<RevenueFile> {
        if self.rows == 0 && mistakes.is_empty() {
            mistakes.note(1, 0, "the file has headings but no rows");
        }
        let mut file = RevenueFile {
            kind: RevenueFileKind::Own,
            documents: Vec::new(),
            stated: DocumentSums::default(),
            columns: columns(&self.titles),
            rows: self.rows,
            other_resellers: self.resellers.left_out,
            duplicates: LeftOut::default(),
            not_billed: LeftOut::default(),
            resellers: self.resellers.seen,
        };
        let doubt = match self.reader {
            Reader::Own(reader) => {
                (file.stated, file.not_billed) = reader.finish();
                None
            }
            Reader::Invoice(reader) => {
                let doubt = reader.dates.finish();
                (file.kind, file.documents) = reader.finish();
                doubt
            }
            Reader::Insights(reader) => {
                let doubt = reader.dates.finish();
                file.kind = RevenueFileKind::Documents(RevenueDocumentKind::Insights);
                file.duplicates = reader.duplicates.clone();
                file.not_billed = reader.not_billed.clone();
                file.documents = reader.finish();
                doubt
            }
        };
        if let Some((line, column, why)) = doubt {
            let title = self.titles.get(column).map_or("", String::as_str);
            mistakes.note(line, column, format!("{title}: {why}"));
        }
        let left_out = file.other_resellers.rows + file.duplicates.rows + file.not_billed.rows;
        if left_out > 0 && left_out == self.rows && mistakes.is_empty() {
            mistakes.note(1, 0, all_left_out(&file, &self.resellers.others));
        }
        file.rows = self.rows.saturating_sub(left_out);
        Some(file)
    }
}

/// The message for a file in which no row counts.
fn all_left_out(file: &RevenueFile, others: &BTreeSet<String>) -> String {
    let mut reasons = Vec::new();
    let amounts = |left_out: &LeftOut| -> String {
        let money: Vec<String> = left_out.money().iter().map(ToString::to_string).collect();
        money.join(" and ")
    };
    for (left_out, one, many) in [
        (
            &file.other_resellers,
            "row of another reseller",
            "rows of other resellers",
        ),
        (
            &file.duplicates,
            "row marked as duplicate",
            "rows marked as duplicates",
        ),
        (
            &file.not_billed,
            "row that does not count",
            "rows that do not count",
        ),
    ] {
        if left_out.rows > 0 {
            let rows = counted_as(left_out.rows, one, many);
            reasons.push(format!("{rows} ({})", amounts(left_out)));
        }
    }
    let mut message = format!("all rows are left out: {}", reasons.join(", "));
    if !others.is_empty() {
        let named: Vec<&str> = others.iter().map(String::as_str).collect();
        message.push_str(&format!(
            ". The file has rows of {}; choose whose rows count with --reseller-mpn-id ID",
            named.join(", ")
        ));
    }
    message
}

/// The columns of a file as one text, independent of their order.
fn columns(titles: &[String]) -> String {
    let mut names: Vec<String> = titles
        .iter()
        .map(|title| super::header::plain(title))
        .collect();
    names.sort_unstable();
    names.join(",")
}

/// Decides which rows count.
struct Resellers {
    columns: [Option<usize>; 2],
    must_filter: bool,
    wanted: Option<Vec<u8>>,
    last: Vec<u8>,
    seen: BTreeSet<String>,
    others: BTreeSet<String>,
    left_out: LeftOut,
}

impl Resellers {
    /// Whether a row counts. One without a reseller always does.
    fn keeps(&mut self, record: &Record<'_>, titles: &[String], mistakes: &mut Mistakes) -> bool {
        let [first, second] = self.columns;
        let cells = [first, second].map(|column| column.map(|column| record.field(column)));
        let [first_id, second_id] = &cells;
        let read = |cell: &Option<std::borrow::Cow<'_, [u8]>>| -> Option<Vec<u8>> {
            let cell = cell.as_ref()?;
            blank_cells::reseller(cell).map(std::borrow::Cow::into_owned)
        };
        // A fast path without allocation: one reseller column, and the same id as in the row before.
        if second_id.is_none() {
            match first_id {
                None => return true,
                Some(cell) if cell.is_empty() => return true,
                Some(cell) if !self.last.is_empty() && **cell == *self.last => return true,
                Some(_) => {}
            }
        }
        let id = match (read(first_id), read(second_id)) {
            (Some(one), Some(two)) if one != two => {
                let title = |column: Option<usize>| {
                    let title = column.and_then(|column| titles.get(column));
                    title.map_or("", String::as_str)
                };
                let message = format!(
                    "{} and {} name different resellers in one row",
                    title(first),
                    title(second)
                );
                mistakes.note(record.line, first.unwrap_or(0), message);
                return true;
            }
            (Some(one), _) => one,
            (None, Some(two)) => two,
            (None, None) => return true,
        };
        if self.wanted.as_ref().is_some_and(|wanted| *wanted != id) {
            if self.others.len() < NAMED {
                self.others.insert(shown(&id));
            }
            return false;
        }
        if self.seen.len() < NAMED {
            self.seen.insert(shown(&id));
        }
        self.last = id;
        true
    }
}
