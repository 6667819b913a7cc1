//! Converts a sheet of an `.xlsx` workbook to CSV, one row per line, with limits on the unpacked size.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};

use super::kind::{FileKind, failed};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::exchange::formula_guard::guarded;

/// The maximum size of a workbook, in bytes.
const LARGEST: u64 = 64 << 20;

/// The maximum unpacked size, and the maximum size of its rows as CSV, in bytes.
const LARGEST_UNPACKED: u64 = 256 << 20;

/// From this number on, whole numbers have more than the fifteen digits that Excel keeps.
const INEXACT: f64 = 1e15;

/// The sheet of a workbook that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookSheet {
    /// Its name.
    pub name: String,
    /// How many other sheets a person sees in the workbook.
    pub left_out: usize,
    /// Whether the workbook has no other sheet, not even a hidden one.
    pub is_only: bool,
}

/// The rows of a sheet (the first one if none is named), and which one it is.
///
/// # Errors
/// A diagnostic that names the kind of file, inside the error, or the error of the input.
pub(super) fn to_csv(
    input: &mut impl Read,
    sheet: Option<&str>,
) -> io::Result<(Vec<u8>, WorkbookSheet)> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed(broken(format!(
            "it is larger than {} MiB",
            LARGEST >> 20
        ))));
    }
    check_archive(&bytes).map_err(failed)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| failed(broken(error)))?;
    let sheets = book.sheet_names();
    let name = match sheet {
        None => sheets.first().cloned(),
        Some(named) => sheets
            .iter()
            .find(|known| known.trim().to_lowercase() == named.trim().to_lowercase())
            .cloned(),
    };
    let Some(name) = name else {
        let kind = match sheet {
            Some(named) => FileKind::NoSuchSheet(named.to_owned(), sheets),
            None => return Err(failed(broken("it has no sheet"))),
        };
        return Err(kind.error());
    };
    // Lists of a template are in a hidden sheet.
    let others = book
        .sheets_metadata()
        .iter()
        .filter(|other| other.visible == SheetVisible::Visible && other.name != name);
    let left_out = others.count();
    let rows = rows_of(&mut book, &name).map_err(failed)?;
    let is_only = sheets.len() == 1;
    Ok((
        rows,
        WorkbookSheet {
            name,
            left_out,
            is_only,
        },
    ))
}

fn broken(why: impl ToString) -> Diagnostic {
    FileKind::BrokenWorkbook(why.to_string()).diagnostic()
}

/// Refuses archives that are not workbooks, and those whose unpacked size is too large. The sizes in the archive's
/// directory are not trusted.
fn check_archive(bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| broken("it is damaged or cut off, or is another zip file"))?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.into_owned()))
        .collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let kind = if has("xl/workbook.xml") {
        None
    } else if has("xl/workbook.bin") {
        Some(FileKind::BrokenWorkbook(
            "it is a binary workbook (.xlsb); only .xlsx is read".to_owned(),
        ))
    } else if has("content.xml") && has("mimetype") {
        Some(FileKind::OpenDocument)
    } else if has("word/document.xml") {
        Some(FileKind::Document("a Word document"))
    } else if has("[Content_Types].xml") {
        Some(FileKind::BrokenWorkbook("it has no sheet".to_owned()))
    } else {
        Some(FileKind::Zip)
    };
    if let Some(kind) = kind {
        return Err(kind.diagnostic());
    }
    let mut left = LARGEST_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(broken)?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

fn too_large() -> Diagnostic {
    broken(format!(
        "it unpacks to more than {} MiB",
        LARGEST_UNPACKED >> 20
    ))
}

fn rows_of(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<u8>, Diagnostic> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut csv = Sheet::default();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        csv.put(row, column, cell.get_value())?;
    }
    csv.finish()
}

