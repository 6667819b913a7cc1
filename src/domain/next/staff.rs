//! Next actions about the users of an account.

use chrono::Days;

use super::{Action, GroupedCause, NextAction, NextCause, Who};
use crate::domain::calendar::Instant;
use crate::domain::quote::shell_word;
use crate::domain::role::Role;
use crate::domain::rule::users as rules;
use crate::domain::user::{User, UserState};
use crate::domain::{Account, Email};

/// How many days before its expiry an unused temporary password becomes an action (csp's rule, not Microsoft's).
const POINTED_OUT_DAYS: u64 = 14;

/// What is known of the users of an account. Roles matter only if the account is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The owner's user record.
    pub owner: Option<User>,
    /// Whether any active user is an admin agent.
    pub has_admin_agent: bool,
    /// Whether any active user may set up the business profile.
    pub has_profile_admin: bool,
    /// Whether the business profile is set up.
    pub has_business_profile: bool,
    /// The number of unused temporary passwords that have expired or expire soon, without those that were put off.
    pub expiring: u64,
    /// The first of them, as far as they were read: the address, and when it expires.
    pub first_to_expire: Vec<(Email, Instant)>,
    /// Those that were put off.
    pub put_off: Vec<(Email, Instant)>,
}

/// The latest expiry that [`Staff::expiring`] counts.
pub fn expiry_horizon(now: Instant) -> Instant {
    now + Days::new(POINTED_OUT_DAYS)
}

/// The next actions about the users of an account.
pub fn of_staff(account: &Account, staff: &Staff, now: Instant) -> Vec<NextAction> {
    let mut actions = Vec::new();
    if account.is_in_force() {
        actions.extend(admin_agent(staff));
        actions.extend(business_profile(staff));
    }
    actions.extend(temporary_password(staff, now));
    let put_off = staff.put_off.iter();
    actions.extend(put_off.map(|(email, at)| one_password(email, *at, now)));
    actions
}

/// The cause of the action about an unused temporary password.
pub fn cause_of_password(email: &Email, expires_at: Instant) -> NextCause {
    let action = Action::RenewTemporaryPassword;
    NextCause::of(action, email.key(), Some(expires_at))
}

/// The action to make the owner an admin agent, or any user if the owner has left.
fn admin_agent(staff: &Staff) -> Option<NextAction> {
    let owner = staff
        .owner
        .as_ref()
        .filter(|owner| owner.state == UserState::Active);
    let done = match owner {
        Some(owner) => owner.roles.contains(Role::AdminAgent),
        None => staff.has_admin_agent,
    };
    if done {
        return None;
    }
    let address = owner.map_or_else(
        || "ADDRESS".to_owned(),
        |owner| shell_word(owner.email.as_str(), "ADDRESS"),
    );
    let command = format!("csp users grant {address} admin-agent");
    Some(NextAction::new(
        Action::GrantAdminAgent,
        NextCause::of_account(Action::GrantAdminAgent),
        Who::GlobalAdmin,
        command,
        &rules::ACCOUNT_READY,
    ))
}

fn business_profile(staff: &Staff) -> Option<NextAction> {
    if staff.has_business_profile {
        return None;
    }
    let (who, command) = if staff.has_profile_admin {
        (
            Who::BusinessProfileAdmin,
            "csp enroll business-profile set --description TEXT",
        )
    } else {
        (
            Who::UserManagementAdmin,
            "csp users grant ADDRESS business-profile-admin",
        )
    };
    Some(NextAction::new(
        Action::SetUpBusinessProfile,
        NextCause::of_account(Action::SetUpBusinessProfile),
        who,
        command,
        &rules::BUSINESS_PROFILE,
    ))
}

fn temporary_password(staff: &Staff, now: Instant) -> Option<NextAction> {
    let (email, at) = staff.first_to_expire.first()?;
    let one = one_password(email, *at, now);
    if staff.expiring <= 1 {
        return Some(one);
    }
    Some(NextAction {
        command: "csp users list --state password-pending".to_owned(),
        grouped: staff
            .first_to_expire
            .iter()
            .map(|(email, at)| GroupedCause {
                cause: cause_of_password(email, *at),
                customer: None,
            })
            .collect(),
        ..one
    })
}

