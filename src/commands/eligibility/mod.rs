//! `csp eligibility`: would this partner qualify, under which dated rules, on what evidence.

mod check;
mod evidence;
mod evidence_import;
mod forecast;
mod import;
mod packs;
mod policies;
mod rates;
mod revenue;

use crate::cli::eligibility::{
    EligibilityArgs, EligibilityCommand, EvidenceCommand, RatesCommand, RevenueCommand,
};
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp eligibility`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: EligibilityArgs) -> Result<Outcome> {
    match args.command {
        EligibilityCommand::Check(args) => check::run(ctx, args),
        EligibilityCommand::Policies(args) => match args.command {
            Some(command) => packs::run(ctx, command),
            None => policies::list(ctx, args.model),
        },
        EligibilityCommand::Diff { from, to, model } => policies::diff(ctx, from, to, model),
        EligibilityCommand::Template { model } => {
            policies::template(ctx, model.unwrap_or(Model::DirectBill))
        }
        EligibilityCommand::Forecast { model, by } => forecast::run(ctx, model, by),
        EligibilityCommand::Evidence { command } => match command {
            EvidenceCommand::Set { key, value, note } => evidence::set(ctx, key, value, note),
            EvidenceCommand::Import { file, provider } => {
                evidence_import::run(ctx, file.as_ref(), provider.as_deref())
            }
            EvidenceCommand::List => evidence::list(ctx),
            EvidenceCommand::Unset { key } => evidence::unset(ctx, key),
        },
        EligibilityCommand::Revenue { command } => match command {
            RevenueCommand::Import {
                files,
                reseller_mpn_id,
                sheet,
                add,
                replace,
                dates,
            } => {
                let options = import::ImportOptions {
                    reseller: reseller_mpn_id,
                    conflict: import::Conflict::from_flags(add, replace),
                    dates,
                    sheet,
                };
                import::run(ctx, &files, &options)
            }
            RevenueCommand::Remove {
                month,
                source,
                category,
                currency,
            } => {
                let filter = revenue::RevenueFilter {
                    source,
                    category,
                    currency,
                };
                revenue::remove(ctx, month, &filter)
            }
            RevenueCommand::Add {
                month,
                amount,
                currency,
                category,
            } => revenue::add(ctx, month, amount, currency, category),
            RevenueCommand::List => revenue::list(ctx),
        },
        EligibilityCommand::Rates { command } => match command {
            RatesCommand::Set {
                currency,
                rate,
                month,
            } => rates::set(ctx, currency, rate, month),
            RatesCommand::Import { file, sheet } => {
                rates::import(ctx, file.as_deref(), sheet.as_deref())
            }
            RatesCommand::Unset { currency, month } => rates::unset(ctx, currency, month),
            RatesCommand::List => rates::list(ctx),
        },
    }
}
