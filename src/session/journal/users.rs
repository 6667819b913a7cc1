//! Forms of `user.…` entries. No password and no hash is ever in one.

use serde::Serialize;

use super::Form;
use crate::domain::role::RoleSet;
use crate::domain::user::{Name, User, UserStateKind};

/// A user added by hand or by an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserAdded<'a> {
    first_name: Option<&'a Name>,
    last_name: Option<&'a Name>,
    roles: RoleSet,
    state: UserStateKind,
}

/// The user whom a submitted application makes the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerAdded {
    roles: RoleSet,
    state: UserStateKind,
    owner: bool,
}

/// The fields of a user whose changes are recorded, to be compared with `EditedFields`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserFields<'a> {
    first_name: Option<&'a Name>,
    last_name: Option<&'a Name>,
    display_name: &'a Name,
    roles: RoleSet,
    state: UserStateKind,
    wrong_passwords: u32,
}

impl Form for UserAdded<'_> {}
impl Form for OwnerAdded {}
impl Form for UserFields<'_> {}

impl<'a> From<&'a User> for UserAdded<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            first_name: user.first_name.as_ref(),
            last_name: user.last_name.as_ref(),
            roles: user.roles,
            state: user.state.word(),
        }
    }
}

impl From<&User> for OwnerAdded {
    fn from(user: &User) -> Self {
        Self {
            roles: user.roles,
            state: user.state.word(),
            owner: true,
        }
    }
}

impl<'a> From<&'a User> for UserFields<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            first_name: user.first_name.as_ref(),
            last_name: user.last_name.as_ref(),
            display_name: &user.display_name,
            roles: user.roles,
            state: user.state.word(),
            wrong_passwords: user.tries.wrong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EditedFields, assert_json};
    use super::*;
    use crate::domain::role::Role;
    use crate::domain::user::UserState;

    fn ada() -> User {
        User::owner(
            "ada@contoso.fr".parse().unwrap(),
            "Ada".parse().unwrap(),
            "Byron".parse().unwrap(),
            chrono::DateTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn an_added_user_is_names_roles_and_state() {
        let mut user = ada();
        user.last_name = None;
        user.roles = [Role::SalesAgent, Role::BillingAdmin].into_iter().collect();
        assert_json(
            &UserAdded::from(&user),
            r#"{"first_name":"Ada","last_name":null,"roles":["billing-admin","sales-agent"],"state":"active"}"#,
        );
    }

    #[test]
    fn an_added_owner_is_marked() {
        assert_json(
            &OwnerAdded::from(&ada()),
            r#"{"roles":["global-admin"],"state":"active","owner":true}"#,
        );
    }

    #[test]
    fn the_compared_fields_of_a_user_keep_their_names() {
        assert_json(
            &UserFields::from(&ada()),
            r#"{"first_name":"Ada","last_name":"Byron","display_name":"Ada Byron","roles":["global-admin"],"state":"active","wrong_passwords":0}"#,
        );
    }

    #[test]
    fn a_change_of_a_user_has_the_changed_fields_alone() {
        let (before, mut after) = (ada(), ada());
        after.tries.wrong = 1;
        after.state = UserState::PasswordPending {
            expires_at: chrono::DateTime::UNIX_EPOCH,
        };
        let edited = EditedFields::between(&UserFields::from(&before), &UserFields::from(&after));
        assert_json(
            &edited.unwrap(),
            r#"{"state":{"from":"active","to":"password-pending"},"wrong_passwords":{"from":0,"to":1}}"#,
        );
    }
}
