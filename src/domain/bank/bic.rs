//! Bank identifier codes (BIC).

use std::fmt;

use super::without_grouping;
use crate::domain::market::{Country, market_of};

/// A text that is not a BIC.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a valid BIC: {why}")]
pub struct BadBic {
    typed: String,
    why: &'static str,
}

/// A BIC (ISO 9362): four letters or digits, a country code, two letters or digits and optionally three more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bic(String);

impl Bic {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Bic {
    type Err = BadBic;
    fn from_str(typed: &str) -> Result<Self, BadBic> {
        let compact = without_grouping(without_label(typed));
        let bad = |why| BadBic {
            typed: typed.trim().chars().take(40).collect(),
            why,
        };
        if !matches!(compact.len(), 8 | 11) || !compact.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(bad(
                "expected 8 or 11 letters and digits, for example PSSTFRPPPAR",
            ));
        }
        let country = compact
            .get(4..6)
            .and_then(|code| code.parse::<Country>().ok());
        if country.is_none_or(|country| market_of(country).is_none()) {
            return Err(bad(
                "characters 5 and 6 must be the code of a country where Microsoft sells",
            ));
        }
        if compact.as_bytes().get(7) == Some(&b'0') {
            return Err(bad("a 0 as character 8 marks a test code"));
        }
        Ok(Self(compact))
    }
}

/// The text after a label such as `BIC:` or `SWIFT`.
fn without_label(typed: &str) -> &str {
    let typed = typed.trim();
    let Some(end) = typed.find(|c: char| c == ':' || c.is_whitespace()) else {
        return typed;
    };
    let (label, rest) = typed.split_at(end);
    let is_label = ["BIC", "SWIFT", "BIC/SWIFT", "SWIFT/BIC"]
        .iter()
        .any(|one| one.eq_ignore_ascii_case(label));
    if is_label {
        without_label(rest.trim_start_matches(|c: char| c == ':' || c.is_whitespace()))
    } else {
        typed
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
