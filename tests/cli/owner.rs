//! The owner after a withdrawal, a draft and another application, and who may submit one.

use serde_json::{Value, json};

use crate::form::Form;
use crate::journey::{
    active, direct_active, journal, journalled, show, state, submitted, transitioning,
};
use crate::permissions::add_active_user;
use crate::world::World;

const OWNER: &str = "bruno.petit@contoso.fr";
const NEO: &str = "neo@contoso.fr";
const WITHDRAW: [&str; 5] = ["enroll", "withdraw", "--reason", "sold", "--yes"];
const AGAIN: [&str; 5] = ["enroll", "--from", "enroll.toml", "--admin-email", NEO];
const DRAFT: [&str; 6] = [
    "enroll",
    "--draft",
    "--from",
    "enroll.toml",
    "--admin-email",
    NEO,
];

/// An account whose application was withdrawn, with an account admin, a compliance admin and a sales agent.
fn withdrawn() -> World {
    let world = active();
    add_active_user(&world, "aa@contoso.fr", "account-admin");
    add_active_user(&world, "ca@contoso.fr", "compliance-admin");
    add_active_user(&world, "sam@contoso.fr", "sales-agent");
    world.answer(&WITHDRAW);
    world
}

/// The same, with a draft that names neo as administrator.
fn with_draft() -> World {
    let world = withdrawn();
    world.answer(&DRAFT);
    world
}

fn user(world: &World, email: &str) -> Value {
    world.answer(&["users", "show", email])
}

/// The default acting user. At least one of two edits changes something, so that the journal records the actor.
fn owner_of(world: &World) -> Value {
    for phone in ["+33 1 00 00 00 01", "+33 1 00 00 00 02"] {
        world.answer(&["enroll", "edit", "--support-phone", phone]);
    }
    journal(world).pop().unwrap()["actor"].clone()
}

fn by<'a>(args: &[&'a str], who: &'a str) -> Vec<&'a str> {
    [args, &["--as", who]].concat()
}

#[test]
fn a_draft_does_not_change_the_owner() {
    for steps in [
        &[&["enroll", "submit"][..]][..],
        &[&["enroll", "edit", "--city", "Paris"]],
        &[
            &["enroll", "edit", "--admin-email", "trinity@contoso.fr"],
            &["enroll", "submit"],
        ],
        &[&WITHDRAW],
        &[&WITHDRAW, &["users", "block", "sam@contoso.fr", "--yes"]],
        &[&WITHDRAW, &AGAIN],
        &[&["users", "edit", "sam@contoso.fr", "--first-name", "Sam"]],
        &[&["users", "grant", "sam@contoso.fr", "global-admin"]],
        &[&["enroll", "--account", "contoso-france"]],
    ] {
        let world = with_draft();
        let from = journal(&world).len();
        for step in steps {
            world.answer(step);
            for entry in &journal(&world)[from..] {
                assert_eq!(entry["actor"], OWNER, "{step:?}: {entry:#}");
            }
        }
    }
    let world = with_draft();
    let add = ["users", "add", NEO, "--first-name", "N", "--last-name", "O"];
    let add = [&add[..], &["--role", "sales-agent"]].concat();
    assert_eq!(world.refusal(4, &add)["rule"], "users.account-ready");
    world.refusal(5, &by(&["enroll", "submit"], NEO));
    world.refusal(5, &["users", "show", NEO]);
}

#[test]
fn permissions_are_not_checked_before_the_first_submission() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&DRAFT);
    world.answer(&by(
        &["enroll", "edit", "--city", "Paris"],
        "nobody@contoso.fr",
    ));
    world.answer(&WITHDRAW);
    world.answer(&AGAIN);
    assert_eq!(user(&world, NEO)["roles"], json!(["global-admin"]));
    world.refusal(5, &["users", "show", OWNER]);
}

