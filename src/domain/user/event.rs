//! Events of a user.

use super::{Name, Tries, User, UserState, UserStep, no_role};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::quote::shell_word;
use crate::domain::role::{Role, RoleSet};

/// An event of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserEvent {
    /// Names are changed; `None` leaves a name unchanged.
    Rename {
        /// The new first name.
        first_name: Option<Name>,
        /// The new last name.
        last_name: Option<Name>,
        /// The new display name. With `None`, a display name that was made from the other two is made again.
        display_name: Option<Name>,
    },
    /// Roles are granted; those the user already has are ignored.
    Grant(RoleSet),
    /// Roles are revoked; those the user does not have are ignored.
    Revoke(RoleSet),
    /// The roles are replaced by these.
    SetRoles(RoleSet),
    /// A new temporary password is issued.
    Reset,
    /// A new temporary password is issued to a user who stays active; it must be replaced at the next sign-in.
    ResetActive,
    /// The user becomes an active global admin again, because the account has none.
    Recover,
    /// The temporary password was right, and the user has chosen another.
    FirstSignIn,
    /// The user's own password was right.
    SignIn,
    /// A password was wrong.
    WrongPassword,
    /// Blocked.
    Block,
    /// Unblocked.
    Unblock,
    /// Removed.
    Remove,
    /// Restored.
    Restore,
}

impl UserEvent {
    /// The corresponding step of the state machine.
    pub fn step(&self) -> UserStep {
        match self {
            Self::Rename { .. } | Self::Grant(_) | Self::Revoke(_) | Self::SetRoles(_) => {
                UserStep::Change
            }
            Self::Reset => UserStep::Reset,
            Self::ResetActive => UserStep::ResetActive,
            Self::Recover => UserStep::Recover,
            Self::FirstSignIn => UserStep::FirstSignIn,
            Self::SignIn => UserStep::SignIn,
            Self::WrongPassword => UserStep::WrongPassword,
            Self::Block => UserStep::Block,
            Self::Unblock => UserStep::Unblock,
            Self::Remove => UserStep::Remove,
            Self::Restore => UserStep::Restore,
        }
    }
}

impl User {
    /// The user after the event.
    ///
    /// The caller first calls [`keep_a_global_admin`](super::keep_a_global_admin), and checks passwords itself.
    ///
    /// # Errors
    /// `users.step`, `users.first-sign-in` or `users.role-required`.
    pub fn apply(mut self, event: UserEvent, now: Instant) -> Result<Self, Diagnostic> {
        let is_revoked = matches!(event, UserEvent::Revoke(_));
        let expires_at = self.temporary_password_expires_at();
        self.state = self.state_after(event.step(), now)?;
        if let (UserEvent::FirstSignIn, Some(end)) = (&event, self.replaces_password_by)
            && now >= end
        {
            return Err(UserState::expired(end));
        }
        match event {
            UserEvent::Rename {
                first_name,
                last_name,
                display_name,
            } => {
                self = self.renamed(first_name, last_name);
                if let Some(name) = display_name {
                    self.display_name = name;
                }
            }
            UserEvent::Grant(roles) => self.roles = self.roles.with(roles),
            UserEvent::Revoke(roles) => self.roles = self.roles.without(roles),
            UserEvent::SetRoles(roles) => self.roles = roles,
            UserEvent::FirstSignIn | UserEvent::SignIn => {
                self.tries.open(now)?;
                self.tries = Tries::default();
                self.last_sign_in_at = Some(now);
                self.replaces_password_by = None;
            }
            UserEvent::WrongPassword => {
                self.tries.open(now)?;
                self.tries = self.tries.one_more(now);
            }
            UserEvent::Reset => {
                self.tries = Tries::default();
                self.replaces_password_by = None;
            }
            UserEvent::ResetActive => {
                self.tries = Tries::default();
                let end = now + chrono::TimeDelta::days(super::TEMPORARY_PASSWORD_DAYS);
                self.replaces_password_by = Some(end);
            }
            UserEvent::Recover => {
                self.tries = Tries::default();
                self.roles = self.roles.with(RoleSet::only(Role::GlobalAdmin));
                self.replaces_password_by = expires_at;
            }
            UserEvent::Block | UserEvent::Unblock | UserEvent::Remove | UserEvent::Restore => {}
        }
        if self.roles.is_empty() {
            let refusal = no_role(&self.email);
            let email = shell_word(self.email.as_str(), "ADDRESS");
            return Err(if is_revoked {
                refusal.with_help(format!(
                    "Grant another role first: `csp users grant {email} ROLE`\nOr remove the user: `csp users remove {email}`"
                ))
            } else {
                refusal
            });
        }
        Ok(self)
    }

    /// The state after a step.
    ///
    /// # Errors
    /// As [`UserState::apply`], naming the user.
    pub fn state_after(&self, step: UserStep, now: Instant) -> Result<UserState, Diagnostic> {
        self.state.apply(step, now).map_err(|refusal| {
            let who = self.email.as_str();
            let message = match refusal.message().strip_prefix("the user ") {
                Some(rest) => format!("{who} {rest}"),
                None => refusal.message().to_owned(),
            };
            let typed = shell_word(who, "ADDRESS");
            let help = refusal.help().unwrap_or_default();
            refusal
                .with_message(message)
                .with_help(help.replace("ADDRESS", &typed))
        })
    }
}
