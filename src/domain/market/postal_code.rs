//! The published formats of postal codes, for countries with a fixed format.

use super::Country;

/// Formats: `9` is a digit, `A` a letter, every other character itself. A space or hyphen may be left out.
const FORMS: &[(&str, &[&str])] = &[
    ("AT", &["9999"]),
    ("AU", &["9999"]),
    ("BE", &["9999"]),
    ("BG", &["9999"]),
    ("BR", &["99999-999"]),
    ("CA", &["A9A 9A9"]),
    ("CH", &["9999"]),
    ("CN", &["999999"]),
    ("CY", &["9999"]),
    ("CZ", &["999 99"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("EE", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    ("FR", &["99999"]),
    (
        "GB",
        &[
            "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA",
        ],
    ),
    ("GR", &["999 99"]),
    ("HR", &["99999"]),
    ("HU", &["9999"]),
    ("IN", &["999 999"]),
    ("IT", &["99999"]),
    ("JP", &["999-9999"]),
    ("KR", &["99999"]),
    ("LU", &["9999"]),
    ("MX", &["99999"]),
    ("NL", &["9999 AA"]),
    ("NO", &["9999"]),
    ("NZ", &["9999"]),
    ("PL", &["99-999"]),
    ("PT", &["9999-999"]),
    ("RO", &["999999"]),
    ("SE", &["999 99"]),
    ("SG", &["999999"]),
    ("SI", &["9999"]),
    ("SK", &["999 99"]),
    ("TR", &["99999"]),
    ("UA", &["99999"]),
    ("US", &["99999", "99999-9999"]),
    ("ZA", &["9999"]),
];

/// A postal code that does not match its country's format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a valid postal code for {country}: expected the form {}", .forms.join(" or "))]
pub struct BadPostalCode {
    typed: String,
    country: Country,
    forms: &'static [&'static str],
}

/// Checks that a postal code matches the format of its country. If the list has no format, every code passes.
///
/// # Errors
/// The formats that the country uses.
pub fn check_postal_code(country: Country, typed: &str) -> Result<(), BadPostalCode> {
    let Some((_, forms)) = FORMS.iter().find(|(code, _)| *code == country.as_str()) else {
        return Ok(());
    };
    // Codes are also written with a country prefix, as in L-1616 or SE-111 22.
    let compact = compact(typed);
    let behind_letters = compact.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let prefix = compact.len() - behind_letters.len();
    let begins_with_digit = forms.iter().all(|form| form.starts_with('9'));
    let bare = if begins_with_digit && prefix <= 2 {
        behind_letters
    } else {
        compact.as_str()
    };
    if forms.iter().any(|form| has_form(bare, form)) {
        return Ok(());
    }
    Err(BadPostalCode {
        typed: typed.chars().take(40).collect(),
        country,
        forms,
    })
}

fn compact(typed: &str) -> String {
    let kept = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

fn has_form(compact: &str, form: &str) -> bool {
    let form = form.bytes().filter(|byte| byte.is_ascii_alphanumeric());
    compact.len() == form.clone().count()
        && compact
            .bytes()
            .zip(form)
            .all(|(byte, wanted)| match wanted {
                b'9' => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase(),
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_are_checked_where_the_form_is_known() {
        for (country, typed, good) in [
            ("FR", "92130", true),
            ("FR", "F-92130", true),
            ("FR", "9213", false),
            ("US", "98052", true),
            ("US", "98052-6399", true),
            ("US", "980526399", true),
            ("CA", "k1a 0b1", true),
            ("CA", "11111", false),
            ("GB", "SW1A 1AA", true),
            ("GB", "sw1a1aa", true),
            ("GB", "92130", false),
            ("NL", "1012AB", true),
            ("NL", "1012 AB", true),
            ("LU", "L-1616", true),
            ("SE", "SE-111 22", true),
            ("PL", "00-950", true),
            ("JP", "100-0001", true),
            ("IE", "D02 AF30", true),
            ("LB", "anything", true),
        ] {
            let outcome = check_postal_code(country.parse().unwrap(), typed);
            assert_eq!(outcome.is_ok(), good, "{country} {typed}");
        }
    }
}
