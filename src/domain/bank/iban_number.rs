//! International bank account numbers (IBAN).

use iban::IbanLike;

use super::{BULLETS, last_four, without_grouping};

/// Why a text is not an IBAN. The text itself is not repeated, because messages end up in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadIban {
    /// Not two letters, two digits and up to thirty letters and digits.
    #[error(
        "this is not a valid IBAN: it must begin with the country's two letters and two check digits, for example FR14"
    )]
    Form,
    /// The check digits are wrong.
    #[error(
        "this is not a valid IBAN: its check digits do not match; look for a wrong character or two that are swapped"
    )]
    CheckDigits,
    /// The check digits are right, but the format is not that of the country.
    #[error(
        "this is not a valid IBAN for its country: characters are missing, misplaced or too many"
    )]
    CountryForm,
    /// Banks of the country that the letters name do not use IBANs.
    #[error(
        "csp cannot check IBANs of this country: give the account number and bank code instead, with `--account-number` and `--bank-code`"
    )]
    UnknownCountry,
}

/// An IBAN with correct check digits, without spaces, in upper case.
#[derive(Clone, PartialEq, Eq)]
pub struct Iban(String);

impl Iban {
    /// The number in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The first four characters, five bullets, the last four.
    pub fn masked(&self) -> String {
        let head = self.0.get(..4).unwrap_or("");
        format!("{head}{BULLETS}{}", last_four(&self.0))
    }
}

/// Countries that the bundled IBAN register lacks, with the length of their IBANs: newer entries, and countries that
/// use the format without being registered.
const FURTHER_COUNTRIES: &[(&str, usize)] = &[
    ("AO", 25),
    ("BF", 28),
    ("BI", 27),
    ("BJ", 28),
    ("CF", 27),
    ("CG", 27),
    ("CI", 28),
    ("CM", 27),
    ("CV", 25),
    ("DJ", 27),
    ("DZ", 26),
    ("FK", 18),
    ("GA", 27),
    ("GQ", 27),
    ("GW", 25),
    ("HN", 28),
    ("KM", 27),
    ("LY", 25),
    ("MA", 28),
    ("MG", 27),
    ("ML", 28),
    ("MN", 20),
    ("MZ", 25),
    ("NE", 28),
    ("NI", 28),
    ("OM", 23),
    ("SD", 18),
    ("SN", 28),
    ("SO", 23),
    ("TD", 27),
    ("TG", 28),
    ("YE", 30),
];

/// Check digits that are never issued (ISO 13616): they would be 97, 98 and 02.
const NEVER_ISSUED: [&str; 3] = ["00", "01", "99"];

impl std::str::FromStr for Iban {
    type Err = BadIban;
    fn from_str(typed: &str) -> Result<Self, BadIban> {
        let compact = without_grouping(typed);
        let unlabelled = compact.strip_prefix("IBAN").unwrap_or(&compact);
        let number = unlabelled.strip_prefix(':').unwrap_or(unlabelled);
        let parsed = number.parse::<iban::Iban>();
        if number
            .get(2..4)
            .is_some_and(|digits| NEVER_ISSUED.contains(&digits))
        {
            return Err(BadIban::CheckDigits);
        }
        match parsed {
            Ok(good) => Ok(Self(good.electronic_str().to_owned())),
            Err(iban::ParseIbanError::InvalidBaseIban { source }) => Err(match source {
                iban::ParseBaseIbanError::InvalidFormat => BadIban::Form,
                iban::ParseBaseIbanError::InvalidChecksum => BadIban::CheckDigits,
            }),
            Err(iban::ParseIbanError::InvalidBban(_)) => Err(BadIban::CountryForm),
            Err(iban::ParseIbanError::UnknownCountry(base)) => {
                let number = base.electronic_str();
                let known = FURTHER_COUNTRIES
                    .iter()
                    .find(|(country, _)| number.starts_with(country));
                match known {
                    Some((_, length)) if number.len() == *length => Ok(Self(number.to_owned())),
                    Some(_) => Err(BadIban::CountryForm),
                    None => Err(BadIban::UnknownCountry),
                }
            }
        }
    }
}
