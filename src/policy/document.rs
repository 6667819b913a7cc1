//! Parses a TOML file and reports all mistakes at once, with their positions.
//!
//! The file is parsed into values with positions. A [`Section`] then reads them one by one. A value that does not fit
//! adds a [`Diagnostic`] to the document, and reading continues.

use std::cell::RefCell;
use std::str::FromStr;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::position::{Lines, Position, utf8, wrong};
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::calendar::{Day, parse_day};
use crate::domain::money::{Currency, parse_amount};
use crate::domain::rule::RuleRef;
use crate::domain::word::{UnknownWord, Word, nearest};

/// A value and its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    pub(crate) at: Position,
    pub(crate) value: T,
}

/// A text that is being read, and the mistakes found in it so far.
#[derive(Debug)]
pub(crate) struct PolicyDocument<'i> {
    lines: Lines<'i>,
    faults: RefCell<Vec<Diagnostic>>,
    /// Places whose value could not be read. They are not reported as missing as well.
    unreadable: Vec<Place>,
}

impl<'i> PolicyDocument<'i> {
    /// Parses a text. Syntax errors are recorded, and the rest can still be read.
    pub(crate) fn parse(text: &'i str) -> (Self, Spanned<DeTable<'i>>) {
        let lines = Lines::of(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let faults: Vec<Diagnostic> = errors
            .into_iter()
            .map(|error| {
                let at = error
                    .span()
                    .map_or(Position::START, |span| lines.position(span));
                wrong(at, error.message())
            })
            .collect();
        (
            Self {
                lines,
                unreadable: faults
                    .iter()
                    .filter_map(|fault| fault.place().cloned())
                    .collect(),
                faults: RefCell::new(faults),
            },
            table,
        )
    }

    /// Records a mistake.
    pub(crate) fn fault(&self, at: Position, message: impl Into<String>) {
        self.note(wrong(at, message));
    }

    /// Records a mistake, with the rule it breaks.
    pub(crate) fn note(&self, fault: Diagnostic) {
        let quotes_nothing = fault.message().contains("``");
        if !(quotes_nothing && fault.place().is_some_and(|at| self.unreadable.contains(at))) {
            self.faults.borrow_mut().push(fault);
        }
    }

    /// Whether a mistake was recorded.
    pub(crate) fn is_faulty(&self) -> bool {
        !self.faults.borrow().is_empty()
    }

    /// Every mistake, in the order of the file.
    pub(crate) fn into_faults(self) -> Vec<Diagnostic> {
        let mut faults = self.faults.into_inner();
        faults.sort_by(|a, b| a.place().cmp(&b.place()));
        faults.dedup();
        faults
    }

    /// The position at which a span begins.
    pub(crate) fn at<T>(&self, value: &Spanned<T>) -> Position {
        self.lines.position(value.span())
    }
}

/// One table of a document, with a known set of keys.
pub(crate) struct Section<'d, 'i> {
    document: &'d PolicyDocument<'i>,
    table: &'d DeTable<'i>,
    at: Position,
}

impl<'d, 'i> Section<'d, 'i> {
    /// Opens a table and records a mistake for every key that is not in `known`.
    pub(crate) fn open(
        document: &'d PolicyDocument<'i>,
        table: &'d DeTable<'i>,
        at: Position,
        known: &[&str],
    ) -> Self {
        let section = Self::of_any(document, table, at);
        section.expect_keys(known);
        section
    }

