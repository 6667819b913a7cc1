//! Rows of a sheet, whose cells are read by column as typed values.

use super::columns::{Column, key, names};
use super::headings::{Heading, Headings};
use super::records::{Record, width_differs};
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::word::nearest;
use crate::exchange::formula_guard::bare;

/// The positions of the known columns in a file.
#[derive(Debug)]
pub struct Layout {
    headings: Headings,
    /// The position of each known column.
    places: Vec<Option<usize>>,
    names: Names,
}

/// How mistakes name a column.
#[derive(Debug)]
enum Names {
    /// By csp's name, in csp's own formats.
    Known(Vec<&'static str>),
    /// As spelled in the file. In such a file, empty cells at the end of a row may be missing.
    AsInFile,
}

impl Layout {
    /// The layout of a file in csp's own format.
    ///
    /// # Errors
    /// Columns that are unknown, missing or repeated.
    pub(super) fn of_known(
        headings: Headings,
        columns: &[Column],
    ) -> std::result::Result<Self, Diagnostics> {
        let keys = headings.keyed(key);
        let is_known = |wanted: &str| columns.iter().any(|column| key(column.heading) == wanted);
        let mut mistakes: Diagnostics = headings.repeated(&keys, is_known).collect();
        let mut unknown = Vec::new();
        for (at, _) in keys.iter().filter(|(_, key)| !is_known(key)) {
            let cell = headings.texts.get(at).map_or("", String::as_str);
            match nearest(cell, names(columns)) {
                Some(near) => mistakes.push(headings.mistake(
                    at,
                    format!("unknown column `{cell}`; did you mean `{near}`?"),
                )),
                None => unknown.push((at, cell)),
            }
        }
        if let [(at, _), ..] = unknown.as_slice() {
            mistakes.push(headings.mistake(*at, no_such_columns(&unknown, columns)));
        }
        let places: Vec<Option<usize>> = columns
            .iter()
            .map(|column| keys.place(&key(column.heading)))
            .collect();
        for (column, place) in columns.iter().zip(&places) {
            if column.is_required && place.is_none() {
                mistakes.push(headings.missing(column.heading));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            headings,
            places,
            names: Names::Known(columns.iter().map(|column| column.heading).collect()),
        })
    }

    /// The layout of a file of another system, with the positions of its columns.
    pub(in crate::exchange) fn of_places(headings: Headings, places: Vec<Option<usize>>) -> Self {
        Self {
            headings,
            places,
            names: Names::AsInFile,
        }
    }

    /// The line of the headings.
    pub(super) fn line(&self) -> u64 {
        self.headings.line
    }

    pub(super) fn row<'a>(&'a self, record: Record<'a>) -> Result<Row<'a>> {
        let (found, width) = (record.width(), self.headings.texts.len());
        let is_short = found < width && matches!(self.names, Names::Known(_));
        if is_short || !record.fits(width) {
            return Err(Diagnostic::in_line(
                record.line,
                width_differs(found, width),
            ));
        }
        record.check_quotes()?;
        Ok(Row {
            line: record.line,
            layout: self,
            record,
        })
    }
}

/// One message for all unknown columns: usually the file is of another kind.
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
        "unknown column"
    } else {
        "unknown columns"
    };
    let known = names(columns).collect::<Vec<_>>().join(", ");
    format!(
        "{what} {}{further}; expected one of {known}",
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
    /// The text of a column, by its index among the known ones; `None` if the cell is blank or missing.
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
            mistakes.push(self.mistake(column, "the cell contains a NUL character"));
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// The value of a required column. A blank or invalid cell is a mistake, and the result is `None`.
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

    /// The value of a column. An invalid cell is a mistake, and the result is `None`.
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

    /// Whether the file has a column.
    pub fn has(&self, column: usize) -> bool {
        self.layout.places.get(column).is_some_and(Option::is_some)
    }

    /// The position of a column in the file, from 1; 1 if the file does not have it.
    pub fn place(&self, column: usize) -> usize {
        let at = self.layout.places.get(column).copied().flatten();
        at.unwrap_or(0) + 1
    }

    /// A mistake in a column; the message contains its name.
    pub fn mistake(&self, column: usize, message: impl std::fmt::Display) -> Diagnostic {
        match &self.layout.names {
            Names::Known(names) => {
                let name = names.get(column).copied().unwrap_or_default();
                Diagnostic::in_field((self.line, self.place(column)), name, message)
            }
            Names::AsInFile => self.heading(column).mistake(self.line, message),
        }
    }

    fn heading(&self, column: usize) -> Heading {
        let at = self.layout.places.get(column).copied().flatten();
        self.layout.headings.heading(at.unwrap_or(0))
    }
}
