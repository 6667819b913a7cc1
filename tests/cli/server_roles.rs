//! The roles in `docs/team-store.md`: what its statements grant is what each role needs.

use std::process::Command;

use serde_json::Value;

use crate::engine::postgres::{Server, server};
use crate::form::Form;
use crate::journey::ADD_KIM;
use crate::world::{Run, World};

/// The statements of the page that a role runs.
fn statements(role: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/team-store.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mark = format!("<!-- roles: {role} -->\n");
    let (_, behind) = page.split_once(&mark).unwrap();
    let (_, block) = behind.split_once("```sql\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.trim().to_owned()
}

/// Runs statements, each in a transaction of its own.
fn run(server: &Server, role: &str, database: &str, statements: &str) -> bool {
    let mut psql: Command = server.psql(database);
    psql.env("PGUSER", role);
    for statement in statements.split_inclusive(';') {
        psql.args(["-c", statement]);
    }
    psql.output().unwrap().status.success()
}

fn csp_as(world: &World, server: &Server, role: &str, args: &[&str]) -> Run {
    let url = server.url_as(role, "csp");
    world.csp(&[&["--store", &url], args].concat())
}

#[test]
fn roles_of_the_page_can_do_what_it_says() {
    let Some(server) = server() else { return };
    let world = World::new();
    assert!(run(
        server,
        "postgres",
        "postgres",
        &statements("superuser")
    ));
    assert!(run(server, "postgres", "postgres", &statements("people")));
    world.write("enroll.toml", Form::indirect().text());
    let enroll = ["enroll", "--from", "enroll.toml"];

    let early = csp_as(&world, server, "bruno", &enroll);
    early.expect(1);
    assert!(
        early.stderr.contains("the role bruno may not create it"),
        "{early}"
    );
    let doctor = csp_as(&world, server, "bruno", &["doctor"]);
    assert!(
        doctor
            .expect(3)
            .stdout
            .contains("bruno cannot create the store"),
        "{doctor}"
    );

    csp_as(&world, server, "csp_owner", &enroll).expect(0);
    assert!(run(server, "csp_owner", "csp", &statements("owner")));

    // A writer.
    csp_as(&world, server, "bruno", &ADD_KIM).expect(0);
    csp_as(
        &world,
        server,
        "bruno",
        &["users", "block", "kim@contoso.fr", "--yes"],
    )
    .expect(0);
    world.write(
        "users.csv",
        "email,first_name,last_name,roles\nlea@contoso.fr,Lea,Roux,sales-agent\n",
    );
    csp_as(&world, server, "bruno", &["users", "import", "users.csv"]).expect(0);
    let log = csp_as(
        &world,
        server,
        "bruno",
        &["audit", "log", "--format", "json"],
    );
    let log: Value = serde_json::from_str(&log.expect(0).stdout).unwrap();
    let roles: Vec<&str> = log
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["database_role"].as_str())
        .collect();
    assert!(
        roles.contains(&"csp_owner") && roles.contains(&"bruno"),
        "{log}"
    );
    for forbidden in [
        "UPDATE csp.journal SET reason = 'x'",
        "DELETE FROM csp.journal",
        "DELETE FROM csp.first_journal",
        "UPDATE csp.store SET version = 9",
        "CREATE TABLE csp.more (id BIGINT)",
        "ALTER TABLE csp.users ADD COLUMN more TEXT",
    ] {
        assert!(!run(server, "bruno", "csp", forbidden), "{forbidden}");
    }

    // A reader.
    for readable in [
        &["status"][..],
        &["enroll", "show"],
        &["users", "list"],
        &["providers", "list"],
        &["customers", "list"],
        &["audit", "log"],
        &["audit", "verify"],
        &["audit", "anchor"],
        &["store", "check"],
        &["store", "backup", "copy.db"],
        &["store", "export", "everything"],
    ] {
        csp_as(&world, server, "alice", readable).expect(0);
    }
    let refused = csp_as(
        &world,
        server,
        "alice",
        &["users", "unblock", "kim@contoso.fr"],
    );
    refused.expect(1);
    assert!(
        refused.stderr.contains("the database role may not do this"),
        "{refused}"
    );
    for forbidden in [
        "INSERT INTO csp.store VALUES (3, 3)",
        "DELETE FROM csp.users",
        "SELECT chain FROM csp.chains FOR UPDATE",
    ] {
        assert!(!run(server, "alice", "csp", forbidden), "{forbidden}");
    }
    for (role, kind) in [
        ("csp_owner", "owner of the store"),
        ("bruno", "a writer"),
        ("alice", "a reader"),
    ] {
        let doctor = csp_as(&world, server, role, &["doctor"]);
        let fact = format!("the role {role} is {kind}");
        assert!(doctor.expect(0).stdout.contains(&fact), "{doctor}");
    }
}
