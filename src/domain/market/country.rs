//! Countries by their two-letter codes.

use std::fmt;

/// A country: two letters, upper case (ISO 3166-1 alpha-2, and `XK` for Kosovo).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// A text that is not the code of a country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a valid country code; {}", self.hint())]
pub struct BadCountry {
    /// The text as typed, cut to a line.
    pub typed: String,
}

impl BadCountry {
    fn hint(&self) -> String {
        match super::market_meant(&self.typed) {
            Some(meant) => format!("did you mean {} ({})?", meant.country, meant.name),
            None => "expected two letters of ISO 3166-1, for example FR".to_owned(),
        }
    }
}

/// Countries whose business addresses have a state or province (our list).
const WITH_PROVINCES: [&str; 8] = ["AU", "BR", "CA", "CN", "IN", "JP", "MX", "US"];

/// Countries whose addresses have no postal code, or need none in practice as in Ireland (`enroll.legal-profile`).
const WITHOUT_POSTAL_CODES: [&str; 71] = [
    "AE", "AG", "AN", "AO", "AW", "BF", "BI", "BJ", "BO", "BQ", "BS", "BW", "BZ", "CD", "CF", "CG",
    "CI", "CK", "CM", "CW", "DJ", "DM", "ER", "FJ", "GA", "GD", "GH", "GM", "GN", "GQ", "GY", "HK",
    "IE", "JM", "KI", "KM", "KN", "KP", "LC", "ML", "MO", "MR", "MS", "MW", "NR", "NU", "PA", "QA",
    "RW", "SB", "SC", "SL", "SO", "SR", "SS", "ST", "SX", "SY", "TD", "TF", "TG", "TK", "TL", "TO",
    "TT", "TV", "UG", "VU", "WS", "YE", "ZW",
];

/// Common names and codes that the published table lacks.
pub(super) const EVERYDAY: &[(&str, &str)] = &[
    ("uk", "GB"),
    ("united kingdom", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northern ireland", "GB"),
    ("usa", "US"),
    ("united states of america", "US"),
    ("south korea", "KR"),
    ("republic of korea", "KR"),
    ("czechia", "CZ"),
    ("el", "GR"),
    ("hellas", "GR"),
    ("holland", "NL"),
    ("the netherlands", "NL"),
    ("turkey", "TR"),
    ("eswatini", "SZ"),
    ("north macedonia", "MK"),
    ("macedonia", "MK"),
    ("ivory coast", "CI"),
    ("cape verde", "CV"),
    ("hong kong", "HK"),
    ("macao", "MO"),
    ("macau", "MO"),
    ("brunei", "BN"),
    ("viet nam", "VN"),
    ("palestine", "PS"),
    ("holy see", "VA"),
];

/// The country with this common name or code.
pub(super) fn everyday(typed: &str) -> Option<Country> {
    let typed = typed.to_lowercase();
    EVERYDAY
        .iter()
        .find(|(name, _)| *name == typed)
        .and_then(|(_, code)| Country::from_code(code))
}

impl Country {
    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// Whether a business address there needs the state or province (`enroll.legal-profile`).
    pub fn has_provinces(self) -> bool {
        WITH_PROVINCES.contains(&self.as_str())
    }

    /// Whether a business address there needs a postal code (`enroll.legal-profile`).
    pub fn requires_postal_code(self) -> bool {
        !WITHOUT_POSTAL_CODES.contains(&self.as_str())
    }

    pub(super) fn from_code(typed: &str) -> Option<Self> {
        match *typed.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl std::str::FromStr for Country {
    type Err = BadCountry;
    fn from_str(typed: &str) -> Result<Self, BadCountry> {
        Self::from_code(typed.trim())
            .filter(|country| super::iso::is_code(country.as_str()))
            .ok_or_else(|| BadCountry {
                typed: typed.trim().chars().take(60).collect(),
            })
    }
}

/// A stored country. Earlier versions accepted any two letters, and such records can still be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptCountry(pub Country);

impl std::str::FromStr for KeptCountry {
    type Err = BadCountry;
    fn from_str(kept: &str) -> Result<Self, BadCountry> {
        match Country::from_code(kept) {
            Some(country) => Ok(Self(country)),
            None => kept.parse().map(Self),
        }
    }
}

impl fmt::Display for KeptCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_two_letters_in_upper_case() {
        for (typed, code) in [("fr", "FR"), (" De ", "DE"), ("XK", "XK")] {
            assert_eq!(typed.parse::<Country>().unwrap().as_str(), code);
        }
        for typed in ["", "F", "FRA", "F1", "É", "日", "F R", "France", "ZZ"] {
            assert!(typed.parse::<Country>().is_err(), "{typed}");
        }
    }

    #[test]
    fn a_name_is_refused_with_its_code() {
        let refusal = "France".parse::<Country>().unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "`France` is not a valid country code; did you mean FR (France)?"
        );
        let refusal = "??".parse::<Country>().unwrap_err();
        assert!(refusal.to_string().ends_with("for example FR"));
    }

    #[test]
    fn codes_that_look_like_countries_are_refused_with_a_hint() {
        for (typed, hint) in [
            ("UK", "did you mean GB ("),
            ("el", "did you mean GR ("),
            ("GBR", "did you mean GB ("),
            ("deu", "did you mean DE ("),
            ("United Kingdom", "did you mean GB ("),
            ("ZZ", "for example FR"),
            ("XX", "for example FR"),
            ("EU", "for example FR"),
        ] {
            let refusal = typed.parse::<Country>().unwrap_err().to_string();
            assert!(refusal.contains(hint), "{refusal}");
        }
    }

    #[test]
    fn a_country_without_a_market_is_still_a_country() {
        for code in ["CU", "IR", "RU", "AQ"] {
            assert!(code.parse::<Country>().is_ok(), "{code}");
        }
    }

    #[test]
    fn what_a_store_keeps_can_be_read_again() {
        for code in ["FR", "UK", "ZZ"] {
            assert_eq!(code.parse::<KeptCountry>().unwrap().0.as_str(), code);
        }
        assert!("F1".parse::<KeptCountry>().is_err());
    }

    #[test]
    fn every_everyday_name_leads_to_a_market() {
        for (name, _) in EVERYDAY {
            assert_eq!(*name, name.to_lowercase());
            assert!(
                everyday(name).and_then(super::super::market_of).is_some(),
                "{name}"
            );
        }
    }

    #[test]
    fn eight_countries_have_provinces_in_their_addresses() {
        let with = super::super::markets()
            .into_iter()
            .filter(|market| market.country.has_provinces())
            .count();
        assert_eq!(with, 8);
        assert!(!"FR".parse::<Country>().unwrap().has_provinces());
    }

    #[test]
    fn postal_codes_are_asked_for_where_they_exist() {
        for (code, has) in [
            ("HK", false),
            ("AE", false),
            ("QA", false),
            ("CI", false),
            ("MO", false),
            ("ZW", false),
            ("FJ", false),
            ("JM", false),
            ("IE", false),
            ("TD", false),
            ("BQ", false),
            ("CW", false),
            ("SX", false),
            ("GB", true),
            ("FR", true),
        ] {
            let country: Country = code.parse().unwrap();
            assert_eq!(country.requires_postal_code(), has, "{code}");
        }
        assert!(WITHOUT_POSTAL_CODES.is_sorted());
    }
}