    /// Records a mistake for every key that is not in `known`.
    pub(crate) fn expect_keys(&self, known: &[&str]) {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let at = self.document.at(key);
                self.document.fault(at, unknown_key(name, known));
            }
        }
    }

    /// Opens a table with arbitrary keys.
    pub(crate) fn of_any(
        document: &'d PolicyDocument<'i>,
        table: &'d DeTable<'i>,
        at: Position,
    ) -> Self {
        Self {
            document,
            table,
            at,
        }
    }

    /// The position of the table.
    pub(crate) fn at(&self) -> Position {
        self.at
    }

    fn get(&self, key: &str) -> Option<(Position, &'d Spanned<DeValue<'i>>)> {
        let value = self.table.get(key)?;
        Some((self.document.at(value), value))
    }

    /// Whether the key is there at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Reads a value with `read`. If that fails, the recorded mistake says what was expected.
    pub(crate) fn take<T>(
        &self,
        key: &str,
        read: impl FnOnce(&DeValue<'i>) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        self.take_under(key, None, read)
    }

    /// The same for a value to which a rule of the programme applies; the mistake names the rule.
    pub(crate) fn take_under<T>(
        &self,
        key: &str,
        rule: Option<RuleRef>,
        read: impl FnOnce(&DeValue<'i>) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        let (at, value) = self.get(key)?;
        match read(value.get_ref()) {
            Ok(value) => Some(Placed { at, value }),
            Err(message) => {
                let fault = wrong(at, format!("`{key}`: {message}"));
                self.document.note(fault.under(rule));
                None
            }
        }
    }

    /// Reads a required value.
    pub(crate) fn need<T>(
        &self,
        key: &str,
        read: impl FnOnce(&DeValue<'i>) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        if !self.has(key) {
            self.document
                .fault(self.at, format!("`{key}` is missing here"));
        }
        self.take(key, read)
    }

    /// Reads a required list, each item with `read`; every item that fails is a separate mistake.
    pub(crate) fn need_list<T>(
        &self,
        key: &str,
        read: impl Fn(&DeValue<'i>) -> Result<T, String>,
    ) -> Option<Placed<Vec<T>>> {
        let list = |value: &DeValue<'i>| {
            let wrong = || format!("expected a list in brackets, not {}", what(value));
            value.as_array().map(drop).ok_or_else(wrong)
        };
        let at = self.need(key, list)?.at;
        let items = self.table.get(key)?.get_ref().as_array()?;
        let items: Vec<Option<T>> = items
            .iter()
            .map(|item| {
                let wrong = |message| {
                    let at = self.document.at(item);
                    self.document.fault(at, format!("`{key}`: {message}"));
                };
                read(item.get_ref()).map_err(wrong).ok()
            })
            .collect();
        let value = items.into_iter().collect::<Option<Vec<T>>>()?;
        Some(Placed { at, value })
    }

    /// A table under `key`, its keys checked against `known`.
    pub(crate) fn section(&self, key: &str, known: &[&str]) -> Option<Section<'d, 'i>> {
        let (at, value) = self.get(key)?;
        self.open_value(key, at, value, known)
    }

    /// A table with arbitrary keys under `key`.
    pub(crate) fn open_section(&self, key: &str) -> Option<Section<'d, 'i>> {
        let (at, value) = self.get(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Section::of_any(self.document, table, at));
        }
        self.document
            .fault(at, format!("`{key}` is a table, written [{key}]"));
        None
    }

    /// The tables of an array of tables; empty if the key is absent.
    pub(crate) fn sections(&self, key: &str, known: &[&str]) -> Vec<Section<'d, 'i>> {
        let Some((at, value)) = self.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.document.fault(
                at,
                format!("`{key}` is a list of tables, written [[{key}]]"),
            );
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.open_value(key, self.document.at(item), item, known))
            .collect()
    }

    /// Every entry of a table with arbitrary keys.
    pub(crate) fn entries(
        &self,
    ) -> impl Iterator<Item = (Position, &'d str, &'d Spanned<DeValue<'i>>)> + '_ {
        self.table.iter().map(|(key, value)| {
            let name: &str = key.get_ref();
            (self.document.at(key), name, value)
        })
    }

    fn open_value(
        &self,
        key: &str,
        at: Position,
        value: &'d Spanned<DeValue<'i>>,
        known: &[&str],
    ) -> Option<Section<'d, 'i>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Section::open(self.document, table, at, known));
        }
        self.document
            .fault(at, format!("`{key}` is a table, written [{key}]"));
        None
    }
}

/// The message for an unknown key.
pub(crate) fn unknown_key(name: &str, known: &[&str]) -> String {
    let shown: String = name.chars().take(60).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown key `{shown}`; did you mean `{near}`?"),
        None => format!(
            "unknown key `{shown}`; expected one of {}",
            known.join(", ")
        ),
    }
}

/// A text in quotes.
pub(crate) fn text(value: &DeValue<'_>) -> Result<String, String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("expected a text in quotes, not {}", what(value)))
}

/// A text without surrounding blanks. The text in quotes is not trimmed, so blanks would become part of the value.
pub(crate) fn exact(value: &DeValue<'_>) -> Result<String, String> {
    let text = text(value)?;
    if text.trim() == text {
        Ok(text)
    } else {
        Err(format!(
            "`{text}` has spaces at its start or end; remove them"
        ))
    }
}

