//! `csp eligibility rates`.

mod import;

use crate::cli::eligibility::RateArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{GivenRate, looks_inverted};
use crate::domain::role::Permission;
use crate::report::views::eligibility::revenue::RateView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::journal::{RateChanged, entry};
use crate::session::needs::require_value;
pub(super) use import::import;

pub(super) fn set(
    ctx: &Context<'_>,
    currency: Option<Currency>,
    rate: Option<RateArg>,
    month: Option<Month>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let currency = needs.value(currency, "The currency", "CURRENCY", None)?;
    let rate = needs.value(rate, "The rate", "RATE", None)?;
    needs.met()?;
    let given = GivenRate {
        currency: require_value(currency)?,
        month,
        usd_for_one: require_value(rate)?.0,
        source: "given by hand".to_owned(),
    };
    if given.currency == Currency::USD {
        return Err(Diagnostic::usage(
            "a rate for the US dollar is not necessary: thresholds are in US dollars",
        ));
    }
    ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        let known = tx.exchange_rates(account.id).all()?;
        let before = known
            .into_iter()
            .find(|one| (one.currency, one.month) == (given.currency, given.month));
        tx.exchange_rates(account.id).save(&given)?;
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "rate.given",
            given.currency.code(),
            &RateChanged {
                month: given.month,
                from: before.map(|one| one.usd_for_one.to_string()),
                to: Some(given.usd_for_one.to_string()),
            },
        )?)?;
        Ok(())
    })?;
    warn_of_inverses(ctx, std::slice::from_ref(&given));
    Ok(Outcome::thing(view(&given)))
}

pub(super) fn unset(
    ctx: &Context<'_>,
    currency: Option<Currency>,
    month: Option<Month>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let currency = needs.value(currency, "The currency", "CURRENCY", None)?;
    needs.met()?;
    let currency = require_value(currency)?;
    let rate = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let known = tx.exchange_rates(account.id).all()?;
        let rate = known
            .into_iter()
            .find(|one| (one.currency, one.month) == (currency, month));
        let Some(rate) = rate else {
            let of_month = month.map_or_else(String::new, |month| format!(" for {month}"));
            return Err(Diagnostic::not_found(format!(
                "there is no rate of {currency}{of_month} that was given by hand or imported"
            ))
            .with_help("To see the rates: `csp eligibility rates list`. Rates of invoices are removed with their invoices."));
        };
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        tx.exchange_rates(account.id).remove(currency, month)?;
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "rate.removed",
            currency.code(),
            &RateChanged {
                month,
                from: Some(rate.usd_for_one.to_string()),
                to: None,
            },
        )?)?;
        Ok(rate)
    })?;
    Ok(Outcome::thing(view(&rate)))
}

/// Says which rates look like units for one US dollar instead of US dollars for one unit.
fn warn_of_inverses(ctx: &Context<'_>, rates: &[GivenRate]) {
    for rate in rates {
        if looks_inverted(rate.currency, rate.usd_for_one) {
            let month = rate
                .month
                .map_or_else(String::new, |month| format!(" in {month}"));
            ctx.out.note(&format!(
                "warning: {} USD for one {}{month} looks inverted; a rate is the number of US dollars for one unit",
                rate.usd_for_one, rate.currency
            ));
        }
    }
}

fn view(rate: &GivenRate) -> RateView {
    RateView {
        currency: rate.currency,
        month: rate.month,
        rate: rate.usd_for_one.to_string(),
        source: rate.source.clone(),
    }
}

pub(super) fn list(ctx: &Context<'_>) -> Result<Outcome> {
    let facts = ctx.read_list(|tx, _| {
        eligibility_facts::facts_of_all_months(
            tx,
            &ctx.account(tx)?,
            Model::DirectBill,
            ctx.today(),
        )
    })?;
    let views: Vec<RateView> = facts
        .rates
        .iter()
        .map(|(currency, month, rate, origin)| RateView {
            currency,
            month,
            rate: rate.usd_for_one().to_string(),
            source: origin.to_string(),
        })
        .collect();
    Ok(Outcome::list(List::new(
        views,
        "There are no exchange rates yet.",
    )))
}
