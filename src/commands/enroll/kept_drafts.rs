//! The offer to go on with a draft that an earlier interview kept.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::Slug;
use crate::domain::application::Field;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::prompt::{Choice, ListQuestion, Picked};
use crate::session::Context;

/// Asks whether to go on with a kept draft, of `model` if one is given. Answers the account of the draft; `None` where
/// there is no draft, or the answer is a new application.
///
/// # Errors
/// If the store cannot be read, or the person interrupted.
pub(super) fn offer(ctx: &Context<'_>, model: Option<Model>) -> Result<Option<Slug>> {
    let drafts = ctx.read(|tx| {
        let mut drafts = Vec::new();
        for account in tx.accounts().all()? {
            let name = account.application.get(Field::LegalName).unwrap_or("");
            let is_draft = |stage| stage == EnrollmentStateKind::Draft;
            let of_model = |one: Model| model.is_none_or(|model| model == one);
            let mut enrollments = account.enrollments.iter();
            let draft = enrollments.find(|one| is_draft(one.stage()) && of_model(one.model));
            if let Some(draft) = draft {
                let detail = format!("{name}, {}", draft.model.title());
                let detail = detail.trim_start_matches(", ").to_owned();
                drafts.push((account.slug.clone(), detail));
            }
        }
        Ok(drafts)
    })?;
    if drafts.is_empty() {
        return Ok(None);
    }
    let mut choices: Vec<Choice> = drafts
        .iter()
        .map(|(slug, detail)| Choice::named(slug.as_str()).explained(detail.as_str()))
        .collect();
    choices.push(Choice::named("new application"));
    let question = ListQuestion {
        label: "Continue a draft or start a new application",
        hint: None,
        choices: &choices,
        start: 0,
        can_go_back: false,
    };
    match ctx.prompter.choose(question, &|_| Ok(()))? {
        Picked::At(place) => Ok(drafts.into_iter().nth(place).map(|(slug, _)| slug)),
        Picked::Back => Err(Diagnostic::interrupted()),
    }
}
