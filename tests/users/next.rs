use serde_json::{Value, json};

use crate::world::{OWNER, World};

fn actions(world: &World, now: &str) -> Vec<Value> {
    let status = world
        .csp_at(now, &["status", "--format", "json"])
        .expect(0)
        .json();
    status[0]["next"].as_array().unwrap().clone()
}

/// The next actions about users.
fn words(world: &World) -> Vec<String> {
    let all = actions(world, crate::world::NOW);
    let about_people = [
        "grant-admin-agent",
        "set-up-business-profile",
        "renew-temporary-password",
    ];
    all.iter()
        .filter_map(|one| one["action"].as_str())
        .filter(|word| about_people.contains(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn after_activation_the_owner_should_become_an_admin_agent() {
    let world = World::active();
    assert_eq!(
        words(&world),
        ["grant-admin-agent", "set-up-business-profile"]
    );
    world
        .csp(&["users", "grant", OWNER, "admin-agent"])
        .expect(0);
    assert_eq!(words(&world), ["set-up-business-profile"]);
}

#[test]
fn the_business_profile_is_set_by_those_who_may() {
    let world = World::active();
    let set = [
        "enroll",
        "business-profile",
        "set",
        "--description",
        "We move mail",
        "--service",
        "migration",
    ];
    assert_eq!(
        world.refusal(6, &set)["permission"],
        "business-profile.manage"
    );
    world.add_active("pro@contoso.fr", "business-profile-admin");
    let profile = world.answer(&[&set[..], &["--as", "pro@contoso.fr"]].concat());
    assert_eq!(profile["services"], json!(["migration"]));
    assert_eq!(
        world.answer(&["enroll", "business-profile", "show"]),
        profile
    );
    assert_eq!(profile["set_by"], "pro@contoso.fr");
    assert_eq!(words(&world), ["grant-admin-agent"]);
    assert_eq!(
        world.journal().last().unwrap()["action"],
        "business-profile.set"
    );
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn temporary_passwords_about_to_expire_are_next_actions() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    let at = |now: &str| {
        actions(&world, now)
            .into_iter()
            .find(|one| one["action"] == "renew-temporary-password")
    };
    assert_eq!(at("2021-05-25T08:00:00Z"), None);
    let soon = at("2021-05-26T09:00:00Z").unwrap();
    assert_eq!(
        (&soon["due"], &soon["overdue"]),
        (&json!("2021-06-08"), &json!(false))
    );
    assert_eq!(soon["command"], "csp users reset-password ada@contoso.fr");
    assert_eq!(at("2021-06-08T09:00:00Z").unwrap()["overdue"], true);
    let check = |now: &str, args: &[&str]| {
        world
            .csp_at(now, &[&["status", "--check"], args].concat())
            .code
    };
    assert_eq!(check("2021-05-26T09:00:00Z", &[]), 0);
    assert_eq!(check("2021-05-26T09:00:00Z", &["--due-within", "20"]), 3);
    assert_eq!(check("2021-06-09T09:00:00Z", &[]), 3);
}
