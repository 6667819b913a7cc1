//! The country codes of ISO 3166-1 in two and three letters, and `XK`, which Microsoft uses for Kosovo.

/// Kosovo, which has no code in the standard.
const KOSOVO: (&str, &str) = ("XK", "XKX");

/// Whether two capital letters are the code of a country.
pub(super) fn is_code(two: &str) -> bool {
    two == KOSOVO.0 || rust_iso3166::from_alpha2(two).is_some()
}

/// The two-letter code for a three-letter code, in any case.
pub(super) fn two_of_three(three: &str) -> Option<&'static str> {
    let three = three.to_ascii_uppercase();
    if three == KOSOVO.1 {
        return Some(KOSOVO.0);
    }
    rust_iso3166::from_alpha3(&three).map(|country| country.alpha2)
}

/// Every two-letter code with its English name.
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let standard = rust_iso3166::ALL.iter();
    standard
        .map(|country| (country.alpha2, country.name))
        .chain([(KOSOVO.0, "Kosovo")])
}

/// The English name for a two-letter code.
pub(super) fn name_of(two: &str) -> Option<&'static str> {
    names().find(|(code, _)| *code == two).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_code_of_each_length() {
        let standard = rust_iso3166::ALL
            .iter()
            .map(|country| (country.alpha2, country.alpha3));
        let all: Vec<_> = standard.chain([KOSOVO]).collect();
        assert_eq!(all.len(), 250);
        for (two, three) in all {
            assert_eq!((two.len(), three.len()), (2, 3));
            assert_eq!(two_of_three(&three.to_lowercase()), Some(two));
            assert!(is_code(two) && !is_code(three));
        }
    }

    #[test]
    fn every_market_has_an_iso_code() {
        for market in super::super::markets() {
            assert!(is_code(market.country.as_str()), "{}", market.country);
        }
    }

    #[test]
    fn user_assigned_and_reserved_codes_are_not_countries() {
        for code in ["ZZ", "XX", "AA", "UK", "EL", "EU", "UN"] {
            assert!(!is_code(code), "{code}");
        }
    }
}
