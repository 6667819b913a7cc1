//! `csp eligibility revenue add`, `list` and `remove`.

mod list;
mod remove;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::cli::eligibility::AmountArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{Category, RevenueKey, SourceKind, strongest};
use crate::domain::role::Permission;
use crate::domain::sum::cut_sum;
use crate::exchange::revenue::Span;
use crate::report::Outcome;
use crate::report::views::eligibility::revenue::RevenueView;
use crate::session::Context;
use crate::session::journal::{RevenueStated, entry};
use crate::session::needs::require_value;
use crate::store::{StatedSum, Tx};
pub(super) use list::list;
pub(super) use remove::{RevenueFilter, remove};

pub(super) fn add(
    ctx: &Context<'_>,
    month: Option<Month>,
    amount: Option<AmountArg>,
    currency: Option<Currency>,
    category: Option<Category>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let month = needs.value(month, "The month (YYYY-MM)", "MONTH", None)?;
    let currency = currency.unwrap_or(Currency::USD);
    let label = format!("The amount in {}", currency.code());
    let amount = needs.value(amount, &label, "AMOUNT", None)?;
    needs.met()?;
    let month = require_value(month)?;
    Span::seen_on(ctx.today())
        .check(month)
        .map_err(|message| Diagnostic::usage(message).with_flag("MONTH"))?;
    let key = RevenueKey {
        month,
        category: category.unwrap_or(Category::Cloud),
        currency,
    };
    let sum = StatedSum {
        amount: require_value(amount)?.0,
        source: "stated by hand".to_owned(),
    };
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        let store = tx.revenue(account.id);
        let before = store.stated(Some((key.month, key.month)))?.remove(&key);
        store.state(key, &sum)?;
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "revenue.stated",
            &key.month.to_string(),
            &RevenueStated {
                category: key.category,
                currency: key.currency,
                from: before.map(|sum| sum.amount.to_string()),
                to: sum.amount.to_string(),
            },
        )?)?;
        let rows = rows(tx, &account, Some((key.month, key.month)))?;
        rows.into_iter()
            .find(|row| {
                let place = (row.category, row.amount.currency, row.kind);
                place == (key.category, key.currency, SourceKind::Stated)
            })
            .ok_or_else(|| {
                Diagnostic::failed("the month that was recorded is missing; this is a bug")
            })
    })?;
    Ok(Outcome::thing(view))
}

/// Everything that is known, one row per month, category, currency and kind of source, oldest first.
pub(super) fn rows(
    tx: &Tx<'_>,
    account: &Account,
    months: Option<(Month, Month)>,
) -> Result<Vec<RevenueView>> {
    type Parts = Vec<(Decimal, String)>;
    let store = tx.revenue(account.id);
    let mut parts: BTreeMap<(RevenueKey, SourceKind), Parts> = BTreeMap::new();
    for (key, sum) in store.stated(months)? {
        let part = (sum.amount, sum.source);
        parts
            .entry((key, SourceKind::Stated))
            .or_default()
            .push(part);
    }
    for sum in store.of_documents(months)? {
        let source = format!("{} {}", sum.kind, sum.name);
        let place = (sum.key, sum.kind.source_kind());
        parts.entry(place).or_default().push((sum.amount, source));
    }
    let counted = strongest(parts.keys().map(|(key, kind)| (key.month, *kind)));
    let rows = parts.into_iter().map(|((key, kind), parts)| {
        let (amounts, sources): (Vec<Decimal>, Vec<String>) = parts.into_iter().unzip();
        let amount = cut_sum(amounts.iter().copied())
            .ok_or_else(|| Diagnostic::failed(crate::policy::TooLarge(key).to_string()))?;
        Ok(RevenueView {
            month: key.month,
            category: key.category,
            amount: Money {
                amount,
                currency: key.currency,
            },
            kind,
            counted: counted.get(&key.month) == Some(&kind),
            sources,
        })
    });
    rows.collect()
}
