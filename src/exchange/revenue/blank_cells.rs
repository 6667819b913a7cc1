//! Cells that contain a word, number or placeholder date for "no value".

use std::borrow::Cow;

/// Whether a cell contains no value.
#[inline]
pub(super) fn is_nothing(cell: &[u8]) -> bool {
    if cell.len() > 4 {
        return false;
    }
    match cell {
        b"" | b"-1" => true,
        _ => is_word_for_nothing(cell),
    }
}

/// Whether a cell contains one of the words. -1 is not included: an amount may be -1, an id may not.
pub(super) fn is_word_for_nothing(cell: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[b"n/a", b"na", b"null", b"none", b"nan", b"#n/a"];
    cell.len() <= 4 && WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// A cell; empty if it contains no value.
pub(super) fn or_blank(cell: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if is_nothing(&cell) {
        Cow::Borrowed(&[])
    } else {
        cell
    }
}

/// A cell without the leading apostrophe of spreadsheets.
pub(super) fn unguarded(cell: &[u8]) -> &[u8] {
    match cell {
        [b'\'', rest @ ..] if !rest.is_empty() => rest.trim_ascii(),
        _ => cell,
    }
}

/// The reseller of a row as plain digits; `None` if the row has none.
///
/// `4812345.0`, `'4812345` and `4,812,345` are forms of 4812345 in re-saved files; 0, 00 and -1 mean none.
pub(super) fn reseller(cell: &[u8]) -> Option<Cow<'_, [u8]>> {
    let cell = unguarded(cell);
    if is_nothing(cell) {
        return None;
    }
    let whole = match cell.iter().position(|byte| *byte == b'.') {
        Some(point) if is_zeros(cell.get(point + 1..).unwrap_or_default()) => {
            cell.get(..point).unwrap_or_default()
        }
        Some(_) | None => cell,
    };
    if whole == b"-1" || is_zeros(whole) {
        return None;
    }
    if whole.contains(&b',') && is_grouped(whole, b',') {
        let digits = whole.iter().copied().filter(|byte| *byte != b',');
        return Some(Cow::Owned(digits.collect()));
    }
    Some(Cow::Borrowed(whole))
}

/// Whether digits are in groups of three.
fn is_grouped(digits: &[u8], separator: u8) -> bool {
    let mut groups = digits.split(|byte| *byte == separator);
    let all_digits = |group: &[u8]| group.iter().all(u8::is_ascii_digit);
    groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()) && all_digits(first))
        && groups.all(|group| group.len() == 3 && all_digits(group))
}

fn is_zeros(digits: &[u8]) -> bool {
    !digits.is_empty() && digits.iter().all(|digit| *digit == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_nothing_in_any_case() {
        for cell in [
            "", "-1", "N/A", "na", "NULL", "None", "NaN", "#N/A", "null", "nan",
        ] {
            assert!(is_nothing(cell.as_bytes()), "{cell}");
        }
        for cell in ["0", "1", "nothing", "n", "-10", "Microsoft"] {
            assert!(!is_nothing(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn resellers_are_compared_as_digits() {
        for (cell, id) in [
            ("4812345", Some("4812345")),
            ("4812345.0", Some("4812345")),
            ("4812345.00", Some("4812345")),
            ("'4812345", Some("4812345")),
            ("4,812,345", Some("4812345")),
            ("48,12345", Some("48,12345")),
            ("4812345.5", Some("4812345.5")),
            ("0", None),
            ("00", None),
            ("0.0", None),
            ("-1.0", None),
            ("'0", None),
            ("#N/A", None),
            ("", None),
        ] {
            let found = reseller(cell.as_bytes());
            let found = found.map(|id| String::from_utf8_lossy(&id).into_owned());
            assert_eq!(found.as_deref(), id, "{cell}");
        }
    }
}
