//! Starting an application, or going on with a draft: what it becomes is decided first, then saved.

use super::input::ApplicationInput;
use super::submission;
use super::target::ApplicationTarget;
use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::application::Application;
use crate::domain::enrollment::Enrollment;
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::user::Appointment;
use crate::domain::{Account, Model, Slug};
use crate::exchange::application::MODEL;
use crate::session::find::OwnerLookup;
use crate::session::journal::{EnrollmentStarted, account_entry};
use crate::session::owner::decide_appointment;
use crate::session::{Actor, Context};
use crate::store::Tx;

/// What becomes of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAs {
    /// It is submitted, if nothing is wrong with it.
    Submission,
    /// It is kept as a draft, whatever it lacks and whatever rule it breaks.
    Draft,
    /// It is kept as a draft, whatever it lacks, if what it has breaks no rule.
    FaultlessDraft,
}

/// An application that is to be started.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationStart<'a> {
    /// What was given.
    pub input: &'a ApplicationInput,
    /// The model, if one was named.
    pub model: Option<Model>,
    /// What becomes of it.
    pub start_as: StartAs,
    /// What the eligibility check is given.
    pub evidence: &'a EvidenceArgs,
}

/// An application that may be started, not saved yet.
#[derive(Debug)]
pub struct StartedApplication {
    /// The account as it becomes.
    pub account: Account,
    /// The place of its enrollment.
    pub place: usize,
    /// Whether the store will differ afterwards.
    pub is_change: bool,
    /// Whether the account is not in the store yet.
    pub is_new: bool,
    actor: Actor,
    /// What was on file.
    before: Application,
    /// Whether it goes on with a draft.
    is_draft: bool,
    is_edited: bool,
    model: Model,
    /// What becomes of the administrator; `None` for a draft.
    owner: Option<Appointment>,
}

impl ApplicationStart<'_> {
    /// Decides what the application becomes, without writing.
    ///
    /// # Errors
    /// Everything that is wrong with it, with its place; or that the acting user may not.
    pub fn decide(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
    ) -> Result<StartedApplication> {
        let (given, model, evidence) = (self.input, self.model, self.evidence);
        let as_draft = self.start_as != StartAs::Submission;
        let mut found = given.mistakes();
        let target = match ApplicationTarget::find(ctx, tx, owners, given, model) {
            Ok(target) => target,
            Err(failure) => return Err(self.without_target(ctx, found, failure)),
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
        let is_draft = matches!(target, ApplicationTarget::Draft(..));
        let model_stays = target.model() == Some(decided);
        let slug_taken = target.slug_taken(tx, owners, given)?;
        let (mut account, place) = target.prepare_account(ctx, tx, owners, given, decided)?;
        if as_draft {
            found.retain(|mistake| mistake.kind() == Kind::Usage || mistake.field() == Some(MODEL));
        }
        found.extend(given.place_mistakes(match self.start_as {
            StartAs::Submission => submission::mistakes(&account, decided),
            StartAs::Draft => submission::unreadable(&account, decided),
            StartAs::FaultlessDraft => submission::faults(&account, decided),
        }));
        if !as_draft {
            found.extend(submission::without_reason(evidence));
        }
        found.extend(slug_taken);
        if let Err(taken) = owners.refuse_taken(tx, &account, Some(account.id), decided) {
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
            submission::submit(ctx, tx, &mut account, place, evidence, owners, None)?;
        }
        let is_edited = !model_stays || !account.application.changed_since(&before).is_empty();
        Ok(StartedApplication {
            account,
            place,
            is_change: is_edited || !as_draft,
            is_new: stored.is_none(),
            actor,
            before,
            is_draft,
            is_edited,
            model: decided,
            owner,
        })
    }

    /// Why the application can go to no account, with what is wrong with it by itself.
    fn without_target(
        &self,
        ctx: &Context<'_>,
        mut found: Vec<Diagnostic>,
        failure: Diagnostic,
    ) -> Diagnostic {
        if failure.kind() != Kind::Refused || ctx.account_flag.is_some() {
            return failure;
        }
        let model = self.model.unwrap_or(Model::IndirectReseller);
        let by_itself = Account {
            application: self.input.application.clone(),
            ..blank_account(ctx, model)
        };
        if self.start_as == StartAs::Submission {
            let mistakes = submission::mistakes(&by_itself, model);
            found.extend(self.input.place_mistakes(mistakes));
        }
        found.extend(self.input.place_mistakes(failure.parts().to_vec()));
        Diagnostic::of(found).unwrap_or(failure)
    }
}

impl StartedApplication {
    /// Saves the account, and writes the journal.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, tx: &Tx<'_>, evidence: &EvidenceArgs) -> Result<()> {
        if self.is_change {
            tx.accounts().save(&self.account)?;
        }
        if self.is_edited {
            self.log(tx)?;
        }
        if let Some(owner) = &self.owner {
            let (account, place, actor) = (&self.account, self.place, &self.actor);
            submission::record(tx, account, place, actor, evidence, owner)?;
        }
        Ok(())
    }

    fn log(&self, tx: &Tx<'_>) -> Result<()> {
        let account = &self.account;
        let action = if self.is_draft {
            "application.edited"
        } else {
            "enrollment.started"
        };
        let form = EnrollmentStarted::new(self.model, &self.before, &account.application);
        let entry = account_entry(&account.slug, self.actor.name(), action, &form)?;
        tx.log(&entry)
    }
}

/// An account that is not stored, to assess an application by itself.
fn blank_account(ctx: &Context<'_>, model: Model) -> Account {
    Account {
        id: 0,
        slug: Slug::from_name("", "account"),
        application: Application::default(),
        created_at: ctx.now(),
        enrollments: vec![Enrollment::draft(model, ctx.now())],
        former_owner: None,
    }
}
