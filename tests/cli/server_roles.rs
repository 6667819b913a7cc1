//! The roles in `docs/team-store.md`: what its statements grant is what each role needs.

use std::process::Command;

use crate::engine::postgres::{Server, server};
use crate::form::Form;
use crate::journey::{ADD_KIM, accept, confirm_email};
use crate::world::World;

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

/// Uses the store as a role from now on.
fn become_role(world: &mut World, server: &Server, role: &str) {
    world.set("CSP_STORE", &server.url_as(role, "csp"));
}

/// Runs the statements for administrators, and creates the store as its owner.
fn made(world: &mut World, server: &Server) {
    assert!(run(
        server,
        "postgres",
        "postgres",
        &statements("superuser")
    ));
    assert!(run(server, "postgres", "postgres", &statements("people")));
    world.write("enroll.toml", Form::indirect().text());
    let enroll = ["enroll", "--from", "enroll.toml"];

    become_role(world, server, "bruno");
    let early = world.csp(&enroll);
    early.expect(1);
    let refusal = "the role bruno may not create it";
    assert!(early.stderr.contains(refusal), "{early}");
    let doctor = world.csp(&["doctor"]);
    let fact = "the role bruno cannot create the store";
    assert!(doctor.expect(3).stdout.contains(fact), "{doctor}");

    become_role(world, server, "csp_owner");
    world.csp(&enroll).expect(0);
    become_role(world, server, "alice");
    let doctor = world.csp(&["doctor"]);
    let fact = "the role alice cannot read the store";
    assert!(doctor.expect(3).stdout.contains(fact), "{doctor}");
    assert!(run(server, "csp_owner", "csp", &statements("owner")));
}

fn write_everything(world: &mut World, server: &Server) {
    become_role(world, server, "bruno");
    confirm_email(world);
    accept(world, &["employment", "business"]);
    world.csp(&["enroll", "sign-mpa"]).expect(0);
    world.csp(&ADD_KIM).expect(0);
    for step in [
        &["users", "grant", "kim@contoso.fr", "helpdesk-agent"][..],
        &[
            "users",
            "revoke",
            "kim@contoso.fr",
            "helpdesk-agent",
            "--yes",
        ],
        &["users", "block", "kim@contoso.fr", "--yes"],
    ] {
        world.csp(step).expect(0);
    }
    let people = "email,first_name,last_name,roles\nlea@contoso.fr,Lea,Roux,sales-agent\n";
    world.write("users.csv", people);
    world.csp(&["users", "import", "users.csv"]).expect(0);
    let sql = "SELECT DISTINCT database_role FROM csp.journal ORDER BY 1";
    let roles = server.psql("csp").args(["-c", sql]).output().unwrap();
    assert_eq!(
        String::from_utf8(roles.stdout).unwrap(),
        "bruno\ncsp_owner\n"
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
}

fn read_everything(world: &mut World, server: &Server) {
    become_role(world, server, "alice");
    for readable in [
        &["status"][..],
        &["enroll", "show"],
        &["users", "list"],
        &["providers", "list"],
        &["customers", "list"],
        &["eligibility", "evidence", "list"],
        &["audit", "log"],
        &["audit", "verify"],
        &["audit", "anchor"],
        &["store", "check"],
        &["store", "backup", "copy.db"],
        &["store", "export", "everything"],
    ] {
        world.csp(readable).expect(0);
    }
    let refused = world.csp(&["users", "unblock", "kim@contoso.fr"]);
    refused.expect(1);
    let refusal = "the database role may not do this";
    assert!(refused.stderr.contains(refusal), "{refused}");
    for forbidden in [
        "INSERT INTO csp.store VALUES (3, 3)",
        "DELETE FROM csp.users",
        "SELECT chain FROM csp.chains FOR UPDATE",
    ] {
        assert!(!run(server, "alice", "csp", forbidden), "{forbidden}");
    }
}

#[test]
fn a_password_in_settings_that_others_read_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(server) = server() else { return };
    let mut world = World::new();
    let url = server.url(&server.create_database());
    let url = url.replace("postgres@", "postgres:secret@");
    world.unset("CSP_STORE");
    world.write("config.toml", format!("store = \"{url}\"\n"));
    let settings = world.path("config.toml");
    world.set("CSP_CONFIG", settings.to_str().unwrap());
    for (mode, is_found) in [(0o644, true), (0o600, false)] {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&settings, mode).unwrap();
        let doctor = world.csp(&["doctor"]);
        doctor.expect(3);
        let found = doctor.stdout.contains("has the password of the database");
        assert_eq!(found, is_found, "{doctor}");
        assert!(!doctor.stdout.contains("secret"), "{doctor}");
    }
}

/// A writer brings an account into the store; only the owner moves one out of it.
fn move_accounts(world: &mut World, server: &Server) {
    let fabrikam = Form::fabrikam().text();
    world.write("fabrikam.toml", fabrikam);
    let litware = Form::indirect().of_company("Litware SARL", "litware", "litware.fr", "5900009");
    world.write("litware.toml", litware.text());
    for form in ["litware.toml", "fabrikam.toml"] {
        world.answer(&["enroll", "--from", form, "--store", "own.db"]);
    }
    become_role(world, server, "bruno");
    let team = server.url_as("bruno", "csp");
    let to_team = ["accounts", "move", "fabrikam", "--to", &team, "--yes"];
    world.answer(&[&to_team[..], &["--store", "own.db"]].concat());
    let back = ["accounts", "move", "fabrikam", "--to", "own.db", "--yes"];
    for more in [&[][..], &["--dry-run"]] {
        let refused = world.csp(&[&back[..], more].concat());
        let refusal = "the database role may not do this";
        assert!(refused.expect(1).stderr.contains(refusal), "{refused}");
    }
    world.answer(&["enroll", "show", "--account", "fabrikam"]);
    become_role(world, server, "csp_owner");
    world.answer(&back);
    world.answer(&[
        "enroll",
        "show",
        "--account",
        "fabrikam",
        "--store",
        "own.db",
    ]);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn roles_of_the_page_can_do_what_it_says() {
    let Some(server) = server() else { return };
    let mut world = World::new();
    made(&mut world, server);
    write_everything(&mut world, server);
    read_everything(&mut world, server);
    move_accounts(&mut world, server);
    for (role, kind) in [
        ("csp_owner", "owner of the store"),
        ("bruno", "a writer"),
        ("alice", "a reader"),
    ] {
        become_role(&mut world, server, role);
        let doctor = world.csp(&["doctor"]);
        let fact = format!("the role {role} is {kind}");
        assert!(doctor.expect(0).stdout.contains(&fact), "{doctor}");
    }
}
