//! `csp providers validation`: what Microsoft told a provider about us as reseller of record.

use crate::cli::providers::{
    ValidationArgs, ValidationCommand, ValidationImportArgs, ValidationWord,
};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::partnership::{ValidationAnswer, older_validation, see_validation};
use crate::domain::role::Permission;
use crate::domain::sighting::SightingOutcome;
use crate::exchange::decode::Expected;
use crate::exchange::microsoft::{AnswerUse, LARGEST, MicrosoftAnswers};
use crate::report::Outcome;
use crate::report::views::provider::ProviderView;
use crate::session::find::providers::{need_provider, provider_named};
use crate::session::import::given_file;
use crate::session::needs::require_value;
use crate::session::reseller_validation::{ValidationImport, save};
use crate::session::{Context, input_file};

/// Records an answer, or imports one.
pub(super) fn run(ctx: &Context<'_>, args: &ValidationArgs) -> Result<Outcome> {
    if let Some(ValidationCommand::Import(of_import)) = &args.command {
        if args.has_an_answer() {
            let message = "a provider, an answer or its options cannot be given before `import`";
            return Err(Diagnostic::usage(message).with_help(
                "Give them after it: `csp providers validation import FILE --provider PROVIDER`",
            ));
        }
        return import(ctx, of_import);
    }
    let mut needs = ctx.needs();
    let typed = need_provider(&mut needs, &args.provider)?;
    let word = needs.word(args.answer, "Microsoft's answer", "ANSWER", None)?;
    needs.met()?;
    let (typed, word) = (require_value(typed)?, require_value(word)?);
    let is_valid = word == ValidationWord::Valid;
    let answer = ValidationAnswer::new(is_valid, args.code.as_deref(), args.text.as_deref());
    if is_valid && (answer.code.is_some() || answer.text.is_some()) {
        let message = "--code and --text cannot be used with `valid`: they describe an error";
        return Err(Diagnostic::usage(message).with_flag("--code"));
    }
    let on = args.on.map_or(ctx.today(), |day| day.0);
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let provider = provider_named(tx, &typed)?;
        let actor = ctx.require_actor(tx, &account, Permission::ProvidersManage)?;
        let known = tx.validation(account.id, &provider.slug)?;
        match see_validation(known.as_ref(), (&answer, on), ctx.now())? {
            SightingOutcome::Older => {
                return Err(older_validation(&provider.slug, known.as_ref(), on));
            }
            SightingOutcome::Unchanged => {}
            SightingOutcome::Recorded => {
                let after = answer.clone().on(on, ctx.now());
                let change = (known.as_ref(), &after);
                save(tx, &account, actor.name(), &provider, change)?;
            }
        }
        let history = tx.partnerships(account.id).history(&provider.slug)?;
        let validation = tx.validation(account.id, &provider.slug)?;
        Ok(ProviderView::new(&provider, &history).with_validation(validation.as_ref()))
    })?;
    Ok(Outcome::thing(view))
}

fn import(ctx: &Context<'_>, args: &ValidationImportArgs) -> Result<Outcome> {
    let path = given_file(ctx, args.file.as_ref())?;
    let opening = input_file::opening(Expected::RowsOrJson, None);
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let answers = MicrosoftAnswers::read(document, AnswerUse::Validation);
    let answers = answers
        .into_result()
        .map_err(|found| input_file::failure(&path, found))?;
    let import = ValidationImport {
        path: &path,
        seen: &answers.validations,
        provider: args.provider.as_deref(),
        on: args.on.map_or(ctx.today(), |day| day.0),
    };
    let view = ctx.write(|tx| import.record(ctx, tx))?;
    view.notes().iter().for_each(|note| ctx.out.note(note));
    Ok(Outcome::thing(view))
}
