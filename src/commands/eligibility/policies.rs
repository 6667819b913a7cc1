//! `csp eligibility policies`, `diff` and `template`: what the rules are, without asking anybody's facts.

use crate::cli::DayArg;
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::word::Word;
use crate::policy::{difference, template as facts_template};
use crate::report::views::eligibility::policies::{DifferencesView, EditionView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::eligibility_files;
use crate::session::needs::require_value;

/// The models asked about, in the order of their editions' ids.
fn models(model: Option<Model>) -> Vec<Model> {
    let mut models = model.map_or_else(|| Model::ALL.to_vec(), |model| vec![model]);
    models.sort_by_key(|model| model.word());
    models
}

pub(super) fn list(ctx: &Context<'_>, model: Option<Model>) -> Result<Outcome> {
    let mut views = Vec::new();
    for model in models(model) {
        let policy = ctx.policies().of(model);
        let in_force = policy.in_force(ctx.today()).ok().map(|edition| &edition.id);
        let editions = policy.editions.iter();
        views.extend(
            editions.map(|edition| EditionView::new(edition, model, in_force == Some(&edition.id))),
        );
        let unused = ctx.policies().unused().iter();
        views.extend(
            unused
                .filter(|one| one.model == model)
                .map(EditionView::unused),
        );
    }
    Ok(Outcome::list(List::new(views, "There are no policies.")))
}

pub(super) fn diff(
    ctx: &Context<'_>,
    from: Option<DayArg>,
    to: Option<DayArg>,
    model: Option<Model>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let from = needs.value(from, "The first day", "DATE", None)?;
    let to = needs.value(to, "The second day", "DATE", None)?;
    needs.met()?;
    let (from, to) = (require_value(from)?.0, require_value(to)?.0);
    let mut differences = Vec::new();
    for model in models(model) {
        let policy = ctx.policies().of(model);
        differences.push(
            difference(policy, from, to)
                .map_err(|error| eligibility_files::before_first(&error))?,
        );
    }
    Ok(Outcome::thing(DifferencesView::new(from, to, &differences)))
}

pub(super) fn template(ctx: &Context<'_>, model: Model) -> Result<Outcome> {
    Ok(Outcome::text(facts_template(ctx.policies().of(model))))
}
