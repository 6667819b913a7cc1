//! The owner: the user whom a submitted application names as administrator.

use serde_json::json;

use super::change::differences;
use crate::commands::{Actor, Context};
use crate::domain::application::Field;
use crate::domain::role::Permission;
use crate::domain::rule::enroll;
use crate::domain::user::{Appointment, Name, User, appoint, permit};
use crate::domain::{Account, Email, Refusal};
use crate::error::{Failure, Result};
use crate::store::{Entry, Kept, Tx};

/// What submitting the application does to the user whom it names. Making a global admin, however it comes about, asks
/// for what `users grant` asks for.
///
/// # Errors
/// Forbidden; the refusal inside is for whoever lists it with the application's other mistakes.
pub(in crate::commands) fn appointed(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
) -> Result<std::result::Result<Appointment, Refusal>> {
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
    let (owner, action, changes) = match (appointment, account.application.admin_email()) {
        (Appointment::Stays, _) | (_, None) => return Ok(()),
        (Appointment::Created, Some(email)) => {
            let owner = created(tx, account, email)?;
            match users.record(&owner.email)? {
                Some(gone) => users.replace(&gone, &owner, &Kept::Nothing)?,
                None => users.insert(&owner, &Kept::Nothing)?,
            }
            let changes =
                json!({ "roles": owner.roles, "state": owner.state.word(), "owner": true });
            (owner, "user.added", changes)
        }
        (Appointment::Granted(owner), Some(email)) => {
            let before = users.find(&email)?;
            users.save(owner)?;
            let changes = before.map_or(json!({}), |before| differences(&before, owner));
            (owner.as_ref().clone(), "user.granted", changes)
        }
    };
    tx.log(&Entry {
        account: Some(&account.slug),
        actor: actor.name(),
        action,
        subject: owner.email.as_str(),
        reason: None,
        changes,
    })?;
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
            Failure::usage("the administrator's name cannot be a user's name")
                .remedy(enroll::ADMIN.remedy),
        );
    };
    Ok(User::owner(email, first, last, tx.now()))
}
