//! Finds countries by code or by name in English or French, with or without accents.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::country::{EVERYDAY, everyday};
use super::french_names::FRENCH_NAMES;
use super::{Country, iso, market_of, markets};

/// The minimum similarity of a suggested name.
const NEAR: f64 = 0.8;

/// Countries whose published name is an abbreviation.
const IN_FULL: [(&str, &str); 1] = [("GB", "United Kingdom")];

/// The English name of a country: the published name of its market, otherwise that of ISO 3166.
pub fn country_name(country: Country) -> String {
    let mut in_full = IN_FULL.iter();
    if let Some((_, name)) = in_full.find(|(code, _)| *code == country.as_str()) {
        return (*name).to_owned();
    }
    let of_market = market_of(country).map(|market| market.name.into_owned());
    of_market
        .or_else(|| iso::name_of(country.as_str()).map(str::to_owned))
        .unwrap_or_else(|| country.to_string())
}

/// The country with this code of two or three letters or this whole name; similar names do not match.
pub fn country_typed(typed: &str) -> Option<Country> {
    let typed = typed.trim();
    let of_code = |code: &str| code.parse::<Country>().ok();
    of_code(typed)
        .or_else(|| iso::two_of_three(typed).and_then(of_code))
        .or_else(|| everyday(typed))
        .or_else(|| {
            let wanted = plain(typed);
            let mut names = all_names().into_iter();
            names
                .find(|(_, name)| !wanted.is_empty() && *name == wanted)
                .map(|(country, _)| country)
        })
}

/// The countries whose names begin with the text or are most similar to it, best first, at most `most`.
pub fn countries_like(typed: &str, most: usize) -> Vec<Country> {
    let wanted = plain(typed);
    // Two letters are probably a code, and similar codes belong to different countries.
    if wanted.chars().count() < 3 {
        return Vec::new();
    }
    let mut near: Vec<(f64, Country)> = all_names()
        .into_iter()
        .map(|(country, name)| {
            let begins = if name.starts_with(&wanted) { 1.0 } else { 0.0 };
            (strsim::jaro_winkler(&wanted, &name) + begins, country)
        })
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut found: Vec<Country> = Vec::new();
    for (_, country) in near {
        if found.len() < most && !found.contains(&country) {
            found.push(country);
        }
    }
    found
}

/// Every known name, normalised by [`plain`].
fn all_names() -> Vec<(Country, String)> {
    let published = markets()
        .into_iter()
        .map(|market| (market.country, plain(&market.name)));
    let standard = iso::names().flat_map(|(code, name)| {
        let short = name.split(" (").next().unwrap_or(name);
        [(code, name), (code, short)]
    });
    let everyday = EVERYDAY.iter().map(|(name, code)| (*code, *name));
    let known = everyday
        .chain(FRENCH_NAMES.iter().copied())
        .chain(standard)
        .filter_map(|(code, name)| Some((Country::from_code(code)?, plain(name))));
    published.chain(known).collect()
}

/// A name without case, accents, punctuation and article.
fn plain(name: &str) -> String {
    let letters = name.nfd().filter(|letter| !is_combining_mark(*letter));
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["the" | "la" | "le" | "les", rest @ ..] if !rest.is_empty() => rest.join(" "),
        words => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_in_two_languages_mean_a_country() {
        for (typed, code) in [
            ("fr", Some("FR")),
            (" FRA ", Some("FR")),
            ("France", Some("FR")),
            ("allemagne", Some("DE")),
            ("GERMANY", Some("DE")),
            ("États-Unis", Some("US")),
            ("etats unis", Some("US")),
            ("Côte d’Ivoire", Some("CI")),
            ("cote d'ivoire", Some("CI")),
            ("Curacao", Some("CW")),
            ("Netherlands", Some("NL")),
            ("the netherlands", Some("NL")),
            ("Royaume Uni", Some("GB")),
            ("UK", Some("GB")),
            ("Bolivia", Some("BO")),
            ("Kosovo", Some("XK")),
            ("Frnace", None),
            ("Ger", None),
            ("ZZ", None),
            ("", None),
            ("-", None),
        ] {
            let found = country_typed(typed).map(|country| country.to_string());
            assert_eq!(found.as_deref(), code, "{typed}");
        }
    }

    #[test]
    fn names_that_are_close_are_suggested() {
        let codes = |typed: &str| -> Vec<String> {
            let found = countries_like(typed, 3).into_iter();
            found.map(|country| country.to_string()).collect()
        };
        for (typed, first) in [
            ("Frnace", "FR"),
            ("Almagne", "DE"),
            ("Germ", "DE"),
            ("Espgane", "ES"),
        ] {
            assert_eq!(
                codes(typed).first().map(String::as_str),
                Some(first),
                "{typed}"
            );
        }
        assert!(codes("Guin").len() == 3);
        assert_eq!(codes("xyzzy"), [""; 0]);
        assert_eq!(codes("ZZ"), [""; 0]);
    }

    #[test]
    fn every_country_has_a_name() {
        for (code, _) in iso::names() {
            let country: Country = code.parse().unwrap();
            assert!(country_name(country).len() > 2, "{code}");
        }
        assert_eq!(country_name("FR".parse().unwrap()), "France");
        assert_eq!(country_name("XK".parse().unwrap()), "Kosovo");
    }
}
