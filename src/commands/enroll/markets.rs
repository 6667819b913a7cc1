//! `csp enroll markets`: where a company may sell.

use crate::diagnostic::Result;
use crate::domain::Country;
use crate::domain::market::{market_of, markets};
use crate::domain::rule::enroll as rule;
use crate::domain::standing::Standing;
use crate::report::views::market::MarketView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::needs::require_value;

/// Lists the markets of the region of a company's country, by code.
pub(super) fn run(ctx: &Context<'_>, given: Option<Country>) -> Result<Outcome> {
    let own = match given {
        Some(_) => given,
        None => country_of_account(ctx)?,
    };
    let mut needs = ctx.needs();
    let country = needs.country(own, "The company's country", "COUNTRY", Some(&rule::MARKET))?;
    needs.met()?;
    let region = market_of(require_value(country)?).map(|market| market.region);
    let mut rows: Vec<MarketView> = markets()
        .into_iter()
        .filter(|market| Some(market.region) == region)
        .map(MarketView::from)
        .collect();
    rows.sort_by_key(|row| row.country);
    Ok(Outcome::list(List::new(
        rows,
        "The programme does not have a market in this country: a company there cannot enrol, and partners cannot sell there.",
    )))
}

/// The country of the account to work on; `None` without an account, or in a draft that does not say it yet.
fn country_of_account(ctx: &Context<'_>) -> Result<Option<Country>> {
    ctx.read(|tx| {
        if ctx.settings.account.is_none() && tx.accounts().slugs()?.is_empty() {
            return Ok(None);
        }
        let account = ctx.account(tx)?;
        ctx.reading(tx, &account)?;
        Ok(Standing::of(&account).country)
    })
}
