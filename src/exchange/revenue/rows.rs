//! Processes the rows of a file, whatever its layout.

use std::collections::BTreeSet;

use super::charge_types::ChargeTypes;
use super::dates::Dates;
use super::header::Layout;
use super::insights::InsightsReader;
use super::invoice::InvoiceReader;
use super::mistakes::Mistakes;
use super::own_format::OwnReader;
use super::record::Record;
use super::resellers::{Owner, Resellers};
use super::sums::{LeftOut, RevenueFile, RevenueFileKind};
use super::value::Span;
use super::{Reading, Whose};
use crate::domain::counted_as;
use crate::domain::revenue::{DocumentSums, FileForm, RevenueDocumentKind};
use crate::exchange::sheet::records::width_differs;

/// The rows of a file being read.
pub(super) struct Rows {
    titles: Vec<String>,
    reader: Reader,
    resellers: Resellers,
    charges: ChargeTypes,
    without_reseller: LeftOut,
    rows: u64,
}

enum Reader {
    Own(OwnReader),
    Invoice(Box<InvoiceReader>),
    Insights(Box<InsightsReader>),
}

/// The message for a file that cannot be filtered by reseller as requested.
pub(super) const NO_RESELLERS: &str = "the file does not name resellers, so --reseller-mpn-id cannot choose rows: import a full export, not a basic one, or leave out --reseller-mpn-id";

/// The message for a provider's file whose lines do not say which reseller they belong to.
pub(super) const BASIC_EXPORT: &str = "no line names a reseller (Tier2MpnId), as in a basic export: a provider's file would count the revenue of all its resellers. Ask for a full export (attributeSet full)";

/// The message for csp's own format as JSON.
pub(super) const OWN_IS_CSV: &str =
    "csp's own format is read as CSV: month,currency,amount,category";

impl Rows {
    pub(super) fn of(layout: Layout, titles: Vec<String>, reading: Reading<'_>) -> Self {
        let insights = matches!(layout, Layout::Insights(_));
        let span = Span::seen_on(reading.today);
        let dates = Dates::written(reading.dates);
        let charges = ChargeTypes::in_column(match &layout {
            Layout::Invoice(columns) => columns.charge_type,
            Layout::Own(_) | Layout::Insights(_) => None,
        });
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
        let must_filter = matches!(reading.whose, Whose::Of(_));
        let resellers = Resellers::new(columns, must_filter, wanted);
        Self {
            titles,
            reader,
            resellers,
            charges,
            without_reseller: LeftOut::default(),
            rows: 0,
        }
    }

    /// Whether the file lacks the column to filter by.
    pub(super) fn cannot_be_filtered(&self) -> bool {
        let own = matches!(self.reader, Reader::Own(_));
        self.resellers.cannot_choose() && !own
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
        let owner = self.resellers.owner(record, &self.titles, mistakes);
        let ours = owner != Owner::Another;
        let amount = match &mut self.reader {
            Reader::Own(reader) => {
                reader.take(record, &self.titles, mistakes);
                None
            }
            Reader::Invoice(reader) => {
                if ours {
                    self.charges.note(record);
                }
                reader.take(record, &self.titles, ours, mistakes)
            }
            Reader::Insights(reader) => reader.take(record, &self.titles, ours, mistakes),
        };
        match (owner, amount) {
            (Owner::Another, Some((currency, amount))) => {
                self.resellers.left_out.add(currency, amount);
            }
            (Owner::Nobody, Some((currency, amount))) => {
                self.without_reseller.add(currency, amount);
            }
            (Owner::Ours, _) | (_, None) => {}
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

    /// The title of a column.
    pub(super) fn title(&self, column: usize) -> &str {
        self.titles.get(column).map_or("", String::as_str)
    }

    /// Whether the rows are lines of invoices.
    pub(super) fn is_invoice(&self) -> bool {
        matches!(self.reader, Reader::Invoice(_))
    }

    /// The result of a file of JSON. It may be a part of a document: that nothing of it is left is not a mistake of it.
    pub(super) fn finish_json(
        self,
        form: FileForm,
        mistakes: &mut Mistakes,
    ) -> Option<RevenueFile> {
        let others = self.resellers.others.clone();
        let mut file = self.collect(mistakes);
        file.form = form;
        file.columns = String::new();
        if file.rows == 0 && mistakes.is_empty() {
            file.nothing_left = Some(all_left_out(&file, &others));
        }
        Some(file)
    }

    /// The result of a table.
    pub(super) fn finish(self, mistakes: &mut Mistakes) -> Option<RevenueFile> {
        let others = self.resellers.others.clone();
        let file = self.collect(mistakes);
        if file.rows == 0 && mistakes.is_empty() {
            mistakes.note(1, 0, all_left_out(&file, &others));
        }
        Some(file)
    }

    fn collect(self, mistakes: &mut Mistakes) -> RevenueFile {
        if self.rows == 0 && mistakes.is_empty() {
            mistakes.note(1, 0, "the file has headings but no rows");
        }
        let mut file = RevenueFile {
            kind: RevenueFileKind::Own,
            documents: Vec::new(),
            stated: DocumentSums::default(),
            form: FileForm::Table,
            columns: columns(&self.titles),
            rows: self.rows,
            other_resellers: self.resellers.left_out,
            without_reseller: self.without_reseller,
            unknown_charges: self.charges.into_unknown(),
            nothing_left: None,
            not_filtered: None,
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
        file.rows = self.rows.saturating_sub(left_out);
        file
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
