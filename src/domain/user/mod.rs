//! The users of an account: their data, states and permissions.

mod addition;
mod event;
mod last_admin;
mod name;
mod owner;
mod permit;
mod sign_in;
mod sign_in_clock;
mod state;
mod tries;

pub use addition::{check_account_ready, email_taken, row_without_role};
pub use event::UserEvent;
pub use last_admin::{keep_a_global_admin, only_without_global_admin, reset_event};
pub use name::{BadName, CompanyName, Name, PersonName};
pub use owner::{Appointment, appoint};
pub use permit::{Touch, permit, permit_touch, who_may};
pub use sign_in::{check_password_unchanged, expired_password, no_password, wrong_password};
pub use sign_in_clock::SignInClock;
pub use state::{Access, BeforeRemoval, UserState, UserStateKind, UserStep};
pub use tries::Tries;

use super::Email;
use super::calendar::Instant;
use super::role::{Role, RoleSet};
use super::rule::users as rules;
use crate::diagnostic::Diagnostic;

/// After how many days a temporary password expires.
pub const TEMPORARY_PASSWORD_DAYS: i64 = 90;

/// For how many days a removed user can be restored, and the address cannot be used again.
pub const RESTORE_DAYS: i64 = 30;

/// One person in one account. Password hashes are stored separately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The address, which identifies the user in the account.
    pub email: Email,
    /// First name; a bulk file may leave it out.
    pub first_name: Option<Name>,
    /// Last name; a bulk file may leave it out.
    pub last_name: Option<Name>,
    /// The display name.
    pub display_name: Name,
    /// At least one role.
    pub roles: RoleSet,
    /// The state of the user.
    pub state: UserState,
    /// When the user was added.
    pub created_at: Instant,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Instant>,
    /// Wrong passwords since the last correct one.
    pub tries: Tries,
    /// When the temporary password of a user who stays active with it expires.
    pub replaces_password_by: Option<Instant>,
}

/// A person before becoming a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The address.
    pub email: Email,
    /// First name.
    pub first_name: Option<Name>,
    /// Last name.
    pub last_name: Option<Name>,
    /// The display name, if a file gives one.
    pub display_name: Option<Name>,
}

impl User {
    /// The owner: active, global admin, without a password in the store until one is reset.
    pub fn owner(email: Email, first_name: Name, last_name: Name, now: Instant) -> Self {
        Self {
            display_name: Name::display(Some(&first_name), Some(&last_name), &email),
            email,
            first_name: Some(first_name),
            last_name: Some(last_name),
            roles: RoleSet::only(Role::GlobalAdmin),
            state: UserState::Active,
            created_at: now,
            last_sign_in_at: None,
            tries: Tries::default(),
            replaces_password_by: None,
        }
    }

    /// A new user with a temporary password.
    ///
    /// # Errors
    /// `users.role-required` when there is no role.
    pub fn new(person: Person, roles: RoleSet, now: Instant) -> Result<Self, Diagnostic> {
        if roles.is_empty() {
            return Err(no_role(&person.email));
        }
        let display_name = person.display_name.unwrap_or_else(|| {
            Name::display(
                person.first_name.as_ref(),
                person.last_name.as_ref(),
                &person.email,
            )
        });
        Ok(Self {
            email: person.email,
            first_name: person.first_name,
            last_name: person.last_name,
            display_name,
            roles,
            state: UserState::waiting_from(now),
            created_at: now,
            last_sign_in_at: None,
            tries: Tries::default(),
            replaces_password_by: None,
        })
    }

    /// When the temporary password expires; `None` if there is none.
    pub fn temporary_password_expires_at(&self) -> Option<Instant> {
        let pending = self.state.temporary_password_expires_at();
        pending.or(self.replaces_password_by)
    }

    /// Whether the user is active and a global admin.
    pub fn is_active_global_admin(&self) -> bool {
        self.state == UserState::Active && self.roles.contains(Role::GlobalAdmin)
    }

    /// The user with other names. A display name that was made from the old names is made again.
    #[must_use]
    fn renamed(mut self, first_name: Option<Name>, last_name: Option<Name>) -> Self {
        let derived = Name::display(
            self.first_name.as_ref(),
            self.last_name.as_ref(),
            &self.email,
        );
        let was_derived = self.display_name == derived;
        self.first_name = first_name.or(self.first_name);
        self.last_name = last_name.or(self.last_name);
        if was_derived {
            self.display_name = Name::display(
                self.first_name.as_ref(),
                self.last_name.as_ref(),
                &self.email,
            );
        }
        self
    }
}

/// The refusal of a user without a role.
fn no_role(email: &Email) -> Diagnostic {
    Diagnostic::refused(
        &rules::ROLE_REQUIRED,
        format!("{email} would be left without a role"),
    )
}

#[cfg(test)]
mod tests;
