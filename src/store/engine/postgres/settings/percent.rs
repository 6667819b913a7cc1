//! Percent-encoding of the parts of a URL.

use zeroize::{Zeroize as _, Zeroizing};

/// Why a text cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A `%` without two hexadecimal digits behind it.
    Unfinished,
    /// `%00`: nothing that is sent to a server can hold it.
    Zero,
    /// The bytes are not text.
    NotText,
}

impl Flaw {
    /// What is wrong, as the end of a sentence, and what is expected.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Unfinished => {
                "has an unfinished percent sequence (expected % and two hexadecimal digits)"
            }
            Self::Zero => "has the percent sequence %00, which is not allowed",
            Self::NotText => "has percent sequences that are not UTF-8",
        }
    }
}

/// The text without its percent sequences.
pub(super) fn decode(text: &str) -> Result<Zeroizing<String>, Flaw> {
    // Room for all of it, so that no copy of a password is left behind while it grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = behind;
            continue;
        }
        let [high, low, behind @ ..] = behind else {
            return Err(Flaw::Unfinished);
        };
        let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
            return Err(Flaw::Unfinished);
        };
        let byte = high << 4 | low;
        if byte == 0 {
            return Err(Flaw::Zero);
        }
        bytes.push(byte);
        rest = behind;
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            Err(Flaw::NotText)
        }
    }
}

fn digit(letter: u8) -> Option<u8> {
    let value = char::from(letter).to_digit(16)?;
    u8::try_from(value).ok()
}

/// The text with a percent sequence for each byte that has a meaning in a URL or is not ASCII.
pub(super) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sequences_are_decoded_and_flaws_are_found() {
        assert_eq!(decode("a%20b%2fC+%C3%A9").unwrap().as_str(), "a b/C+é");
        for unfinished in ["%", "a%2", "%zz", "%+1", "%é"] {
            assert_eq!(decode(unfinished), Err(Flaw::Unfinished), "{unfinished}");
        }
        assert_eq!(decode("a%00"), Err(Flaw::Zero));
        assert_eq!(decode("%E9"), Err(Flaw::NotText));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(text in "[^\\x00]{0,40}") {
            let encoded = encode(&text);
            prop_assert!(encoded.is_ascii());
            let decoded = decode(&encoded).unwrap();
            prop_assert_eq!(decoded.as_str(), text);
        }
    }
}
