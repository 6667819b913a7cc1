//! `csp eligibility rates`.

use std::path::Path;

use crate::cli::eligibility::RateArg;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{GivenRate, looks_inverted};
use crate::domain::role::Permission;
use crate::domain::{Account, Model};
use crate::exchange::decode::Expected;
use crate::exchange::rates::read_rates;
use crate::report::views::eligibility::revenue::{RateView, RatesImportView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::import::{self, RowImport};
use crate::session::input_file;
use crate::session::journal::{RateChanged, RatesImported, entry};
use crate::session::needs::vouched;
use crate::store::Tx;

/// The most bytes that a file of rates may have.
const LARGEST: u64 = 16 << 20;

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
        currency: vouched(currency)?,
        month,
        usd_for_one: vouched(rate)?.0,
        source: "given by hand".to_owned(),
    };
    if given.currency == Currency::USD {
        return Err(Diagnostic::usage(
            "the US dollar needs no rate: thresholds are in US dollars",
        ));
    }
    ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.acting(tx, &account, Permission::RevenueManage)?;
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
    let currency = vouched(currency)?;
    let rate = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let known = tx.exchange_rates(account.id).all()?;
        let rate = known
            .into_iter()
            .find(|one| (one.currency, one.month) == (currency, month));
        let Some(rate) = rate else {
            let of_month = month.map_or_else(String::new, |month| format!(" for {month}"));
            return Err(Diagnostic::not_found(format!(
                "no rate of {currency}{of_month} was given by hand or imported"
            ))
            .with_help("`csp eligibility rates list` shows the rates; those of invoices go with their invoices."));
        };
        let actor = ctx.acting(tx, &account, Permission::RevenueManage)?;
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
                "warning: {} USD for one {}{month} looks upside down; a rate is the US dollars for one unit",
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

/// Imports a file of rates.
pub(super) fn import(
    ctx: &Context<'_>,
    path: Option<&Path>,
    sheet: Option<&str>,
) -> Result<Outcome> {
    let Some(path) = path else {
        return Err(Diagnostic::missing("The file", "FILE.csv"));
    };
    let document = input_file::document(
        ctx,
        path,
        LARGEST,
        input_file::opening(Expected::Rows, sheet),
    )?;
    let name = path.file_name().map(|name| name.to_string_lossy());
    let parsed = read_rates(&document, name.as_deref().unwrap_or("standard input"));
    if parsed.mistakes.is_empty() {
        warn_of_inverses(ctx, &parsed.file);
    }
    let import = RateImport {
        ctx,
        file: name.as_deref().unwrap_or("-"),
    };
    let (_, view) = import::carry_out(ctx, path, parsed, &import)?;
    Ok(Outcome::thing(view))
}

/// An import of rates under way.
struct RateImport<'a, 'h> {
    ctx: &'a Context<'h>,
    /// What the journal calls the file.
    file: &'a str,
}

impl RowImport for RateImport<'_, '_> {
    type File = Vec<GivenRate>;
    type Plan = (Account, RatesImportView);
    type Done = RatesImportView;

    fn plan(&self, tx: &Tx<'_>, rates: &Vec<GivenRate>) -> Result<(Self::Plan, Diagnostics)> {
        let account = self.ctx.account(tx)?;
        let known = tx.exchange_rates(account.id).all()?;
        let mut view = RatesImportView {
            created: 0,
            updated: 0,
            unchanged: 0,
        };
        for rate in rates {
            let is_same =
                |one: &&GivenRate| (one.currency, one.month) == (rate.currency, rate.month);
            match known.iter().find(is_same) {
                Some(one) if one == rate => view.unchanged += 1,
                Some(_) => view.updated += 1,
                None => view.created += 1,
            }
        }
        Ok(((account, view), Diagnostics::default()))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        rates: &Vec<GivenRate>,
        plan: Self::Plan,
    ) -> Result<RatesImportView> {
        let (account, view) = plan;
        let actor = self.ctx.acting(tx, &account, Permission::RevenueManage)?;
        for rate in rates {
            tx.exchange_rates(account.id).save(rate)?;
        }
        if view.created + view.updated > 0 {
            tx.log(&entry(
                &account.slug,
                actor.name(),
                "rate.imported",
                self.file,
                &RatesImported {
                    new: view.created,
                    replaced: view.updated,
                },
            )?)?;
        }
        Ok(view)
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
        "No exchange rates are known.",
    )))
}
