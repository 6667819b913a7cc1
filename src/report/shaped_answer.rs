//! The end of an answer of which something is made: chosen fields, the results of an expression, a filled template.

use std::io;

use serde_json::Value;

use super::field_rows::FieldRows;
use super::output::Output;
use super::output_format::OutputFormat;
use super::shaping::Expression;
use crate::diagnostic::Diagnostic;
use crate::sanitize::json_text;

/// Why an answer could not be shaped.
#[derive(Debug)]
pub enum ShapingFailure {
    /// Standard output could not be written.
    Unwritable(io::Error),
    /// The expression failed on this answer.
    Expression(Diagnostic),
}

impl From<io::Error> for ShapingFailure {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

impl From<serde_json::Error> for ShapingFailure {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(error.into())
    }
}

/// Makes of the collected answer what was asked for, and writes it. Without a shaping, and where the rows went out one by
/// one, there is nothing to do.
///
/// # Errors
/// If the expression fails on the answer, or standard output cannot be written.
pub fn write_shaped_answer(output: &Output<'_>) -> Result<(), ShapingFailure> {
    let Some(shaping) = output.shaping() else {
        return Ok(());
    };
    let collected = shaping.take_collected();
    if !collected.is_empty() {
        match (shaping.fields(), shaping.expression()) {
            (Some(fields), None) => {
                let (rows, is_list) = fields.rows_of(serde_json::from_slice(&collected)?);
                let mut writer = FieldRows::new(output, fields, is_list);
                for row in &rows {
                    writer.push(row)?;
                }
                writer.finish()?;
            }
            (Some(fields), Some(expression)) => {
                let answer = fields.pick_answer(serde_json::from_slice(&collected)?);
                apply(output, expression, json_text(&answer)?.as_bytes())?;
            }
            (None, Some(expression)) => apply(output, expression, &collected)?,
            (None, None) => {}
        }
    }
    let is_for_person = output.given_format() == OutputFormat::Table;
    if output.is_rehearsal() && (is_for_person || shaping.expression().is_some()) {
        output.note("Dry run: nothing was saved.");
    }
    Ok(())
}

fn apply(
    output: &Output<'_>,
    expression: &Expression,
    answer: &[u8],
) -> Result<(), ShapingFailure> {
    match expression {
        Expression::Jq(filter) => {
            let mut text = String::new();
            for result in filter.run(answer)? {
                let result = match result {
                    Ok(result) => result,
                    Err(failure) => {
                        output.emit_text(&text)?;
                        return Err(ShapingFailure::Expression(failure));
                    }
                };
                text.push_str(&result);
                text.push('\n');
                if text.len() > 1 << 16 {
                    output.emit_text(&text)?;
                    text.clear();
                }
            }
            output.emit_text(&text)?;
        }
        Expression::Template(template) => {
            let answer: Value = serde_json::from_slice(answer)?;
            let mut text = template.fill(&answer).map_err(ShapingFailure::Expression)?;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            output.emit_text(&text)?;
        }
    }
    Ok(())
}
