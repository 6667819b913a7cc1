//! `csp eligibility check`.

use crate::cli::eligibility::CheckArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::calendar::Day;
use crate::domain::evidence::{FactKey, find_key};
use crate::domain::{Account, Model};
use crate::exchange::verdict::{github, junit, markdown, mistake_annotation};
use crate::policy::{EligibilityQuestion, Facts, Purpose, Verdict, evaluate};
use crate::report::views::eligibility::verdict::VerdictView;
use crate::report::{Outcome, OutputFormat};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::eligibility_files;

/// Where the evidence keys are to be seen.
pub(super) const KEYS: &str =
    "To see the facts: `csp eligibility template`. Write KEY under [TABLE] as TABLE.KEY.";

pub(super) fn run(ctx: &Context<'_>, args: CheckArgs) -> Result<Outcome> {
    check(ctx, &args).inspect_err(|failure| annotate(ctx, failure))
}

/// A build server that reads annotations gets the mistakes of its files as such, on standard output like the verdict.
fn annotate(ctx: &Context<'_>, failure: &Diagnostic) {
    if ctx.out.format() != OutputFormat::Github {
        return;
    }
    let mistakes = failure.parts().iter();
    let text: String = mistakes
        .map(|mistake| {
            let at = mistake.place().map(ToString::to_string);
            mistake_annotation(at.as_deref(), &mistake.to_string())
        })
        .collect();
    // Where that cannot be written, the failure itself still reaches the person on standard error.
    drop(ctx.out.write(text.as_bytes()));
}

fn check(ctx: &Context<'_>, args: &CheckArgs) -> Result<Outcome> {
    let (model, as_of, usual, mut facts) = gather(ctx, args)?;
    assume(&args.what_if, &mut facts)?;
    let policy = eligibility_files::policy(ctx, model, args.policy.as_deref())?;
    let edition = policy
        .in_force(as_of)
        .map_err(|error| eligibility_files::before_first(&error))?;
    let purpose = args.purpose.unwrap_or(usual);
    let verdict = evaluate(
        edition,
        EligibilityQuestion {
            model,
            purpose,
            as_of,
        },
        &facts,
    );
    let file = args.facts.as_ref().map(|path| path.display().to_string());
    Ok(answer(ctx, verdict, file.as_deref()))
}

/// The model, the day, the default purpose, and the facts: from the file alone where one is given, else
/// from the store.
fn gather(ctx: &Context<'_>, args: &CheckArgs) -> Result<(Model, Day, Purpose, Facts)> {
    let as_of = args.as_of.map(|day| day.0);
    if let Some(path) = &args.facts {
        let facts = eligibility_files::facts(ctx, path)?;
        let model = args
            .model
            .or(facts.model)
            .ok_or_else(|| model_is_missing("give it on the command line or in the facts file"))?;
        let as_of = as_of.or(facts.as_of).unwrap_or_else(|| ctx.today());
        return Ok((model, as_of, Purpose::Enroll, facts));
    }
    let as_of = as_of.unwrap_or_else(|| ctx.today());
    ctx.read(|tx| {
        let account = ctx
            .account(tx)
            .map_err(|failure| or_from_a_file(ctx, args, failure))?;
        let model = match args.model {
            Some(model) => model,
            None => in_force(&account)?,
        };
        ctx.reading(tx, &account)?;
        let facts = eligibility_facts::facts(tx, &account, model, as_of)?;
        Ok((
            model,
            as_of,
            eligibility_facts::purpose(&account, model),
            facts,
        ))
    })
}

/// Without any account, as in a build job, the facts have to be in a file.
fn or_from_a_file(ctx: &Context<'_>, args: &CheckArgs, failure: Diagnostic) -> Diagnostic {
    if failure.kind() != Kind::NotFound || ctx.settings.account.is_some() {
        return failure;
    }
    let failure = match args.model {
        Some(_) => failure,
        None => model_is_missing("there is no account that has one"),
    };
    failure.with_help(
        "To check without a store, give the facts in a file: `csp eligibility check --facts FILE`\nTo get a file to fill in: `csp eligibility template`\nTo start an application: `csp enroll --model indirect`",
    )
}

fn in_force(account: &Account) -> Result<Model> {
    let models = [Model::IndirectReseller, Model::DirectBill];
    let mut in_force = models
        .into_iter()
        .filter(|model| account.in_force(*model).is_some());
    match (in_force.next(), in_force.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(model_is_missing("the account has two enrollments in force")),
        (None, _) => Err(model_is_missing(
            "the account does not have an enrollment in force",
        )),
    }
}

fn model_is_missing(why: &str) -> Diagnostic {
    let message = format!("the model is missing: {why}");
    Diagnostic::new(Kind::InputRequired, message).with_flag("--model")
}

fn assume(assumptions: &[String], facts: &mut Facts) -> Result<()> {
    let wrong = assumptions
        .iter()
        .filter_map(|typed| Some((typed, facts.assume(typed).err()?)));
    let mistakes = wrong
        .map(|(typed, message)| {
            let key = typed
                .split_once('=')
                .and_then(|(key, _)| find_key(key).ok());
            Diagnostic::usage(message)
                .under(key.and_then(FactKey::rule))
                .with_flag("--what-if")
        })
        .collect();
    Diagnostic::unless_none(mistakes).map_err(|failure| failure.with_help(KEYS))
}

fn answer(ctx: &Context<'_>, verdict: Verdict, file: Option<&str>) -> Outcome {
    let eligible = verdict.is_eligible();
    let outcome = match ctx.out.format() {
        OutputFormat::Junit => Outcome::text(junit(&verdict)),
        OutputFormat::Github => Outcome::text(github(&verdict, file)),
        OutputFormat::Markdown => Outcome::text(markdown(&verdict)),
        OutputFormat::Table | OutputFormat::Json | OutputFormat::Jsonl | OutputFormat::Csv => {
            Outcome::thing(VerdictView::from(verdict)).paged()
        }
    };
    outcome.answering(eligible)
}