#[test]
fn submitting_makes_the_administrator_the_owner() {
    for submit in [&AGAIN[..], &["enroll", "submit"]] {
        let world = if submit.len() == 2 {
            with_draft()
        } else {
            withdrawn()
        };
        let rehearsed = [submit, &["--dry-run"]].concat();
        world.answer(&rehearsed);
        world.refusal(5, &["users", "show", NEO]);
        world.answer(submit);
        assert_eq!(state(&world), "email-verification");
        let neo = user(&world, NEO);
        assert_eq!(neo["roles"], json!(["global-admin"]));
        assert_eq!(neo["state"], "active");
        let added = journal(&world).pop().unwrap();
        assert_eq!(added["action"], "user.added");
        assert_eq!(
            (&added["subject"], &added["actor"]),
            (&json!(NEO), &json!(OWNER))
        );
        assert_eq!(owner_of(&world), NEO);
        assert_eq!(user(&world, OWNER)["roles"], json!(["global-admin"]));
    }
}

#[test]
fn each_submitted_application_has_an_owner_of_its_own() {
    let world = withdrawn();
    let trinity = "trinity@contoso.fr";
    world.answer(&AGAIN);
    world.answer(&WITHDRAW);
    assert_eq!(journal(&world).pop().unwrap()["actor"], NEO);
    world.write("direct.toml", Form::direct().text());
    let draft = [
        "enroll",
        "--draft",
        "--from",
        "direct.toml",
        "--admin-email",
        trinity,
    ];
    world.answer(&draft);
    assert_eq!(owner_of(&world), NEO);
    world.answer(&["enroll", "submit", "--despite-eligibility", "growth"]);
    assert_eq!(owner_of(&world), trinity);
    world.answer(&WITHDRAW);
    world.answer(&["users", "block", NEO, "--yes"]);
    assert_eq!(journal(&world).pop().unwrap()["actor"], trinity);
}

#[test]
fn an_active_user_who_becomes_the_owner_is_given_the_role() {
    let world = withdrawn();
    world.answer(&[
        "enroll",
        "--from",
        "enroll.toml",
        "--admin-email",
        "SAM@contoso.fr",
    ]);
    let sam = user(&world, "sam@contoso.fr");
    assert_eq!(sam["roles"], json!(["global-admin", "sales-agent"]));
    let granted = journal(&world).pop().unwrap();
    assert_eq!(granted["action"], "user.granted");
    assert_eq!(granted["subject"], "sam@contoso.fr");
    let roles = json!({ "from": ["sales-agent"], "to": ["global-admin", "sales-agent"] });
    assert_eq!(granted["changes"]["roles"], roles);
    assert_eq!(owner_of(&world), "sam@contoso.fr");
}

#[test]
fn the_same_owner_again_needs_no_permission_and_no_new_user() {
    let world = withdrawn();
    world.answer(&by(&["enroll", "--from", "enroll.toml"], "aa@contoso.fr"));
    assert_eq!(journalled(&world).pop().unwrap(), "enrollment.submitted");
    assert_eq!(owner_of(&world), OWNER);
}

#[test]
fn naming_a_global_admin_needs_the_permission_to_grant() {
    for email in [NEO, "sam@contoso.fr", "aa@contoso.fr"] {
        let world = withdrawn();
        for who in ["aa@contoso.fr", "ca@contoso.fr"] {
            let again = ["enroll", "--from", "enroll.toml", "--admin-email", email];
            let refused = |args: &[&str]| {
                let before = journal(&world).len();
                for more in [&[][..], &["--dry-run"]] {
                    let error = world.refusal(6, &by(&[args, more].concat(), who));
                    assert_eq!(error["permission"], "users.manage-global-admins");
                    assert!(
                        error["remedy"].as_str().unwrap().contains(OWNER),
                        "{error:#}"
                    );
                }
                assert_eq!(journal(&world).len(), before);
            };
            if state(&world) == "withdrawn" {
                refused(&again);
                let draft = [&again[..], &["--draft"]].concat();
                world.answer(&by(&draft, who));
            }
            world.answer(&by(&["enroll", "edit", "--admin-email", email], who));
            refused(&["enroll", "submit"]);
            refused(&again);
        }
        let before = user(&world, "aa@contoso.fr")["roles"].clone();
        assert_eq!(before, json!(["account-admin"]));
        world.answer(&["enroll", "submit"]);
        let roles = user(&world, email)["roles"].to_string();
        assert!(roles.contains("global-admin"), "{roles}");
    }
}