fn one_password(email: &Email, expires_at: Instant, now: Instant) -> NextAction {
    let word = shell_word(email.as_str(), "ADDRESS");
    let action = NextAction::new(
        Action::RenewTemporaryPassword,
        cause_of_password(email, expires_at),
        Who::UserManagementAdmin,
        format!("csp users reset-password {word}"),
        &rules::FIRST_SIGN_IN,
    );
    NextAction {
        due: Some(expires_at.date_naive()),
        overdue: expires_at <= now,
        ..action
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::enrollment::Enrollment;
    use crate::domain::user::UserEvent;
    use chrono::{DateTime, TimeDelta};

    fn now() -> Instant {
        DateTime::from_timestamp(1_614_600_000, 0).unwrap()
    }

    fn owner() -> User {
        let name = |text: &str| text.parse().unwrap();
        User::owner("own@x.fr".parse().unwrap(), name("O"), name("W"), now())
    }

    fn staff() -> Staff {
        Staff {
            owner: Some(owner()),
            has_admin_agent: false,
            has_profile_admin: false,
            has_business_profile: false,
            expiring: 0,
            first_to_expire: Vec::new(),
            put_off: Vec::new(),
        }
    }

    fn account(in_force: bool) -> Account {
        let mut enrollment = Enrollment::draft(crate::domain::Model::IndirectReseller, now());
        if in_force {
            enrollment.state = crate::domain::enrollment::EnrollmentState::Active(
                crate::domain::enrollment::Membership::new(now().date_naive(), now()),
            );
        }
        Account {
            id: 1,
            slug: "one".parse().unwrap(),
            application: Default::default(),
            created_at: now(),
            enrollments: vec![enrollment],
            former_owner: None,
        }
    }

    fn words(account: &Account, staff: &Staff) -> Vec<(Action, String)> {
        let actions = of_staff(account, staff, now());
        actions
            .into_iter()
            .map(|one| (one.action, one.command))
            .collect()
    }

    #[test]
    fn a_new_account_wants_an_admin_agent_and_a_business_profile() {
        assert_eq!(words(&account(false), &staff()), []);
        let wanted = words(&account(true), &staff());
        assert_eq!(
            wanted[0],
            (
                Action::GrantAdminAgent,
                "csp users grant own@x.fr admin-agent".to_owned()
            )
        );
        assert_eq!(wanted[1].0, Action::SetUpBusinessProfile);
        let granted = UserEvent::Grant(crate::domain::role::RoleSet::only(Role::AdminAgent));
        let done = Staff {
            owner: Some(owner().apply(granted, now()).unwrap()),
            has_business_profile: true,
            ..staff()
        };
        assert_eq!(words(&account(true), &done), []);
    }

    #[test]
    fn where_the_owner_has_left_anybody_will_do() {
        let left = owner().apply(UserEvent::Remove, now()).unwrap();
        let some = Staff {
            owner: Some(left),
            has_admin_agent: true,
            has_business_profile: true,
            ..staff()
        };
        assert_eq!(words(&account(true), &some), []);
        let nobody = Staff {
            has_admin_agent: false,
            ..some
        };
        assert_eq!(
            words(&account(true), &nobody)[0].1,
            "csp users grant ADDRESS admin-agent"
        );
    }

    #[test]
    fn a_temporary_password_is_pointed_out_and_then_late() {
        let soon = |seconds| Staff {
            expiring: 1,
            first_to_expire: vec![(
                "new@x.fr".parse().unwrap(),
                now() + TimeDelta::seconds(seconds),
            )],
            ..staff()
        };
        let asked = of_staff(&account(false), &soon(1), now()).remove(0);
        assert_eq!(asked.command, "csp users reset-password new@x.fr");
        assert_eq!(asked.due, Some(now().date_naive()));
        assert_eq!(expiry_horizon(now()), now() + TimeDelta::days(14));
        let late = |seconds| {
            of_staff(&account(false), &soon(seconds), now())
                .remove(0)
                .overdue
        };
        assert!(!late(1));
        assert!(late(0));
        let several = Staff {
            expiring: 2,
            ..soon(1)
        };
        assert!(
            words(&account(false), &several)[0]
                .1
                .contains("--state password-pending")
        );
    }
}
