use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::domain::role::Permission;
use crate::domain::word::Word;

fn now() -> Instant {
    DateTime::from_timestamp(1_614_600_000, 0).unwrap()
}

fn user(state: UserState, roles: &[Role]) -> User {
    let mut user = User::owner(
        "ada@contoso.fr".parse().unwrap(),
        "Ada".parse().unwrap(),
        "Byron".parse().unwrap(),
        now(),
    );
    user.state = state;
    user.roles = roles.iter().copied().collect();
    user
}

const STEPS: [UserStep; 11] = [
    UserStep::Change,
    UserStep::Reset,
    UserStep::ResetActive,
    UserStep::Recover,
    UserStep::FirstSignIn,
    UserStep::SignIn,
    UserStep::WrongPassword,
    UserStep::Block,
    UserStep::Unblock,
    UserStep::Remove,
    UserStep::Restore,
];

fn states() -> Vec<(&'static str, UserState)> {
    let fresh = Access::PasswordPending {
        expires_at: now() + TimeDelta::days(1),
    };
    let stale = Access::PasswordPending { expires_at: now() };
    let gone = |days, before| UserState::Removed {
        at: now() - TimeDelta::days(days),
        before,
    };
    vec![
        ("password-pending", fresh.into()),
        ("password-pending, expired", stale.into()),
        ("active", UserState::Active),
        ("blocked, was pending", UserState::Blocked { before: fresh }),
        (
            "blocked, was active",
            UserState::Blocked {
                before: Access::Active,
            },
        ),
        (
            "removed 29 days ago, was active",
            gone(29, BeforeRemoval::Open(Access::Active)),
        ),
        (
            "removed 29 days ago, was blocked",
            gone(29, BeforeRemoval::Blocked(Access::Active)),
        ),
        (
            "removed 30 days ago, was active",
            gone(30, BeforeRemoval::Open(Access::Active)),
        ),
    ]
}

