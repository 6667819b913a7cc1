//! SQL conditions that select the rows of several accounts in one statement.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::engine::Value;

/// The most placeholders that a statement can need. Every statement uses this number or one, so only two texts are
/// prepared.
static PLACES: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (1..=Among::MOST).map(|at| format!("?{at}")).collect();
    places.join(", ")
});

/// A condition of a statement: a column has one of some numbers. The placeholders begin with `?1`.
pub(super) struct Among {
    condition: String,
    values: Vec<Value<'static>>,
}

impl Among {
    /// The maximum number of values in one statement. Callers with more run several statements.
    pub(super) const MOST: usize = 256;

    /// The condition that `column` has one of these numbers.
    pub(super) fn of(column: &str, numbers: &[i64]) -> Self {
        let values = numbers.iter().map(|number| Value::Integer(*number));
        if numbers.len() == 1 {
            return Self {
                condition: format!("{column} = ?1"),
                values: values.collect(),
            };
        }
        let mut values: Vec<Value<'static>> = values.collect();
        values.resize(Self::MOST.max(values.len()), Value::Null);
        Self {
            condition: format!("{column} IN ({})", *PLACES),
            values,
        }
    }

    /// Adds a value for another condition of the same statement and returns its placeholder.
    pub(super) fn place(&mut self, value: impl Into<Value<'static>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    /// Adds another condition, joined with `AND`.
    pub(super) fn and(&mut self, condition: &str) {
        self.condition.push_str(" AND ");
        self.condition.push_str(condition);
    }

    /// The condition.
    pub(super) fn condition(&self) -> &str {
        &self.condition
    }

    /// The values of its placeholders.
    pub(super) fn values(&self) -> &[Value<'static>] {
        &self.values
    }
}

/// A join on pairs of column values: the SQL that follows the name of a table.
///
/// A join, because some versions of SQLite (3.40) scan the whole table for `(account_id, email_key) IN (VALUES …)`.
pub(super) struct Pairs {
    rest: String,
    values: Vec<Value<'static>>,
}

impl Pairs {
    /// Selects the rows whose two columns match one of these pairs. There must be at least one pair.
    pub(super) fn of<'p>(
        [first, second]: [&str; 2],
        pairs: impl Iterator<Item = (i64, &'p str)>,
    ) -> Self {
        let mut values: Vec<Value<'static>> = Vec::new();
        let mut places = Vec::new();
        for (number, text) in pairs {
            places.push(format!("(?{}, ?{})", values.len() + 1, values.len() + 2));
            values.push(number.into());
            values.push(text.to_owned().into());
        }
        let rest = match places.as_slice() {
            [_] => format!("WHERE {first} = ?1 AND {second} = ?2"),
            several => format!(
                "JOIN (VALUES {}) AS pairs ON pairs.column1 = {first} AND pairs.column2 = {second}",
                several.join(", ")
            ),
        };
        Self { rest, values }
    }

    /// The SQL that follows the name of the table.
    pub(super) fn rest(&self) -> &str {
        &self.rest
    }

    /// The values of its placeholders.
    pub(super) fn values(&self) -> &[Value<'static>] {
        &self.values
    }
}

/// Groups values by account and keeps their order within each account.
pub(super) fn by_account<T>(all: impl IntoIterator<Item = (i64, T)>) -> BTreeMap<i64, Vec<T>> {
    let mut found: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for (account, one) in all {
        found.entry(account).or_default().push(one);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_values_come_behind_the_numbers() {
        for (numbers, place) in [(&[7][..], "?2"), (&[7, 8], "?257")] {
            let mut among = Among::of("id", numbers);
            assert_eq!(among.place("x"), place);
            let at: usize = place[1..].parse().unwrap();
            assert_eq!(among.values()[at - 1], Value::from("x"));
        }
    }
}
