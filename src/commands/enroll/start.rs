//! `csp enroll`: start an application, or go on with a draft.

mod dialogue;

use super::given::Given;
use super::identity::refuse_taken;
use super::show;
use super::submission::{self, mistakes};
use super::target::Target;
use crate::cli::enroll::{EvidenceArgs, StartArgs};
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::{Account, Model, Slug};
use crate::exchange::application::MODEL;
use crate::report::Outcome;
use crate::report::views::account::AccountView;
use crate::session::Actor;
use crate::session::Context;
use crate::session::journal::{EnrollmentStarted, account_entry};
use crate::session::owner::decide_appointment;
use crate::store::Tx;

pub(super) fn run(ctx: &Context<'_>, args: StartArgs) -> Result<Outcome> {
    let given = Given::collect(args.from.as_deref(), &args.fields, args.slug.as_deref())?;
    let model = args.model.or(given.model);
    let interactive = ctx.prompter.can_ask() && !args.draft && given.mistakes().is_empty();
    if interactive {
        return dialogue::run(ctx, given, model, &args.evidence);
    }
    let view = ctx.write(|tx| write(ctx, tx, &given, model, args.draft, &args.evidence))?;
    Ok(Outcome::thing(view.1))
}

/// Decides and saves: a draft as it is, an application only if everything holds.
fn write(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    given: &Given,
    model: Option<Model>,
    as_draft: bool,
    evidence: &EvidenceArgs,
) -> Result<(Slug, AccountView)> {
    let mut found = given.mistakes();
    let target = match Target::find(ctx, tx, given, model) {
        Ok(target) => target,
        Err(failure) => {
            let by_itself = Account {
                application: given.application.clone(),
                ..blank_account(ctx, model.unwrap_or(Model::IndirectReseller))
            };
            if !as_draft {
                found.extend(given.place_mistakes(mistakes(
                    &by_itself,
                    model.unwrap_or(Model::IndirectReseller),
                )));
            }
            if failure.kind() != Kind::Refused || ctx.account_flag.is_some() {
                return Err(failure);
            }
            found.extend(given.place_mistakes(failure.parts().to_vec()));
            return Diagnostic::unless_none(found).and(Err(failure));
        }
    };
    let model = model.or_else(|| target.model());
    if model.is_none() && !given.is_unreadable(Some(MODEL)) {
        found.push(
            Diagnostic::missing("The model", "--model")
                .under(&enroll::ONE_MODEL as RuleRef)
                .with_field(MODEL),
        );
    }
    let decided = model.unwrap_or(Model::IndirectReseller);
    let stored = target.stored().cloned();
    let before = target.on_file();
    let is_draft = matches!(target, Target::Draft(..));
    let model_stays = target.model() == Some(decided);
    let slug_taken = target.slug_taken(tx, given)?;
    let (mut account, place) = target.prepare_account(ctx, tx, given, decided)?;
    if as_draft {
        found.retain(|mistake| mistake.kind() == Kind::Usage || mistake.field() == Some(MODEL));
        found.extend(given.place_mistakes(submission::unreadable(&account, decided)));
    } else {
        found.extend(given.place_mistakes(mistakes(&account, decided)));
        found.extend(submission::without_reason(evidence));
    }
    found.extend(slug_taken);
    if let Err(taken) = refuse_taken(tx, &account, Some(account.id), decided) {
        found.extend(given.place_mistakes(taken.parts().to_vec()));
    }
    if !as_draft && !found.is_empty() {
        found.extend(submission::against_evidence(
            ctx, tx, &account, decided, evidence,
        ));
    }
    Diagnostic::unless_permission_decides(&found)?;
    let acted_on = submission::acting_on(stored.as_ref(), &account);
    let actor = ctx.require_actor(tx, acted_on, Permission::AccountManage)?;
    let owner = if as_draft {
        None
    } else {
        Some(decide_appointment(ctx, tx, &account, &actor)?)
    };
    if let Some(Err(refusal)) = &owner {
        found.extend(given.place_mistakes(vec![submission::no_owner(refusal)]));
    }
    Diagnostic::unless_none(found)?;
    let owner = owner.transpose()?;
    if owner.is_some() {
        submission::submit(ctx, tx, &mut account, place, evidence, None)?;
    }
    let is_edited = !model_stays || !account.application.changed_since(&before).is_empty();
    if is_edited || !as_draft {
        tx.accounts().save(&account)?;
    }
    if is_edited {
        log(tx, &account, &actor, &before, is_draft, decided)?;
    }
    if let Some(owner) = &owner {
        submission::record(tx, &account, place, &actor, evidence, owner)?;
    }
    Ok((account.slug.clone(), show::view(ctx, tx, &account, None)?))
}

/// An account that is not stored, to assess an application by itself.
fn blank_account(ctx: &Context<'_>, model: Model) -> Account {
    Account {
        id: 0,
        slug: Slug::from_name("", "account"),
        application: crate::domain::application::Application::default(),
        created_at: ctx.now(),
        enrollments: vec![crate::domain::enrollment::Enrollment::draft(
            model,
            ctx.now(),
        )],
        former_owner: None,
    }
}

fn log(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
    before: &crate::domain::application::Application,
    is_draft: bool,
    model: Model,
) -> Result<()> {
    let action = if is_draft {
        "application.edited"
    } else {
        "enrollment.started"
    };
    let form = EnrollmentStarted::new(model, before, &account.application);
    let entry = account_entry(&account.slug, actor.name(), action, &form)?;
    tx.log(&entry)
}
