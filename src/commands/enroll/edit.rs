//! `csp enroll edit`: change an application, before or after it was submitted.

use super::show;
use crate::cli::enroll::ApplicationEditArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::application::{Field, FieldFinding, assess_change};
use crate::domain::enrollment::{EnrollmentEvent, EnrollmentStateKind, Revision};
use crate::domain::role::Permission;
use crate::exchange::application::ACCOUNT;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::account::enrollment_place;
use crate::session::application::ApplicationInput;
use crate::session::application::submission::{acting_on, at, set, unreadable, warn};
use crate::session::application::target::keeps_its_name;
use crate::session::confirmation_code::issue_confirmation;
use crate::session::find::OwnerLookup;
use crate::session::journal::{ApplicationEdited, account_entry};

pub(super) fn run(ctx: &Context<'_>, args: ApplicationEditArgs) -> Result<Outcome> {
    let given =
        ApplicationInput::collect(args.from.as_deref(), &args.fields, args.slug.as_deref())?;
    Diagnostic::unless_none(given.mistakes())?;
    if given.is_empty() {
        return Err(Diagnostic::usage("there is nothing to change")
            .with_help("Give at least one field, for example: `csp enroll edit --city Paris`\nOr give a file with `--from FILE`. To see all fields: `csp enroll edit --help`"));
    }
    let view = ctx.write(|tx| {
        let mut account = ctx.account(tx)?;
        let place = enrollment_place(&account, args.model)?;
        let before = account.clone();
        account.application = given.laid_over(account.application);
        let stage = at(&account, place)?.stage();
        if stage != EnrollmentStateKind::Draft {
            account.application = account.application.written_as(&before.application);
        }
        let changed = account.application.changed_since(&before.application);
        let revision = revision(&before, &account, &changed);
        let revised = at(&account, place)?
            .clone()
            .apply(EnrollmentEvent::Revise(revision), ctx.now());
        let mut found = revised.as_ref().err().map_or_else(Vec::new, |refusal| {
            given.place_mistakes(refused_fields(refusal, &changed))
        });
        let model = at(&account, place)?.model;
        found.extend(
            given.place_mistakes(if stage == EnrollmentStateKind::Draft {
                unreadable(&account, model)
            } else {
                assess_change(model, &account.application, &changed)
                    .into_iter()
                    .map(FieldFinding::diagnostic)
                    .collect()
            }),
        );
        if args.slug.is_some() {
            found.extend(check_rename(&given, &account));
        } else {
            keeps_its_name(ctx, &given, &account);
        }
        Diagnostic::unless_permission_decides(&found)?;
        let actor = ctx.require_actor(
            tx,
            acting_on(Some(&before), &account),
            Permission::AccountManage,
        )?;
        Diagnostic::unless_none(found)?;
        if changed.is_empty() {
            return show::view(ctx, tx, &account, None);
        }
        OwnerLookup::Queries.refuse_taken(tx, &account, Some(account.id), model)?;
        let enrollment = revised?;
        if stage != EnrollmentStateKind::Draft && changed.contains(&Field::ContactEmail) {
            warn(ctx, &account);
        }
        let reopened_email = enrollment.awaits_confirmation()
            && (revision.contact_address || (revision.contact() && enrollment.is_in_force()));
        set(&mut account, place, enrollment);
        tx.accounts().save(&account)?;
        tx.log(&account_entry(
            &account.slug,
            actor.name(),
            "application.edited",
            &ApplicationEdited::between(&before.application, &account.application),
        )?)?;
        let message = if reopened_email && stage != EnrollmentStateKind::Draft {
            Some(issue_confirmation(
                ctx,
                tx,
                &mut account,
                place,
                &actor,
                ctx.settings.language,
            )?)
        } else {
            None
        };
        show::view(ctx, tx, &account, message)
    })?;
    Ok(Outcome::thing(view))
}

/// The refusal of another short name.
fn check_rename(given: &ApplicationInput, account: &Account) -> Option<Diagnostic> {
    let refusal = account.check_slug_kept(given.slug.as_ref()).err()?;
    Some(refusal.with_field(ACCOUNT))
}

/// A refused change, once for each frozen field in it.
fn refused_fields(refusal: &Diagnostic, changed: &[Field]) -> Vec<Diagnostic> {
    let frozen: Vec<Diagnostic> = changed
        .iter()
        .filter(|field| field.is_frozen_once_submitted())
        .map(|field| {
            refusal
                .clone()
                .with_field(field.facts().key)
                .with_flag(field.flag())
        })
        .collect();
    if frozen.is_empty() {
        vec![refusal.clone()]
    } else {
        frozen
    }
}

/// What the change touches, as far as the verification cares.
fn revision(before: &Account, after: &Account, changed: &[Field]) -> Revision {
    let key = |account: &Account| {
        account
            .application
            .contact_email()
            .map(|email| email.key().to_owned())
    };
    Revision {
        contact_address: key(before) != key(after),
        contact_name: [Field::ContactFirstName, Field::ContactLastName]
            .iter()
            .any(|field| changed.contains(field)),
        legal_profile: changed.iter().any(|field| field.is_legal_profile()),
        frozen: changed.iter().any(|field| field.is_frozen_once_submitted()),
    }
}
