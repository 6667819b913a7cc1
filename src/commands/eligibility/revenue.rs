//! `csp eligibility revenue add`, `list` and `remove`.

mod remove;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::cli::eligibility::AmountArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{Category, RevenueKey, SourceKind, strongest};
use crate::domain::role::Permission;
use crate::domain::sum::cut_sum;
use crate::domain::{Account, Model};
use crate::exchange::revenue::Span;
use crate::policy::{RequirementId, Test, Trailing, shipped};
use crate::report::views::eligibility::forecast::Chart;
use crate::report::views::eligibility::revenue::RevenueView;
use crate::report::{List, ListRow, Outcome, OutputFormat};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::journal::{RevenueStated, entry};
use crate::session::needs::vouched;
use crate::store::{StatedSum, Tx};
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
    let amount = needs.value(amount, "The amount", "AMOUNT", None)?;
    needs.met()?;
    let month = vouched(month)?;
    Span::seen_on(ctx.today())
        .check(month)
        .map_err(|message| Diagnostic::usage(message).with_flag("MONTH"))?;
    let key = RevenueKey {
        month,
        category: category.unwrap_or(Category::Cloud),
        currency: currency.unwrap_or(Currency::USD),
    };
    let sum = StatedSum {
        amount: vouched(amount)?.0,
        source: "stated by hand".to_owned(),
    };
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.acting(tx, &account, Permission::RevenueManage)?;
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
                Diagnostic::failed("the month that was stated is not there; this is a bug")
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

pub(super) fn list(ctx: &Context<'_>) -> Result<Outcome> {
    let (rows, chart) = ctx.read_list(|tx, _| {
        let account = &ctx.account(tx)?;
        let rows = rows(tx, account, None)?;
        let chart = if ctx.out.format() == OutputFormat::Table {
            trailing_chart(ctx, tx, account)?
        } else {
            Chart::default()
        };
        Ok((rows, chart))
    })?;
    match ctx.out.format() {
        OutputFormat::Table if !rows.is_empty() => {
            let mut page = ctx.out.page();
            let when = page.when();
            page.table(RevenueView::HEADER, rows.iter().map(|row| row.cells(when)));
            page.heading("Trailing twelve months");
            chart.write(&mut page);
            Ok(Outcome::text(page.into_text()))
        }
        OutputFormat::Csv => Ok(Outcome::text(csv(&rows)?)),
        OutputFormat::Table
        | OutputFormat::Json
        | OutputFormat::Jsonl
        | OutputFormat::Junit
        | OutputFormat::Github
        | OutputFormat::Markdown => Ok(Outcome::list(List::new(rows, "No revenue is known."))),
    }
}

/// The rows as an own file, which `revenue import` reads back.
fn csv(rows: &[RevenueView]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| {
        Diagnostic::failed(format!("the CSV cannot be written: {error}"))
    };
    let header = [
        "month", "currency", "amount", "category", "sources", "kind", "counted",
    ];
    writer
        .write_record(header)
        .map_err(|error| failed(&error))?;
    for row in rows {
        let sources = row.sources.join(";");
        let record = [
            row.month.to_string(),
            row.amount.currency.to_string(),
            row.amount.amount.to_string(),
            row.category.to_string(),
            crate::report::guarded_cell(&sources).into_owned(),
            row.kind.to_string(),
            row.counted.to_string(),
        ];
        writer
            .write_record(record)
            .map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// The chart under the policy of the enrollment in force, else that of direct bill, which asks for most.
fn trailing_chart(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Chart> {
    let reseller_only = account.in_force(Model::IndirectReseller).is_some()
        && account.in_force(Model::DirectBill).is_none();
    let today = ctx.today();
    let asked = |model| -> Result<Option<(Decimal, &'static [Category])>> {
        let policy = shipped(model);
        let requirement = policy
            .in_force(today)
            .ok()
            .and_then(|one| one.requirement(RequirementId::RevenueTtm));
        Ok(requirement.and_then(|one| match &one.test {
            Test::Revenue {
                at_least, counts, ..
            } => Some((*at_least, counts.as_slice())),
            Test::Flag { .. }
            | Test::Count { .. }
            | Test::AtMost { .. }
            | Test::SupportPlan { .. }
            | Test::Tenure { .. }
            | Test::Recent { .. }
            | Test::Dated { .. } => None,
        }))
    };
    let model = if reseller_only {
        Model::IndirectReseller
    } else {
        Model::DirectBill
    };
    let asked = asked(model)?;
    let counts = asked.as_ref().map_or(
        <Category as crate::domain::word::Word>::ALL,
        |(_, counts)| counts,
    );
    let facts = eligibility_facts::facts(tx, account, model, today)?;
    let window = Trailing::over(
        &Month::trailing_twelve(today),
        &facts.revenue,
        &facts.rates,
        counts,
    );
    let chart = Chart::of(&window, asked.as_ref().map(|(at_least, _)| *at_least));
    Ok(if asked.is_some() {
        chart.noting(format!("the threshold is that of a {}", model.title()))
    } else {
        chart
    })
}
