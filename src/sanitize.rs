//! Text that came from outside, made safe to show: short enough to read, and nothing that steers a terminal.

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

/// Whether something harmful that JSON does not escape by itself may begin with this byte of UTF-8. Few letters of any
/// language do.
pub(crate) fn may_begin_harm(byte: u8) -> bool {
    matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)
}

/// The same JSON with what could steer a terminal, or end a line for a reader that knows more than one line end, as
/// `\u…`. It can stand in texts alone, where that means the same.
pub fn escaped_json(json: &[u8]) -> Cow<'_, [u8]> {
    if !json.iter().copied().any(may_begin_harm) {
        return Cow::Borrowed(json);
    }
    let mut escaped = Vec::with_capacity(json.len() + 8);
    let mut utf8 = [0; 4];
    for piece in json.utf8_chunks() {
        for c in piece.valid().chars() {
            if c != '\n' && is_harmful(c) {
                escaped.extend(format!("\\u{:04x}", u32::from(c)).bytes());
            } else {
                escaped.extend(c.encode_utf8(&mut utf8).bytes());
            }
        }
        escaped.extend(piece.invalid());
    }
    Cow::Owned(escaped)
}

/// The same text, its middle left out where it has more than `most` bytes.
pub fn brief(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let half = most / 2;
    let head = (0..=half).rev().find_map(|end| text.get(..end));
    let tail = (text.len() - half..=text.len()).find_map(|start| text.get(start..));
    format!(
        "{} … {}",
        head.unwrap_or_default(),
        tail.unwrap_or_default()
    )
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
    fn beginning_and_end_stay() {
        assert_eq!(brief("as it is".to_owned(), 8), "as it is");
        assert_eq!(
            brief("`aaaaaaaa` is no role".to_owned(), 16),
            "`aaaaaaa …  no role"
        );
        assert_eq!(brief("ÄÖÜ".repeat(9), 9), "ÄÖ … ÖÜ");
    }

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
    fn json_says_the_same_in_letters_that_no_terminal_obeys() {
        for harm in [
            '\u{7f}', '\u{80}', '\u{85}', '\u{9b}', '\u{9f}', '\u{61c}', '\u{200e}', '\u{200f}',
            '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}',
        ] {
            let text = format!("Été {harm} ✓ 日本 😀 «»");
            let json = serde_json::to_string(&[&text]).unwrap() + "\n";
            let escaped = String::from_utf8(escaped_json(json.as_bytes()).into_owned()).unwrap();
            assert!(!escaped.contains(harm), "{escaped}");
            assert!(
                escaped.starts_with("[\"Été \\u") && escaped.ends_with("\n"),
                "{escaped}"
            );
            assert_eq!(
                serde_json::from_str::<[String; 1]>(&escaped).unwrap(),
                [text]
            );
        }
        for plain in ["[\"Été\"]\n", "[\"£ ✓ ﬁ\"]\n", ""] {
            assert_eq!(&*escaped_json(plain.as_bytes()), plain.as_bytes());
        }
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
