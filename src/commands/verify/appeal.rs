//! `csp verify appeal`: contest a rejection with documents.

use std::io::{self, Read as _};

use sha2::{Digest as _, Sha256};

use super::check_choices::open_checks;
use super::view;
use crate::cli::verify::DocumentArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{Field, check_value};
use crate::domain::enrollment::{Appeal, AppealDocument, CheckKind, Enrollment, EnrollmentEvent};
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, verify};
use crate::domain::{Account, Email, Model, hex};
use crate::host::files::{open_input, unreadable};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::confirmation_code::issue_confirmation;
use crate::session::journal::CheckAppealed;
use crate::session::needs::require_value;
use crate::session::transition::{AccountEnrollment, Decided, Found, Transition};

/// What `csp verify appeal` was given.
pub(super) struct AppealArgs {
    pub(super) check: Option<CheckKind>,
    pub(super) documents: Vec<DocumentArg>,
    pub(super) comment: Option<String>,
    pub(super) contact_email: Option<Email>,
}

pub(super) fn run(ctx: &Context<'_>, model: Option<Model>, args: &AppealArgs) -> Result<Outcome> {
    let rule = Some(&verify::REASON as RuleRef);
    let mut needs = ctx.needs();
    let open = || open_checks(ctx, model, Enrollment::appealable_checks);
    let check = needs.word_among(args.check, ("The check", "CHECK", rule), open)?;
    let mut given = args.documents.clone();
    if given.is_empty() {
        let asked: Option<DocumentArg> =
            needs.value(None, "A document (TYPE:PATH)", "--document", rule)?;
        given.extend(asked);
    }
    needs.met_by(model)?;
    let check = require_value(check)?;
    if args.contact_email.is_some() && check != CheckKind::EmailOwnership {
        return Err(Diagnostic::usage(
            "--contact-email can only be used in an appeal of email-ownership",
        ));
    }
    let documents = given
        .iter()
        .map(|one| fingerprint(ctx, one))
        .collect::<Result<Vec<_>>>()?;
    let transition = Transition::new(Permission::AccountManage, "check.appealed")
        .because(args.comment.as_deref());
    let answer = ctx.write(|tx| {
        let mut changed =
            transition.apply(ctx, tx, &model, |_, found: &Found<AccountEnrollment>| {
                let mut before = found.before.clone();
                before.place()?;
                if let Some(email) = &args.contact_email {
                    correct_address(&mut before.account, email)?;
                }
                let appeal = Appeal {
                    check,
                    documents: documents.clone(),
                };
                let after = before.after(EnrollmentEvent::Appeal(appeal), ctx.now())?;
                let state = after.enrollment()?.stage();
                let email = args.contact_email.as_ref();
                let form = CheckAppealed::new(check, &documents, email, state);
                Ok(Decided::with_form(after, &form)?.about(check))
            })?;
        let message = if check == CheckKind::EmailOwnership {
            let language = ctx.settings.language;
            let place = changed.after.place()?;
            let (account, actor) = (&mut changed.after.account, &changed.actor);
            Some(issue_confirmation(
                ctx, tx, account, place, actor, language,
            )?)
        } else {
            None
        };
        view(ctx, tx, &changed.after, message)
    })?;
    Ok(Outcome::thing(answer))
}

/// Puts the right address into the application; it keeps the same rules as before.
fn correct_address(account: &mut Account, email: &Email) -> Result<()> {
    let application = &mut account.application;
    check_value(Field::ContactEmail, email.as_str(), application)
        .map_err(|finding| finding.refusal())?;
    application.set(Field::ContactEmail, email.as_str());
    Ok(())
}

/// What is kept of a document: type, name, size and SHA-256; the file itself is not.
fn fingerprint(ctx: &Context<'_>, document: &DocumentArg) -> Result<AppealDocument> {
    let name = document
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let mut file = open_input(&document.path)?;
    // A pipe or a device may never end, and has no size to keep.
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        let path = document.path.display();
        return Err(Diagnostic::usage(format!("{path} is not a regular file"))
            .with_flag("--document")
            .with_help("Give the file of the document."));
    }
    let mut hash = Sha256::new();
    let mut size = 0_u64;
    let mut buffer = [0_u8; 16 * 1024];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(unreadable(&document.path, &error));
            }
        };
        hash.update(&buffer[..read]);
        size += read as u64;
    }
    let sha256 = hex(&hash.finalize());
    Ok(AppealDocument {
        kind: document.kind,
        name: name.unwrap_or_default(),
        size,
        sha256,
        added_at: ctx.now(),
    })
}