#[test]
fn the_whole_table_of_states_and_steps() {
    let mut table = String::new();
    for (name, state) in states() {
        table.push_str(&format!("{name}\n"));
        for step in STEPS {
            let outcome = match state.apply(step, now()) {
                Ok(after) => after.word().to_string(),
                Err(refusal) => format!("{}: {refusal}", refusal.rule().unwrap().id),
            };
            let step = format!("{step:?}");
            table.push_str(&format!("  {step:<14} {outcome}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn recovery_makes_an_active_global_admin_of_any_user() {
    for (name, state) in states() {
        let lost = user(state, &[Role::SalesAgent]);
        let back = lost.apply(UserEvent::Recover, now()).unwrap();
        assert!(back.is_active_global_admin(), "{name}");
        assert!(back.roles.contains(Role::SalesAgent), "{name}");
    }
    assert!(only_without_global_admin(&[]).is_ok());
    let refusal = only_without_global_admin(&["ada@contoso.fr".to_owned()]).unwrap_err();
    assert_eq!(refusal.rule().unwrap().id, "users.last-global-admin");
}

#[test]
fn a_refused_step_names_the_user_and_a_valid_command() {
    let ada = user(UserState::Active, &[Role::GlobalAdmin]);
    let blocked = ada.apply(UserEvent::Block, now()).unwrap();
    let refusal = blocked.clone().apply(UserEvent::Block, now()).unwrap_err();
    assert_eq!(refusal.message(), "ada@contoso.fr is already blocked");
    assert_eq!(
        refusal.help().unwrap(),
        "See the present state: `csp users show ada@contoso.fr`"
    );
    let refusal = blocked.apply(UserEvent::Reset, now()).unwrap_err();
    assert_eq!(
        refusal.help().unwrap(),
        "Unblock the user first: `csp users unblock ada@contoso.fr`"
    );
}

#[test]
fn unblocking_and_restoring_give_back_what_was() {
    for (name, state) in states() {
        if let Ok(blocked) = state.apply(UserStep::Block, now()) {
            assert_eq!(blocked.apply(UserStep::Unblock, now()), Ok(state), "{name}");
        }
        if let Ok(removed) = state.apply(UserStep::Remove, now()) {
            let later = now() + TimeDelta::days(RESTORE_DAYS) - TimeDelta::seconds(1);
            assert_eq!(removed.apply(UserStep::Restore, later), Ok(state), "{name}");
            assert!(!removed.is_gone(later), "{name}");
            let too_late = now() + TimeDelta::days(RESTORE_DAYS);
            assert!(
                removed.apply(UserStep::Restore, too_late).is_err(),
                "{name}"
            );
            assert!(removed.is_gone(too_late), "{name}");
        }
    }
}

#[test]
fn a_removed_user_can_be_restored_for_thirty_days() {
    let removed = UserState::Removed {
        at: now(),
        before: BeforeRemoval::Open(Access::Active),
    };
    let end = now() + TimeDelta::days(RESTORE_DAYS);
    for (at, command) in [
        (end - TimeDelta::seconds(1), "`csp users restore ADDRESS`"),
        (end, "`csp users add ADDRESS`"),
        (end + TimeDelta::seconds(1), "`csp users add ADDRESS`"),
    ] {
        let refusal = removed.apply(UserStep::Change, at).unwrap_err();
        assert!(refusal.help().unwrap().contains(command), "{at}");
    }
}

#[test]
fn blocking_or_removing_keeps_the_password_expiry() {
    let pending = UserState::waiting_from(now());
    let end = pending.temporary_password_expires_at();
    let blocked = pending.apply(UserStep::Block, now()).unwrap();
    let removed = blocked.apply(UserStep::Remove, now()).unwrap();
    assert_eq!(blocked.temporary_password_expires_at(), end);
    assert_eq!(removed.temporary_password_expires_at(), end);
}

#[test]
fn a_temporary_password_lasts_ninety_days() {
    let person = Person {
        email: "new@contoso.fr".parse().unwrap(),
        first_name: None,
        last_name: None,
        display_name: None,
    };
    let new = User::new(person.clone(), RoleSet::only(Role::SalesAgent), now()).unwrap();
    let last = now() + TimeDelta::days(90);
    assert_eq!(new.temporary_password_expires_at(), Some(last));
    let in_time = new
        .clone()
        .apply(UserEvent::FirstSignIn, last - TimeDelta::seconds(1))
        .unwrap();
    assert_eq!(in_time.state, UserState::Active);
    assert_eq!(in_time.temporary_password_expires_at(), None);
    let late = new.apply(UserEvent::FirstSignIn, last).unwrap_err();
    assert_eq!(late.rule().unwrap().id, "users.first-sign-in");
    let roleless = User::new(person, RoleSet::NONE, now()).unwrap_err();
    assert_eq!(roleless.rule().unwrap().id, "users.role-required");
}

#[test]
fn a_right_password_does_not_open_a_closed_sign_in() {
    let mut ada = user(UserState::Active, &[Role::GlobalAdmin]);
    for _ in 0..10 {
        ada = ada.apply(UserEvent::WrongPassword, now()).unwrap();
    }
    let refusal = ada.clone().apply(UserEvent::SignIn, now()).unwrap_err();
    assert_eq!(refusal.rule().unwrap().id, "users.first-sign-in");
    let later = now() + TimeDelta::minutes(1);
    let back = ada.clone().apply(UserEvent::SignIn, later).unwrap();
    assert_eq!(back.tries, Tries::default());
    assert_eq!(back.last_sign_in_at, Some(later));
    let reset = ada.apply(UserEvent::Reset, now()).unwrap();
    assert_eq!(reset.tries, Tries::default());
}

#[test]
fn the_shown_name_follows_the_names_unless_it_was_given() {
    let rename = |last: &str| UserEvent::Rename {
        first_name: None,
        last_name: Some(last.parse().unwrap()),
        display_name: None,
    };
    let mut ada = user(UserState::Active, &[Role::GlobalAdmin]);
    ada = ada.apply(rename("Lovelace"), now()).unwrap();
    assert_eq!(ada.display_name.as_str(), "Ada Lovelace");
    ada.display_name = "The Countess".parse().unwrap();
    ada = ada.apply(rename("King"), now()).unwrap();
    assert_eq!(ada.display_name.as_str(), "The Countess");
    assert_eq!(ada.last_name.unwrap().as_str(), "King");
}

#[test]
fn the_last_active_global_admin_stays() {
    let admin = user(UserState::Active, &[Role::GlobalAdmin]);
    let only = RoleSet::only(Role::GlobalAdmin);
    let sales = RoleSet::only(Role::SalesAgent);
    let refused = [
        UserEvent::Block,
        UserEvent::Remove,
        UserEvent::Revoke(only),
        UserEvent::SetRoles(sales),
    ];
    for event in refused {
        let refusal = keep_a_global_admin(&admin, &event, 1).unwrap_err();
        assert_eq!(
            refusal.rule().unwrap().id,
            "users.last-global-admin",
            "{event:?}"
        );
        assert_eq!(keep_a_global_admin(&admin, &event, 2), Ok(()), "{event:?}");
        let pending = user(UserState::waiting_from(now()), &[Role::GlobalAdmin]);
        assert_eq!(keep_a_global_admin(&pending, &event, 1), Ok(()));
        let seller = user(UserState::Active, &[Role::SalesAgent]);
        assert_eq!(keep_a_global_admin(&seller, &event, 1), Ok(()));
    }
    for event in [
        UserEvent::Revoke(sales),
        UserEvent::SetRoles(only.with(sales)),
        UserEvent::Grant(sales),
        UserEvent::Reset,
        UserEvent::SignIn,
    ] {
        assert_eq!(keep_a_global_admin(&admin, &event, 1), Ok(()), "{event:?}");
    }
}

#[test]
fn who_may_touch_whom() {
    let names = [
        Role::GlobalAdmin,
        Role::UserManagementAdmin,
        Role::AdminAgent,
        Role::AccountAdmin,
        Role::SalesAgent,
    ];
    let roles = |list: &[Role]| list.iter().copied().collect::<RoleSet>();
    let touches = [
        (
            "give report-viewer",
            Touch::Roles(roles(&[Role::ReportViewer])),
        ),
        ("give sales-agent", Touch::Roles(roles(&[Role::SalesAgent]))),
        (
            "give global-admin",
            Touch::Roles(roles(&[Role::GlobalAdmin])),
        ),
        (
            "give compliance-admin",
            Touch::Roles(roles(&[Role::ComplianceAdmin])),
        ),
        (
            "block a report-viewer",
            Touch::Power(roles(&[Role::ReportViewer])),
        ),
        (
            "block a sales-agent",
            Touch::Power(roles(&[Role::SalesAgent])),
        ),
        (
            "block a compliance-admin",
            Touch::Power(roles(&[Role::ComplianceAdmin])),
        ),
        (
            "block a global-admin",
            Touch::Power(roles(&[Role::GlobalAdmin])),
        ),
        (
            "rename a global-admin",
            Touch::Record(roles(&[Role::GlobalAdmin])),
        ),
    ];
    let mut table = String::new();
    for (what, touch) in touches {
        table.push_str(&format!("{what}\n"));
        for role in names {
            let actor = user(UserState::Active, &[role]);
            let answer = match permit_touch(&actor, touch) {
                Ok(()) => "yes".to_owned(),
                Err(forbidden) => format!("no, {}", forbidden.permission().unwrap()),
            };
            table.push_str(&format!("  {:<22} {answer}\n", role.word()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn who_may_not_grant_a_role_has_no_power_over_its_holders() {
    for holder in Role::ALL {
        for other in Role::ALL {
            let has: RoleSet = [*holder, *other].into_iter().collect();
            for manager in Role::ALL {
                for second in Role::ALL {
                    let actor = user(UserState::Active, &[*manager, *second]);
                    let grants = permit_touch(&actor, Touch::Roles(has)).is_ok();
                    let power = permit_touch(&actor, Touch::Power(has)).is_ok();
                    assert_eq!(grants, power, "{manager}, {second}: {has}");
                }
            }
        }
    }
}

#[test]
fn setting_names_and_roles_asks_for_what_both_changes_ask_for() {
    let named = |name: &str, roles: &[Role]| {
        let mut somebody = user(UserState::Active, roles);
        let name = UserEvent::Rename {
            first_name: name.parse().ok(),
            last_name: None,
            display_name: None,
        };
        somebody = somebody.apply(name, now()).unwrap();
        somebody
    };
    let set = |roles: &[Role]| roles.iter().copied().collect::<RoleSet>();
    let (agent, viewer, billing) = (Role::SalesAgent, Role::ReportViewer, Role::BillingAdmin);
    // The names before and after, the roles before and after, the expected role changes and the expected rename.
    for (from, to, had, has, changed, renamed) in [
        ("Ada", "Ada", &[agent][..], &[agent][..], &[][..], &[][..]),
        ("Ada", "Ann", &[agent], &[agent], &[], &[agent]),
        ("Ada", "Ada", &[agent], &[agent, viewer], &[viewer], &[]),
        (
            "Ada",
            "Ann",
            &[agent],
            &[agent, viewer],
            &[viewer],
            &[agent],
        ),
        (
            "Ada",
            "Ann",
            &[agent],
            &[viewer],
            &[agent, viewer],
            &[agent],
        ),
        (
            "Ada",
            "Ann",
            &[viewer],
            &[viewer, billing],
            &[billing],
            &[viewer],
        ),
    ] {
        let touches = Touch::between(&named(from, had), &named(to, has));
        let expected = [
            Touch::Roles(set(changed)),
            Touch::Power(RoleSet::NONE),
            Touch::Record(set(renamed)),
        ];
        assert_eq!(touches, expected, "{from} to {to}, {had:?} to {has:?}");
    }
    let mut shown = named("Ada", &[agent]);
    shown.display_name = "The Countess".parse().unwrap();
    let [_, _, record] = Touch::between(&named("Ada", &[agent]), &shown);
    assert_eq!(record, Touch::Record(set(&[agent])));
    let active = named("Ada", &[agent, viewer]);
    let blocked = active.clone().apply(UserEvent::Block, now()).unwrap();
    for (before, after) in [(&active, &blocked), (&blocked, &active)] {
        let [_, power, _] = Touch::between(before, after);
        assert_eq!(power, Touch::Power(set(&[agent, viewer])));
    }
}

#[test]
fn only_active_users_act_and_a_refusal_lists_the_roles() {
    let seller = user(UserState::Active, &[Role::SalesAgent]);
    let refusal = permit(&seller, Permission::AgreementsSign).unwrap_err();
    assert_eq!(refusal.permission(), Some("agreements.sign"));
    assert!(refusal.message().contains("agreements.sign"));
    assert!(refusal.help().unwrap().contains("global-admin"));
    for permission in [Permission::UsersManage, Permission::AgreementsSign] {
        let narrowed = who_may(permission).contains("(for roles outside the groups");
        assert_eq!(
            narrowed,
            permission == Permission::UsersManage,
            "{permission}"
        );
    }
    for (_, state) in states() {
        let admin = user(state, &[Role::GlobalAdmin]);
        let may = permit(&admin, Permission::Read).is_ok();
        assert_eq!(may, state == UserState::Active, "{state:?}");
    }
    for permission in Permission::ALL {
        let admin = user(UserState::Active, &[Role::GlobalAdmin]);
        let expected =
            permission.roles().is_empty() || permission.roles().contains(&Role::GlobalAdmin);
        assert_eq!(
            permit(&admin, *permission).is_ok(),
            expected,
            "{permission}"
        );
    }
}

fn any_event() -> impl Strategy<Value = UserEvent> {
    let roles = (0_usize..Role::ALL.len()).prop_map(|at| RoleSet::only(Role::ALL[at]));
    prop_oneof![
        roles.clone().prop_map(UserEvent::Grant),
        roles.clone().prop_map(UserEvent::Revoke),
        roles.prop_map(UserEvent::SetRoles),
        Just(UserEvent::Reset),
        Just(UserEvent::FirstSignIn),
        Just(UserEvent::SignIn),
        Just(UserEvent::WrongPassword),
        Just(UserEvent::Block),
        Just(UserEvent::Unblock),
        Just(UserEvent::Remove),
        Just(UserEvent::Restore),
    ]
}

proptest! {
    /// After any sequence of events everybody has a role, and unless a password was reset, an active global admin
    /// remains.
    #[test]
    fn an_account_never_loses_its_last_global_admin(
        events in proptest::collection::vec((0_usize..3, any_event(), 0_i64..40), 1..60)
    ) {
        let mut at = now();
        let mut people = [
            user(UserState::Active, &[Role::GlobalAdmin]),
            user(UserState::Active, &[Role::GlobalAdmin, Role::SalesAgent]),
            user(UserState::waiting_from(at), &[Role::SalesAgent]),
        ];
        for (who, event, days) in events {
            at += TimeDelta::days(days);
            if event == UserEvent::Reset && people[who].is_active_global_admin() {
                continue;
            }
            let admins = people.iter().filter(|one| one.is_active_global_admin()).count() as u64;
            if keep_a_global_admin(&people[who], &event, admins).is_err() {
                continue;
            }
            if let Ok(after) = people[who].clone().apply(event, at) {
                people[who] = after;
            }
            prop_assert!(people.iter().all(|one| !one.roles.is_empty()));
            prop_assert!(people.iter().any(User::is_active_global_admin));
        }
    }
}
