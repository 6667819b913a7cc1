//! A CSV file of ours: a heading that names known columns, in any order, then rows.

use std::io::BufRead;

use super::decode::Document;
use super::records::{Fault, Record, Records, width_differs};
use super::spreadsheet::bare;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::word::nearest;

/// A column of a file, as the file spells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// Which one, from 1.
    pub column: usize,
    /// Its name.
    pub text: String,
}

impl Heading {
    /// Something wrong with the cell of this column in a line.
    pub fn mistake(&self, line: u64, message: impl std::fmt::Display) -> Diagnostic {
        Diagnostic::usage(format!("column {}: {message}", self.text))
            .at(Place::at(line, self.column))
            .with_field(&self.text)
    }
}

/// One known column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The heading as templates and messages write it.
    pub heading: &'static str,
    /// Whether a file without it cannot be read.
    pub is_required: bool,
    /// Whether the importer has a use for it; our own exports have more than that.
    pub is_read: bool,
}

/// A column that may be left out.
pub const fn optional(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: true,
    }
}

/// A column that must be there.
pub const fn required(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: true,
        is_read: true,
    }
}

/// A column of our own exports that is passed over.
pub const fn passed_over(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: false,
    }
}

/// The heading line of an empty file to fill in.
pub fn template(columns: &[Column]) -> String {
    let headings: Vec<&str> = columns
        .iter()
        .filter(|column| column.is_read)
        .map(|column| column.heading)
        .collect();
    headings.join(",") + "\n"
}

