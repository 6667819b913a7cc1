//! The user who becomes the administrator named in an application.

use super::{User, UserEvent, UserState};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::quote::shell_word;
use crate::domain::role::{Role, RoleSet};
use crate::domain::rule::users as rules;

/// What submitting an application changes for the user named as administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appointment {
    /// Nothing: the user is an active global admin already.
    Stays,
    /// The user is created as an active global admin.
    Created,
    /// An active user gets the role.
    Granted(Box<User>),
}

/// Decides what happens to the user with the administrator's address when the application is submitted.
///
/// # Errors
/// `users.step` for a user who cannot act, because then nobody could act as the owner.
pub fn appoint(found: Option<&User>, now: Instant) -> Result<Appointment, Diagnostic> {
    let Some(user) = found.filter(|user| !user.state.is_gone(now)) else {
        return Ok(Appointment::Created);
    };
    let email = &user.email;
    let word = shell_word(email.as_str(), "ADDRESS");
    let (what, remedy) = match user.state {
        UserState::Active if user.roles.contains(Role::GlobalAdmin) => {
            return Ok(Appointment::Stays);
        }
        UserState::Active => {
            let role = RoleSet::only(Role::GlobalAdmin);
            let granted = user.clone().apply(UserEvent::Grant(role), now)?;
            return Ok(Appointment::Granted(Box::new(granted)));
        }
        UserState::PasswordPending { expires_at } if now < expires_at => (
            "has not signed in yet",
            format!("Have the user sign in first: `csp users sign-in {word}`"),
        ),
        UserState::PasswordPending { .. } => (
            "has not signed in, and the temporary password has expired",
            format!("Issue a new one: `csp users reset-password {word}`"),
        ),
        UserState::Blocked { .. } => (
            "is blocked",
            format!("Unblock the user first: `csp users unblock {word}`"),
        ),
        UserState::Removed { .. } => (
            "was removed",
            format!("Restore the user first: `csp users restore {word}`"),
        ),
    };
    let message = format!("{} {what} and cannot become the owner", user.email);
    Err(Diagnostic::refused(&rules::STEP, message).with_help(remedy))
}

#[cfg(test)]
mod tests {
    use super::super::{Access, BeforeRemoval, RESTORE_DAYS};
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn now() -> Instant {
        DateTime::from_timestamp(1_614_600_000, 0).unwrap()
    }

    fn user(state: UserState, roles: &[Role]) -> User {
        let name = || "Ada".parse().unwrap();
        User {
            state,
            roles: roles.iter().copied().collect(),
            ..User::owner("ada@contoso.fr".parse().unwrap(), name(), name(), now())
        }
    }

    #[test]
    fn who_can_become_the_owner_and_how() {
        assert_eq!(appoint(None, now()), Ok(Appointment::Created));
        let ago = |days| UserState::Removed {
            at: now() - TimeDelta::days(days),
            before: BeforeRemoval::Open(Access::Active),
        };
        let until = |days| UserState::PasswordPending {
            expires_at: now() + TimeDelta::days(days),
        };
        let before = Access::Active;
        let (global, sales) = (&[Role::GlobalAdmin][..], &[Role::SalesAgent][..]);
        for (state, roles, outcome) in [
            (UserState::Active, global, "stays"),
            (UserState::Active, sales, "global-admin;sales-agent"),
            (until(1), global, "csp users sign-in ada@contoso.fr"),
            (until(1), sales, "csp users sign-in ada@contoso.fr"),
            (until(0), global, "csp users reset-password ada@contoso.fr"),
            (
                UserState::Blocked { before },
                global,
                "csp users unblock ada@contoso.fr",
            ),
            (
                UserState::Blocked { before },
                sales,
                "csp users unblock ada@contoso.fr",
            ),
            (
                ago(RESTORE_DAYS - 1),
                global,
                "csp users restore ada@contoso.fr",
            ),
            (ago(RESTORE_DAYS), global, "created"),
            (ago(RESTORE_DAYS), sales, "created"),
        ] {
            let found = match appoint(Some(&user(state, roles)), now()) {
                Ok(Appointment::Stays) => "stays".to_owned(),
                Ok(Appointment::Created) => "created".to_owned(),
                Ok(Appointment::Granted(granted)) => {
                    assert_eq!(granted.state, UserState::Active);
                    granted.roles.to_string().replace(", ", ";")
                }
                Err(refusal) => {
                    assert_eq!(refusal.rule().unwrap().id, "users.step");
                    let help = refusal.help().unwrap();
                    help.split('`').nth(1).unwrap().to_owned()
                }
            };
            assert_eq!(found, outcome, "{state:?} {roles:?}");
        }
    }
}
