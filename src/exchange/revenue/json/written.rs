//! A value as it is written in JSON, and what it is.

use std::borrow::Cow;

use memchr::memchr;
use serde_json::value::RawValue;

/// A value of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written<'a> {
    /// `null`.
    Null,
    /// A text without escapes, without its quotes.
    Text(&'a str),
    /// A text with escapes, with its quotes.
    Escaped(&'a str),
    /// A number.
    Number(&'a str),
    /// `true` or `false`.
    Word(&'a str),
    /// A list or an object.
    Nested(&'a str),
}

impl<'a> Written<'a> {
    pub(super) fn of(raw: &'a RawValue) -> Self {
        let text = raw.get();
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        match (inner, text.as_bytes().first()) {
            (Some(inner), _) if memchr(b'\\', inner.as_bytes()).is_none() => Self::Text(inner),
            (Some(_), _) => Self::Escaped(text),
            (None, Some(b'n')) => Self::Null,
            (None, Some(b'[' | b'{')) => Self::Nested(text),
            (None, Some(b't' | b'f')) => Self::Word(text),
            (None, _) => Self::Number(text),
        }
    }

    /// The value as a cell; nested values stay as they are written.
    ///
    /// # Errors
    /// Why an escape is not valid.
    pub(super) fn cell(self) -> serde_json::Result<Cow<'a, str>> {
        Ok(match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) | Self::Number(text) | Self::Word(text) | Self::Nested(text) => {
                Cow::Borrowed(text)
            }
            Self::Escaped(text) => Cow::Owned(serde_json::from_str(text)?),
        })
    }

    /// The same value in one way of writing: programs that write an export again write `147.0` as `147`, and put blanks
    /// into lists.
    pub(super) fn in_one_form(self, cell: &str) -> Cow<'_, str> {
        match self {
            Self::Number(_) => Cow::Borrowed(without_zeros(cell)),
            Self::Nested(_) => match serde_json::from_str::<serde_json::Value>(cell) {
                Ok(value) => Cow::Owned(value.to_string()),
                Err(_) => Cow::Borrowed(cell),
            },
            Self::Null | Self::Text(_) | Self::Escaped(_) | Self::Word(_) => Cow::Borrowed(cell),
        }
    }
}

/// A number without zeros at the end of its fraction.
fn without_zeros(number: &str) -> &str {
    if !number.ends_with(['0', '.']) || !number.contains('.') || number.contains(['e', 'E']) {
        return number;
    }
    number.trim_end_matches('0').trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_form(raw: &str) -> String {
        let raw: &RawValue = serde_json::from_str(raw).unwrap();
        let written = Written::of(raw);
        let cell = written.cell().unwrap();
        written.in_one_form(&cell).into_owned()
    }

    #[test]
    fn ways_to_write_a_value_have_one_form() {
        for (one, other) in [
            ("147.0", "147"),
            ("-0.50", "-0.5"),
            (r#""S\u00fcd""#, r#""Süd""#),
            (r#""a\/b""#, r#""a/b""#),
            (r#"["a", "b"]"#, r#"["a","b"]"#),
            (r#"{ "a" : [1, null] }"#, r#"{"a":[1,null]}"#),
            ("null", r#""""#),
        ] {
            assert_eq!(one_form(one), one_form(other), "{one}");
        }
        for (one, other) in [
            ("147.0", "1470"),
            ("10", "1"),
            ("1e10", "1e1"),
            ("true", "false"),
        ] {
            assert_ne!(one_form(one), one_form(other), "{one}");
        }
        assert_eq!(one_form("100"), "100");
    }
}
