//! Compact JSON that contains no characters which control a terminal.

use std::io;

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::ser::{Formatter, Serializer};

use super::is_harmful;

/// Appends `value` to `text`.
///
/// # Errors
/// If the value cannot be serialized.
pub fn write_json<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(text, EscapingFormatter);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// The JSON of `value`.
///
/// # Errors
/// If the value cannot be serialized.
pub fn json_text(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = Vec::new();
    write_json(&mut text, value).map_err(serde_json::Error::io)?;
    String::from_utf8(text).map_err(serde_json::Error::custom)
}

/// Escapes characters that `serde_json` writes unchanged, but that control a terminal or end a line for some readers.
///
/// Arrays, objects and numbers are written as the defaults of [`Formatter`] do: without blanks.
struct EscapingFormatter;

impl Formatter for EscapingFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Most text is ASCII, and DEL is the only harmful ASCII character that `serde_json` does not escape.
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_harmful(*c)) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            // All of them are at most U+FFFF, so four digits are enough.
            write!(writer, "\\u{:04x}", u32::from(c))?;
            rest = from.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const HARMFUL: [char; 15] = [
        '\u{7f}', '\u{80}', '\u{85}', '\u{9b}', '\u{9f}', '\u{61c}', '\u{200e}', '\u{200f}',
        '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}',
    ];

    #[test]
    fn harmful_characters_are_escaped_in_keys_and_values() {
        for harm in HARMFUL {
            let text = format!("Été {harm}{harm} ✓ 日本 😀 «»{harm}");
            let value = json!({ text.clone(): [text] });
            let written = json_text(&value).unwrap();
            assert!(!written.contains(harm), "{written}");
            assert!(written.starts_with("{\"Été \\u"), "{written}");
            assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        }
    }

    #[test]
    fn harmless_text_is_written_as_serde_json_writes_it() {
        for value in [json!("£ ✓ ﬁ\n\t\"\\"), json!([1, null, {"é": 0.1, "": []}])] {
            assert_eq!(json_text(&value).unwrap(), value.to_string());
        }
    }

    proptest! {
        #[test]
        fn any_text_survives_and_is_harmless(text: String) {
            let written = json_text(&text).unwrap();
            prop_assert!(!written.chars().any(is_harmful));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
