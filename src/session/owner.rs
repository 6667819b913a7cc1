//! The owner: the user whom a submitted application names as administrator.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::application::Field;
use crate::domain::role::Permission;
use crate::domain::rule::enroll;
use crate::domain::user::{Appointment, Name, User, appoint, permit};
use crate::session::Actor;
use crate::session::Context;
use crate::session::find::users::find_user;
use crate::session::journal::{OwnerAdded, user_entry};
use crate::session::transition::Transition;
use crate::store::{KeptPassword, Tx, UserRecord};

/// What submitting the application does to the user whom it names. Making a global admin, however it comes about, asks
/// for what `users grant` asks for.
///
/// # Errors
/// Diagnostic; the refusal inside is listed with the application's other mistakes.
pub fn decide_appointment(
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
pub fn save(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
    appointment: &Appointment,
) -> Result<()> {
    let users = tx.users(account.id);
    let slug = &account.slug;
    match (appointment, account.application.admin_email()) {
        (Appointment::Stays, _) | (_, None) => return Ok(()),
        (Appointment::Created, Some(email)) => {
            let owner = created(tx, account, email)?;
            match users.record(&owner.email)? {
                Some(gone) => users.replace(&gone, &owner, &KeptPassword::Nothing)?,
                None => users.insert(&owner, &KeptPassword::Nothing)?,
            }
            let form = OwnerAdded::from(&owner);
            tx.log(&user_entry(
                slug,
                actor.name(),
                "user.added",
                &owner,
                &form,
            )?)?;
        }
        (Appointment::Granted(owner), Some(email)) => {
            let before = find_user(tx, account, &email)?;
            let after = UserRecord {
                user: User::clone(owner),
                password: before.password.clone(),
            };
            let granting = Transition::new(Permission::UsersManageGlobalAdmins, "user.granted");
            granting.keep(tx, account, actor, &before, &after.into())?;
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
            Diagnostic::usage("the administrator's name is not valid as a user's name")
                .with_help(enroll::ADMIN.remedy),
        );
    };
    Ok(User::owner(email, first, last, tx.now()))
}
