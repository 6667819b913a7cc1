use chrono::{DateTime, TimeDelta};

use super::*;
use crate::domain::calendar::Instant;
use crate::domain::password::{Secret, TemporaryHash};
use crate::domain::user::{Person, UserEvent, UserStateKind};
use crate::store::TransactionClock;
use crate::store::among::Pairs;
use crate::store::engine::Session as _;
use crate::store::engine::sqlite::EmptyStore;

fn now() -> Instant {
    DateTime::from_timestamp(1_614_600_000, 0).unwrap()
}

fn with_store(test: impl FnOnce(&Tx<'_>)) {
    let connection = EmptyStore::new().unwrap();
    let accounts = "INSERT INTO accounts (id, slug, created_at, digest) VALUES (1, 'one', 0, zeroblob(32)), (2, 'two', 0, zeroblob(32))";
    connection.execute(accounts, &[]).unwrap();
    test(&Tx::new(
        &connection,
        TransactionClock {
            now: now(),
            given: true,
        },
    ));
}

fn user(email: &str, roles: &str) -> User {
    let person = Person {
        email: email.parse().unwrap(),
        first_name: Some("Ada".parse().unwrap()),
        last_name: None,
        display_name: None,
    };
    User::new(person, RoleSet::parse_list(roles).unwrap(), now()).unwrap()
}

fn listed(tx: &Tx<'_>, filter: &Filter<'_>) -> Vec<String> {
    let mut emails = Vec::new();
    tx.users(1)
        .list(filter, |line| {
            emails.push(line.email.to_owned());
            Ok::<_, Diagnostic>(())
        })
        .unwrap();
    emails
}

#[test]
fn every_state_comes_back_as_it_was_stored() {
    with_store(|tx| {
        let users = tx.users(1);
        let fresh = user("Ada@X.fr", "sales-agent;global-admin");
        let steps: [&[UserEvent]; 8] = [
            &[],
            &[UserEvent::Block],
            &[UserEvent::Remove],
            &[UserEvent::Block, UserEvent::Remove],
            &[UserEvent::FirstSignIn],
            &[UserEvent::FirstSignIn, UserEvent::Block],
            &[UserEvent::FirstSignIn, UserEvent::Remove],
            &[UserEvent::FirstSignIn, UserEvent::Block, UserEvent::Remove],
        ];
        for (number, steps) in steps.into_iter().enumerate() {
            let mut one = fresh.clone();
            one.email = format!("Ada{number}@X.fr").parse().unwrap();
            for _ in 0..10 {
                one = one
                    .apply(UserEvent::WrongPassword, now() + TimeDelta::days(1))
                    .unwrap();
            }
            for step in steps {
                one = one.apply(step.clone(), now() + TimeDelta::days(2)).unwrap();
            }
            let password =
                KeptPassword::Temporary(TemporaryHash::of(&Secret::new(number.to_string())));
            users.insert(&one, &password).unwrap();
            let back = users.record(&one.email).unwrap().unwrap();
            assert_eq!(
                back,
                UserRecord {
                    user: one.clone(),
                    password
                }
            );
            assert_eq!(back.user.email.as_str(), one.email.as_str());
            assert_eq!(tx.users(2).find(&one.email).unwrap(), None);
        }
    });
}

#[test]
fn saving_keeps_the_password_and_follows_the_roles() {
    with_store(|tx| {
        let users = tx.users(1);
        let ada = user("ada@x.fr", "sales-agent;admin-agent");
        let password =
            KeptPassword::Own(crate::domain::password::OwnHash::from_phc("$x".to_owned()));
        users.insert(&ada, &password).unwrap();
        let ada = ada.apply(UserEvent::FirstSignIn, now()).unwrap();
        let ada = ada
            .apply(
                UserEvent::SetRoles(RoleSet::parse_list("admin-agent;global-admin").unwrap()),
                now(),
            )
            .unwrap();
        users.save(&ada).unwrap();
        assert_eq!(
            users.record(&ada.email).unwrap().unwrap(),
            UserRecord {
                user: ada,
                password
            }
        );
        for (role, there) in [
            (Role::SalesAgent, false),
            (Role::AdminAgent, true),
            (Role::GlobalAdmin, true),
        ] {
            let staffed = tx.staffed(&[1, 2], &[role]).unwrap();
            assert_eq!(staffed.contains(&1), there, "{role}");
            assert_eq!(
                users.active_with(role).unwrap().len(),
                usize::from(there),
                "{role}"
            );
        }
        assert_eq!(users.active_global_admins().unwrap(), 1);
        users.save(&user("new@x.fr", "global-admin")).unwrap();
        assert_eq!(
            users.active_global_admins().unwrap(),
            1,
            "she has not signed in"
        );
        assert_eq!(users.count().unwrap(), 2);
    });
}

#[test]
fn lists_are_filtered_and_paged_by_address() {
    with_store(|tx| {
        let users = tx.users(1);
        for (email, roles, step) in [
            ("Zoe@x.fr", "sales-agent", None),
            (
                "ada@x.fr",
                "sales-agent;admin-agent",
                Some(UserEvent::FirstSignIn),
            ),
            ("bob@x.fr", "report-viewer", Some(UserEvent::Block)),
            ("cem@x.fr", "sales-agent", Some(UserEvent::Remove)),
            ("éva@x.fr", "report-viewer", Some(UserEvent::FirstSignIn)),
        ] {
            let one = user(email, roles);
            let one = step
                .map_or(Ok(one.clone()), |step| one.apply(step, now()))
                .unwrap();
            users.insert(&one, &KeptPassword::Nothing).unwrap();
        }
        tx.users(2)
            .insert(&user("other@x.fr", "sales-agent"), &KeptPassword::Nothing)
            .unwrap();
        let all = Filter::default();
        assert_eq!(
            listed(tx, &all),
            ["ada@x.fr", "bob@x.fr", "Zoe@x.fr", "éva@x.fr"]
        );
        let with_removed = Filter { all: true, ..all };
        assert_eq!(listed(tx, &with_removed).len(), 5);
        assert_eq!(
            listed(
                tx,
                &Filter {
                    limit: Some(2),
                    after: Some("ada@x.fr"),
                    ..all
                }
            ),
            ["bob@x.fr", "Zoe@x.fr"]
        );
        assert_eq!(
            listed(
                tx,
                &Filter {
                    after: Some("éva@x.fr"),
                    ..all
                }
            ),
            [""; 0]
        );
        for (state, expected) in [
            (UserStateKind::PasswordPending, vec!["Zoe@x.fr"]),
            (UserStateKind::Active, vec!["ada@x.fr", "éva@x.fr"]),
            (UserStateKind::Blocked, vec!["bob@x.fr"]),
            (UserStateKind::Removed, vec!["cem@x.fr"]),
        ] {
            assert_eq!(
                listed(
                    tx,
                    &Filter {
                        state: Some(state),
                        ..all
                    }
                ),
                expected,
                "{state}"
            );
        }
        let sellers = Filter {
            role: Some(Role::SalesAgent),
            ..all
        };
        assert_eq!(listed(tx, &sellers), ["ada@x.fr", "Zoe@x.fr"]);
        assert_eq!(
            listed(
                tx,
                &Filter {
                    state: Some(UserStateKind::Removed),
                    ..sellers
                }
            ),
            ["cem@x.fr"]
        );
        assert_eq!(
            listed(
                tx,
                &Filter {
                    limit: Some(1),
                    after: Some("ada@x.fr"),
                    ..sellers
                }
            ),
            ["Zoe@x.fr"]
        );
        assert_eq!(
            listed(
                tx,
                &Filter {
                    search: Some("ÉVA"),
                    ..all
                }
            ),
            ["éva@x.fr"]
        );
        assert_eq!(
            listed(
                tx,
                &Filter {
                    search: Some("ada"),
                    limit: Some(2),
                    ..all
                }
            ),
            ["ada@x.fr", "bob@x.fr"]
        );
    });
}

/// The query plan of a statement with `count` values.
fn steps(tx: &Tx<'_>, sql: &str, count: usize) -> Vec<String> {
    let mut steps = Vec::new();
    let values = vec![Value::Integer(1); count];
    tx.each_row(sql, &values, |row| {
        steps.push(row[3].shown());
        Ok::<_, Diagnostic>(std::ops::ControlFlow::Continue(()))
    })
    .unwrap();
    steps
}

#[test]
fn no_list_scans_all_users_to_find_a_few() {
    with_store(|tx| {
        for state in [
            None,
            Some(UserStateKind::Blocked),
            Some(UserStateKind::Removed),
            Some(UserStateKind::Active),
        ] {
            for role in [None, Some(Role::GlobalAdmin)] {
                let filter = Filter {
                    role,
                    state,
                    limit: Some(50),
                    after: Some("m"),
                    ..Filter::default()
                };
                let sql = format!("EXPLAIN QUERY PLAN {}", tx.users(1).sql_of(&filter));
                let count = if role.is_some() { 4 } else { 3 };
                for step in steps(tx, &sql, count) {
                    assert!(step.starts_with("SEARCH"), "{sql}: {step}");
                }
            }
        }
    });
}

#[test]
fn the_check_of_roles_looks_each_role_up() {
    with_store(|tx| {
        for (sql, table) in [
            (check::roles_of_nobody(), "u"),
            (check::users_not_found(tx.session()), "r"),
        ] {
            let steps = steps(tx, &format!("EXPLAIN QUERY PLAN {sql}"), 0);
            let start = format!("SEARCH {table} ");
            let found = |step: &&String| step.starts_with(&start) && step.contains("email_key=?");
            assert_eq!(steps.iter().filter(found).count(), 1, "{steps:?}");
        }
    });
}

#[test]
fn pairs_of_keys_are_looked_up_and_not_scanned() {
    with_store(|tx| {
        for table in [&USERS, &crate::store::customers::CUSTOMERS] {
            let keys = table.keys();
            let pairs = Pairs::of([keys[0], keys[1]], [(1, "a"), (2, "b")].into_iter());
            let sql = format!("EXPLAIN QUERY PLAN {} {}", table.all(), pairs.rest());
            let steps = steps(tx, &sql, 0);
            let search = format!("SEARCH {} USING PRIMARY KEY", table.name);
            assert!(
                steps.iter().any(|step| step.starts_with(&search)),
                "{steps:?}"
            );
        }
    });
}

#[test]
fn passwords_about_to_expire_are_counted() {
    with_store(|tx| {
        let users = tx.users(1);
        for email in ["a@x.fr", "b@x.fr"] {
            users
                .insert(&user(email, "sales-agent"), &KeptPassword::Nothing)
                .unwrap();
        }
        let signed_in = user("c@x.fr", "sales-agent")
            .apply(UserEvent::FirstSignIn, now())
            .unwrap();
        users.insert(&signed_in, &KeptPassword::Nothing).unwrap();
        let expiry = now() + TimeDelta::days(90);
        let soon = expiry + TimeDelta::seconds(1);
        for accounts in [&[1][..], &[1, 2]] {
            assert!(tx.count_expiring(accounts, expiry).unwrap().is_empty());
            assert_eq!(tx.count_expiring(accounts, soon).unwrap()[&1], 2);
            let first = ("a@x.fr".parse().unwrap(), expiry);
            let found = tx.first_to_expire(accounts, soon, 1).unwrap();
            assert_eq!(found[&1], [first]);
            let found = tx.first_to_expire(accounts, soon, 2).unwrap();
            assert_eq!(found[&1].len(), 2);
        }
        assert_eq!(users.neighbours("b").unwrap().len(), 3);
    });
}

#[test]
fn roles_that_disagree_with_their_user_are_found() {
    with_store(|tx| {
        tx.users(1)
            .insert(
                &user("a@x.fr", "sales-agent;admin-agent"),
                &KeptPassword::Nothing,
            )
            .unwrap();
        tx.users(1)
            .insert(&user("b@x.fr", "sales-agent"), &KeptPassword::Nothing)
            .unwrap();
        assert_eq!(tx.check_user_roles().unwrap(), []);
        for damage in [
            "DELETE FROM user_roles WHERE role = 'admin-agent'",
            "INSERT INTO user_roles VALUES (1, 'admin-agent', 'a@x.fr'), (1, 'global-admin', 'b@x.fr')",
            "UPDATE user_roles SET role = 'admin-agent' WHERE role = 'global-admin'",
        ] {
            tx.session().execute(damage, &[]).unwrap();
            assert_eq!(tx.check_user_roles().unwrap().len(), 1, "{damage}");
        }
    });
}
