//! `csp help formats`: the formats of answers.

use super::layout;
use crate::domain::word::Word as _;
use crate::report::OutputFormat;

/// Options that choose what an answer shows, and its format.
const SHAPING: [&str; 4] = ["format", "fields", "jq", "template"];

/// The purpose of a format.
fn meaning(format: OutputFormat) -> &'static str {
    match format {
        OutputFormat::Table => "For people: fits the width of the terminal; the default",
        OutputFormat::Json => "For scripts: exactly one JSON value, with every field",
        OutputFormat::Jsonl => "One JSON object a line, written as it is read",
        OutputFormat::Csv => {
            "A header and rows, for spreadsheets: nested values are left out, lists are joined by `;`"
        }
        OutputFormat::Junit => "A JUnit report, for build servers",
        OutputFormat::Github => "Annotations of GitHub Actions",
        OutputFormat::Markdown => "A page in Markdown, for example for a job summary",
    }
}

fn rows(width: usize, is_general: bool) -> String {
    let formats = OutputFormat::ALL.iter().copied();
    let formats = formats.filter(|format| format.is_general() == is_general);
    let rows: Vec<_> = formats
        .map(|format| (format.word(), meaning(format)))
        .collect();
    layout::table_in(width, &rows)
}

/// The options that shape an answer, from their own descriptions.
fn options(width: usize) -> String {
    let root = crate::cli::command();
    let rows: Vec<(String, String)> = root
        .get_arguments()
        .filter(|arg| arg.get_long().is_some_and(|long| SHAPING.contains(&long)))
        .filter_map(|arg| {
            let value = arg.get_value_names()?.first()?;
            let option = format!("--{} {value}", arg.get_long()?);
            Some((option, arg.get_help()?.to_string()))
        })
        .collect();
    layout::table_in(width, &rows)
}

/// The page.
pub(super) fn text(width: usize) -> String {
    format!(
        "\
Output formats of every command:

{}
Formats of `csp eligibility check` only:

{}
Options:

{}
Standard output has the answer and nothing else. Questions, progress, hints and
warnings go to standard error.

In JSON, keys are snake_case and values of a fixed list kebab-case. Times are in
UTC, amounts are texts with their currency, and an empty field is null. The
folder docs/schemas of the project has a JSON Schema of every answer.

Examples:
  csp users list --format json
  csp customers list -o csv
  csp eligibility check --model direct --format markdown
",
        rows(width, true),
        rows(width, false),
        options(width)
    )
}
