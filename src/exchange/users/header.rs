//! Telling by its first lines what a file is, and where its columns are.

use std::io::BufRead;

use super::columns::{Column, Field, Format};
use super::source::Source;
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::word::nearest;
use crate::exchange::records::{Fault, Record, Records};
use crate::exchange::spreadsheet::bare;

/// What the first lines of a file say.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) source: Source,
    /// The line with the headings.
    pub(super) line: u64,
    /// The headings as the file spells them.
    pub(super) headings: Vec<String>,
    /// The column of the catalogue that each column of the file is, if any.
    columns: Vec<Option<&'static Column>>,
}

impl Layout {
    /// Where in a record the field stands.
    pub(super) fn place(&self, field: Field) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.is_some_and(|column| column.field == field))
    }
}

/// Why the first lines do not do.
pub(super) enum Unreadable {
    Fault(Fault),
    Diagnostics(Vec<Diagnostic>),
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads the headings, and settles what the file is.
pub(super) fn read_layout<R: BufRead>(records: &mut Records<R>) -> Result<Layout, Unreadable> {
    let Some(first) = records.next_record()? else {
        return Err(alone(Diagnostic::in_line(1, "the file is empty")));
    };
    let first_cell = String::from_utf8_lossy(first.cell(0)).trim().to_owned();
    let versioned = first_cell.to_lowercase().starts_with("version:");
    if versioned {
        let version = first_cell.as_str();
        let known = Format::Entra.first_line().unwrap_or_default();
        if !version.eq_ignore_ascii_case(known) {
            return Err(alone(Diagnostic::in_line(
                first.line,
                format!(
                    "`{version}` is an unknown version: `{known}` expected in a file for Entra"
                ),
            )));
        }
    }
    let heading = if versioned {
        records
            .next_record()?
            .ok_or_else(|| alone(Diagnostic::in_line(2, "the headings are missing")))?
    } else {
        first
    };
    let line = heading.line;
    let mut headings = cells_of(&heading)?;
    // Spreadsheets leave delimiters behind the last column.
    while headings.len() > 1 && headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    settle(headings, line, versioned)
}

fn cells_of(record: &Record<'_>) -> Result<Vec<String>, Unreadable> {
    record
        .iter()
        .map(|cell| match std::str::from_utf8(cell) {
            Ok(text) => Ok(bare(text).trim().to_owned()),
            Err(_) => Err(alone(Diagnostic::in_line(
                record.line,
                "the headings have bytes that are not UTF-8; save the file as CSV UTF-8",
            ))),
        })
        .collect()
}

fn settle(headings: Vec<String>, line: u64, versioned: bool) -> Result<Layout, Unreadable> {
    let Some(source) = recognise(&headings, versioned) else {
        return Err(alone(unknown(&headings, line)));
    };
    let known = source.columns();
    let mut columns: Vec<Option<&'static Column>> = Vec::with_capacity(headings.len());
    let mut mistakes = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let key = source.heading_key(heading);
        let column = known
            .iter()
            .find(|column| source.heading_key(column.heading) == key);
        let mistake = |message: String| {
            Diagnostic::usage(message)
                .at(Place::at(line, at + 1))
                .with_field(heading)
        };
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                mistakes.push(mistake(format!(
                    "the column `{heading}` stands there twice"
                )));
            }
            // A column without a heading is the row number that other programs write.
            None if !source.takes_other_columns() && !is_row_number(heading) => {
                mistakes.push(mistake(no_such_column(heading, source)));
            }
            Some(_) | None => {}
        }
        columns.push(column);
    }
    if mistakes.is_empty() {
        Ok(Layout {
            source,
            line,
            headings,
            columns,
        })
    } else {
        Err(Unreadable::Diagnostics(mistakes))
    }
}

/// A heading that a program gives to the column in which it numbers the rows.
fn is_row_number(heading: &str) -> bool {
    heading.is_empty() || heading == "Unnamed: 0"
}

/// The kind of file of which all required columns are there.
fn recognise(headings: &[String], versioned: bool) -> Option<Source> {
    let fits = |source: Source| {
        let needed = source.columns().iter().filter(|column| column.required);
        needed.into_iter().all(|column| {
            let key = source.heading_key(column.heading);
            headings
                .iter()
                .any(|heading| source.heading_key(heading) == key)
        })
    };
    let candidates: &[Source] = if versioned {
        &[Source::Format(Format::Entra), Source::Listing]
    } else {
        &Source::ALL
    };
    candidates.iter().copied().find(|source| fits(*source))
}

fn unknown(headings: &[String], line: u64) -> Diagnostic {
    let shown: String = headings.join(",").chars().take(120).collect();
    let own = Source::Format(Format::Own);
    let columns = own.columns().iter().filter(|column| column.in_template);
    let expected: Vec<&str> = columns.map(|column| column.heading).collect();
    let others = Source::ALL.iter().filter(|source| **source != own);
    let others: Vec<&str> = others.map(|source| source.title()).collect();
    Diagnostic::in_line(
        line,
        format!(
            "the headings `{shown}` are unknown: {} expected, or those of one of: {}; `csp users template` writes an \
             empty file",
            expected.join(","),
            others.join(", ")
        ),
    )
}

fn no_such_column(heading: &str, source: Source) -> String {
    let names = source.columns().iter().map(|column| column.heading);
    let near = nearest(heading, names.clone());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", names.collect::<Vec<_>>().join(", ")),
    };
    format!("the {} has no column `{heading}`; {hint}", source.title())
}

fn alone(mistake: Diagnostic) -> Unreadable {
    Unreadable::Diagnostics(vec![mistake])
}