/// Reads a file with `read`.
///
/// # Errors
/// Every mistake in it, in the order of the file.
pub(crate) fn read_file<T>(
    bytes: &[u8],
    read: impl for<'d, 'i> FnOnce(&'d PolicyDocument<'i>, &'d DeTable<'i>) -> Option<T>,
) -> Result<T, Vec<Diagnostic>> {
    let text = utf8(bytes).map_err(|fault| vec![fault])?;
    let (document, root) = PolicyDocument::parse(text);
    match read(&document, root.get_ref()) {
        Some(value) if !document.is_faulty() => Ok(value),
        Some(_) | None => Err(document.into_faults()),
    }
}

/// A text, parsed as a value of type `T`.
pub(crate) fn parsed<T>(value: &DeValue<'_>) -> Result<T, String>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    exact(value)?
        .parse()
        .map_err(|error: T::Err| error.to_string())
}

/// A word of a vocabulary, spelled exactly.
pub(crate) fn word<W: Word>(value: &DeValue<'_>) -> Result<W, String> {
    let typed = exact(value)?;
    W::exactly(&typed).ok_or_else(|| UnknownWord::among::<W>(&typed).to_string())
}

/// A currency by its code.
pub(crate) fn currency(value: &DeValue<'_>) -> Result<Currency, String> {
    Currency::from_code(&exact(value)?).map_err(|error| error.to_string())
}

/// `true` or `false`.
pub(crate) fn flag(value: &DeValue<'_>) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| format!("expected true or false, not {}", what(value)))
}

/// A day: a bare TOML date, or one in quotes.
pub(crate) fn day(value: &DeValue<'_>) -> Result<Day, String> {
    match value {
        DeValue::Datetime(moment) if moment.time.is_none() => {
            parse_day(&moment.to_string()).map_err(|error| error.to_string())
        }
        DeValue::String(_) => parse_day(&exact(value)?).map_err(|error| error.to_string()),
        DeValue::Datetime(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => Err(format!(
            "expected a day such as 2021-03-01, not {}",
            what(value)
        )),
    }
}

/// A plain decimal, with or without quotes. The digits are read as text, never converted to a binary floating-point
/// number.
pub(crate) fn decimal(value: &DeValue<'_>) -> Result<Decimal, String> {
    let quoted;
    let digits = match value {
        DeValue::String(_) => {
            quoted = exact(value)?;
            quoted.as_str()
        }
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        DeValue::Integer(_) => {
            return Err(
                "expected a decimal number, not a hexadecimal, octal or binary one".to_owned(),
            );
        }
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            return Err(format!("expected a decimal number, not {}", what(value)));
        }
    };
    parse_amount(digits).map_err(|error| error.to_string())
}

/// A whole number that is not negative.
pub(crate) fn count(value: &DeValue<'_>) -> Result<u32, String> {
    match value {
        DeValue::Integer(number) => {
            u32::from_str_radix(number.as_str(), number.radix()).map_err(|_| {
                format!(
                    "expected a whole number, 0 or greater, not {}",
                    number.as_str()
                )
            })
        }
        DeValue::String(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => Err(format!("expected a whole number, not {}", what(value))),
    }
}

fn what(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(_), Some(_)) => "a date with a time",
            (None, Some(_)) => "a time",
            (_, None) => "a date",
        },
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_could_not_be_read_is_not_also_missing() {
        let (document, _) = PolicyDocument::parse("kind = \nlevel = 1\n");
        let elsewhere = Position::START;
        let unreadable = Position { line: 1, column: 8 };
        assert_eq!(document.unreadable, [Place::from(unreadable)]);
        for (at, message) in [
            (unreadable, "`` is not a valid kind"),
            (unreadable, "`x` is not a valid kind"),
            (elsewhere, "`` is not a valid kind"),
        ] {
            document.fault(at, message);
        }
        let faults = document.into_faults();
        let told: Vec<_> = faults.iter().map(Diagnostic::message).collect();
        assert!(told.contains(&"`x` is not a valid kind"), "{told:?}");
        let of_nothing = faults
            .iter()
            .filter(|fault| fault.message() == "`` is not a valid kind");
        let places: Vec<_> = of_nothing.filter_map(Diagnostic::place).collect();
        assert_eq!(places, [&Place::from(elsewhere)]);
    }
}
