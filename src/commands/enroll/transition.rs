//! `csp enroll transition`: a second enrollment, as indirect reseller, on a direct-bill tenant.

use super::show;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{Field, check_value};
use crate::domain::enrollment::Enrollment;
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::{Email, check_phone, check_transition};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::journal::{EnrollmentTransitioned, account_entry};

const MOVING: &str = "Open an indirect-reseller enrollment on this direct-bill tenant? The way back needs a new tenant.";

/// `csp enroll transition`.
pub(super) fn run(
    ctx: &Context<'_>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<Outcome> {
    let (email, phone) = support_contact(ctx, email, phone)?;
    ctx.confirm(MOVING)?;
    let view = ctx.write(|tx| {
        let before = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &before, Permission::EnrollTransition)?;
        check_transition(&before)?;
        let mut account = before.clone();
        for (field, value) in [(Field::SupportEmail, &email), (Field::SupportPhone, &phone)] {
            if let Some(value) = value {
                account.application.set(field, value);
            }
        }
        account.enrollments.push(Enrollment::transition(ctx.now()));
        tx.accounts().save(&account)?;
        let fields = account.application.changed_since(&before.application);
        let form = EnrollmentTransitioned::new(&fields);
        let actor = actor.name();
        tx.log(&account_entry(
            &account.slug,
            actor,
            "enrollment.transitioned",
            &form,
        )?)?;
        show::view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}

/// The support contact, asked for where the account has none.
fn support_contact(
    ctx: &Context<'_>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<(Option<String>, Option<String>)> {
    let account = ctx.read(|tx| ctx.account(tx))?;
    let on_file = |field| account.application.get(field).is_some();
    let mut needs = ctx.needs();
    let rule = Some(&enroll::SUPPORT_CONTACT as RuleRef);
    let given = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
    let (mut email, mut phone) = (given(email), given(phone));
    if check_transition(&account).is_ok() {
        if email.is_none() && !on_file(Field::SupportEmail) {
            let asked: Option<Email> =
                needs.value(None, "Customer support email", "--support-email", rule)?;
            email = asked.map(|asked| asked.to_string());
        }
        if phone.is_none() && !on_file(Field::SupportPhone) {
            let read = |typed: &str| {
                check_phone(typed).map_err(|bad| bad.to_string())?;
                Ok((typed.to_owned(), typed.to_owned()))
            };
            let question = ("Customer support phone", "--support-phone", rule);
            phone = needs.answer(None, question, None, &read)?;
        }
    }
    needs.confirmation(MOVING);
    needs.met()?;
    if let Some(typed) = &email {
        check_value(Field::SupportEmail, typed, &account.application)
            .map_err(|finding| Diagnostic::usage(finding.message))?;
    }
    if let Some(typed) = &phone {
        check_phone(typed)
            .map_err(|bad| Diagnostic::usage(bad.to_string()).with_flag("--support-phone"))?;
    }
    Ok((email, phone))
}
