use serde_json::json;

use crate::world::{OWNER, World};

fn world() -> World {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    world.write("staff.csv", "email,first_name,last_name,roles\nADA@contoso.fr,Ada,Lovelace,admin-agent\nnew@contoso.fr,,,report-viewer\n");
    world
}

fn counts(answer: &serde_json::Value) -> [i64; 3] {
    ["created", "updated", "skipped"].map(|key| answer[key].as_i64().unwrap())
}

#[test]
fn a_row_of_an_existing_user_is_a_mistake_by_default() {
    let world = world();
    let error = world.refusal(2, &["users", "import", "staff.csv"]);
    assert_eq!(error["rule"], "users.unique-email");
    assert_eq!(error["details"][0]["at"], "staff.csv:2:1");
}

#[test]
fn file_mistakes_and_existing_users_are_reported_together() {
    let world = world();
    world.write(
        "staff.csv",
        "email,first_name,last_name,roles\nnobody,,,sales-agent\nADA@contoso.fr,Ada,Byron,sales-agent\nnew@contoso.fr,,,\nshort@contoso.fr\n",
    );
    let error = world.refusal(2, &["users", "import", "staff.csv"]);
    let details = error["details"].as_array().unwrap();
    let places: Vec<&str> = details
        .iter()
        .map(|one| one["at"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["staff.csv:2:1", "staff.csv:3:1", "staff.csv:4:4"]);
    assert_eq!(details[1]["rule"], "users.unique-email");
    assert_eq!(details[2]["rule"], "users.role-required");
    assert_eq!(details[2]["places"][1], "staff.csv:5:4");
    assert_eq!(
        world.answer(&["users", "list"]).as_array().unwrap().len(),
        2
    );
}

#[test]
fn skip_keeps_existing_users_and_adds_the_rest() {
    let world = world();
    let answer = world.answer(&["users", "import", "staff.csv", "--on-conflict", "skip"]);
    assert_eq!(counts(&answer), [1, 0, 1]);
    assert_eq!(
        world.answer(&["users", "show", "ada@contoso.fr"])["last_name"],
        "Byron"
    );
    let again = world.answer(&["users", "import", "staff.csv", "--on-conflict", "skip"]);
    assert_eq!(counts(&again), [0, 0, 2]);
    assert_eq!(again["users"], json!([]));
}

#[test]
fn update_sets_names_and_roles_and_nothing_else() {
    let world = World::active();
    world.add_active("ada@contoso.fr", "sales-agent");
    world.write("staff.csv", "email,first_name,last_name,roles\nADA@contoso.fr,Ada,Lovelace,admin-agent\nnew@contoso.fr,,,report-viewer\n");
    let update = ["users", "import", "staff.csv", "--on-conflict", "update"];
    let answer = world.answer(&update);
    assert_eq!(counts(&answer), [1, 1, 0]);
    assert_eq!(answer["users"].as_array().unwrap().len(), 1);
    let ada = world.answer(&["users", "show", "ada@contoso.fr"]);
    assert_eq!(
        (&ada["display_name"], &ada["roles"]),
        (&json!("Ada Lovelace"), &json!(["admin-agent"]))
    );
    assert_eq!(ada["state"], "active");
    let sign_in = ["users", "sign-in", "ada@contoso.fr", "--password-stdin"];
    world.csp_reading("Better-Horse-9\n", &sign_in).expect(0);
    assert_eq!(counts(&world.answer(&update)), [0, 0, 2]);
}

#[test]
fn updates_keep_roles_and_new_users_need_them() {
    let world = world();
    world.write(
        "names.csv",
        "email,first_name,roles\nada@contoso.fr,Augusta,\n",
    );
    let update = [
        "users",
        "import",
        "names.csv",
        "--on-conflict",
        "update",
        "--role",
        "report-viewer",
    ];
    assert_eq!(counts(&world.answer(&update)), [0, 1, 0]);
    assert_eq!(
        world.answer(&["users", "show", "ada@contoso.fr"])["roles"],
        json!(["sales-agent"])
    );
    world.write(
        "names.csv",
        "email,first_name,roles\nada@contoso.fr,Ada,\nnew@contoso.fr,,\n",
    );
    let error = world.refusal(2, &update[..5]);
    assert_eq!(error["rule"], "users.role-required");
    assert_eq!(error["details"][0]["at"], "names.csv:3:3");
}

#[test]
fn changing_name_and_roles_needs_both_permissions() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    world.add("vic@contoso.fr", "report-viewer");
    world.add_active("aa@contoso.fr", "account-admin");
    let ada = "ada@contoso.fr,Ann,,";
    for (row, may) in [
        ("ada@contoso.fr,Ann,,", false),
        ("ada@contoso.fr,Ann,,sales-agent", false),
        ("ada@contoso.fr,Ann,,sales-agent;report-viewer", false),
        ("ada@contoso.fr,,,sales-agent;report-viewer", true),
        ("vic@contoso.fr,Ann,,report-viewer;billing-admin", true),
        ("vic@contoso.fr,Vic,,report-viewer;sales-agent", false),
    ] {
        world.write(
            "one.csv",
            format!("email,first_name,last_name,roles\n{row}\n"),
        );
        let import = ["users", "import", "one.csv", "--on-conflict", "update"];
        let import = [&import[..], &["--as", "aa@contoso.fr"]].concat();
        if may {
            assert_eq!(counts(&world.answer(&import)), [0, 1, 0], "{row}");
        } else {
            let error = world.refusal(6, &import);
            assert_eq!(error["permission"], "users.manage", "{row}");
        }
    }
    // The same as the two separate commands.
    let edit = ["users", "edit", "ada@contoso.fr", "--first-name", "Ann"];
    world.refusal(6, &[&edit[..], &["--as", "aa@contoso.fr"]].concat());
    world.write(
        "all.csv",
        format!("email,first_name,last_name,roles\n{ada}report-viewer\n"),
    );
    world.answer(&["users", "import", "all.csv", "--on-conflict", "update"]);
    assert_eq!(
        world.answer(&["users", "show", "ada@contoso.fr"])["first_name"],
        "Ann"
    );
}

