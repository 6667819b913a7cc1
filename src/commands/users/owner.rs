//! The owner: the user whom a submitted application names as administrator.

use super::change::edited;
use crate::commands::{Actor, Context};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::application::Field;
use crate::domain::role::Permission;
use crate::domain::rule::enroll;
use crate::domain::user::{Appointment, Name, User, appoint, permit};
use crate::session::journal::{EditedFields, OwnerAdded, user_entry};
use crate::store::{Kept, Tx};

/// What submitting the application does to the user whom it names. Making a global admin, however it comes about, asks
/// for what `users grant` asks for.
///
/// # Errors
/// Diagnostic; the refusal inside is for whoever lists it with the application's other mistakes.
pub(in crate::commands) fn appointed(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
) -> Result<std::result::Result<Appointment, Diagnostic>> {
    let Some(email) = account.application.admin_email() else {
        return Ok(Ok(Appointment::Stays)); // Refused by `enroll.admin`.
    };
    let found = tx.users(account.id).find(&email)?;
    let appointment = appoint(found.as_ref(), tx.now());
    if let Some(user) = &actor.user
        && appointment != Ok(Appointment::Stays)
    {
        permit(user, Permission::UsersManageGlobalAdmins)
            .map_err(|forbidden| ctx.forbidden(tx, account, forbidden))?;
    }
    Ok(appointment)
}

/// Saves what was decided, and writes the journal.
///
/// # Errors
/// If the administrator's name is none, or the store cannot be written.
pub(in crate::commands) fn save(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
    appointment: &Appointment,
) -> Result<()> {
    let users = tx.users(account.id);
    let (slug, actor) = (&account.slug, actor.name());
    match (appointment, account.application.admin_email()) {
        (Appointment::Stays, _) | (_, None) => return Ok(()),
        (Appointment::Created, Some(email)) => {
            let owner = created(tx, account, email)?;
            match users.record(&owner.email)? {
                Some(gone) => users.replace(&gone, &owner, &Kept::Nothing)?,
                None => users.insert(&owner, &Kept::Nothing)?,
            }
            let form = OwnerAdded::from(&owner);
            tx.log(&user_entry(slug, actor, "user.added", &owner, &form)?)?;
        }
        (Appointment::Granted(owner), Some(email)) => {
            let before = users.find(&email)?;
            users.save(owner)?;
            let form = match &before {
                Some(before) => edited(before, owner)?,
                None => EditedFields::default(),
            };
            tx.log(&user_entry(slug, actor, "user.granted", owner, &form)?)?;
        }
    }
    Ok(())
}

/// The administrator of the application as a new user.
fn created(tx: &Tx<'_>, account: &Account, email: Email) -> Result<User> {
    let name = |field| {
        account
            .application
            .get(field)
            .and_then(|text| text.parse::<Name>().ok())
    };
    let (Some(first), Some(last)) = (name(Field::AdminFirstName), name(Field::AdminLastName))
    else {
        return Err(
            Diagnostic::usage("the administrator's name cannot be a user's name")
                .with_help(enroll::ADMIN.remedy),
        );
    };
    Ok(User::owner(email, first, last, tx.now()))
}
