//! `enroll.direct-eligibility`: the check stands before a direct-bill application.

use crate::world::{FACTS, MONTHS, World, monthly};

fn application() -> String {
    let indirect = include_str!("../../examples/contoso-france.toml");
    let direct = indirect
        .replace("model = \"indirect\"", "model = \"direct\"")
        .replace("\"4812345\"", "\"5912345\"")
        .replace("contoso.fr", "contoso-direct.fr")
        .replace("contoso-france", "contoso-direct");
    assert!(direct.contains("contoso-direct.fr"));
    if direct.contains("\n[direct]") {
        direct
    } else {
        format!("{direct}\n[direct]\nbilling_day = 5\n")
    }
}

#[test]
fn facts_that_say_yes_let_the_application_go() {
    let world = World::new();
    world.write("direct.toml", &application());
    let run = world.csp(&["enroll", "--from", "direct.toml"]).expect(4);
    assert!(
        run.stderr.contains("enroll.direct-eligibility"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("revenue-ttm is unknown"),
        "{}",
        run.stderr
    );
    world.write("facts.toml", &format!("{FACTS}{}", monthly("24999.99")));
    world
        .csp(&["enroll", "--from", "direct.toml", "--facts", "facts.toml"])
        .expect(4);
    world.write("facts.toml", &format!("{FACTS}{}", monthly("25000.00")));
    world
        .csp(&["enroll", "--from", "direct.toml", "--facts", "facts.toml"])
        .expect(0);
}

#[test]
fn a_facts_file_with_mistakes_is_a_wrong_input_file() {
    let world = World::new();
    world.write("direct.toml", &application());
    world.write("facts.toml", "[support]\nplan = \"gold\"\n");
    let arguments = [
        "enroll",
        "--from",
        "direct.toml",
        "--facts",
        "facts.toml",
        "--format",
        "json",
    ];
    let details = world.csp(&arguments).expect(2).details();
    assert_eq!(details[0].0, "facts.toml:2:8");
}

#[test]
fn the_reseller_account_of_the_company_is_evidence() {
    let world = World::reseller("2020-01-10T09:00:00Z");
    for month in MONTHS {
        world
            .csp(&["eligibility", "revenue", "add", month, "25000"])
            .expect(0);
    }
    for key in ["support.first_level", "billing.infrastructure"] {
        world
            .csp(&["eligibility", "evidence", "set", key, "true"])
            .expect(0);
    }
    world.write("direct.toml", &application());
    world.csp(&["enroll", "--from", "direct.toml"]).expect(4);
    let with = [
        "enroll",
        "--from",
        "direct.toml",
        "--evidence-account",
        "contoso-france",
    ];
    world.csp(&with).expect(0);
}

#[test]
fn going_ahead_all_the_same_is_kept_with_its_reason() {
    let world = World::new();
    world.write("direct.toml", &application());
    world
        .csp(&[
            "enroll",
            "--from",
            "direct.toml",
            "--despite-eligibility",
            "agreed with Microsoft",
        ])
        .expect(0);
    let log = world
        .csp(&["audit", "log", "--format", "jsonl"])
        .expect(0)
        .stdout;
    assert!(log.contains("agreed with Microsoft"), "{log}");
}