/// The CSV output: row N of the sheet is line N, and as wide as the headings unless the sheet has more in it.
#[derive(Default)]
struct Sheet {
    text: Vec<u8>,
    row: u32,
    column: u32,
    /// The last column of the first row that is not empty, which has the headings.
    width: Option<u32>,
    /// The columns that contain months, which a workbook stores as their first day.
    months: Vec<u32>,
    /// The texts of the first row that is not empty, by column.
    headings: BTreeMap<u32, String>,
    /// Cells whose value a workbook does not have.
    mistakes: Diagnostics,
}

impl Sheet {
    fn put(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), Diagnostic> {
        let mut text = text_of(value);
        if text.is_empty() {
            return Ok(());
        }
        if let Some(mistake) = mistake_in(value) {
            let mistake = self.place_mistake(row, column, mistake);
            self.mistakes.push(mistake);
        }
        if row == 0 && text.trim().eq_ignore_ascii_case("month") {
            self.months.push(column);
        } else if self.months.contains(&column)
            && text.len() == 10
            && let Some(month) = text.strip_suffix("-01")
        {
            text = month.to_owned();
        }
        if row > self.row {
            self.end_row();
        }
        if self.width.is_none() {
            self.headings.insert(column, text.trim().to_owned());
        }
        for _ in self.row..row {
            self.text.push(b'\n');
            self.column = 0;
        }
        for _ in self.column..column {
            self.text.push(b',');
        }
        (self.row, self.column) = (row.max(self.row), column.max(self.column));
        // A line break in a cell would shift the line numbers of all rows below it.
        let text = if row == 0 {
            text.replace(['\r', '\n'], " ")
        } else {
            text.replace('\n', "\r")
        };
        self.text.push(b'"');
        self.text
            .extend_from_slice(guarded(&text).replace('"', "\"\"").as_bytes());
        self.text.push(b'"');
        if self.text.len() as u64 > LARGEST_UNPACKED {
            return Err(too_large());
        }
        Ok(())
    }

    /// Fills a row up to the width of the first one: a workbook does not keep the empty cells at its end.
    fn end_row(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let width = *self.width.get_or_insert(self.column);
        for _ in self.column..width {
            self.text.push(b',');
        }
        self.column = width.max(self.column);
    }

    /// A mistake in a cell, under its heading if it has one.
    fn place_mistake(&self, row: u32, column: u32, mistake: String) -> Diagnostic {
        let at = (u64::from(row) + 1, column as usize + 1);
        let is_below = row > self.row || self.width.is_some();
        let mistake = match self.headings.get(&column).filter(|_| is_below) {
            Some(heading) => Diagnostic::in_field(at, heading, mistake),
            None => Diagnostic::usage(mistake).at(Place::at(at.0, at.1)),
        };
        mistake.with_help("Correct the cell in Excel, save the workbook and import it again.")
    }

    /// The rows as CSV.
    ///
    /// # Errors
    /// The cells whose value the workbook does not have.
    fn finish(mut self) -> Result<Vec<u8>, Diagnostic> {
        if !self.mistakes.is_empty() {
            return Err(Diagnostic::from(self.mistakes.into_listed()));
        }
        self.end_row();
        if !self.text.is_empty() {
            self.text.push(b'\n');
        }
        Ok(self.text)
    }
}

