//! `users add`: one new colleague, from what is missing to the temporary password.

use super::account::warn_of_other_domain;
use super::credentials::{Credentials, unwritten, write_user};
use super::{draft, roles};
use crate::cli::users::Add;
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::password::{Secret, TemporaryHash, temporary_password};
use crate::domain::role::{Permission, RoleSet};
use crate::domain::rule::users as rules;
use crate::domain::user::{
    Name, Person, Touch, User, check_account_ready, email_taken, permit_touch,
};
use crate::report::Outcome;
use crate::report::views::users::NewUserView;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::journal::{UserAdded, user_entry};
use crate::session::needs::require_value;
use crate::store::{KeptPassword, Tx};

/// Adds one user.
pub(super) fn run(ctx: &Context<'_>, args: Add) -> Result<Outcome> {
    let keep = !ctx.dry_run();
    let credentials = args
        .credentials
        .as_ref()
        .map(|place| Credentials::prepare(place, keep))
        .transpose()?;
    let language = args.lang.unwrap_or(ctx.settings.language);
    let draft_out = args.draft_out.clone();
    let (person, roles) = gather(ctx, args)?;
    let password = temporary_password(&ctx.host.random().map_err(no_randomness)?);
    let hash = KeptPassword::Temporary(TemporaryHash::of(&password));
    let user = ctx.write(|tx| {
        let (account, user) = save(ctx, tx, &person, roles, &hash)?;
        if let Some(credentials) = &credentials {
            let expires_at = user
                .temporary_password_expires_at()
                .unwrap_or(user.created_at);
            credentials.fill(|rows| {
                write_user(rows, &user, &password, expires_at).map_err(|error| {
                    unwritten(std::path::Path::new("the credentials file"), &error)
                })
            })?;
        }
        if let Some(place) = &draft_out {
            draft::prepare(ctx, place, &account, &user, &password, language)?;
        }
        Ok(user)
    })?;
    if let Some(credentials) = &credentials {
        credentials.place(1, &ctx.out)?;
    }
    let shown: Option<Secret> = (keep && credentials.is_none()).then_some(password);
    Ok(Outcome::thing(NewUserView::new(user, shown)))
}

/// Decides on the store as it is now, and saves.
fn save(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    person: &Person,
    roles: RoleSet,
    hash: &KeptPassword,
) -> Result<(Account, User)> {
    let account = ctx.account(tx)?;
    let actor = ctx.require_actor(tx, &account, Permission::UsersManage)?;
    if let Some(user) = &actor.user {
        permit_touch(user, Touch::Roles(roles))
            .map_err(|forbidden| ctx.forbidden(tx, &account, forbidden))?;
    }
    check_account_ready(&account)?;
    let before = tx.users(account.id).record(&person.email)?;
    let user = User::new(person.clone(), roles, tx.now())?;
    match &before {
        None => tx.users(account.id).insert(&user, hash)?,
        Some(record) if record.user.state.is_gone(tx.now()) => {
            tx.users(account.id).replace(record, &user, hash)?;
        }
        Some(record) => return Err(email_taken(&record.user)),
    }
    tx.log(&user_entry(
        &account.slug,
        actor.name(),
        "user.added",
        &user,
        &UserAdded::from(&user),
    )?)?;
    warn_of_other_domain(ctx, &account, &user.email);
    Ok((account, user))
}

/// Everything that is needed. What is missing is asked for on a terminal.
fn gather(ctx: &Context<'_>, args: Add) -> Result<(Person, RoleSet)> {
    let given = args.roles.into_iter().fold(RoleSet::NONE, RoleSet::with);
    // With everything given nothing is asked, not even for a yes.
    let complete = args.email.is_some()
        && args.first_name.is_some()
        && args.last_name.is_some()
        && !given.is_empty();
    if !complete {
        ctx.before_asking(|tx| {
            let account = ctx.account(tx)?;
            ctx.require_actor(tx, &account, Permission::UsersManage)?;
            check_account_ready(&account)
        })?;
    }
    let mut needs = ctx.needs();
    let email = needs.value(args.email, "The user's work address", "EMAIL", None)?;
    let first_name = needs.value(args.first_name, "First name", "--first-name", None)?;
    let last_name = needs.value(args.last_name, "Last name", "--last-name", None)?;
    let roles = match given.is_empty() {
        true if ctx.prompter.can_ask() => roles::ask(ctx)?,
        true => {
            needs.missing("A role", "--role", Some(&rules::ROLE_REQUIRED));
            given
        }
        false => given,
    };
    needs.met()?;
    let person = Person {
        email: require_value(email)?,
        first_name: Some(require_value(first_name)?.into()),
        last_name: Some(require_value(last_name)?.into()),
        display_name: None,
    };
    if !complete {
        ctx.read(|tx| {
            let account = ctx.account(tx)?;
            match tx.users(account.id).record(&person.email)? {
                Some(record) if !record.user.state.is_gone(tx.now()) => {
                    Err(email_taken(&record.user))
                }
                Some(_) | None => Ok(()),
            }
        })?;
        let name =
            |name: &Option<Name>| name.as_ref().map_or_else(String::new, ToString::to_string);
        ctx.confirm(&format!(
            "Add {} {} <{}> with {}?",
            name(&person.first_name),
            name(&person.last_name),
            person.email,
            roles.to_string().replace(';', ", ")
        ))?;
    }
    Ok((person, roles))
}
