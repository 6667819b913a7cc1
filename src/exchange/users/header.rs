//! Telling by its first lines what a file is, and where its columns are.

use std::io::BufRead;

use super::columns::{Column, Field, Format};
use crate::domain::word::{Word, nearest};
use crate::exchange::mistake::Mistake;
use crate::exchange::records::{Fault, Record, Records};
use crate::exchange::spreadsheet::bare;

/// What the first lines of a file say.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
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
    Mistakes(Vec<Mistake>),
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads the headings, and settles whether commas or semicolons divide the cells.
pub(super) fn read_layout<R: BufRead>(records: &mut Records<R>) -> Result<Layout, Unreadable> {
    records.set_delimiter(b',');
    let Some(first) = records.next_record()? else {
        return Err(alone(Mistake::in_line(1, "the file is empty")));
    };
    let first_cell = String::from_utf8_lossy(first.cell(0)).trim().to_owned();
    let versioned = first_cell.to_lowercase().starts_with("version:");
    if versioned {
        let version = first_cell.split(';').next().unwrap_or_default();
        if Some(version) != Format::Entra.first_line() {
            return Err(alone(Mistake::in_line(
                first.line,
                format!("`{version}` is no version known here; Entra's files say `version:v1.0`"),
            )));
        }
    }
    let heading = if versioned {
        records
            .next_record()?
            .ok_or_else(|| alone(Mistake::in_line(2, "the headings are missing")))?
    } else {
        first
    };
    let line = heading.line;
    let mut headings = cells_of(&heading)?;
    let semicolons = headings.len() == 1 && headings[0].contains(';');
    if semicolons {
        headings = headings[0].split(';').map(unquoted).collect();
        records.set_delimiter(b';');
    }
    settle(headings, line, versioned)
}

/// A heading out of a line that was read with the other delimiter.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    cell.strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'))
        .unwrap_or(cell)
        .to_owned()
}

fn cells_of(record: &Record<'_>) -> Result<Vec<String>, Unreadable> {
    record
        .iter()
        .map(|cell| match std::str::from_utf8(cell) {
            Ok(text) => Ok(bare(text).trim().to_owned()),
            Err(_) => Err(alone(Mistake::in_line(
                record.line,
                "the headings are not UTF-8; save the file as CSV UTF-8",
            ))),
        })
        .collect()
}

fn settle(headings: Vec<String>, line: u64, versioned: bool) -> Result<Layout, Unreadable> {
    let Some(format) = recognise(&headings, versioned) else {
        return Err(alone(unknown(&headings, line)));
    };
    let known = format.columns();
    let mut columns: Vec<Option<&'static Column>> = Vec::with_capacity(headings.len());
    let mut mistakes = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let key = format.heading_key(heading);
        let column = known
            .iter()
            .find(|column| format.heading_key(column.heading) == key);
        let mistake = |message| Mistake {
            line,
            column: at + 1,
            field: Some(heading.clone()),
            message,
            rule: None,
        };
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                mistakes.push(mistake(format!(
                    "the column `{heading}` stands there twice"
                )));
            }
            None if !format.takes_other_columns() => {
                mistakes.push(mistake(no_such_column(heading, format)));
            }
            Some(_) | None => {}
        }
        columns.push(column);
    }
    if mistakes.is_empty() {
        Ok(Layout {
            format,
            line,
            headings,
            columns,
        })
    } else {
        Err(Unreadable::Mistakes(mistakes))
    }
}

/// The format of which all required columns are there.
fn recognise(headings: &[String], versioned: bool) -> Option<Format> {
    let fits = |format: Format| {
        format
            .columns()
            .iter()
            .filter(|column| column.required)
            .all(|column| {
                let key = format.heading_key(column.heading);
                headings
                    .iter()
                    .any(|heading| format.heading_key(heading) == key)
            })
    };
    let candidates: &[Format] = if versioned {
        &[Format::Entra]
    } else {
        &[Format::Entra, Format::PartnerCenter, Format::Own]
    };
    candidates.iter().copied().find(|format| fits(*format))
}

fn unknown(headings: &[String], line: u64) -> Mistake {
    let shown: String = headings.join(",").chars().take(120).collect();
    let known: Vec<String> = Format::ALL
        .iter()
        .map(|format| {
            let required: Vec<&str> = format
                .columns()
                .iter()
                .filter(|column| column.in_template)
                .take(5)
                .map(|column| column.heading)
                .collect();
            format!("{} ({})", format.title(), required.join(","))
        })
        .collect();
    Mistake::in_line(
        line,
        format!(
            "the heading `{shown}` is none that is known; known are: {}; `csp users template` writes one",
            known.join("; ")
        ),
    )
}

fn no_such_column(heading: &str, format: Format) -> String {
    let names = format.columns().iter().map(|column| column.heading);
    let near = nearest(heading, names.clone());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", names.collect::<Vec<_>>().join(", ")),
    };
    format!("the {} has no column `{heading}`; {hint}", format.title())
}

fn alone(mistake: Mistake) -> Unreadable {
    Unreadable::Mistakes(vec![mistake])
}