#[test]
fn a_user_who_cannot_act_cannot_become_the_owner() {
    let sam = "sam@contoso.fr";
    let again = ["enroll", "--from", "enroll.toml", "--admin-email", sam];
    for (before, mended_by) in [
        (&["users", "block", sam, "--yes"][..], "unblock"),
        (&["users", "remove", sam, "--yes"], "restore"),
        (&["users", "reset-password", sam], "sign-in"),
    ] {
        let world = withdrawn();
        world.answer(before);
        let stood = (show(&world), journal(&world), user(&world, sam));
        let remedy = format!("`csp users {mended_by} {sam}`");
        let refused = |args: &[&str]| {
            for more in [&[][..], &["--dry-run"]] {
                let error = world.refusal(4, &[args, more].concat());
                assert_eq!(error["rule"], "users.step", "{error:#}");
                assert!(
                    error["remedy"].as_str().unwrap().contains(&remedy),
                    "{error:#}"
                );
                assert_eq!(error["details"][0]["flag"], "--admin-email");
            }
        };
        refused(&again);
        assert_eq!((show(&world), journal(&world), user(&world, sam)), stood);
        world.answer(&[&again[..], &["--draft"]].concat());
        refused(&["enroll", "submit"]);
        assert_eq!(state(&world), "draft");
        let forbidden = world.refusal(6, &by(&["enroll", "submit"], "aa@contoso.fr"));
        assert_eq!(forbidden["permission"], "users.manage-global-admins");
        if mended_by != "sign-in" {
            world.answer(&["users", mended_by, sam]);
            world.answer(&["enroll", "submit"]);
            assert_eq!(owner_of(&world), sam);
        }
    }
}

#[test]
fn a_user_removed_long_ago_becomes_the_owner_as_a_new_user() {
    let mut world = withdrawn();
    world.answer(&["users", "remove", "sam@contoso.fr", "--yes"]);
    world.at("2021-04-05T09:00:00Z");
    world.answer(&[
        "enroll",
        "--from",
        "enroll.toml",
        "--admin-email",
        "sam@contoso.fr",
    ]);
    let sam = user(&world, "sam@contoso.fr");
    assert_eq!(
        (&sam["state"], &sam["roles"]),
        (&json!("active"), &json!(["global-admin"]))
    );
    let sign_in = ["users", "sign-in", "sam@contoso.fr", "--password-stdin"];
    world
        .csp_reading("Correct-Horse-9-Battery\n", &sign_in)
        .expect(4);
    assert_eq!(world.answer(&["store", "check"])["ok"], true);
}

#[test]
fn the_administrator_of_a_submitted_application_stays() {
    for start in [submitted, active, direct_active, transitioning] {
        let world = start();
        world.write("neo.toml", format!("[admin]\nemail = \"{NEO}\"\n"));
        let before = (show(&world), journal(&world));
        for change in [["--admin-email", NEO], ["--from", "neo.toml"]] {
            let mut edit = [&["enroll", "edit"], &change[..]].concat();
            if before.0["enrollments"].as_array().unwrap().len() > 1 {
                edit.extend(["--model", "direct"]);
            }
            assert_eq!(world.refusal(4, &edit)["rule"], "enroll.step");
        }
        assert_eq!((show(&world), journal(&world)), before);
        world.refusal(5, &["users", "show", NEO]);
    }
}

#[test]
fn a_transition_keeps_the_owner_and_is_for_global_admins() {
    let world = direct_active();
    add_active_user(&world, "aa@contoso.fr", "account-admin");
    let transition = ["enroll", "transition", "--yes"];
    let error = world.refusal(6, &by(&transition, "aa@contoso.fr"));
    assert_eq!(error["permission"], "enroll.transition");
    world.answer(&transition);
    assert_eq!(owner_of(&world), OWNER);
    assert_eq!(
        world.answer(&["users", "list"]).as_array().unwrap().len(),
        2
    );
}

#[test]
fn missing_input_is_reported_before_the_permission() {
    let world = withdrawn();
    let bare = ["--support-phone", ""];
    world.answer(&[&DRAFT[..], &bare].concat());
    for who in ["ca@contoso.fr", "sam@contoso.fr"] {
        let error = world.refusal(7, &by(&["enroll", "submit"], who));
        assert_eq!(error["rule"], "enroll.support-contact", "{who}: {error:#}");
    }
    world.answer(&["enroll", "edit", "--support-phone", "+33 1 57 75 10 01"]);
    world.refusal(6, &by(&["enroll", "submit"], "ca@contoso.fr"));
}
