//! Where a partner may sell: the published markets, their regions and currencies.
//!
//! The table is `data/markets.csv`, from the regional authorization page (edition of October 2023). It is parsed line
//! by line on use, not at start-up.

mod country;
mod country_names;
mod french_names;
mod iso;
mod postal_code;
mod region;
mod registration;
mod table;

use std::borrow::Cow;

pub use country::{BadCountry, Country, KeptCountry};
pub use country_names::{countries_like, country_name, country_typed};
pub use postal_code::{BadPostalCode, check_postal_code};
pub use region::Region;
pub use registration::{AskedId, RegistrationDemand, RegistrationFault, check_registration_id};

use super::money::Currency;
use super::word::Word;

const MARKETS: &str = include_str!("../../../data/markets.csv");

/// A country in which partners can sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market {
    /// The country's code.
    pub country: Country,
    /// The published name; territories that share one code are joined into one name.
    pub name: Cow<'static, str>,
    /// The region whose partners may sell there.
    pub region: Region,
    /// The currency of its prices; `None` if the published table leaves it blank.
    pub currency: Option<Currency>,
    /// A note on the entry.
    pub note: Option<&'static str>,
}

impl Market {
    fn from_line(line: &'static str) -> Option<Self> {
        let mut cells = table::cells(line);
        let country = Country::from_code(cells.next()?)?;
        let name = Cow::Borrowed(cells.next()?);
        let region = Region::from_word(cells.next()?).ok()?;
        let currency = cells.next()?.parse().ok();
        let note = cells.next().filter(|note| !note.is_empty());
        Some(Self {
            country,
            name,
            region,
            currency,
            note,
        })
    }
}

/// The market of a country; `None` if the programme does not sell there.
pub fn market_of(country: Country) -> Option<Market> {
    let mut entries = table::lines_of(MARKETS, country).filter_map(Market::from_line);
    let first = entries.next()?;
    Some(entries.fold(first, with_territory))
}

/// Every market, one per code, in the order of the published table.
pub fn markets() -> Vec<Market> {
    let mut all: Vec<Market> = Vec::with_capacity(250);
    for entry in table::rows(MARKETS).filter_map(Market::from_line) {
        match all.iter_mut().find(|known| known.country == entry.country) {
            Some(known) => *known = with_territory(known.clone(), entry),
            None => all.push(entry),
        }
    }
    all
}

/// Joins two territories with the same code into one market; its name lists both.
fn with_territory(market: Market, other: Market) -> Market {
    Market {
        name: Cow::Owned(format!("{}, {}", market.name, other.name)),
        ..market
    }
}

/// The market for a typed name, a common code such as `UK`, or something similar to one.
pub fn market_meant(typed: &str) -> Option<Market> {
    let typed = typed.trim();
    if let Some(market) = Country::from_code(typed).and_then(market_of) {
        return Some(market);
    }
    country::everyday(typed)
        .or_else(|| iso::two_of_three(typed).and_then(Country::from_code))
        .or_else(|| country_named(typed))
        .and_then(market_of)
}

fn country_named(typed: &str) -> Option<Country> {
    // Two or three letters are probably a code, and similar codes belong to different countries.
    if typed.chars().count() < 4 {
        return None;
    }
    let entries: Vec<(Country, &str)> = table::rows(MARKETS)
        .filter_map(|line| {
            let mut cells = table::cells(line);
            Some((Country::from_code(cells.next()?)?, cells.next()?))
        })
        .collect();
    let near = super::word::nearest(typed, entries.iter().map(|(_, name)| *name))?;
    entries
        .iter()
        .find(|(_, name)| *name == near)
        .map(|(country, _)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market(code: &str) -> Option<Market> {
        market_of(Country::from_code(code).unwrap())
    }

    #[test]
    fn every_published_row_is_read_as_the_csv_reader_reads_it() {
        let mut reader = csv::Reader::from_reader(MARKETS.as_bytes());
        let mut rows = 0;
        for (record, line) in reader.records().zip(table::rows(MARKETS)) {
            let record = record.unwrap();
            let read = Market::from_line(line).expect(line);
            assert_eq!(read.country.as_str(), &record[0]);
            assert_eq!(read.name, &record[1]);
            assert_eq!(read.region.word(), &record[2]);
            assert_eq!(read.currency.map_or("", Currency::code), &record[3]);
            assert_eq!(read.note.unwrap_or(""), &record[4]);
            rows += 1;
        }
        assert_eq!(rows, 244);
        assert_eq!(table::rows(MARKETS).count(), rows);
        assert_eq!(markets().len(), rows - 2);
    }

    #[test]
    fn a_code_of_three_islands_is_one_market() {
        let found = market("bq").unwrap();
        assert_eq!(found.name, "Bonaire, Saba, Sint Eustatius");
        let listed: Vec<Market> = markets()
            .into_iter()
            .filter(|market| market.country == found.country)
            .collect();
        assert_eq!(listed, [found]);
    }

    #[test]
    fn some_countries_have_no_market_and_some_no_currency() {
        for code in ["RU", "BY", "IR", "KP", "CU", "SY", "SD", "EH", "ZZ", "UK"] {
            assert_eq!(market(code), None, "{code}");
        }
        for code in ["VA", "KN", "BA", "MK", "PS"] {
            assert_eq!(market(code).unwrap().currency, None, "{code}");
        }
        let france = market("FR").unwrap();
        assert_eq!(france.region, Region::Europe);
        assert_eq!(france.currency.unwrap().code(), "EUR");
    }

    #[test]
    fn typed_names_and_codes_find_the_intended_market() {
        for (typed, code) in [
            ("UK", "GB"),
            ("uk ", "GB"),
            ("France", "FR"),
            ("united kingdom", "GB"),
            ("Germny", "DE"),
            ("USA", "US"),
            ("South Korea", "KR"),
            ("Turkey", "TR"),
            ("fr", "FR"),
            ("Curacao", "CW"),
            ("Peru", "PE"),
        ] {
            let meant = market_meant(typed).map(|market| market.country.to_string());
            assert_eq!(meant.as_deref(), Some(code), "{typed}");
        }
        for typed in ["ZZ", "RU", "", "Q", "xyzzy", "12345678"] {
            assert_eq!(market_meant(typed), None, "{typed}");
        }
    }
}
