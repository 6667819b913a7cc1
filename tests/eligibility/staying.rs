//! Requirements for staying: `--purpose retain`, `status`, next actions.

use crate::world::{World, requirement};

#[test]
fn a_reseller_is_checked_from_its_first_anniversary_on() {
    let mut world = World::reseller("2024-05-10T09:00:00Z");
    world.at("2025-05-09T09:00:00Z");
    let retain = ["eligibility", "check", "--purpose", "retain"];
    let before = world.json(&retain, 3);
    assert_eq!(requirement(&before, "revenue-ttm")["status"], "met");
    assert!(
        requirement(&before, "revenue-ttm")["detail"]
            .as_str()
            .unwrap()
            .contains("2025-05-10")
    );
    assert_eq!(
        requirement(&before, "provider-relationship")["status"],
        "not-met"
    );
    world.at("2025-05-10T09:00:00Z");
    let after = world.json(&retain, 3);
    assert_eq!(requirement(&after, "revenue-ttm")["status"], "unknown");
}

#[test]
fn direct_bill_next_actions_list_missing_requirements() {
    let mut world = World::new();
    let direct = include_str!("../../examples/contoso-france.toml")
        .replace("model = \"indirect\"", "model = \"direct\"");
    let direct = if direct.contains("\n[direct]") {
        direct
    } else {
        format!("{direct}\n[direct]\nbilling_day = 5\n")
    };
    world.write("direct.toml", &direct);
    world
        .csp(&[
            "enroll",
            "--from",
            "direct.toml",
            "--despite-eligibility",
            "a test",
        ])
        .expect(0);
    for check in ["email-ownership", "employment", "business", "credit"] {
        world
            .csp(&["verify", "record", check, "accepted"])
            .expect(0);
    }
    world.csp(&["verify", "support-plan", "asfp"]).expect(0);
    world.csp(&["enroll", "sign-mpa"]).expect(0);
    let status = world.json(&["status"], 0);
    let next = status[0]["next"].to_string();
    assert!(
        next.contains("csp eligibility evidence set support.first_level true"),
        "{next}"
    );
    world.at("2025-09-15T09:00:00Z");
    let status = world.json(&["status"], 0);
    let expiring = status[0]["expiring"].to_string();
    assert!(expiring.contains("direct-bill/2025-10-01"), "{expiring}");
}
