use serde_json::json;

use crate::world::{OWNER, World};

#[test]
fn the_catalogue_says_what_each_role_may_do() {
    let world = World::active();
    let roles = world.answer(&["users", "roles"]);
    let roles = roles.as_array().unwrap();
    assert_eq!(roles.len(), 17);
    let agent = roles
        .iter()
        .find(|role| role["role"] == "admin-agent")
        .unwrap();
    assert_eq!(agent["group"], "agent");
    assert!(
        agent["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("customers.invite"))
    );
    assert!(
        agent["can"]
            .as_array()
            .unwrap()
            .contains(&json!("attest MCA"))
    );
}

#[test]
fn granting_and_revoking_sets_of_roles() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    let granted = world.answer(&[
        "users",
        "grant",
        "ada@contoso.fr",
        "admin-agent",
        "billing-admin",
    ]);
    assert_eq!(
        granted["roles"],
        json!(["billing-admin", "admin-agent", "sales-agent"])
    );
    let left = world.answer(&[
        "users",
        "revoke",
        "ada@contoso.fr",
        "sales-agent",
        "admin-agent",
        "--yes",
    ]);
    assert_eq!(left["roles"], json!(["billing-admin"]));
    assert_eq!(
        world.emails(&["--role", "billing-admin"]),
        ["ada@contoso.fr"]
    );
    assert_eq!(world.emails(&["--role", "sales-agent"]), [""; 0]);
    let entry = world.journal().pop().unwrap();
    assert_eq!(entry["changes"]["roles"]["to"], json!(["billing-admin"]));
}

#[test]
fn a_refusal_names_the_permission_and_who_has_it() {
    let world = World::active();
    world.add_active("sam@contoso.fr", "sales-agent");
    world.add_active("una@contoso.fr", "user-management-admin");
    let add = [
        "users",
        "add",
        "new@contoso.fr",
        "--first-name",
        "N",
        "--last-name",
        "N",
        "--role",
        "report-viewer",
    ];
    let error = world.refusal(6, &[&add[..], &["--as", "sam@contoso.fr"]].concat());
    assert_eq!(error["permission"], "users.manage");
    let remedy = error["remedy"].as_str().unwrap();
    assert!(
        remedy.contains("user-management-admin") && remedy.contains("una@contoso.fr"),
        "{remedy}"
    );
    world.answer(&[&add[..], &["--as", "una@contoso.fr"]].concat());
    for args in [
        &["users", "grant", "sam@contoso.fr", "global-admin"][..],
        &["users", "grant", "sam@contoso.fr", "compliance-admin"],
        &["users", "block", OWNER, "--yes"],
        &["users", "remove", OWNER, "--yes"],
        &["users", "reset-password", OWNER],
    ] {
        let error = world.refusal(6, &[args, &["--as", "una@contoso.fr"]].concat());
        assert_eq!(
            error["permission"], "users.manage-global-admins",
            "{args:?}"
        );
    }
}

#[test]
fn an_account_admin_works_with_roles_outside_two_groups() {
    let world = World::active();
    world.add_active("max@contoso.fr", "account-admin");
    world.add("ada@contoso.fr", "report-viewer");
    let as_max = |args: &[&'static str]| [args, &["--as", "max@contoso.fr"]].concat();
    world.answer(&as_max(&[
        "users",
        "grant",
        "ada@contoso.fr",
        "billing-admin",
    ]));
    for role in ["sales-agent", "user-management-admin"] {
        let error = world.refusal(6, &as_max(&["users", "grant", "ada@contoso.fr", role]));
        assert_eq!(error["permission"], "users.manage");
    }
    world.write(
        "staff.csv",
        "email,roles\na@contoso.fr,report-viewer\nb@contoso.fr,admin-agent\n",
    );
    world.refusal(6, &as_max(&["users", "import", "staff.csv"]));
}

#[test]
fn only_active_users_can_act() {
    let world = World::active();
    world.add("ada@contoso.fr", "global-admin");
    let error = world.refusal(6, &["users", "list", "--as", "ada@contoso.fr"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("password-pending"),
        "{error}"
    );
    world.refusal(5, &["users", "list", "--as", "nobody@contoso.fr"]);
}

#[test]
fn can_explains_its_answer() {
    let world = World::active();
    world.add_active("sam@contoso.fr", "sales-agent");
    let yes = world.answer(&["users", "can", "sam@contoso.fr", "customers.attest"]);
    assert_eq!(
        yes,
        json!({"email": "sam@contoso.fr", "permission": "customers.attest", "allowed": true,
               "because": "the role sales-agent has this permission"})
    );
    let run = world
        .csp(&[
            "users",
            "can",
            "sam@contoso.fr",
            "agreements.sign",
            "--format",
            "json",
        ])
        .expect(3);
    assert_eq!(run.json()["allowed"], false);
    assert!(
        run.json()["because"]
            .as_str()
            .unwrap()
            .contains("global-admin")
    );
    assert_eq!(run.stderr, "");
    world
        .csp(&["users", "block", "sam@contoso.fr", "--yes"])
        .expect(0);
    let blocked = world
        .csp(&["users", "can", "sam@contoso.fr", "read", "--format", "json"])
        .expect(3);
    assert!(
        blocked.json()["because"]
            .as_str()
            .unwrap()
            .contains("blocked")
    );
}

#[test]
fn the_catalogue_fits_the_screen() {
    let world = World::active();
    for width in ["120", "80", "60", "50"] {
        let output = world
            .command(&["users", "roles"])
            .env("COLUMNS", width)
            .output();
        let text = String::from_utf8(output.unwrap().stdout).unwrap();
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(
            widest <= width.parse().unwrap(),
            "{widest} > {width}\n{text}"
        );
        assert!(text.contains("global-admin"), "{text}");
    }
}
