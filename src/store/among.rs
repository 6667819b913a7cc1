//! A condition for some accounts at once.

use super::engine::Value;

/// That a column has one of some numbers, as a condition of a statement. The placeholders begin with `?1`.
pub(super) struct Among {
    condition: String,
    values: Vec<Value<'static>>,
}

impl Among {
    /// So many numbers at most make one statement; whoever has more asks several times.
    pub(super) const MOST: usize = 256;

    /// That `column` has one of these numbers.
    pub(super) fn of(column: &str, numbers: &[i64]) -> Self {
        let values = numbers.iter().map(|number| Value::Integer(*number));
        if numbers.len() == 1 {
            return Self {
                condition: format!("{column} = ?1"),
                values: values.collect(),
            };
        }
        // Always as many places, so that there are only two texts to prepare.
        let places: Vec<String> = (1..=Self::MOST).map(|at| format!("?{at}")).collect();
        let mut values: Vec<Value<'static>> = values.collect();
        values.resize(Self::MOST.max(values.len()), Value::Null);
        Self {
            condition: format!("{column} IN ({})", places.join(", ")),
            values,
        }
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
