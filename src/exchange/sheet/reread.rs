//! Files that are parsed again each time their records are needed, so that their records are never all in memory.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::rule::RuleRef;

/// Processes a record, and adds its mistakes to the others.
pub type Taker<'t, R> = dyn FnMut(R, &mut Diagnostics) + 't;

/// A file of records.
pub trait Reread {
    /// One record.
    type Row;

    /// Reads the file: calls `take` with every valid record, in order, and records the mistakes of the others.
    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, Self::Row>);

    /// The same without recording mistakes, until `take` fails.
    ///
    /// # Errors
    /// As `take` says.
    fn each<E>(&self, mut take: impl FnMut(Self::Row) -> Result<(), E>) -> Result<(), E> {
        let mut outcome = Ok(());
        self.walk(&mut Diagnostics::default(), &mut |row, _| {
            if outcome.is_ok() {
                outcome = take(row);
            }
        });
        outcome
    }
}

/// The last line of each value of one field, to find records with the same value.
#[derive(Debug)]
pub(in crate::exchange) struct Seen<K> {
    field: &'static str,
    rule: RuleRef,
    lines: HashMap<K, u64>,
}

impl<K: Eq + Hash> Seen<K> {
    pub(in crate::exchange) fn new(field: &'static str, rule: RuleRef) -> Self {
        Self {
            field,
            rule,
            lines: HashMap::new(),
        }
    }

    /// Records a value, which is shown as `value` and compared by `key`. Returns whether it occurred before.
    pub(in crate::exchange) fn note(
        &mut self,
        at: (u64, usize),
        value: &dyn Display,
        key: K,
        mistakes: &mut Diagnostics,
    ) {
        if let Some(before) = self.lines.insert(key, at.0) {
            let message = format!("`{value}` is already in line {before}");
            mistakes.push(Diagnostic::in_field(at, self.field, message).under(self.rule));
        }
    }
}
