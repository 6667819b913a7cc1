//! Makes text from outside safe to show: shortened, and without characters that control a terminal.

mod json;

pub use json::{json_text, write_json};

use std::borrow::Cow;

/// Whether a character can control a terminal or reorder the text that a person reads.
pub(crate) fn is_harmful(c: char) -> bool {
    let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || bidi || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The text with control characters (but line feeds) and bidirectional overrides written as `\u{…}`.
pub fn escape_harmful(text: &str) -> String {
    if text.chars().any(is_harmful) {
        escape(text, is_harmful)
    } else {
        text.to_owned()
    }
}

/// The same for a text of lines and columns: tabs are kept too.
pub fn harmless_text(text: &str) -> String {
    let harmful = |c| is_harmful(c) && c != '\t';
    if text.chars().any(harmful) {
        escape(text, harmful)
    } else {
        text.to_owned()
    }
}

/// JSON that another program wrote, with characters that control a terminal written as `\uXXXX`.
pub fn harmless_json(json: &str) -> String {
    json.chars()
        .fold(String::with_capacity(json.len()), |mut out, c| {
            // All of them are at most U+FFFF, so four digits are enough.
            match is_harmful(c) {
                true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                false => out.push(c),
            }
            out
        })
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

/// The text, shortened in the middle if it has more than `most` bytes.
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
    fn no_text_from_data_controls_a_terminal() {
        assert_eq!(
            escape_harmful("a\u{1b}[31mb\u{202e}c\nd"),
            "a\\u{1b}[31mb\\u{202e}c\nd"
        );
        assert_eq!(one_line("a\nb\r"), "a\\nb\\r");
        assert_eq!(one_line("Été ✓"), "Été ✓");
    }
}
