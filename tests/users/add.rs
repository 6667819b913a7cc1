use serde_json::json;

use crate::world::{NOW, World};

#[test]
fn a_new_users_password_is_shown_only_once() {
    let world = World::active();
    let user = world.answer(&[
        "users",
        "add",
        "Ada@contoso.fr",
        "--first-name",
        "Ada",
        "--last-name",
        "Byron",
        "--role",
        "sales-agent",
        "--role",
        "admin-agent",
    ]);
    let password = user["temporary_password"].as_str().unwrap();
    assert_eq!(password.len(), 29);
    let mut expected = json!({
        "email": "Ada@contoso.fr", "first_name": "Ada", "last_name": "Byron", "display_name": "Ada Byron",
        "state": "password-pending", "roles": ["admin-agent", "sales-agent"], "created_at": NOW,
        "last_sign_in_at": null, "temporary_password_expires_at": "2021-06-08T09:00:00Z",
    });
    assert_eq!(world.answer(&["users", "show", "ada@CONTOSO.fr"]), expected);
    expected["temporary_password"] = json!(password);
    assert_eq!(user, expected);
    let entry = world.journal().pop().unwrap();
    assert_eq!(entry["action"], "user.added");
    assert_eq!(entry["subject"], "Ada@contoso.fr");
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let world = World::active();
    let error = world.refusal(
        7,
        &["users", "add", "ada@contoso.fr", "--first-name", "Ada"],
    );
    let flags: Vec<&str> = error["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["flag"].as_str().unwrap())
        .collect();
    assert_eq!(flags, ["--last-name", "--role"]);
    assert_eq!(error["details"][1]["rule"], "users.role-required");
}

#[test]
fn a_dry_run_saves_nothing_and_shows_no_password() {
    let world = World::active();
    let before = world.store().content();
    let user = world.answer(&[
        "users",
        "add",
        "ada@contoso.fr",
        "--first-name",
        "Ada",
        "--last-name",
        "B",
        "--role",
        "sales-agent",
        "--dry-run",
        "--credentials",
        "secret.csv",
        "--draft-out",
        "ada.eml",
    ]);
    assert_eq!(user["dry_run"], true);
    assert_eq!(user["temporary_password"], json!(null));
    assert!(!world.path("secret.csv").exists() && !world.path("ada.eml").exists());
    assert_eq!(world.store().content(), before);
}

#[test]
fn other_domains_are_warned_about_and_bad_addresses_refused() {
    let world = World::active();
    let args = [
        "users",
        "add",
        "ada@elsewhere.example",
        "--first-name",
        "A",
        "--last-name",
        "B",
        "--role",
        "sales-agent",
    ];
    let run = world.csp(&args).expect(0);
    assert!(
        run.stderr
            .contains("warning: ada@elsewhere.example is not on the tenant's domain"),
        "{}",
        run.stderr
    );
    world.refusal(2, &["users", "add", "not an address"]);
    world.refusal(2, &["users", "add", "a@contoso.fr", "--role", "sale-agent"]);
}

#[test]
fn names_come_back_as_they_were_typed() {
    let world = World::active();
    for (number, name) in [
        "O",
        "Zoë",
        "محمد",
        "=1+1",
        "\"; DROP TABLE users; --",
        "Ю👩‍💻",
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("user{number}@contoso.fr");
        let args = [
            "users",
            "add",
            &email,
            "--first-name",
            name,
            "--last-name",
            "X",
            "--role",
            "sales-agent",
        ];
        assert_eq!(world.answer(&args)["first_name"], name);
    }
    let csv = world
        .csp(&["users", "list", "--format", "csv"])
        .expect(0)
        .stdout;
    assert!(csv.contains("'=1+1"), "{csv}");
}

#[test]
fn the_state_machine_on_the_command_line() {
    let world = World::active();
    world.add_active("ada@contoso.fr", "sales-agent");
    let state = |args: &[&str]| world.answer(args)["state"].as_str().unwrap().to_owned();
    assert_eq!(
        state(&["users", "block", "ada@contoso.fr", "--yes"]),
        "blocked"
    );
    assert_eq!(
        world.refusal(4, &["users", "block", "ada@contoso.fr", "--yes"])["rule"],
        "users.step"
    );
    assert_eq!(
        state(&["users", "remove", "ada@contoso.fr", "--yes"]),
        "removed"
    );
    assert_eq!(world.emails(&[]).len(), 1);
    assert_eq!(world.emails(&["--all"]).len(), 2);
    let taken = world.refusal(
        4,
        &[
            "users",
            "add",
            "ADA@contoso.fr",
            "--first-name",
            "A",
            "--last-name",
            "B",
            "--role",
            "sales-agent",
        ],
    );
    assert_eq!(taken["rule"], "users.unique-email");
    assert!(
        taken["remedy"]
            .as_str()
            .unwrap()
            .contains("csp users restore"),
        "{taken}"
    );
    assert_eq!(state(&["users", "restore", "ada@contoso.fr"]), "blocked");
    assert_eq!(state(&["users", "unblock", "ada@contoso.fr"]), "active");
    assert_eq!(
        state(&["users", "reset-password", "ada@contoso.fr"]),
        "password-pending"
    );
}

#[test]
fn a_removed_address_can_be_used_again_after_thirty_days() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    world
        .csp(&["users", "remove", "ada@contoso.fr", "--yes"])
        .expect(0);
    let later = "2021-04-09T09:00:00Z";
    let restore = world
        .csp_at(
            later,
            &["users", "restore", "ada@contoso.fr", "--format", "json"],
        )
        .expect(4);
    assert_eq!(restore.error()["rule"], "users.step");
    let add = [
        "users",
        "add",
        "ada@contoso.fr",
        "--first-name",
        "A",
        "--last-name",
        "B",
        "--role",
        "report-viewer",
        "--format",
        "json",
    ];
    let anew = world.csp_at(later, &add).expect(0).json();
    assert_eq!(anew["created_at"], later);
    assert_eq!(anew["roles"], json!(["report-viewer"]));
    world.csp_at(later, &["store", "check"]).expect(0);
}

