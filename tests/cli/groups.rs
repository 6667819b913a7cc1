//! Groups and keepers: labels on accounts and customers, and the lists that they filter.

use crate::form::Form;
use crate::journey::{active, submit, submitted};
use crate::world::World;

/// Two accounts, one of them active, with two customers.
fn two_accounts() -> World {
    let world = active();
    submit(&world, &Form::fabrikam());
    for (name, domain) in [("Northwind", "northwind.fr"), ("Litware", "litware.fr")] {
        let email = format!("it@{domain}");
        let line = [
            "customers",
            "add",
            name,
            "--domain",
            domain,
            "--country",
            "FR",
            "--email",
            &email,
        ];
        world
            .csp(&[&line[..], &["--account", "contoso-france"]].concat())
            .expect(0);
    }
    world
}

fn names(world: &World, line: &[&str], key: &str) -> Vec<String> {
    let answer = world.answer(line);
    let rows = answer.as_array().unwrap();
    rows.iter()
        .map(|row| row[key].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn accounts_are_grouped_and_listed_by_group() {
    let world = two_accounts();
    let one = world.answer(&[
        "accounts", "group", "fabrikam", "--add", "North", "--add", "gold",
    ]);
    assert_eq!(one["account"], "fabrikam");
    assert_eq!(one["groups"], serde_json::json!(["gold", "north"]));
    let both = world.answer(&[
        "accounts",
        "group",
        "contoso-france",
        "fabrikam",
        "--add",
        "gold",
    ]);
    assert_eq!(both.as_array().unwrap().len(), 2);
    let list = |line: &[&str]| names(&world, line, "account");
    assert_eq!(list(&["enroll", "list", "--group", "NORTH"]), ["fabrikam"]);
    assert_eq!(list(&["status", "--group", "north"]), ["fabrikam"]);
    let gold = ["contoso-france", "fabrikam"];
    assert_eq!(
        list(&["status", "--group", "north", "--group", "gold"]),
        gold
    );
    let none = ["status", "--group", "north", "--account", "contoso-france"];
    assert_eq!(list(&none), [""; 0]);
    let left = world.answer(&["accounts", "group", "fabrikam", "--remove", "north"]);
    assert_eq!(left["groups"], serde_json::json!(["gold"]));
    let run = world.csp(&["enroll", "list", "--group", "north", "--format", "json"]);
    assert_eq!(run.expect(0).json(), serde_json::json!([]));
    assert!(
        run.stderr
            .contains("group north not found; known groups: gold"),
        "{run}"
    );
}

#[test]
fn an_account_has_one_keeper() {
    let world = two_accounts();
    let kept = world.answer(&["accounts", "keeper", "fabrikam", "Ana@consult.fr"]);
    assert_eq!(kept["keeper"], "Ana@consult.fr");
    let list = |line: &[&str]| names(&world, line, "account");
    assert_eq!(
        list(&["status", "--keeper", "ana@CONSULT.fr"]),
        ["fabrikam"]
    );
    assert_eq!(
        list(&["enroll", "list", "--keeper", "ana@consult.fr"]),
        ["fabrikam"]
    );
    let page = world.csp(&["status", "--account", "fabrikam"]);
    assert!(page.expect(0).stdout.contains("Ana@consult.fr"), "{page}");
    let run = world.csp(&["status", "--keeper", "bob@consult.fr"]);
    assert!(
        run.expect(0)
            .stderr
            .contains("known keepers: ana@consult.fr"),
        "{run}"
    );
    let nobody = world.answer(&["accounts", "keeper", "fabrikam", "none"]);
    assert_eq!(nobody["keeper"], serde_json::Value::Null);
    world
        .csp(&["accounts", "keeper", "fabrikam", "nobody"])
        .expect(2);
}

#[test]
fn customers_are_grouped_and_listed_by_group_and_keeper() {
    let world = two_accounts();
    let at = |line: &[&'static str]| [line, &["--account", "contoso-france"]].concat();
    let one = world.answer(&at(&[
        "customers",
        "group",
        "northwind.fr",
        "--add",
        "gold",
    ]));
    assert_eq!(one["groups"], serde_json::json!(["gold"]));
    let both = [
        "customers",
        "group",
        "northwind.fr",
        "litware.fr",
        "--add",
        "west",
    ];
    assert_eq!(world.answer(&at(&both)).as_array().unwrap().len(), 2);
    world.answer(&at(&[
        "customers",
        "keeper",
        "litware.fr",
        "ana@consult.fr",
    ]));
    let list = |line: &[&'static str]| names(&world, &at(line), "domain");
    assert_eq!(
        list(&["customers", "list", "--group", "gold"]),
        ["northwind.fr"]
    );
    assert_eq!(
        list(&["customers", "list", "--group", "gold", "--group", "west"]).len(),
        2
    );
    assert_eq!(
        list(&["customers", "list", "--keeper", "ana@consult.fr"]),
        ["litware.fr"]
    );
    let all = ["customers", "list", "--all-accounts", "--group", "gold"];
    assert_eq!(names(&world, &all, "domain"), ["northwind.fr"]);
    let shown = world.answer(&at(&["customers", "show", "litware.fr"]));
    assert_eq!(shown["keeper"], "ana@consult.fr");
    assert_eq!(shown["groups"], serde_json::json!(["west"]));
    let edited = world.answer(&at(&["customers", "edit", "litware.fr", "--name", "Lit"]));
    assert_eq!(edited["keeper"], "ana@consult.fr", "an edit keeps it");
}

#[test]
fn a_change_of_groups_is_journalled_once() {
    let world = two_accounts();
    let grouped = ["accounts", "group", "fabrikam", "--add", "north"];
    world.csp(&grouped).expect(0);
    world.csp(&grouped).expect(0);
    world
        .csp(&["accounts", "keeper", "fabrikam", "ana@consult.fr"])
        .expect(0);
    let log = world.answer(&["audit", "log", "--account", "fabrikam"]);
    let of = |action: &str| -> Vec<&serde_json::Value> {
        let entries = log.as_array().unwrap().iter();
        entries.filter(|entry| entry["action"] == action).collect()
    };
    let [entry] = of("account.grouped").try_into().unwrap();
    assert_eq!(
        entry["changes"],
        serde_json::json!({"groups": {"from": [], "to": ["north"]}})
    );
    let [entry] = of("account.keeper-set").try_into().unwrap();
    assert_eq!(entry["changes"]["keeper"]["to"], "ana@consult.fr");
    world.csp(&["audit", "verify"]).expect(0);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn groups_and_keepers_move_with_their_account() {
    let world = two_accounts();
    world
        .csp(&["accounts", "group", "contoso-france", "--add", "north"])
        .expect(0);
    let at = ["--account", "contoso-france"];
    world
        .csp(
            &[
                &["customers", "keeper", "litware.fr", "ana@consult.fr"],
                &at[..],
            ]
            .concat(),
        )
        .expect(0);
    world
        .csp(&[
            "accounts",
            "move",
            "contoso-france",
            "--to",
            "other.db",
            "--yes",
        ])
        .expect(0);
    let there = ["--store", "other.db"];
    let shown = world.answer(&[&["enroll", "show"], &there[..]].concat());
    assert_eq!(shown["groups"], serde_json::json!(["north"]));
    let shown = world.answer(&[&["customers", "show", "litware.fr"], &there[..]].concat());
    assert_eq!(shown["keeper"], "ana@consult.fr");
    world
        .csp(&[&["store", "check"], &there[..]].concat())
        .expect(0);
    assert_eq!(
        names(&world, &["enroll", "list", "--group", "north"], "account"),
        [""; 0]
    );
}

#[test]
fn a_mistake_in_groups_changes_nothing() {
    let world = two_accounts();
    for (line, code) in [
        (
            &["accounts", "group", "fabrikam", "--add", "two words"][..],
            2,
        ),
        (&["accounts", "group", "fabrikam", "--add", "-x"], 2),
        (
            &[
                "accounts", "group", "fabrikam", "--add", "a", "--remove", "A",
            ],
            2,
        ),
        (&["accounts", "group", "fabrikam"], 7),
        (&["accounts", "group", "--add", "a"], 7),
        (
            &["accounts", "group", "fabrikam", "fabrikom", "--add", "a"],
            5,
        ),
        (&["accounts", "keeper", "fabrikam"], 7),
        (&["accounts", "keeper"], 7),
        (
            &[
                "accounts",
                "group",
                "fabrikam",
                "--add",
                "a",
                "--as",
                "no@fabrikam.de",
            ],
            5,
        ),
        (
            &[
                "customers",
                "group",
                "northwind.fr",
                "nobody.fr",
                "--add",
                "a",
                "--account",
                "contoso-france",
            ],
            5,
        ),
        (
            &[
                "customers",
                "keeper",
                "northwind.fr",
                "--account",
                "contoso-france",
            ],
            7,
        ),
        (&["status", "--group", ""], 2),
    ] {
        let run = world.csp(line);
        run.expect(code);
    }
    let dry = world.answer(&["accounts", "group", "fabrikam", "--add", "a", "--dry-run"]);
    assert_eq!(dry["groups"], serde_json::json!(["a"]));
    for row in world.answer(&["enroll", "list"]).as_array().unwrap() {
        assert_eq!(row["groups"], serde_json::json!([]));
    }
}

#[test]
fn grouping_takes_the_permission_of_its_noun() {
    let world = active();
    let add = [
        "users",
        "add",
        "sam@contoso.fr",
        "--first-name",
        "S",
        "--last-name",
        "A",
    ];
    let added = world.answer(&[&add[..], &["--role", "sales-agent"]].concat());
    let password = added["temporary_password"].as_str().unwrap();
    let typed = format!("{password}\nLavender-42-boats\n");
    world
        .csp_reading(
            &typed,
            &["users", "sign-in", "sam@contoso.fr", "--password-stdin"],
        )
        .expect(0);
    let sam = ["--as", "sam@contoso.fr"];
    world
        .csp(
            &[
                &["accounts", "group", "contoso-france", "--add", "a"],
                &sam[..],
            ]
            .concat(),
        )
        .expect(6);
    world
        .csp(&[&["accounts", "keeper", "contoso-france", "none"], &sam[..]].concat())
        .expect(6);
    let add = [
        "customers",
        "add",
        "N",
        "--domain",
        "n.fr",
        "--country",
        "FR",
        "--email",
        "i@n.fr",
    ];
    world.csp(&add).expect(0);
    world
        .csp(&[&["customers", "group", "n.fr", "--add", "a"], &sam[..]].concat())
        .expect(0);
}

#[test]
fn an_empty_store_has_no_groups() {
    let world = World::new();
    let run = world.csp(&["enroll", "list", "--group", "north", "--format", "json"]);
    assert_eq!(run.expect(0).json(), serde_json::json!([]));
    assert!(run.stderr.contains("there are no groups yet"), "{run}");
    assert!(submitted().answer(&["enroll", "show"])["keeper"].is_null());
}
