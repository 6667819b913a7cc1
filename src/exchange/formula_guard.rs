//! Protects cells from being executed as formulas by spreadsheets.

use std::borrow::Cow;

/// The cell to write: one that a spreadsheet would run as a formula gets an apostrophe in front.
///
/// Numeric cells are unchanged. Text that already looks guarded is guarded again, so that [`bare`] returns exactly the
/// original text.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let would_run = cell
        .trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r']);
    if would_run && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The original text of a cell that [`guarded`] has written.
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest)
            if rest
                .trim_start_matches('\'')
                .starts_with(['=', '+', '-', '@', '\t', '\r']) =>
        {
            rest
        }
        Some(_) | None => cell,
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_guarded() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+33 1", "'+33 1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd", "'-cmd"),
            ("\tx", "'\tx"),
            ("-12.50", "-12.50"),
            ("+12", "+12"),
            ("-1.2.3", "'-1.2.3"),
            ("-", "'-"),
            ("'=x", "''=x"),
            ("O'Brien", "O'Brien"),
            ("'tis", "'tis"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), written, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_the_guard(cell in "['=+@a1.\t\r-]{0,6}") {
            let written = guarded(&cell).into_owned();
            prop_assert_eq!(bare(&written), &cell);
        }
    }
}