/// Why a cell does not have the value that was meant: its formula failed, or Excel has rounded a long number.
fn mistake_in(value: &DataRef<'_>) -> Option<String> {
    let is_inexact = match value {
        DataRef::Error(error) => return Some(format!("the formula has the error {error}")),
        DataRef::Int(number) => number.unsigned_abs() >= INEXACT as u64,
        DataRef::Float(number) => number.abs() >= INEXACT,
        DataRef::String(_)
        | DataRef::SharedString(_)
        | DataRef::Bool(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Empty => false,
    };
    is_inexact.then(|| {
        "a number of more than 15 digits is not exact in Excel: format the cell as text".to_owned()
    })
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_of(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(at) => date_of(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Formats a number with fifteen digits, like spreadsheets do, so that 1.1 does not become 1.1000000000000001.
fn number_of(number: f64) -> String {
    let kept = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{kept}")
}

fn date_of(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return number_of(at.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &[u8] = include_bytes!("../../../tests/workbooks/lists.xlsx");

    fn read(sheet: Option<&str>) -> (String, usize) {
        let (csv, sheet) = to_csv(&mut &LISTS[..], sheet).unwrap();
        (String::from_utf8(csv).unwrap(), sheet.left_out)
    }

    #[test]
    fn the_first_sheet_is_read_row_by_line() {
        let (csv, left_out) = read(None);
        assert_eq!(
            csv,
            "\"email\",\"first_name\",\"last_name\",\"roles\"\n\
             \"nadia@contoso.fr\",\"Nadia\",\"Roussel\",\"sales-agent;report-viewer\"\n\
             \n\
             \"paul@contoso.fr\",\"Élodie \"\"E\"\"\",\"'=SUM(A1)\r\",\"report-viewer\"\n"
        );
        assert_eq!(left_out, 4);
    }

    #[test]
    fn a_row_is_filled_up_to_the_width_of_the_headings() {
        let mut sheet = Sheet::default();
        let mut put = |row, column, text: &'static str| {
            let value = DataRef::SharedString(text);
            sheet.put(row, column, &value).unwrap();
        };
        put(1, 0, "account");
        put(1, 2, "on");
        put(2, 1, "x");
        put(4, 0, "a");
        put(4, 3, "more");
        put(5, 0, "b");
        let csv = String::from_utf8(sheet.finish().unwrap()).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(
            lines,
            [
                "",
                "\"account\",,\"on\"",
                ",\"x\",",
                "",
                "\"a\",,,\"more\"",
                "\"b\",,"
            ]
        );
    }

    #[test]
    fn months_and_numbers_are_those_that_were_typed() {
        assert_eq!(
            read(Some("rates")).0,
            "\"month\",\"currency\",\"rate\"\n\"2020-03\",\"EUR\",\"1.1063\"\n,\"GBP\",\"1.25\"\n"
        );
        for (number, text) in [
            (1.0, "1"),
            (0.1 + 0.2, "0.3"),
            (5_550_001.0, "5550001"),
            (-2.5e-7, "-0.00000025"),
        ] {
            assert_eq!(number_of(number), text);
        }
    }

    #[test]
    fn long_numbers_and_failed_formulas_are_mistakes() {
        let mut sheet = Sheet::default();
        let mut put = |row, column, value: DataRef<'_>| sheet.put(row, column, &value).unwrap();
        put(1, 0, DataRef::SharedString("name"));
        put(1, 2, DataRef::SharedString("bank_account"));
        put(2, 0, DataRef::Error(calamine::CellErrorType::Ref));
        put(2, 2, DataRef::Float(999_999_999_999_999.0));
        put(3, 2, DataRef::Float(1_234_567_890_123_456.0));
        put(4, 2, DataRef::Int(-1_000_000_000_000_000));
        put(4, 3, DataRef::Error(calamine::CellErrorType::NA));
        let found = sheet.finish().unwrap_err();
        let found: Vec<String> = found
            .parts()
            .iter()
            .map(|one| format!("{} ({})", one.located_message(), one.count()))
            .collect();
        assert_eq!(
            found,
            [
                "3:1: name: the formula has the error #REF! (1)",
                "4:3: bank_account: a number of more than 15 digits is not exact in Excel: format the cell as text (2)",
                "5:4: the formula has the error #N/A (1)",
            ]
        );
    }

    #[test]
    fn archives_that_are_not_workbooks_are_recognised() {
        let found = |bytes: &[u8], sheet: Option<&str>| {
            let error = to_csv(&mut &*bytes, sheet).unwrap_err();
            error.downcast::<Diagnostic>().unwrap()
        };
        let unknown = found(LISTS, Some("x"));
        assert_eq!(unknown.message(), "the workbook has no sheet `x`");
        let sheets = unknown.own_help().unwrap().split(", ").count();
        assert_eq!(sheets, 5);
        for bytes in [&LISTS[..2000], b"PK\x03\x04"] {
            let message = found(bytes, None).message().to_owned();
            assert!(message.starts_with("cannot read the workbook"), "{message}");
        }
    }
}
