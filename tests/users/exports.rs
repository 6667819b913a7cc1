use std::fmt::Write as _;

use crate::world::World;

fn staffed(count: usize) -> World {
    let world = World::active();
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..count {
        writeln!(
            text,
            "user{number:03}@contoso.fr,=F{number},\"L;{number}\",sales-agent;admin-agent"
        )
        .unwrap();
    }
    world
        .csp_reading(&text, &["users", "import", "-"])
        .expect(0);
    world
}

#[test]
fn an_export_can_be_imported() {
    let world = staffed(5);
    world
        .csp(&["users", "block", "user001@contoso.fr", "--yes"])
        .expect(0);
    world
        .csp(&["users", "remove", "user002@contoso.fr", "--yes"])
        .expect(0);
    let export = world.csp(&["users", "export"]).expect(0).stdout;
    assert!(
        export.starts_with("email,first_name,last_name,roles,"),
        "{export}"
    );
    let other = World::active();
    other
        .csp_reading(&export, &["users", "import", "-", "--on-conflict", "skip"])
        .expect(0);
    let people = |world: &World| {
        let users = world.answer(&["users", "list"]);
        let told = |user: &serde_json::Value| {
            ["email", "first_name", "last_name", "display_name", "roles"]
                .map(|key| user[key].to_string())
        };
        users
            .as_array()
            .unwrap()
            .iter()
            .map(told)
            .collect::<Vec<_>>()
    };
    assert_eq!(people(&other), people(&world));
    let listed = world
        .csp(&["users", "list", "--format", "csv"])
        .expect(0)
        .stdout;
    let third = World::active();
    third
        .csp_reading(&listed, &["users", "import", "-", "--on-conflict", "skip"])
        .expect(0);
    assert_eq!(people(&third), people(&world));
}

#[test]
fn partner_center_files_have_at_most_a_hundred_rows() {
    let world = staffed(250);
    let error = world.refusal(2, &["users", "export", "--for", "partner-center"]);
    assert!(
        error["remedy"].as_str().unwrap().contains("--out"),
        "{error}"
    );
    let answer = world.answer(&[
        "users",
        "export",
        "--for",
        "partner-center",
        "--out",
        "pc.csv",
    ]);
    assert_eq!(
        answer["files"],
        serde_json::json!(["pc.csv-1", "pc.csv-2", "pc.csv-3"])
    );
    let mut rows = 0;
    for number in 1..=3 {
        let text = world.read(&format!("pc.csv-{number}"));
        assert!(text.starts_with("First name,Last name,Display name,Email,Status update\n"));
        rows += text.lines().count() - 1;
    }
    assert_eq!(rows, 251);
    assert!(!world.path("pc.csv").exists());
    let few = staffed(3);
    few.answer(&[
        "users",
        "export",
        "--for",
        "partner-center",
        "--out",
        "pc.csv",
    ]);
    assert_eq!(few.read("pc.csv").lines().count(), 5);
}

#[test]
fn entra_gets_its_two_heading_rows_and_no_password() {
    let world = staffed(2);
    world
        .csp(&["users", "block", "user001@contoso.fr", "--yes"])
        .expect(0);
    let text = world
        .csp(&["users", "export", "--for", "entra"])
        .expect(0)
        .stdout;
    let template = world
        .csp(&["users", "template", "--for", "entra"])
        .expect(0)
        .stdout;
    let rows = text.strip_prefix(&template).unwrap();
    assert!(
        rows.contains("=F1 L;1,user001@contoso.fr,,Yes,=F1,"),
        "{rows}"
    );
    assert!(rows.contains("user000@contoso.fr,,No,"), "{rows}");
}

#[test]
fn limits_of_other_systems_are_respected() {
    let world = World::active();
    let long = "x".repeat(60);
    let args = [
        "users",
        "add",
        "ada@contoso.fr",
        "--first-name",
        &long,
        "--last-name",
        "B",
        "--role",
        "sales-agent",
    ];
    world.csp(&args).expect(0);
    let run = world
        .csp(&["users", "export", "--for", "partner-center"])
        .expect(0);
    assert!(
        run.stderr.contains("the names of 1 user were cut"),
        "{}",
        run.stderr
    );
    for line in run.stdout.lines().skip(1) {
        assert!(line.split(',').all(|cell| cell.len() <= 50), "{line}");
    }
    let args = [
        "users",
        "add",
        "ada+b@contoso.fr",
        "--first-name",
        "A",
        "--last-name",
        "B",
        "--role",
        "sales-agent",
    ];
    world.csp(&args).expect(0);
    let error = world.refusal(2, &["users", "export", "--for", "entra"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("ada+b@contoso.fr"),
        "{error}"
    );
}

#[test]
fn templates_are_read_back_as_files_without_rows() {
    let world = World::active();
    for target in ["csv", "partner-center", "entra"] {
        let template = world
            .csp(&["users", "template", "--for", target])
            .expect(0)
            .stdout;
        let run = world
            .csp_reading(
                &template,
                &["users", "import", "-", "--role", "sales-agent"],
            )
            .expect(2);
        assert!(run.stderr.contains("no row"), "{}", run.stderr);
    }
}
