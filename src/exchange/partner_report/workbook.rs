//! A report as a workbook (`.xlsx`): a sheet for each kind of row, with dates as dates and amounts as numbers. A text is
//! written as a text cell, so that no spreadsheet runs it as a formula.

use chrono::Datelike as _;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::{KnownPart, LateItem, PartnerReport, ReportedAccount};
use crate::domain::calendar::Day;
use crate::domain::word::Word as _;
use crate::sanitize::one_line;

/// The most rows of a sheet, with its heading.
const MOST_ROWS: u32 = 1_048_576;

/// The first year in which a workbook has dates.
const FIRST_YEAR: i32 = 1900;

/// The most characters of a cell.
const MOST_CHARACTERS: usize = 32_767;

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookFailure {
    /// A sheet has too many rows.
    #[error("the sheet {sheet} would have more than 1,048,576 rows")]
    TooManyRows {
        /// The sheet.
        sheet: &'static str,
    },
    /// The writer failed.
    #[error("the workbook could not be made: {0}")]
    Writer(#[from] XlsxError),
}

type Written = Result<(), WorkbookFailure>;

/// The workbook of a report.
///
/// # Errors
/// If a sheet would have too many rows, or the workbook cannot be made.
pub fn write_workbook(report: &PartnerReport) -> Result<Vec<u8>, WorkbookFailure> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title("Partner report")
        .set_author("csp")
        .set_creation_datetime(&report.made_at.naive_utc());
    workbook.set_properties(&properties);
    let formats = CellFormats::new();
    for (name, columns, fill) in SHEETS {
        let mut sheet = Sheet {
            sheet: workbook.add_worksheet(),
            formats: &formats,
            name,
            row: 0,
            column: 0,
        };
        sheet.begin(columns)?;
        fill(&mut sheet, report)?;
        sheet.finish(columns)?;
    }
    Ok(workbook.save_to_buffer()?)
}

type Columns = &'static [(&'static str, f64)];

