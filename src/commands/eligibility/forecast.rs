//! `csp eligibility forecast`.

use crate::cli::DayArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::policy;
use crate::report::Outcome;
use crate::report::views::eligibility::forecast::ForecastView;
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::eligibility_files;

pub(super) fn run(ctx: &Context<'_>, model: Option<Model>, by: Option<DayArg>) -> Result<Outcome> {
    let model = model.unwrap_or(Model::DirectBill);
    let by = by.map(|day| day.0);
    let today = ctx.today();
    if let Some(past) = by.filter(|day| *day < today) {
        return Err(Diagnostic::usage(format!(
            "--by {past} is before today, {today}"
        )));
    }
    let policy = ctx.policies().of(model);
    let (facts, purpose) = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        ctx.reading(tx, &account)?;
        let facts = eligibility_facts::facts(tx, &account, model, today)?;
        Ok((facts, eligibility_facts::purpose(&account, model)))
    })?;
    let forecast = policy::forecast(policy, &facts, purpose, today, by)
        .map_err(|error| eligibility_files::before_first(&error))?;
    Ok(Outcome::thing(ForecastView::from(forecast)))
}
