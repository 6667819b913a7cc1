//! `enroll.direct-eligibility`: the check before a direct-bill application.

use crate::world::{MONTHS, World, monthly};

/// Facts with the MPN ID of the application.
fn facts() -> String {
    let facts = crate::world::FACTS.replace("4812345", "5912345");
    assert!(facts.contains("5912345"));
    facts
}

fn application() -> String {
    let indirect = include_str!("../../examples/contoso-france.toml");
    let direct = indirect
        .replace("model = \"indirect\"", "model = \"direct\"")
        .replace("\"4812345\"", "\"5912345\"")
        .replace("contoso.fr", "contoso-direct.fr")
        .replace("contoso-france", "contoso-direct")
        .replace("0f7c1c5e", "1f7c1c5e");
    assert!(direct.contains("contoso-direct.fr"));
    if direct.contains("\n[direct]") {
        direct
    } else {
        format!("{direct}\n[direct]\nbilling_day = 5\n")
    }
}

#[test]
fn sufficient_facts_let_an_application_be_submitted() {
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
    world.write("facts.toml", &format!("{}{}", facts(), monthly("24999.99")));
    world
        .csp(&["enroll", "--from", "direct.toml", "--facts", "facts.toml"])
        .expect(4);
    world.write("facts.toml", &format!("{}{}", facts(), monthly("25000.00")));
    world
        .csp(&["enroll", "--from", "direct.toml", "--facts", "facts.toml"])
        .expect(0);
}