/// Writes the rows of a sheet.
type Fill = fn(&mut Sheet<'_>, &PartnerReport) -> Written;

/// The sheets: name, headings with their widths, and what fills them.
const SHEETS: [(&str, Columns, Fill); 8] = [
    ("Accounts", ACCOUNTS, accounts),
    ("Late", LATE, late),
    ("Next actions", NEXT, next_actions),
    ("Dates", DATES, dates),
    ("Revenue", REVENUE, revenue),
    ("Staff", STAFF, staff),
    ("Journal", JOURNAL, journal),
    ("About", ABOUT, about),
];

const ACCOUNTS: Columns = &[
    ("Account", 24.0),
    ("Legal name", 32.0),
    ("MPN ID", 12.0),
    ("Country", 9.0),
    ("Model", 18.0),
    ("State", 20.0),
    ("Late items", 11.0),
    ("Next actions", 13.0),
    ("First date", 12.0),
];
const LATE: Columns = &[
    ("Account", 24.0),
    ("What", 40.0),
    ("Who", 24.0),
    ("Due", 12.0),
    ("Days late", 10.0),
    ("Subject", 40.0),
    ("Command", 70.0),
];
const NEXT: Columns = &[
    ("Account", 24.0),
    ("What", 26.0),
    ("Who", 24.0),
    ("Due", 12.0),
    ("Late", 7.0),
    ("Command", 70.0),
    ("Other outcome", 70.0),
    ("Note", 70.0),
];
const DATES: Columns = &[
    ("Account", 24.0),
    ("Kind", 20.0),
    ("Subject", 40.0),
    ("Date", 12.0),
    ("Late", 7.0),
    ("Customer", 30.0),
];
const REVENUE: Columns = &[
    ("Account", 24.0),
    ("Model", 18.0),
    ("Policy", 26.0),
    ("Month", 12.0),
    ("Amount", 16.0),
    ("Currency", 9.0),
    ("Complete", 10.0),
    ("Required in twelve months", 24.0),
];
const STAFF: Columns = &[("Account", 24.0), ("Role", 26.0), ("Active users", 13.0)];
const JOURNAL: Columns = &[("Action", 34.0), ("Entries", 10.0)];
const ABOUT: Columns = &[("What", 24.0), ("Value", 60.0)];

fn accounts(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for account in &report.accounts {
        let states = account.enrollments.iter();
        let (models, states): (Vec<&str>, Vec<&str>) = states
            .map(|(model, state)| (model.word(), state.word()))
            .unzip();
        sheet.next_row()?;
        sheet.text(account.slug.as_str())?;
        sheet.text(&account.legal_name)?;
        sheet.text(account.mpn_id.as_deref().unwrap_or_default())?;
        sheet.text(account.country.as_deref().unwrap_or_default())?;
        sheet.text(&models.join(", "))?;
        sheet.text(&states.join(", "))?;
        sheet.count(account.late().count() as u64)?;
        sheet.count(account.next.len() as u64)?;
        sheet.day(account.first_day())?;
    }
    Ok(())
}

fn late(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (account, item) in each(report, ReportedAccount::late) {
        let days = item.day().map(|day| (report.day() - day).num_days());
        sheet.next_row()?;
        sheet.text(account.slug.as_str())?;
        sheet.text(&item.title())?;
        sheet.text(item.who().map(|who| who.title()).unwrap_or_default())?;
        sheet.day(item.day())?;
        sheet.count(days.and_then(|days| u64::try_from(days).ok()).unwrap_or(0))?;
        sheet.text(item.subject())?;
        if let LateItem::Action(next) = item {
            sheet.text(&next.command)?;
        }
    }
    Ok(())
}

fn next_actions(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (account, next) in each(report, |account| account.next.iter()) {
        sheet.next_row()?;
        sheet.text(account.slug.as_str())?;
        sheet.text(next.title)?;
        sheet.text(next.who.title())?;
        sheet.day(next.due)?;
        sheet.text(if next.overdue { "late" } else { "" })?;
        sheet.text(&next.command)?;
        sheet.text(next.alternative.as_deref().unwrap_or_default())?;
        let hint = next.hint.as_ref().map(|hint| hint.shown());
        sheet.text(&hint.unwrap_or_default())?;
    }
    Ok(())
}

fn dates(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (account, date) in each(report, |account| account.dates.iter()) {
        sheet.next_row()?;
        sheet.text(account.slug.as_str())?;
        sheet.text(&date.what)?;
        sheet.text(&date.subject)?;
        sheet.day(Some(date.on))?;
        sheet.text(if date.overdue { "late" } else { "" })?;
        sheet.text(date.customer.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

fn revenue(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (account, revenue) in each(report, |account| account.revenue.iter()) {
        for month in &revenue.months {
            sheet.next_row()?;
            sheet.text(account.slug.as_str())?;
            sheet.text(revenue.model.word())?;
            sheet.text(&revenue.policy)?;
            sheet.day(Some(month.month.first_day()))?;
            let is_known = month.known != KnownPart::Nothing;
            sheet.amount(Some(month.usd).filter(|_| is_known))?;
            sheet.text("USD")?;
            sheet.text(if month.known.is_complete() {
                "yes"
            } else {
                "no"
            })?;
            sheet.amount(revenue.required)?;
        }
    }
    Ok(())
}

fn staff(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (account, (role, users)) in each(report, |account| account.staff.iter()) {
        sheet.next_row()?;
        sheet.text(account.slug.as_str())?;
        sheet.text(role.word())?;
        sheet.count(*users)?;
    }
    Ok(())
}

fn journal(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    for (action, entries) in &report.journal.actions {
        sheet.next_row()?;
        sheet.text(action)?;
        sheet.count(*entries)?;
    }
    Ok(())
}

fn about(sheet: &mut Sheet<'_>, report: &PartnerReport) -> Written {
    let made_at = report.made_at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    for (what, value) in [
        ("Made on", made_at),
        ("Dates until", report.until.to_string()),
        ("Covers", report.scope.words()),
    ] {
        sheet.next_row()?;
        sheet.text(what)?;
        sheet.text(&value)?;
    }
    Ok(())
}

/// The rows that each account has, with the account.
fn each<'r, T, I: Iterator<Item = T>>(
    report: &'r PartnerReport,
    rows: impl Fn(&'r ReportedAccount) -> I,
) -> impl Iterator<Item = (&'r ReportedAccount, T)> {
    let accounts = report.accounts.iter();
    accounts.flat_map(move |account| rows(account).map(move |row| (account, row)))
}

struct CellFormats {
    heading: Format,
    day: Format,
    amount: Format,
}

impl CellFormats {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            amount: Format::new().set_num_format("#,##0.00"),
        }
    }
}

/// A sheet that is filled cell by cell.
struct Sheet<'w> {
    sheet: &'w mut Worksheet,
    formats: &'w CellFormats,
    name: &'static str,
    row: u32,
    column: u16,
}

impl Sheet<'_> {
    fn begin(&mut self, columns: Columns) -> Written {
        self.sheet.set_name(self.name)?;
        for ((heading, width), at) in columns.iter().zip(0_u16..) {
            self.sheet
                .write_string_with_format(0, at, *heading, &self.formats.heading)?;
            self.sheet.set_column_width(at, *width)?;
        }
        self.sheet.set_freeze_panes(1, 0)?;
        self.sheet.set_repeat_rows(0, 0)?;
        self.sheet.set_landscape();
        self.sheet.set_paper_size(9);
        self.sheet.set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn finish(&mut self, columns: Columns) -> Written {
        let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        self.sheet.autofilter(0, 0, self.row, last)?;
        Ok(())
    }

    fn next_row(&mut self) -> Written {
        if self.row + 1 >= MOST_ROWS {
            return Err(WorkbookFailure::TooManyRows { sheet: self.name });
        }
        self.row += 1;
        self.column = 0;
        Ok(())
    }

    fn next_column(&mut self) -> u16 {
        let column = self.column;
        self.column += 1;
        column
    }

    fn text(&mut self, text: &str) -> Written {
        let column = self.next_column();
        self.text_at(column, text)
    }

    fn text_at(&mut self, column: u16, text: &str) -> Written {
        if text.is_empty() {
            return Ok(());
        }
        let text: String = one_line(text).chars().take(MOST_CHARACTERS).collect();
        self.sheet.write_string(self.row, column, text)?;
        Ok(())
    }

    fn count(&mut self, count: u64) -> Written {
        let column = self.next_column();
        self.sheet.write_number(self.row, column, count as f64)?;
        Ok(())
    }

    fn day(&mut self, day: Option<Day>) -> Written {
        let column = self.next_column();
        let Some(day) = day else {
            return Ok(());
        };
        if day.year() < FIRST_YEAR {
            return self.text_at(column, &day.to_string());
        }
        let format = &self.formats.day;
        self.sheet
            .write_datetime_with_format(self.row, column, day, format)?;
        Ok(())
    }

    /// A spreadsheet keeps about fifteen digits of an amount.
    fn amount(&mut self, amount: Option<Decimal>) -> Written {
        let column = self.next_column();
        let amount = amount.and_then(|amount| amount.to_f64());
        if let Some(amount) = amount {
            let format = &self.formats.amount;
            self.sheet
                .write_number_with_format(self.row, column, amount, format)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::super::samples;
    use super::*;

    fn opened(report: &PartnerReport) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(write_workbook(report).unwrap())).unwrap()
    }

    #[test]
    fn every_sheet_has_its_headings_and_rows() {
        let mut workbook = opened(&samples::report());
        let mut shown = String::new();
        for (name, ..) in SHEETS {
            shown += &format!("{name}\n");
            let range = workbook.worksheet_range(name).unwrap();
            for row in range.rows() {
                let cells: Vec<String> = row.iter().map(|cell| format!("{cell:?}")).collect();
                shown += &format!("  {}\n", cells.join(" | "));
            }
        }
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn hostile_names_are_text_and_not_formulas() {
        let mut workbook = opened(&samples::hostile());
        for (name, ..) in SHEETS {
            let formulas = workbook.worksheet_formula(name).unwrap();
            let formulas: Vec<&String> = formulas.rows().flatten().collect();
            assert!(formulas.iter().all(|one| one.is_empty()), "{formulas:?}");
        }
        let accounts = workbook.worksheet_range("Accounts").unwrap();
        let name = accounts.get_value((1, 1)).unwrap();
        assert!(matches!(name, Data::String(text) if text.starts_with("=HYPERLINK")));
    }

    #[test]
    fn the_same_report_is_the_same_file() {
        let report = samples::report();
        let first = write_workbook(&report).unwrap();
        assert_eq!(first, write_workbook(&report).unwrap());
    }
}
