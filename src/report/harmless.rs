//! Text that a terminal shows and does not obey.

use std::borrow::Cow;

/// Whether a character could steer a terminal or reorder what a person reads.
fn is_harmful(c: char) -> bool {
    let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || bidi || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The text with control characters (but line feeds) and bidirectional overrides written as `\u{…}`.
pub fn harmless(text: &str) -> String {
    if text.chars().any(is_harmful) {
        escape(text, is_harmful)
    } else {
        text.to_owned()
    }
}

/// The same for a cell or value that belongs on one line: line feeds are written out too.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let harmful = |c| is_harmful(c) || c == '\n';
    if text.chars().any(harmful) {
        Cow::Owned(escape(text, harmful))
    } else {
        Cow::Borrowed(text)
    }
}

fn escape(text: &str, harmful: impl Fn(char) -> bool) -> String {
    text.chars()
        .fold(String::with_capacity(text.len() + 8), |mut out, c| {
            if harmful(c) {
                out.extend(c.escape_default());
            } else {
                out.push(c);
            }
            out
        })
}

/// A CSV cell that a spreadsheet does not run: a leading `=`, `+`, `-`, `@`, tab or carriage return gets a `'`
/// in front, unless the cell is a plain number.
pub fn guarded_cell(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && crate::domain::money::parse_amount(cell).is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_came_from_data_steers_a_terminal() {
        assert_eq!(
            harmless("a\u{1b}[31mb\u{202e}c\nd"),
            "a\\u{1b}[31mb\\u{202e}c\nd"
        );
        assert_eq!(one_line("a\nb\r"), "a\\nb\\r");
        assert_eq!(one_line("Été ✓"), "Été ✓");
    }

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_guarded() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("-12.50", "-12.50"),
            ("+33 1", "'+33 1"),
            ("@x", "'@x"),
            ("plain", "plain"),
        ] {
            assert_eq!(guarded_cell(cell), safe);
        }
    }
}
