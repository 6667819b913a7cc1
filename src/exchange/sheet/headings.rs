//! The heading line of a file: the names of its columns, which of them are known, and their positions.

use std::collections::HashMap;
use std::io::BufRead;

use super::records::Records;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::exchange::formula_guard::bare;

/// The headings as spelled in the file.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// The physical line of the headings, from 1.
    pub line: u64,
    /// One text per column.
    pub texts: Vec<String>,
}

impl Headings {
    /// Reads the next record as headings; `None` at the end of the file.
    ///
    /// # Errors
    /// A heading that is not UTF-8, or the reason why no record can be read.
    pub fn read<R: BufRead>(records: &mut Records<R>) -> Result<Option<Self>> {
        let Some(record) = records.next_record()? else {
            return Ok(None);
        };
        let line = record.line;
        let texts: std::result::Result<Vec<String>, _> = record
            .iter()
            .map(|cell| std::str::from_utf8(cell).map(|text| bare(text.trim()).trim().to_owned()))
            .collect();
        let mut texts = texts.map_err(|_| {
            let message = "the heading has bytes that are not UTF-8; save the file as CSV UTF-8";
            Diagnostic::in_line(line, message)
        })?;
        // Spreadsheets write delimiters after the last column.
        while texts.len() > 1 && texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        Ok(Some(Self { line, texts }))
    }

    /// The headings in the form used for comparison, which `key` gives.
    pub fn keyed(&self, key: impl Fn(&str) -> String) -> HeadingKeys {
        HeadingKeys::of(self.texts.iter().map(|text| key(text)))
    }

    /// A mistake in the heading of a column, counted from 0.
    pub fn mistake(&self, at: usize, message: impl Into<String>) -> Diagnostic {
        let mistake = Diagnostic::usage(message).at(Place::at(self.line, at + 1));
        match self.texts.get(at) {
            Some(text) => mistake.with_field(text),
            None => mistake,
        }
    }

    /// The mistakes for repeated columns for which `matters` is true.
    pub fn repeated<'h>(
        &'h self,
        keys: &'h HeadingKeys,
        matters: impl Fn(&str) -> bool + 'h,
    ) -> impl Iterator<Item = Diagnostic> + 'h {
        let repeated = keys.repeated().filter(move |(_, key)| matters(key));
        repeated.map(|(at, _)| {
            let heading = self.texts.get(at).map_or("", String::as_str);
            self.mistake(at, format!("the column `{heading}` appears twice"))
        })
    }

    /// The mistake for a missing required column.
    pub fn missing(&self, heading: &str) -> Diagnostic {
        let message = format!("the column `{heading}` is missing");
        Diagnostic::in_line(self.line, message).with_field(heading)
    }

    /// A column, for mistakes in its cells.
    pub fn heading(&self, at: usize) -> Heading {
        Heading {
            column: at + 1,
            text: self.texts.get(at).cloned().unwrap_or_default(),
        }
    }
}

/// The headings of a file in the form used for comparison.
#[derive(Debug)]
pub struct HeadingKeys {
    all: Vec<String>,
    first: HashMap<String, usize>,
}

impl HeadingKeys {
    /// Creates it from keys in the order of the columns.
    pub fn of(keys: impl IntoIterator<Item = String>) -> Self {
        let all: Vec<String> = keys.into_iter().collect();
        let mut first = HashMap::with_capacity(all.len());
        for (at, key) in all.iter().enumerate() {
            first.entry(key.clone()).or_insert(at);
        }
        Self { all, first }
    }

    /// The first column with a key, counted from 0.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.first.get(key).copied()
    }

    /// Each column with its key.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.all.iter().map(String::as_str).enumerate()
    }

    /// The columns with the key of an earlier one.
    pub fn repeated(&self) -> impl Iterator<Item = (usize, &str)> {
        self.iter().filter(|(at, key)| self.place(key) != Some(*at))
    }
}

/// A column, with the name as spelled in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// Its number, from 1.
    pub column: usize,
    /// Its name.
    pub text: String,
}

impl Heading {
    /// A mistake in the cell of this column on a line.
    pub fn mistake(&self, line: u64, message: impl std::fmt::Display) -> Diagnostic {
        Diagnostic::usage(format!("column {}: {message}", self.text))
            .at(Place::at(line, self.column))
            .with_field(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_at_its_first_position() {
        let keys = HeadingKeys::of(["a", "b", "a"].map(str::to_owned));
        assert_eq!((keys.place("a"), keys.place("c")), (Some(0), None));
        assert_eq!(keys.repeated().collect::<Vec<_>>(), [(2, "a")]);
    }
}
