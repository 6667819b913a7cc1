//! A country as a person answers it: by code, or by name in English or French.

use crate::domain::market::{Country, countries_like, country_name, country_typed};

/// What helps to answer.
pub const COUNTRY_HINT: &str = "A name or a two-letter code, for example France or FR.";

/// So many countries are suggested.
const SUGGESTIONS: usize = 3;

/// Reads a country, and says how it is shown from now on.
///
/// # Errors
/// That there is none of that name, with the nearest ones.
pub fn read_country(typed: &str) -> Result<(Country, String), String> {
    if let Some(country) = country_typed(typed) {
        return Ok((country, show_country(country)));
    }
    let near: Vec<String> = countries_like(typed, SUGGESTIONS)
        .into_iter()
        .map(show_country)
        .collect();
    let unknown = format!("\"{typed}\" is not a known country");
    Err(match near.split_last() {
        None => format!("{unknown}. Type a name or a two-letter code."),
        Some((one, [])) => format!("{unknown}. Did you mean {one}?"),
        Some((last, others)) => {
            format!("{unknown}. Did you mean {} or {last}?", others.join(", "))
        }
    })
}

/// The name and the code.
pub fn show_country(country: Country) -> String {
    format!("{} ({country})", country_name(country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_shown_with_name_and_code() {
        let shown = |typed: &str| read_country(typed).map(|(_, shown)| shown);
        assert_eq!(shown("fr").unwrap(), "France (FR)");
        assert_eq!(shown("allemagne").unwrap(), "Germany (DE)");
        let error = shown("Frnace").unwrap_err();
        assert!(error.contains("Did you mean France (FR)"), "{error}");
        let error = shown("xyzzy").unwrap_err();
        assert_eq!(
            error,
            "\"xyzzy\" is not a known country. Type a name or a two-letter code."
        );
    }
}