#[test]
fn without_a_terminal_confirmations_need_the_yes_flag() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    for args in [
        &["users", "block", "ada@contoso.fr"][..],
        &["users", "remove", "nobody@contoso.fr"],
        &["users", "revoke", "ada@contoso.fr", "sales-agent"],
    ] {
        assert_eq!(world.refusal(7, args)["details"][0]["flag"], "--yes");
        let rehearsed = [args, &["--dry-run"]].concat();
        world.refusal(7, &rehearsed);
    }
    let rehearsed = ["users", "block", "ada@contoso.fr", "--yes", "--dry-run"];
    assert_eq!(world.answer(&rehearsed)["state"], "blocked");
}

#[test]
fn missing_input_is_reported_with_the_missing_confirmation() {
    let world = World::active();
    for (args, flags) in [
        (&["users", "block"][..], &["EMAIL", "--yes"][..]),
        (&["users", "remove"], &["EMAIL", "--yes"]),
        (&["users", "revoke"], &["EMAIL", "ROLE", "--yes"]),
        (&["enroll", "withdraw"], &["--reason", "--yes"]),
        (&["enroll", "restrict"], &["--reason", "--yes"]),
        (&["store", "restore"], &["FILE", "--yes"]),
    ] {
        let error = world.refusal(7, args);
        let named: Vec<_> = error["details"].as_array().unwrap().iter().collect();
        let named: Vec<_> = named
            .iter()
            .map(|it| it["flag"].as_str().unwrap())
            .collect();
        assert_eq!(named, flags, "{args:?}");
    }
}

#[test]
fn an_unknown_user_is_not_found_and_the_nearest_is_suggested() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    for args in [
        &["users", "show", "adda@contoso.fr"][..],
        &["users", "grant", "adda@contoso.fr", "sales-agent"],
        &["users", "can", "adda@contoso.fr", "agreements.sign"],
        &["users", "restore", "adda@contoso.fr"],
    ] {
        let error = world.refusal(5, args);
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains("`ada@contoso.fr`"),
            "{error}"
        );
    }
    let error = world.refusal(5, &["users", "can", "ada@contoso.fr", "agreement.sign"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("agreements.sign"),
        "{error}"
    );
}

#[test]
fn editing_names_keeps_everything_else() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    let user = world.answer(&["users", "edit", "ada@contoso.fr", "--last-name", "Lovelace"]);
    assert_eq!(user["display_name"], "Ada Lovelace");
    assert_eq!(user["first_name"], "Ada");
    let entries = world.journal().len();
    world.answer(&["users", "edit", "ada@contoso.fr", "--last-name", "Lovelace"]);
    assert_eq!(
        world.journal().len(),
        entries,
        "a change that changes nothing leaves no trace"
    );
    world.refusal(2, &["users", "edit", "ada@contoso.fr"]);
}
