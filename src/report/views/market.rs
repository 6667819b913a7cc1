//! The countries where a company may sell.

use serde::Serialize;

use crate::domain::market::{Country, Market, Region};
use crate::report::{ListRow, Narrow, Step, TableCell, When, cells};

/// One market.
#[derive(Debug, Clone, Serialize)]
pub struct MarketView {
    /// The country's code.
    pub country: Country,
    name: String,
    region: Region,
    currency: Option<&'static str>,
    note: Option<&'static str>,
}

impl From<Market> for MarketView {
    fn from(market: Market) -> Self {
        Self {
            country: market.country,
            name: market.name.into_owned(),
            region: market.region,
            currency: market.currency.map(|currency| currency.code()),
            note: market.note,
        }
    }
}

impl ListRow for MarketView {
    const HEADER: &'static [&'static str] = &["country", "name", "currency", "note"];
    const CSV: &'static [&'static str] = &["country", "name", "region", "currency", "note"];
    const NARROW: &'static [Step<'static>] = &[("note", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("country", "countries"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.country.to_string(),
            self.name.clone(),
            self.currency.unwrap_or("not published").to_owned(),
            self.note.unwrap_or_default().to_owned(),
        ]
    }
}
