//! `explain`: every rule has a page.

use crate::world::World;

#[test]
fn a_rule_is_explained_with_statement_source_since_and_remedy() {
    let world = World::new();
    let rule = world.answer(&["explain", "enroll.webmail"]);
    assert_eq!(rule["id"], "enroll.webmail");
    assert_eq!(rule["since"], "2018-10-05");
    assert!(rule["source"].as_str().unwrap().contains("2018"));
    assert!(rule["remedy"].as_str().unwrap().contains("csp enroll"));
    let run = world.csp(&["explain", "enroll.webmail"]);
    run.expect(0);
    for part in [
        rule["statement"].as_str().unwrap(),
        "enroll.webmail",
        "2018-10-05",
    ] {
        let flat = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part}\n{run}");
    }
}

#[test]
fn since_is_the_earliest_source_date_or_null() {
    let world = World::new();
    for (rule, since) in [
        ("enroll.bank", "2017-11-20"),
        ("enroll.contact-domain", "2023-05-26"),
        ("enroll.market", "2020-05-05"),
    ] {
        assert_eq!(world.answer(&["explain", rule])["since"], since, "{rule}");
    }
    assert!(world.answer(&["explain", "users.step"])["since"].is_null());
}

#[test]
fn an_unknown_rule_is_not_found() {
    let error = World::new().refusal(5, &["explain", "enroll.colour"]);
    assert_eq!(error["code"], "not-found");
}

#[test]
fn a_rule_without_its_noun_is_answered_with_the_whole_name() {
    for (typed, names) in [
        ("webmail", "did you mean `enroll.webmail`?"),
        (
            "unique",
            "did you mean `providers.unique` or `customers.unique`?",
        ),
        ("enroll.webmal", "did you mean `enroll.webmail`?"),
    ] {
        let error = World::new().refusal(5, &["explain", typed]);
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with(names), "{message}");
    }
}

#[test]
fn explaining_touches_no_disk() {
    let mut world = World::new();
    world.set("CSP_STORE", "/nonexistent/csp.db");
    world.set("CSP_CONFIG", "/nonexistent/config.toml");
    world.csp(&["explain"]).expect(0);
    assert!(!world.root().join("store").exists());
}
