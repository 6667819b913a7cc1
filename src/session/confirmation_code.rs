//! The code with which the primary contact confirms the address, and the message that carries it.

use super::context::no_randomness;
use super::journal::{NoChanges, entry};
use super::{Actor, Context};
use crate::diagnostic::Result;
use crate::domain::application::Field;
use crate::domain::enrollment::{CheckKind, Code, Confirmation};
use crate::domain::{Account, Email, Language, Model};
use crate::exchange::mail::{self, Message, TemplateName};
use crate::store::Tx;

/// Makes a new confirmation code, which replaces the one before, and the message that carries it.
///
/// # Errors
/// If there is no randomness, no address, or a message template of the person's own is wrong.
pub fn issue_confirmation(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &mut Account,
    place: usize,
    actor: &Actor,
    language: Language,
) -> Result<Message> {
    if let Some(enrollment) = account.enrollments.get_mut(place) {
        enrollment.message_sent(ctx.today());
    }
    let account = &*account;
    let code = Code::from_random(&ctx.host.random().map_err(no_randomness)?);
    tx.save_confirmation(account.id, place, Some(&Confirmation::of(&code, ctx.now())))?;
    let to = contact_address(account)?;
    tx.log(&entry(
        &account.slug,
        actor.name(),
        "confirmation.issued",
        to.as_str(),
        &NoChanges {},
    )?)?;
    let shown = if ctx.dry_run() { "…" } else { code.reveal() };
    let enrollment = account.enrollments.get(place);
    let due = enrollment
        .and_then(|one| one.check(CheckKind::EmailOwnership))
        .and_then(|check| check.due());
    let message = mail::ConfirmationMessage {
        to: &to,
        name: &contact_name(account),
        company: account.legal_name(),
        account: &account.slug,
        model: enrollment.map_or(Model::IndirectReseller, |one| one.model),
        code: shown,
        due: due.unwrap_or(ctx.today()),
    };
    ctx.message(TemplateName::Confirmation, language, |own| {
        message.message(language, own)
    })
}

/// The address of the primary contact.
///
/// # Errors
/// `verify.email-first` where the application names none.
pub fn contact_address(account: &Account) -> Result<Email> {
    account.application.address_of_contact()
}

/// The name of the primary contact.
pub fn contact_name(account: &Account) -> String {
    let part = |field| account.application.get(field).unwrap_or("");
    format!(
        "{} {}",
        part(Field::ContactFirstName),
        part(Field::ContactLastName)
    )
    .trim()
    .to_owned()
}
