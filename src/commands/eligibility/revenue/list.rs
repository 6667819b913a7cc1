//! `csp eligibility revenue list`: the rows, their chart, and the rows as an own file.

use rust_decimal::Decimal;

use super::rows;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Month;
use crate::domain::revenue::Category;
use crate::domain::{Account, Model};
use crate::policy::{RequirementId, Test, Trailing};
use crate::report::ListRow as _;
use crate::report::views::eligibility::forecast::Chart;
use crate::report::views::eligibility::revenue::RevenueView;
use crate::report::{List, Outcome, OutputFormat};
use crate::session::{Context, eligibility_facts};
use crate::store::Tx;

pub(in super::super) fn list(ctx: &Context<'_>) -> Result<Outcome> {
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
        | OutputFormat::Markdown => Ok(Outcome::list(List::new(
            rows,
            "There is no recorded revenue.",
        ))),
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
    let asked = |model| -> Result<Option<(Decimal, &[Category])>> {
        let policy = ctx.policies().of(model);
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
        chart.noting(format!("The threshold is for the model {}.", model.title()))
    } else {
        chart
    })
}
