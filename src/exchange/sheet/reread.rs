//! Files that are read anew whenever their records are asked for: however many there are, they never stand in memory
//! together.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::rule::RuleRef;

/// Takes a record, and notes what is wrong with it beside the others.
pub type Taker<'t, R> = dyn FnMut(R, &mut Diagnostics) + 't;

/// A file of records.
pub trait Reread {
    /// One record.
    type Row;

    /// Reads the file: gives every record that can be read to `take`, in their order, and notes what is wrong with
    /// the others.
    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, Self::Row>);

    /// The same without the mistakes, up to the first record that `take` fails at.
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

/// The lines on which the values of one field stood last, to find the records that name one thing twice.
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

    /// Notes a value, which is shown as `value` and compared by `key`, and whether it stands in the file already.
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