/// Why a file cannot be read any further.
#[derive(Debug)]
pub enum Unreadable {
    /// The records themselves are broken.
    Fault(Fault),
    /// The heading is.
    Heading(Vec<Diagnostic>),
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads every row, and gives each to `read`, which notes what is wrong with it.
///
/// # Errors
/// What the input itself answers. Whatever is wrong with the file is in `mistakes`.
pub fn read_rows(
    document: &Document,
    columns: &[Column],
    mistakes: &mut Diagnostics,
    mut read: impl FnMut(&Row<'_>, &mut Diagnostics),
) -> std::io::Result<()> {
    match each_row(document, columns, mistakes, &mut read) {
        Ok(()) => {}
        Err(Unreadable::Fault(Fault::Io(error))) => return Err(error),
        Err(Unreadable::Fault(fault)) => {
            mistakes.push(Diagnostic::in_line(fault.line(), fault.to_string()));
        }
        Err(Unreadable::Heading(found)) => mistakes.extend(found),
    }
    Ok(())
}

fn each_row(
    document: &Document,
    columns: &[Column],
    mistakes: &mut Diagnostics,
    read: &mut impl FnMut(&Row<'_>, &mut Diagnostics),
) -> Result<(), Unreadable> {
    let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
    let layout = Layout::read(&mut records, columns)?;
    let mut rows = 0_u64;
    while let Some(record) = records.next_record()? {
        if record.is_blank() {
            continue;
        }
        rows += 1;
        match layout.row(record) {
            Ok(row) => read(&row, mistakes),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if rows == 0 {
        mistakes.push(Diagnostic::in_line(
            layout.line,
            "the file has a heading and no row",
        ));
    }
    Ok(())
}

/// Where the known columns stand in a file.
#[derive(Debug)]
struct Layout {
    line: u64,
    width: usize,
    /// For each known column, its place.
    places: Vec<Option<usize>>,
    headings: Vec<&'static str>,
}

impl Layout {
    fn read<R: BufRead>(records: &mut Records<R>, columns: &[Column]) -> Result<Self, Unreadable> {
        let Some(first) = records.next_record()? else {
            return Err(Unreadable::Heading(vec![Diagnostic::in_line(
                1,
                "the file is empty",
            )]));
        };
        let line = first.line;
        let mut cells = Vec::with_capacity(first.width());
        for cell in first.iter() {
            match std::str::from_utf8(cell) {
                Ok(text) => cells.push(bare(text.trim()).to_owned()),
                Err(_) => {
                    let message =
                        "the heading has bytes that are not UTF-8; save the file as CSV UTF-8";
                    return Err(Unreadable::Heading(vec![Diagnostic::in_line(
                        line, message,
                    )]));
                }
            }
        }
        // Spreadsheets leave delimiters behind the last column.
        while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        Self::settle(&cells, line, columns).map_err(Unreadable::Heading)
    }

    fn settle(cells: &[String], line: u64, columns: &[Column]) -> Result<Self, Vec<Diagnostic>> {
        let mut places = vec![None; columns.len()];
        let mut mistakes = Vec::new();
        let mut unknown = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let mistake = |message: String| {
                Diagnostic::usage(message)
                    .at(Place::at(line, at + 1))
                    .with_field(cell)
            };
            let known = columns
                .iter()
                .position(|column| key(column.heading) == key(cell));
            match known.and_then(|known| places.get_mut(known)) {
                Some(place @ None) => *place = Some(at),
                Some(Some(_)) => {
                    mistakes.push(mistake(format!("the column `{cell}` stands there twice")))
                }
                None => match near_column(cell, columns) {
                    Some(near) => mistakes.push(mistake(format!(
                        "there is no column `{cell}`; did you mean `{near}`?"
                    ))),
                    None => unknown.push((at, cell.as_str())),
                },
            }
        }
        if let [(at, first), ..] = unknown.as_slice() {
            mistakes.push(
                Diagnostic::usage(no_such_columns(&unknown, columns))
                    .at(Place::at(line, at + 1))
                    .with_field(*first),
            );
        }
        for (column, place) in columns.iter().zip(&places) {
            if column.is_required && place.is_none() {
                let message = format!("the column `{}` is missing", column.heading);
                mistakes.push(Diagnostic::in_line(line, message).with_field(column.heading));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let headings = columns.iter().map(|column| column.heading).collect();
        Ok(Self {
            line,
            width: cells.len(),
            places,
            headings,
        })
    }

    fn row<'a>(&'a self, record: Record<'a>) -> Result<Row<'a>, Diagnostic> {
        let found = record.width();
        if found < self.width || !record.fits(self.width) {
            return Err(Diagnostic::in_line(
                record.line,
                width_differs(found, self.width),
            ));
        }
        if record.stray_quote {
            return Err(Diagnostic::in_line(
                record.line,
                "something stands after a closing quote; a quote inside quotes is doubled",
            ));
        }
        Ok(Row {
            line: record.line,
            layout: self,
            record,
        })
    }
}

/// What a heading is known by: `Tenant-ID` and `tenant_id` are the same column.
fn key(heading: &str) -> String {
    heading.trim().to_lowercase().replace(['-', ' '], "_")
}

fn names(columns: &[Column]) -> impl Iterator<Item = &'static str> {
    let read = columns.iter().filter(|column| column.is_read);
    read.map(|column| column.heading)
}

fn near_column(cell: &str, columns: &[Column]) -> Option<&'static str> {
    nearest(cell, names(columns))
}

/// One message for all columns that are unknown: most often the file is of another kind.
fn no_such_columns(unknown: &[(usize, &str)], columns: &[Column]) -> String {
    let shown: Vec<String> = unknown
        .iter()
        .take(5)
        .map(|(_, cell)| format!("`{cell}`"))
        .collect();
    let further = match unknown.len().saturating_sub(shown.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = if unknown.len() == 1 {
        "column"
    } else {
        "columns"
    };
    let known = names(columns).collect::<Vec<_>>().join(", ");
    format!(
        "there is no {what} {}{further}; known are {known}",
        shown.join(", ")
    )
}

/// One row of a sheet.
#[derive(Debug)]
pub struct Row<'a> {
    /// The physical line on which it starts, from 1.
    pub line: u64,
    layout: &'a Layout,
    record: Record<'a>,
}

impl<'a> Row<'a> {
    /// The text of a column, by its place among the known ones; `None` where the cell is blank or not there.
    pub fn text(&self, column: usize, mistakes: &mut Diagnostics) -> Option<&'a str> {
        let at = self.layout.places.get(column).copied().flatten()?;
        let text = match std::str::from_utf8(self.record.cell(at)) {
            Ok(text) => bare(text.trim()).trim(),
            Err(_) => {
                mistakes.push(self.mistake(
                    column,
                    "the cell has bytes that are not UTF-8; save the file as CSV UTF-8",
                ));
                return None;
            }
        };
        if text.contains('\0') {
            mistakes.push(self.mistake(column, "the cell has a NUL character in it"));
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// The value of a column that must not be blank; anything else is a mistake and reads as absent.
    pub fn needed<T>(&self, column: usize, mistakes: &mut Diagnostics) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let before = mistakes.count();
        let value = self.value(column, mistakes);
        if value.is_none() && mistakes.count() == before {
            mistakes.push(self.mistake(column, "the cell is empty"));
        }
        value
    }

    /// The value of a column; a text that is none is a mistake and reads as absent.
    pub fn value<T>(&self, column: usize, mistakes: &mut Diagnostics) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(column, mistakes)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                mistakes.push(self.mistake(column, error.to_string()));
                None
            }
        }
    }

    /// Where a column stands in the file, from 1; 1 where the file does not have it.
    pub fn place(&self, column: usize) -> usize {
        let at = self.layout.places.get(column).copied().flatten();
        at.unwrap_or(0) + 1
    }

    /// A mistake in a column, which the message names.
    pub fn mistake(&self, column: usize, message: impl std::fmt::Display) -> Diagnostic {
        let heading = self
            .layout
            .headings
            .get(column)
            .copied()
            .unwrap_or_default();
        Diagnostic::in_field((self.line, self.place(column)), heading, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    const COLUMNS: &[Column] = &[
        required("name"),
        optional("tenant_id"),
        passed_over("state"),
    ];

    type Pair = (Option<String>, Option<String>);

    fn read(text: &[u8]) -> (Vec<Pair>, Vec<String>) {
        let mut mistakes = Diagnostics::default();
        let mut rows = Vec::new();
        let document = Document::read(text, Opening::ROWS).unwrap();
        read_rows(&document, COLUMNS, &mut mistakes, |row, mistakes| {
            let name = row.text(0, mistakes).map(str::to_owned);
            rows.push((name, row.text(1, mistakes).map(str::to_owned)));
        })
        .unwrap();
        let told = mistakes
            .into_listed()
            .into_iter()
            .map(|it| it.located_message())
            .collect();
        (rows, told)
    }

    fn pair(name: &str, id: Option<&str>) -> Pair {
        (Some(name.to_owned()), id.map(str::to_owned))
    }

    #[test]
    fn columns_stand_in_any_order_case_and_spelling() {
        for text in [
            "name,tenant_id\nA,1\n",
            "\u{feff}Tenant-ID;NAME\r\n1;A\r\n",
            "state,\"tenant id\",name\nnew,1,A",
        ] {
            assert_eq!(
                read(text.as_bytes()),
                (vec![pair("A", Some("1"))], vec![]),
                "{text}"
            );
        }
        assert_eq!(read(b"name\n'=A\n").0, [pair("=A", None)]);
    }

    #[test]
    fn every_mistake_tells_its_place() {
        for (text, told) in [
            ("", "1:1: the file is empty"),
            ("name\n", "1:1: the file has a heading and no row"),
            ("tenant_id\n1\n", "1:1: the column `name` is missing"),
            (
                "name,name\na,b\n",
                "1:2: the column `name` stands there twice",
            ),
            (
                "name,tennant_id\na,b\n",
                "1:2: there is no column `tennant_id`; did you mean `tenant_id`?",
            ),
            (
                "name\n\na,b\n",
                "3:1: the row has 2 cells and the heading 1; a cell with the delimiter in it stands in quotes",
            ),
            (
                "name\n\"a\"b\n",
                "2:1: something stands after a closing quote; a quote inside quotes is doubled",
            ),
            (
                "name\n\"a\n",
                "2:1: a quote is opened here and never closed",
            ),
            (
                "name\na\0b\n",
                "2:1: name: the cell has a NUL character in it",
            ),
        ] {
            assert_eq!(read(text.as_bytes()).1, [told], "{text:?}");
        }
        assert!(read("name\né\n\u{e9}".as_bytes()).1.is_empty());
        assert!(read(b"name\n\xc3\xa9\n\xff\n").1[0].contains("not UTF-8"));
        assert_eq!(read(b"name\n\xc9lodie\n").0, [pair("Élodie", None)]);
    }

    #[test]
    fn a_template_has_what_is_read() {
        assert_eq!(template(COLUMNS), "name,tenant_id\n");
    }
}
