//! Recognises the kind of a file by its first lines, and finds its columns.

use std::io::BufRead;

use super::columns::{UserColumn, UserField, UserFileFormat};
use super::source::UserFileSource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::word::nearest;
use crate::exchange::sheet::Headings;
use crate::exchange::sheet::records::Records;

/// What the first lines of a file contain.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) source: UserFileSource,
    pub(super) headings: Headings,
    /// For each column of the file, the known column, if any.
    columns: Vec<Option<&'static UserColumn>>,
}

impl Layout {
    /// The position of the field in a record.
    pub(super) fn place(&self, field: UserField) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.is_some_and(|column| column.field == field))
    }
}

/// Reads the headings and decides the kind of file.
pub(super) fn read_layout<R: BufRead>(records: &mut Records<R>) -> Result<Layout, Diagnostics> {
    let Some(first) = Headings::read(records)? else {
        return Err(Diagnostic::in_line(1, "the file is empty").into());
    };
    let version = first.texts.first().map_or("", String::as_str);
    if !version.to_lowercase().starts_with("version:") {
        return settle(first, &UserFileSource::ALL);
    }
    let known = UserFileFormat::Entra.first_line().unwrap_or_default();
    if !version.eq_ignore_ascii_case(known) {
        let message =
            format!("`{version}` is an unknown version: expected `{known}` in a file for Entra");
        return Err(Diagnostic::in_line(first.line, message).into());
    }
    let Some(headings) = Headings::read(records)? else {
        return Err(Diagnostic::in_line(2, "the headings are missing").into());
    };
    settle(
        headings,
        &[
            UserFileSource::Format(UserFileFormat::Entra),
            UserFileSource::Listing,
        ],
    )
}

fn settle(headings: Headings, candidates: &[UserFileSource]) -> Result<Layout, Diagnostics> {
    let Some(source) = recognise(&headings, candidates) else {
        return Err(unknown(&headings).into());
    };
    let keys = headings.keyed(|heading| source.heading_key(heading));
    let find = |key: &str| {
        let mut known = source.columns().iter();
        known.find(|column| source.heading_key(column.heading) == key)
    };
    let is_known = |key: &str| find(key).is_some();
    let mut mistakes: Diagnostics = headings.repeated(&keys, is_known).collect();
    let columns: Vec<_> = keys.iter().map(|(_, key)| find(key)).collect();
    for (at, heading) in headings.texts.iter().enumerate() {
        let is_unknown = columns.get(at).is_some_and(Option::is_none);
        // A column without a heading contains the row numbers that other programs write.
        if is_unknown && !source.takes_other_columns() && !is_row_number(heading) {
            mistakes.push(headings.mistake(at, no_such_column(heading, source)));
        }
    }
    if mistakes.is_empty() {
        Ok(Layout {
            source,
            headings,
            columns,
        })
    } else {
        Err(mistakes)
    }
}

/// A heading that programs use for the column of row numbers.
fn is_row_number(heading: &str) -> bool {
    heading.is_empty() || heading == "Unnamed: 0"
}

/// The kind of file whose required columns are all present.
fn recognise(headings: &Headings, candidates: &[UserFileSource]) -> Option<UserFileSource> {
    let fits = |source: &UserFileSource| {
        let keys = headings.keyed(|heading| source.heading_key(heading));
        let mut needed = source.columns().iter().filter(|column| column.required);
        needed.all(|column| keys.place(&source.heading_key(column.heading)).is_some())
    };
    candidates.iter().copied().find(fits)
}

fn unknown(headings: &Headings) -> Diagnostic {
    let shown: String = headings.texts.join(",").chars().take(120).collect();
    let own = UserFileSource::Format(UserFileFormat::Own);
    let columns = own.columns().iter().filter(|column| column.in_template);
    let expected: Vec<&str> = columns.map(|column| column.heading).collect();
    let others = UserFileSource::ALL.iter().filter(|source| **source != own);
    let others: Vec<&str> = others.map(|source| source.title()).collect();
    Diagnostic::in_line(
        headings.line,
        format!(
            "unrecognised headings `{shown}`. Expected {}, or the headings of one of: {}. To get an empty file: `csp users template`",
            expected.join(","),
            others.join(", ")
        ),
    )
}

fn no_such_column(heading: &str, source: UserFileSource) -> String {
    let names = source.columns().iter().map(|column| column.heading);
    let near = nearest(heading, names.clone());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of {}", names.collect::<Vec<_>>().join(", ")),
    };
    format!(
        "unknown column `{heading}` in the {}; {hint}",
        source.title()
    )
}
