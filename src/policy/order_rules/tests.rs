use super::*;

const BUILT_IN: &str = include_str!("../orders.toml");

fn faults(text: &str) -> Vec<String> {
    let faults = load_order_rules(text.as_bytes()).unwrap_err();
    let shown = |fault: &Diagnostic| {
        let place = fault.place().map(ToString::to_string);
        format!("{}: {fault}", place.unwrap_or_default())
    };
    faults.iter().map(shown).collect()
}

#[test]
fn the_built_in_rules_load() {
    let rules = load_order_rules(BUILT_IN.as_bytes()).unwrap();
    assert_eq!(rules, *order_rules());
    assert_eq!(rules.accept_again_if_before.day.to_string(), "2023-04-01");
    assert_eq!(rules.company_name_from.day.to_string(), "2026-01-05");
    assert!(
        rules
            .editions
            .iter()
            .all(|edition| !edition.source.is_empty() && edition.doubt.is_some())
    );
}

#[test]
fn the_examples_of_the_built_in_rules_hold() {
    let rules = order_rules();
    assert!(rules.examples.len() >= 8);
    assert_eq!(rules.failed_examples(), [""; 0]);
}

#[test]
fn an_example_that_does_not_hold_is_named() {
    let text = BUILT_IN.replace("from = 2025-06-02", "from = 2025-06-03");
    let rules = load_order_rules(text.as_bytes()).unwrap();
    assert_eq!(
        rules.failed_examples(),
        [
            "example `new orders first`: expected that customers.reseller-of-record blocks a new order"
        ]
    );
}

#[test]
fn every_mistake_has_its_line() {
    let line = |needle: &str| {
        let at = BUILT_IN.lines().position(|line| line == needle).unwrap();
        at + 1
    };
    for (from, to, at, message) in [
        (
            "from = 2025-06-02",
            "from = \"soon\"",
            line("from = 2025-06-02"),
            "`from`: `soon` is not",
        ),
        (
            "condition = \"customers.restricted\"",
            "condition = \"customers.restrictd\"",
            line("condition = \"customers.restricted\""),
            "did you mean `customers.restricted`?",
        ),
        (
            "company_name_from = 2026-01-05",
            "company_name_form = 2026-01-05",
            line("company_name_from = 2026-01-05"),
            "unknown key `company_name_form`; did you mean `company_name_from`?",
        ),
        (
            "from = 2025-12-01",
            "from = 2025-06-02",
            line("from = 2025-12-01") - 2,
            "overlaps with the edition at",
        ),
        (
            "blocks = [\"new\"]",
            "blocks = [\"now\"]",
            line("blocks = [\"new\"]"),
            "`now` is not a valid operation of an order",
        ),
    ] {
        let found = faults(&BUILT_IN.replacen(from, to, 1));
        let place = format!("{at}:");
        assert!(
            found
                .iter()
                .any(|fault| fault.contains(message) && fault.contains(&place)),
            "{to}: {found:#?}"
        );
    }
}

#[test]
fn a_missing_condition_is_a_mistake() {
    let found = faults("[agreement]\naccept_again_if_before = 2023-04-01\nsource = \"s\"\n");
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("[attestation] is missing")),
        "{found:#?}"
    );
    let without = "no [[edition]] is of customers.restricted";
    assert!(found.iter().any(|fault| fault.contains(without)));
    let bytes = load_order_rules(b"\xff").unwrap_err();
    assert_eq!(bytes.len(), 1);
}
