//! What the store knows about a partner, as facts: the account's own record, revenue, rates, and recorded evidence.

use crate::domain::calendar::{Day, Month};
use crate::domain::revenue::{DocumentKind, Rate, SourceKind};
use crate::domain::{Account, Model};
use crate::error::{Failure, Result};
use crate::policy::{Facts, Origin, Purpose, facts_of_account};
use crate::store::Tx;

/// The months that a check of this day looks at.
pub fn window(as_of: Day) -> (Month, Month) {
    let this = Month::of(as_of);
    (this.plus(-12), this.plus(-1))
}

/// What is asked about an account where nobody said: whether it may stay where an enrollment of the model is in force,
/// else whether it could enroll.
pub fn purpose(account: &Account, model: Model) -> Purpose {
    match account.in_force(model) {
        Some(_) => Purpose::Retain,
        None => Purpose::Enroll,
    }
}

/// The facts about an account as of a day, for a question about one model, with the revenue of some months or of all.
///
/// Evidence that somebody recorded comes before what the store knows by itself.
///
/// # Errors
/// If the store cannot be read.
pub fn facts(
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    on: Day,
    months: Option<(Month, Month)>,
) -> Result<Facts> {
    let partnered = tx.partnerships(account.id).partnered_on(on)?;
    let partnered = u32::try_from(partnered).unwrap_or(u32::MAX);
    let mut facts = facts_of_account(account, model, partnered, on);
    for evidence in tx.evidence(account.id).all()? {
        let origin = Origin::Recorded {
            on: evidence.recorded_at.date_naive(),
            note: evidence.note,
        };
        facts.state(evidence.key, evidence.value, origin);
    }
    revenue(tx, account, months, &mut facts)?;
    rates(tx, account, months, &mut facts)?;
    Ok(facts)
}

fn revenue(
    tx: &Tx<'_>,
    account: &Account,
    months: Option<(Month, Month)>,
    facts: &mut Facts,
) -> Result<()> {
    let store = tx.revenue(account.id);
    let too_large = |error: crate::policy::TooLarge| Failure::failed(error.to_string());
    for (key, sum) in store.stated(months)? {
        facts
            .revenue
            .add_from(
                SourceKind::Stated,
                key,
                sum.amount,
                Origin::Known(sum.source),
            )
            .map_err(too_large)?;
    }
    for sum in store.of_documents(months)? {
        let origin = Origin::Known(collection(sum.kind).to_owned());
        facts
            .revenue
            .add_from(sum.kind.source_kind(), sum.key, sum.amount, origin)
            .map_err(too_large)?;
    }
    Ok(())
}

/// Many invoices of a kind are one piece of evidence.
fn collection(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::LicenceBased => "licence-based files",
        DocumentKind::UsageBased => "usage-based invoices",
        DocumentKind::NewCommerce => "new-commerce invoices",
        DocumentKind::Insights => "Insights exports",
    }
}

/// Rates of invoices first, so that those given by hand replace them.
fn rates(
    tx: &Tx<'_>,
    account: &Account,
    months: Option<(Month, Month)>,
    facts: &mut Facts,
) -> Result<()> {
    let of_documents = tx.revenue(account.id).document_rates(months)?;
    for ((month, currency), rate) in of_documents {
        let origin = Origin::Known("invoices of that month".to_owned());
        facts.rates.set(
            currency,
            Some(month),
            Rate::ForOneUsd(rate.for_one_usd),
            origin,
        );
    }
    for rate in tx.exchange_rates(account.id).all()? {
        let origin = Origin::Known(rate.source);
        facts.rates.set(
            rate.currency,
            rate.month,
            Rate::UsdForOne(rate.usd_for_one),
            origin,
        );
    }
    Ok(())
}