#[test]
fn mistakes_in_an_application_do_not_hide_the_eligibility() {
    const NO: &str = "enroll.direct-eligibility";
    let world = World::new();
    world.write("yes.toml", &format!("{}{}", facts(), monthly("25000.00")));
    world.write("bad.toml", "[support]\nplan = \"gold\"\n");
    for (from, to, facts, code, rules) in [
        (
            "alice.martin@contoso-direct.fr",
            "alice@gmail.com",
            "",
            4,
            &["enroll.webmail", NO][..],
        ),
        (
            "alice.martin@contoso-direct.fr",
            "alice@gmail.com",
            "yes.toml",
            4,
            &["enroll.webmail"],
        ),
        (
            "\ncity = \"Issy-les-Moulineaux\"",
            "",
            "",
            7,
            &["enroll.legal-profile", NO],
        ),
        (
            "billing_day = 5",
            "billing_day = \"five\"",
            "",
            2,
            &["enroll.billing-day", NO],
        ),
        (
            "alice.martin@contoso-direct.fr",
            "alice@gmail.com",
            "bad.toml",
            2,
            &["enroll.webmail", ""],
        ),
        // Without an MPN ID eligibility cannot be checked.
        ("mpn_id = \"5912345\"", "", "", 7, &["enroll.mpn-id"]),
        ("5912345", "59", "", 4, &["enroll.mpn-id", NO]),
    ] {
        let text = application();
        assert!(text.contains(from), "{from}");
        world.write("direct.toml", &text.replace(from, to));
        let mut enroll = vec!["enroll", "--from", "direct.toml", "--format", "json"];
        if !facts.is_empty() {
            enroll.extend(["--facts", facts]);
        }
        let error = world.csp(&enroll).expect(code).error();
        let details = error["error"]["details"].as_array().unwrap();
        let told: Vec<&str> = details
            .iter()
            .map(|one| one["rule"].as_str().unwrap_or(""))
            .collect();
        assert_eq!(told, rules, "{to}: {error}");
    }
    let despite = [
        "enroll",
        "--from",
        "direct.toml",
        "--despite-eligibility",
        "agreed",
    ];
    let run = world.csp(&despite).expect(4);
    assert!(!run.stderr.contains(NO), "{}", run.stderr);
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
fn submitting_despite_eligibility_is_recorded_with_its_reason() {
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

/// A world with a reseller of the same name with enough revenue, and the application of its direct-bill tenant.
fn company() -> World {
    let world = World::reseller("2018-01-10T09:00:00Z");
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
    world
}

/// The rules that refuse an application, in order.
fn refused_by(world: &World, application: &str, more: &[&str]) -> Vec<String> {
    world.write("direct.toml", application);
    let enroll = ["enroll", "--from", "direct.toml", "--format", "json"];
    let error = world.csp(&[&enroll, more].concat()).expect(4).error();
    let details = error["error"]["details"].as_array().unwrap();
    let rules = details.iter().map(|one| one["rule"].as_str().unwrap_or(""));
    rules.map(str::to_owned).collect()
}

/// The application with another legal name and tax ID.
fn of_another(name: &str) -> String {
    let text = application()
        .replace("Contoso France SAS", name)
        .replace("FR40303265045", "FR83404833048");
    assert!(text.contains(name));
    text
}

#[test]
fn evidence_of_another_company_needs_a_reason() {
    let with = ["--evidence-account", "contoso-france"];
    let world = company();
    let strangers = of_another("Fabrikam SAS");
    assert_eq!(
        refused_by(&world, &strangers, &with),
        ["enroll.evidence-company"]
    );
    let reason = "merged on 2021-01-01, deed 4711";
    let blank = [&with[..], &["--same-company", " "]].concat();
    let enroll = ["enroll", "--from", "direct.toml"];
    world.csp(&[&enroll[..], &blank].concat()).expect(7);
    let vouched = [&with[..], &["--same-company", reason]].concat();
    world.csp(&[&enroll[..], &vouched].concat()).expect(0);
    let log = world.csp(&["audit", "log", "--format", "jsonl"]).expect(0);
    assert!(log.stdout.contains(reason), "{}", log.stdout);
}

#[test]
fn a_company_is_known_by_its_name_or_its_tax_id() {
    for application in [
        of_another("CONTOSO FRANCE SARL"),
        application().replace("Contoso France SAS", "Fabrikam SAS"),
    ] {
        let world = company();
        world.write("direct.toml", &application);
        let with = ["--evidence-account", "contoso-france"];
        let enroll = ["enroll", "--from", "direct.toml"];
        world.csp(&[&enroll[..], &with].concat()).expect(0);
    }
}

#[test]
fn an_account_that_was_never_a_reseller_is_not_evidence() {
    let world = World::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    world.csp(&["enroll", "--from", file]).expect(0);
    let rules = refused_by(
        &world,
        &application(),
        &["--evidence-account", "contoso-france"],
    );
    assert_eq!(
        rules,
        ["enroll.evidence-company", "enroll.direct-eligibility"]
    );
}

#[test]
fn a_facts_file_must_name_an_mpn_id_of_the_company() {
    let world = company();
    let enough = |mpn_id: &str| {
        let facts = facts().replace("5912345", mpn_id);
        world.write("facts.toml", &format!("{facts}{}", monthly("25000.00")));
    };
    enough("7777777");
    let with = ["--facts", "facts.toml"];
    assert_eq!(
        refused_by(&world, &application(), &with),
        ["enroll.evidence-company"]
    );
    // The MPN ID of the company's other account is accepted.
    enough("4812345");
    world
        .csp(&["enroll", "--from", "direct.toml", "--facts", "facts.toml"])
        .expect(0);
}

#[test]
fn an_application_with_inactive_membership_is_refused() {
    let world = World::new();
    let inactive = facts().replace("active = true", "active = false");
    world.write("facts.toml", &format!("{inactive}{}", monthly("25000.00")));
    let with = ["--facts", "facts.toml"];
    let rules = refused_by(&world, &application(), &with);
    assert_eq!(rules, ["enroll.mpn-country", "enroll.direct-eligibility"]);
    let abroad = facts().replace("active = true", "active = true\ncountry = \"DE\"");
    world.write("facts.toml", &format!("{abroad}{}", monthly("25000.00")));
    assert_eq!(
        refused_by(&world, &application(), &with)[0],
        "enroll.mpn-country"
    );
    // An indirect reseller needs an active membership too.
    world.write("facts.toml", "[membership]\nactive = false\n");
    let indirect = include_str!("../../examples/contoso-france.toml");
    assert_eq!(refused_by(&world, indirect, &with), ["enroll.mpn-country"]);
}
