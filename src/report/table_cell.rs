//! One cell of a table: its text and, where it shows a state, the state's tone.

use serde_json::Value;

use crate::domain::tone::{Tone, Toned};

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableCell {
    /// What is shown; each cell becomes one line.
    pub(super) text: String,
    /// The tone of the state that the cell shows; `None` where it shows something else.
    pub(super) tone: Option<Tone>,
}

impl TableCell {
    /// A cell that shows a state.
    pub fn state(state: impl Toned) -> Self {
        Self {
            text: state.word().to_owned(),
            tone: Some(state.tone()),
        }
    }

    /// A cell that shows something late.
    pub fn late(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: Some(Tone::Waiting),
        }
    }

    /// A cell that shows several states. One alone keeps its tone; several have none in common.
    pub fn states<S: Toned>(states: &[S]) -> Self {
        match states {
            [state] => Self::state(*state),
            states => {
                let words: Vec<&str> = states.iter().map(|state| state.word()).collect();
                words.join(", ").into()
            }
        }
    }
}

/// A cell that shows a value of an answer: plain values as they are, lists of them with commas, what is nested as JSON.
pub(super) fn cell_of_value(value: &Value) -> TableCell {
    let text = match value {
        Value::Array(items) if !items.iter().any(Value::is_object) => {
            let texts: Vec<String> = items.iter().map(plain_text).collect();
            texts.join(", ")
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => plain_text(value),
    };
    text.into()
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

impl From<String> for TableCell {
    fn from(text: String) -> Self {
        Self { text, tone: None }
    }
}

impl From<&str> for TableCell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<(&str, Option<Tone>)> for TableCell {
    fn from((text, tone): (&str, Option<Tone>)) -> Self {
        let text = text.to_owned();
        Self { text, tone }
    }
}

/// A row of [`TableCell`]s made from texts and cells.
macro_rules! cells {
    ($($cell:expr),+ $(,)?) => {
        vec![ $( $crate::report::TableCell::from($cell) ),+ ]
    };
}
pub(crate) use cells;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::enrollment::EnrollmentStateKind;

    #[test]
    fn one_state_keeps_its_tone_and_several_have_none() {
        let active = EnrollmentStateKind::Active;
        assert_eq!(TableCell::states(&[active]), TableCell::state(active));
        let both = TableCell::states(&[active, EnrollmentStateKind::Draft]);
        assert_eq!(both, TableCell::from("active, draft"));
        assert_eq!(
            TableCell::states::<EnrollmentStateKind>(&[]),
            TableCell::default()
        );
    }
}
