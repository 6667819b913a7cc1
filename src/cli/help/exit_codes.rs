//! `csp help exit-codes`: the exit codes and their words in JSON.

use super::layout;
use crate::diagnostic::{EXIT_CODES, Kind};

/// The page.
pub(super) fn text(width: usize) -> String {
    let rows: Vec<(String, String)> = EXIT_CODES
        .iter()
        .map(|(exit, meaning)| {
            let kind = Kind::ALL.iter().find(|kind| kind.exit() == *exit);
            let word = kind.filter(|_| *exit != 0).map_or("", |kind| kind.code());
            (format!("{exit:<5}{word}"), (*meaning).to_owned())
        })
        .collect();
    format!(
        "\
Exit codes. The words are those of `code` when an error is shown as JSON.

{}
When several apply, csp exits with the first of 2, 7, 5, 6 and 4.

With --format json an error is one line of JSON, the last one on standard error.
Codes 0 and 3 come with an answer on standard output and without an error.
",
        layout::table_in(width, &rows)
    )
}
