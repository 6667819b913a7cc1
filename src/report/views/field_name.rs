//! The fields that an answer has, for `--fields` without a value.

use serde::Serialize;

use crate::report::When;
use crate::report::{List, ListRow, Outcome, OutputFormat, TableCell, cells};

/// One field.
#[derive(Debug, Serialize)]
pub struct FieldNameView {
    field: String,
}

impl FieldNameView {
    /// The answer: one name a line for a person, a list for a script.
    pub fn answer(names: Vec<String>, format: OutputFormat) -> Outcome {
        if format == OutputFormat::Table {
            return Outcome::text(names.join("\n") + "\n");
        }
        let rows = names.into_iter().map(|field| Self { field }).collect();
        Outcome::list(List::new(rows, ""))
    }
}

impl ListRow for FieldNameView {
    const HEADER: &'static [&'static str] = &["field"];
    const CSV: &'static [&'static str] = &["field"];
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![self.field.clone()]
    }
}
