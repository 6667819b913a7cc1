//! Registration IDs: company numbers from registers and tax offices of some countries.
//!
//! The table is `data/registration_id_required.csv`; its formats were published for customers in November 2020.

use super::{Country, table};

const REGISTRATION: &str = include_str!("../../../data/registration_id_required.csv");

/// Whether a country's companies need a registration ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationDemand {
    /// It must be given.
    Mandatory(AskedId),
    /// It may be given: the published table names an ID, the list of mandatory countries does not.
    Optional(AskedId),
    /// The country has no registration ID.
    None,
}

/// What a country accepts as its registration ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedId {
    /// The accepted IDs, for example `TIN`; one of them is enough.
    pub names: Vec<&'static str>,
    /// The allowed numbers of digits; empty if no format is published.
    pub digits: Vec<usize>,
    /// The published format in words, for example `8 or 10 digits`.
    pub form: Option<&'static str>,
}

impl AskedId {
    /// The names in one line: `TIN or INN (tax id)`.
    pub fn names_line(&self) -> String {
        self.names.join(" or ")
    }

    /// Whether a number matches the published format. If none is published, every number does.
    pub fn fits(&self, number: &str) -> bool {
        self.digits.is_empty()
            || (self.digits.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
    }

    /// A regular expression equivalent to [`digits`](Self::digits); `None` if no format is published.
    pub fn pattern(&self) -> Option<String> {
        let parts: Vec<String> = self
            .digits
            .iter()
            .map(|count| format!("\\d{{{count}}}"))
            .collect();
        match parts.as_slice() {
            [] => None,
            [one] => Some(format!("^{one}$")),
            several => Some(format!("^({})$", several.join("|"))),
        }
    }
}

/// Why a registration ID, or a missing one, is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFault {
    /// The country requires one and none is given.
    #[error("a registration ID ({names}) is required in {country}")]
    Missing {
        /// The country.
        country: Country,
        /// What it accepts.
        names: String,
    },
    /// The country has no registration ID.
    #[error("{country} does not use a registration ID; leave it out")]
    NotAsked {
        /// The country.
        country: Country,
    },
    /// It has a character other than a letter or a digit.
    #[error(
        "this is not a valid registration ID: letters and digits only expected, without spaces, points or hyphens"
    )]
    NotPlain,
    /// It does not match the published format.
    #[error("this is not a valid registration ID for {country} ({names}): expected {form}")]
    Form {
        /// The country.
        country: Country,
        /// What it accepts.
        names: String,
        /// The published format in words.
        form: &'static str,
    },
}

impl RegistrationDemand {
    /// The requirement of a country.
    pub fn of(country: Country) -> Self {
        table::lines_of(REGISTRATION, country)
            .next()
            .and_then(Self::from_line)
            .unwrap_or(Self::None)
    }

    /// The accepted IDs, if the country has any.
    pub fn asked(&self) -> Option<&AskedId> {
        match self {
            Self::Mandatory(asked) | Self::Optional(asked) => Some(asked),
            Self::None => None,
        }
    }

    fn from_line(line: &'static str) -> Option<Self> {
        let mut cells = table::cells(line).skip(2);
        let requirement = cells.next()?;
        let names = cells.next()?.split("; ").collect();
        let form = cells.next().filter(|form| !form.is_empty());
        let asked = AskedId {
            names,
            digits: form.map(lengths).unwrap_or_default(),
            form,
        };
        match requirement {
            "mandatory" => Some(Self::Mandatory(asked)),
            "table-only" => Some(Self::Optional(asked)),
            _ => None,
        }
    }
}

/// The numbers in a published format such as `6, 7, 8 or 13 digits`.
fn lengths(form: &str) -> Vec<usize> {
    form.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

/// Checks the registration ID of a company in `country`. A blank one counts as missing.
///
/// # Errors
/// The first mistake found: missing, not used there, not only letters and digits, or not in the published format.
pub fn check_registration_id(
    country: Country,
    number: Option<&str>,
) -> Result<(), RegistrationFault> {
    let demand = RegistrationDemand::of(country);
    let number = number.map(str::trim).filter(|number| !number.is_empty());
    let (asked, number) = match (&demand, number) {
        (RegistrationDemand::Mandatory(asked), None) => {
            return Err(RegistrationFault::Missing {
                country,
                names: asked.names_line(),
            });
        }
        (RegistrationDemand::Optional(_) | RegistrationDemand::None, None) => return Ok(()),
        (RegistrationDemand::None, Some(_)) => {
            return Err(RegistrationFault::NotAsked { country });
        }
        (RegistrationDemand::Mandatory(asked) | RegistrationDemand::Optional(asked), Some(it)) => {
            (asked, it)
        }
    };
    if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(RegistrationFault::NotPlain);
    }
    match asked.form {
        Some(form) if !asked.fits(number) => Err(RegistrationFault::Form {
            country,
            names: asked.names_line(),
            form,
        }),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    #[test]
    fn every_row_means_what_its_columns_say() {
        let mut reader = csv::Reader::from_reader(REGISTRATION.as_bytes());
        let mut rows = 0;
        for record in reader.records() {
            let record = record.unwrap();
            let demand = RegistrationDemand::of(country(&record[0]));
            let asked = demand.asked().expect(&record[0]);
            assert_eq!(
                matches!(demand, RegistrationDemand::Mandatory(_)),
                &record[2] == "mandatory",
                "{}",
                &record[0]
            );
            assert_eq!(asked.names.join("; "), &record[3]);
            assert_eq!(asked.form.unwrap_or(""), &record[4]);
            assert_eq!(asked.pattern().unwrap_or_default(), &record[5]);
            rows += 1;
        }
        assert_eq!(rows, table::rows(REGISTRATION).count());
        assert_eq!(rows, 26);
    }

    #[test]
    fn numbers_are_checked_by_country() {
        use RegistrationFault as F;
        let form = |code: &str| match check_registration_id(country(code), Some("12")) {
            Err(F::Form { form, .. }) => Some(form),
            _ => None,
        };
        assert_eq!(form("AM"), Some("8 or 10 digits"));
        assert_eq!(form("MD"), Some("6, 7, 8 or 13 digits"));
        assert_eq!(form("BR"), None);
        let check = |code: &str, number: &str| check_registration_id(country(code), Some(number));
        assert_eq!(check("AM", "12345678"), Ok(()));
        assert_eq!(check("AM", "1234567890"), Ok(()));
        assert!(matches!(check("AM", "123456789"), Err(F::Form { .. })));
        assert!(matches!(check("AM", "1234567A"), Err(F::Form { .. })));
        assert!(matches!(check("AM", "١٢٣٤٥٦٧٨"), Err(F::NotPlain)));
        assert_eq!(
            check("BR", "12.345.678/0001-95"),
            Err(RegistrationFault::NotPlain)
        );
        assert_eq!(check("BR", "12345678000195"), Ok(()));
        assert_eq!(check("US", "123456789"), Ok(()));
        assert!(matches!(check("FR", "1"), Err(F::NotAsked { .. })));
    }

    #[test]
    fn only_the_mandatory_countries_miss_a_number() {
        for blank in [None, Some(""), Some("  ")] {
            assert!(matches!(
                check_registration_id(country("IN"), blank),
                Err(RegistrationFault::Missing { .. })
            ));
            for code in ["US", "CN", "FR"] {
                assert_eq!(check_registration_id(country(code), blank), Ok(()));
            }
        }
        let said = check_registration_id(country("PL"), None).unwrap_err();
        assert_eq!(
            said.to_string(),
            "a registration ID (TIN or PESEL (national id)) is required in PL"
        );
    }
}
