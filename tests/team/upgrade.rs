//! A store that the release before made gets the tables of this one, from its owner alone.

use crate::world::{PASSWORD, World, add_user, team};

/// The tables that version 5 added, those that others refer to last.
const ADDED: &[&str] = &[
    "transfer_items",
    "transfer_conflicts",
    "transfers",
    "evidence_days",
    "reseller_validations",
    "customer_verifications",
    "revenue_versions",
    "earlier_agreements",
    "attestations",
    "snoozes",
    "customer_keepers",
    "customer_groups",
    "account_keepers",
    "account_groups",
];

/// Makes the store what the release before would have made.
fn set_back(world: &World<'_>) {
    for table in ADDED {
        world
            .server
            .ask(&world.database, &format!("DROP TABLE csp.{table}"));
    }
    let sql = "DROP INDEX csp.agreements_person; UPDATE csp.store SET version = 4";
    world.server.ask(&world.database, sql);
}

fn tables(world: &World<'_>) -> String {
    let sql = "SELECT string_agg(format('%s %s', kind, name), ',' ORDER BY kind, name) FROM (
        SELECT 'table' kind, tablename name FROM pg_tables WHERE schemaname = 'csp'
        UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'csp') things";
    let version = "SELECT version FROM csp.store";
    let ask = |sql: &str| world.server.ask(&world.database, sql);
    format!("{} {}", ask(version), ask(sql))
}

#[test]
fn the_first_command_of_the_owner_adds_the_new_tables() {
    let Some(team) = team() else { return };
    let words = add_user("kim");
    let write: Vec<&str> = words.iter().map(String::as_str).collect();
    for first in [&["status"][..], &["users", "list"], &write] {
        let world = team.world();
        let whole = tables(&world);
        set_back(&world);
        assert_ne!(tables(&world), whole);
        world.csp(first).expect(0);
        assert_eq!(tables(&world), whole, "{first:?}");
        world.csp(&["transfers", "list"]).expect(0);
        world.check();
    }
}

#[test]
fn somebody_else_is_told_to_ask_the_owner() {
    let Some(team) = team() else { return };
    let world = team.world();
    set_back(&world);
    let (server, database) = (world.server, &world.database);
    server.administer(&[&format!(
        "CREATE ROLE late_reader LOGIN PASSWORD '{PASSWORD}'"
    )]);
    let sql = "GRANT USAGE ON SCHEMA csp TO late_reader; GRANT SELECT ON ALL TABLES IN SCHEMA csp TO late_reader";
    server.ask(database, sql);
    let port = server.port();
    let url =
        format!("postgres://late_reader:{PASSWORD}@127.0.0.1:{port}/{database}?sslmode=disable");
    let run = world.csp_at(&url, &["status"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let told =
        "has version 4, this csp needs version 5, and the role late_reader may not upgrade it";
    assert!(run.stderr.contains(told), "{run:#?}");
    assert_eq!(server.ask(database, "SELECT version FROM csp.store"), "4");
}

#[test]
fn two_that_upgrade_at_once_add_everything_once() {
    let Some(team) = team() else { return };
    let world = team.world();
    let whole = tables(&world);
    set_back(&world);
    let started: Vec<_> = (0..4)
        .map(|_| world.command(&["status"]).spawn().unwrap())
        .collect();
    for one in started {
        assert!(one.wait_with_output().unwrap().status.success());
    }
    assert_eq!(tables(&world), whole);
}
