//! Registration IDs: the numbers that some countries' registers and tax offices give to a company.
//!
//! The table is `data/registration_id_required.csv`; its forms were published for customers in November 2020.

use super::{Country, table};

const REGISTRATION: &str = include_str!("../../../data/registration_id_required.csv");

/// Whether a country's companies are asked for a registration ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationDemand {
    /// It must be given.
    Mandatory(AskedId),
    /// It may be given: the published table names an ID, the list of mandatory countries does not.
    Optional(AskedId),
    /// There is none to give.
    None,
}

/// What a country accepts as its registration ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedId {
    /// The IDs of which any one will do, for example `TIN`.
    pub names: Vec<&'static str>,
    /// How many digits it has, any of these; empty where no form is published.
    pub digits: Vec<usize>,
    /// The published form in words, for example `8 or 10 digits`.
    pub form: Option<&'static str>,
}

impl AskedId {
    /// The names in one line: `TIN or INN (tax id)`.
    pub fn names_line(&self) -> String {
        self.names.join(" or ")
    }

    /// Whether a number has the published form; every number has where none is published.
    pub fn fits(&self, number: &str) -> bool {
        self.digits.is_empty()
            || (self.digits.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The regular expression that says the same as [`digits`](Self::digits); `None` where no form is published.
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

/// Why a registration ID, or its absence, does not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationFault {
    /// The country asks for one and none is given.
    #[error("a registration ID ({names}) is required in {country}")]
    Missing {
        /// The country.
        country: Country,
        /// What it accepts.
        names: String,
    },
    /// The country has none to give.
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
    /// It has another form than the published one.
    #[error("this is not a valid registration ID for {country} ({names}): expected {form}")]
    Form {
        /// The country.
        country: Country,
        /// What it accepts.
        names: String,
        /// The published form in words.
        form: &'static str,
    },
}

impl RegistrationDemand {
    /// What a country asks for.
    pub fn of(country: Country) -> Self {
        table::lines_of(REGISTRATION, country)
            .next()
            .and_then(Self::from_line)
            .unwrap_or(Self::None)
    }

    /// The IDs that would do, where the country has any.
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

/// The numbers in a published form such as `6, 7, 8 or 13 digits`.
fn lengths(form: &str) -> Vec<usize> {
    form.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

/// Checks a registration ID, or that none is needed, for a company of `country`. A blank one is none.
///
/// # Errors
/// The first fault found: missing, not asked for there, not of letters and digits, or not of the published form.
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