#[test]
fn a_broken_rule_in_a_row_is_a_mistake_of_the_file() {
    let world = world();
    world.write("bad.csv", format!("email,roles\n{OWNER},sales-agent\n"));
    let error = world.refusal(
        2,
        &["users", "import", "bad.csv", "--on-conflict", "update"],
    );
    assert_eq!(error["rule"], "users.last-global-admin");
    world
        .csp(&["users", "remove", "ada@contoso.fr", "--yes"])
        .expect(0);
    let error = world.refusal(
        2,
        &["users", "import", "staff.csv", "--on-conflict", "update"],
    );
    assert_eq!(error["rule"], "users.step");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("csp users restore"),
        "{error}"
    );
}

#[test]
fn before_the_enrollment_is_active_nobody_is_imported() {
    let world = World::empty();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    world.csp(&["enroll", "--from", file]).expect(0);
    world.write("staff.csv", "email,roles\na@contoso.fr,sales-agent\n");
    assert_eq!(
        world.refusal(4, &["users", "import", "staff.csv"])["rule"],
        "users.account-ready"
    );
    world.write("bad.csv", "email,roles\na@contoso.fr,nobody\n");
    world.refusal(2, &["users", "import", "bad.csv"]);
}

/// The details of the refusal of a file: place, rule and message of each.
#[track_caller]
fn told(world: &World, rows: &str, more: &[&str]) -> Vec<String> {
    world.write(
        "told.csv",
        format!("email,first_name,last_name,roles\n{rows}"),
    );
    let error = world.refusal(2, &[&["users", "import", "told.csv"], more].concat());
    let text = |one: &serde_json::Value, key: &str| one[key].as_str().unwrap_or("-").to_owned();
    let details = error["details"].as_array().unwrap().iter();
    details
        .map(|one| {
            let message = text(one, "message");
            let field = text(one, "field");
            assert!(message.starts_with(&format!("column {field}: ")), "{one}");
            format!("{} {} {message}", text(one, "at"), text(one, "rule"))
        })
        .collect()
}

#[test]
fn one_mistake_of_a_row_hides_no_other() {
    let world = world();
    for (rows, mistakes) in [
        (
            "b@contoso.fr,,,nope\nb@contoso.fr,,,sales-agent\n",
            &[
                "told.csv:2:4 - column roles: `nope` is not a valid role",
                "told.csv:3:1 users.unique-email column email: `b@contoso.fr` is already in line 2",
            ][..],
        ),
        (
            "ada@contoso.fr,,,nope\n",
            &[
                "told.csv:2:1 users.unique-email column email: ada@contoso.fr is already a user of the account",
                "told.csv:2:4 - column roles: `nope` is not a valid role",
            ],
        ),
        (
            "b@contoso.fr,a\tb,,\n",
            &[
                "told.csv:2:2 - column first_name: ",
                "told.csv:2:4 users.role-required column roles: the row does not have a role",
            ],
        ),
        (
            "nobody,,,\n",
            &[
                "told.csv:2:1 - column email: ",
                "told.csv:2:4 users.role-required column roles: the row does not have a role",
            ],
        ),
        (
            "b@contoso.fr,,,bogus;bogus2\n",
            &[
                "told.csv:2:4 - column roles: `bogus` is not a valid role",
                "told.csv:2:4 - column roles: `bogus2` is not a valid role",
            ],
        ),
    ] {
        let found = told(&world, rows, &[]);
        assert_eq!(found.len(), mistakes.len(), "{found:#?}");
        for (found, mistake) in found.iter().zip(mistakes) {
            assert!(found.starts_with(mistake), "{found}\n{mistake}");
        }
    }
}

#[test]
fn store_conflicts_are_placed_in_their_column() {
    let world = world();
    let update = ["--on-conflict", "update"];
    let rows = format!("new@contoso.fr,,,\n{OWNER},,,sales-agent\nother@contoso.fr,,,nope\n");
    let found = told(&world, &rows, &update);
    for (found, beginning) in found.iter().zip([
        "told.csv:2:4 users.role-required column roles: new@contoso.fr is a new user",
        "told.csv:3:4 users.last-global-admin column roles: ",
        "told.csv:4:4 - column roles: `nope` is not a valid role",
    ]) {
        assert!(found.starts_with(beginning), "{found}\n{beginning}");
    }
    assert_eq!(found.len(), 3, "{found:#?}");
    let remove = ["users", "remove", "ada@contoso.fr", "--yes"];
    world.csp(&remove).expect(0);
    let found = told(&world, "ada@contoso.fr,Ada,,sales-agent\n", &update);
    assert!(
        found[0].starts_with("told.csv:2:1 users.step column email: "),
        "{found:?}"
    );
    world.write(
        "mail.csv",
        "first_name;EMail\nNew;new@contoso.fr\nAda;ada@contoso.fr\n",
    );
    let import = ["users", "import", "mail.csv", "--role", "sales-agent"];
    let error = world.refusal(2, &import);
    assert_eq!(error["details"][0]["at"], "mail.csv:3:2", "{error}");
    assert_eq!(error["details"][0]["field"], "EMail", "{error}");
}
