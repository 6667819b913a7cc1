//! The beginning of a hash, as a person types it to name a journal entry.

use std::str::FromStr;

/// The fewest hexadecimal digits that name a journal entry.
const FEWEST: usize = 8;

/// The digits of a whole SHA-256 hash.
const WHOLE: usize = 64;

/// A SHA-256 hash, or at least its first 8 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashPrefix(String);

/// A text that is not the beginning of a hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not valid: expected 8 to 64 hexadecimal digits")]
pub struct BadHashPrefix(String);

impl FromStr for HashPrefix {
    type Err = BadHashPrefix;

    fn from_str(typed: &str) -> Result<Self, BadHashPrefix> {
        let digits = typed.trim();
        let is_valid = (FEWEST..=WHOLE).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_valid {
            Ok(Self(digits.to_ascii_lowercase()))
        } else {
            Err(BadHashPrefix(typed.to_owned()))
        }
    }
}

impl HashPrefix {
    /// The least and the greatest hash that begin with it.
    pub fn range(&self) -> ([u8; 32], [u8; 32]) {
        (self.filled_with(0x0), self.filled_with(0xf))
    }

    /// The hash whose missing digits are all this one.
    fn filled_with(&self, digit: u8) -> [u8; 32] {
        let mut hash = [digit << 4 | digit; 32];
        for (at, known) in self.0.chars().enumerate() {
            let known = known.to_digit(16).map_or(0, |known| known as u8);
            if let Some(byte) = hash.get_mut(at / 2) {
                *byte = match at % 2 {
                    0 => known << 4 | *byte & 0xf,
                    _ => *byte & 0xf0 | known,
                };
            }
        }
        hash
    }
}

impl std::fmt::Display for HashPrefix {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_spans_the_hashes_that_begin_with_it() {
        let prefix: HashPrefix = "ABCDEF012".parse().unwrap();
        let (least, greatest) = prefix.range();
        assert_eq!(least[..6], [0xab, 0xcd, 0xef, 0x01, 0x20, 0x00]);
        assert_eq!(greatest[..6], [0xab, 0xcd, 0xef, 0x01, 0x2f, 0xff]);
        let whole: HashPrefix = "0a".repeat(32).parse().unwrap();
        assert_eq!(whole.range(), ([0x0a; 32], [0x0a; 32]));
    }

    #[test]
    fn too_short_too_long_or_other_letters_are_refused() {
        for typed in [
            "",
            "abcdef0",
            "abcdefg0",
            &"0".repeat(65),
            "abcd ef01",
            "äbcdef01",
        ] {
            assert!(typed.parse::<HashPrefix>().is_err(), "{typed}");
        }
    }
}
