use super::*;

const GOOD: &str = r#"model = "direct-bill"
[requirement.authority-to-sign]
title = "Authority"
kind = "flag"
fact = "endorsement.authority_to_sign"
remedy = "Have someone apply who may sign."
[requirement.revenue-ttm]
title = "Revenue"
kind = "revenue"
remedy = "Sell more."
[[edition]]
id = "direct-bill/first"
effective = 2020-01-01
source = "A page (2020-01-01)"
[edition.asks]
authority-to-sign = { enroll = "mandatory" }
revenue-ttm = { enroll = "recommended", retain = "mandatory", at_least = "10.00", counts = ["cloud"], retain_from = { on = 2020-02-01 }, source = "Another page" }
"#;

fn faults(text: &str) -> Vec<(u64, String)> {
    let faults = load_policy(text.as_bytes()).unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.line().unwrap(), fault.message().to_owned()))
        .collect()
}

/// The only mistake of the good file after one replacement.
fn fault_of(from: &str, to: &str) -> (u64, String) {
    assert!(GOOD.contains(from), "{from}");
    let found = faults(&GOOD.replacen(from, to, 1));
    assert_eq!(found.len(), 1, "{from} -> {to}: {found:#?}");
    found.into_iter().next().unwrap()
}

#[test]
fn a_good_file_is_a_policy() {
    let policy = load_policy(GOOD.as_bytes()).unwrap();
    let edition = &policy.editions[0];
    assert_eq!(edition.requirements.len(), 2);
    let revenue = edition.requirement(RequirementId::RevenueTtm).unwrap();
    assert_eq!(revenue.source, "Another page");
    assert_eq!(edition.requirements[0].source, "A page (2020-01-01)");
}

#[test]
fn every_kind_of_fault_is_named_with_its_line() {
    for (from, to, line, says) in [
        (
            "model = \"direct-bill\"",
            "model = \"direkt\"",
            1,
            "is not a valid model",
        ),
        (
            "kind = \"flag\"",
            "kind = \"flagg\"",
            4,
            "did you mean `flag`",
        ),
        (
            "kind = \"flag\"",
            "kind = \"count\"",
            5,
            "is not allowed in a requirement",
        ),
        (
            "endorsement.authority_to_sign",
            "endorsement.authority",
            5,
            "did you mean",
        ),
        (
            "id = \"direct-bill/first\"",
            "id = \"indirect/first\"",
            12,
            "expected an id such as",
        ),
        (
            "id = \"direct-bill/first\"",
            "id = \"direct-bill/\"",
            12,
            "expected an id such as direct-bill/",
        ),
        (
            "effective = 2020-01-01",
            "effective = 2020-01-01T00:00:00",
            13,
            "expected a day such as 2021-03-01, not a date with a time",
        ),
        (
            "effective = 2020-01-01",
            "effective = \"soon\"",
            13,
            "is not a valid day",
        ),
        (
            "source = \"A page (2020-01-01)\"",
            "source = 1",
            14,
            "expected a text",
        ),
        (
            "enroll = \"mandatory\"",
            "enroll = \"maybe\"",
            16,
            "is not a valid level",
        ),
        (
            "enroll = \"mandatory\"",
            "at_least = 1, enroll = \"mandatory\"",
            16,
            "unknown key `at_least`",
        ),
        (
            "at_least = \"10.00\"",
            "at_least = \"ten\"",
            17,
            "is not a valid amount",
        ),
        (
            "at_least = \"10.00\"",
            "at_least = \"0\"",
            17,
            "greater than zero",
        ),
        (
            "at_least = \"10.00\"",
            "at_least = 0x10",
            17,
            "expected a decimal number, not a hexadecimal, octal or binary one",
        ),
        (
            "kind = \"revenue\"",
            "kind = \"revenue\"\nfact = \"endorsement.authority_to_sign\"",
            7,
            "a requirement of kind revenue cannot have a fact",
        ),
        (
            "counts = [\"cloud\"]",
            "counts = []",
            17,
            "at least one category",
        ),
        (
            "counts = [\"cloud\"]",
            "counts = [\"sky\"]",
            17,
            "is not a valid revenue category",
        ),
        (", counts = [\"cloud\"]", "", 17, "`counts` is missing"),
        (
            "{ on = 2020-02-01 }",
            "{ on = 2020-02-01, first_anniversary = true }",
            17,
            "one of",
        ),
        ("{ on = 2020-02-01 }", "{ }", 17, "one of"),
        (
            "{ on = 2020-02-01 }",
            "{ first_anniversary = false }",
            17,
            "must be true or left out",
        ),
        (
            "{ on = 2020-02-01 }",
            "{ on = \"soon\" }",
            17,
            "is not a valid day",
        ),
    ] {
        let (at, message) = fault_of(from, to);
        // A mistake in a definition makes the requirement unusable; only the definition is reported.
        assert_eq!(at, line, "{from} -> {to}: {message}");
        assert!(message.contains(says), "{from} -> {to}: {message}");
    }
}

/// An unknown level, in a requirement and in an edition.
const BAD_LEVEL: (&str, &str) = ("enroll = \"mandatory\"", "enroll = \"must\"");

#[test]
fn no_fault_hides_another_one_elsewhere() {
    let bad = GOOD.replacen(BAD_LEVEL.0, BAD_LEVEL.1, 1);
    for (from, to, lines) in [
        // In the definition.
        ("title = \"Authority\"", "title = 1", &[3, 16][..]),
        (
            "remedy = \"Have someone apply who may sign.\"",
            "",
            &[2, 16],
        ),
        ("kind = \"flag\"", "kind = \"flagg\"", &[4, 16]),
        ("kind = \"flag\"", "kind = \"count\"", &[5, 16]),
        (
            "endorsement.authority_to_sign",
            "endorsement.authority",
            &[5, 16],
        ),
        (
            "kind = \"flag\"\nfact = \"endorsement",
            "kind = 1\nfact = \"endorsment",
            &[4, 5, 16],
        ),
        (
            "[requirement.authority-to-sign]",
            "[requirement.authority]",
            &[2, 16, 16],
        ),
        // In the edition.
        ("direct-bill/first", "first", &[12, 16]),
        ("effective = 2020-01-01", "effective = \"soon\"", &[13, 16]),
        (
            "effective = 2020-01-01",
            "effective = 2020-13-01",
            &[13, 16],
        ),
        ("source = \"A page (2020-01-01)\"", "source = 1", &[14, 16]),
        ("\nauthority-to-sign = {", "\nauthority = {", &[16, 16]),
        // In another requirement.
        (
            "at_least = \"10.00\", counts = [\"cloud\"]",
            "at_least = \"ten\", counts = [\"sky\", \"sea\"]",
            &[16, 17, 17, 17],
        ),
        (
            "at_least = \"10.00\"",
            "doubt = 1, at_least = \"ten\"",
            &[16, 17, 17],
        ),
        ("kind = \"revenue\"", "kind = \"turnover\"", &[9, 16]),
    ] {
        assert!(bad.contains(from), "{from}");
        let found = faults(&bad.replacen(from, to, 1));
        let told: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(told, lines, "{from} -> {to}: {found:#?}");
    }
}

#[test]
fn parameters_of_an_unknown_kind_are_checked_separately() {
    let text = GOOD
        .replacen("kind = \"revenue\"", "kind = \"turnover\"", 1)
        .replacen(
            "counts = [\"cloud\"]",
            "counts = [\"sky\"], months = 0, years = 1",
            1,
        );
    let found = faults(&text);
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [9, 17, 17, 17], "{found:#?}");
    assert!(
        found
            .iter()
            .any(|(_, says)| says.contains("unknown key `years`"))
    );
}

#[test]
fn editions_overlap_although_something_else_of_them_is_wrong() {
    let second = "[[edition]]\nid = 1\neffective = 2020-01-01\nsource = \"x\"\nasks = {}\n\
        [[edition]]\nid = \"direct-bill/first\"\neffective = 1\nsource = \"x\"\nasks = {}\n";
    let found = faults(&format!("{GOOD}{second}"));
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [18, 19, 23, 25], "{found:#?}");
}

#[test]
fn an_invalid_level_is_a_single_mistake() {
    let (line, message) = fault_of("retain = \"mandatory\"", "retain = \"must\"");
    assert_eq!(
        (line, message.contains("is not a valid level")),
        (17, true),
        "{message}"
    );
}

#[test]
fn definitions_are_tables_and_unused_ones_are_reported() {
    let dead = "[requirement.admin-mfa]\ntitle = \"x\"\nkind = \"flag\"\nfact = \"security.admin_mfa\"\nremedy = \"x\"\n";
    let found = faults(&format!(
        "{GOOD}{dead}{}",
        dead.replace("[requirement.admin-mfa]", "[requirement.security-contact]")
    ));
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [18, 23], "{found:#?}");
    let definition = &GOOD
        [GOOD.find("[requirement.authority").unwrap()..GOOD.find("[requirement.revenue").unwrap()];
    let (line, message) = fault_of(definition, "[requirement]\nauthority-to-sign = 1\n");
    assert_eq!(
        (line, message.contains("is a table")),
        (3, true),
        "{message}"
    );
}

#[test]
fn an_edition_asks_for_something() {
    let edition =
        "[[edition]]\nid = \"direct-bill/second\"\neffective = 2020-06-01\nsource = \"x\"\n";
    for (asks, says) in [
        ("", "an edition must ask for something"),
        ("asks = 1\n", "`asks` is a table"),
    ] {
        let found = faults(&format!("{GOOD}{edition}{asks}"));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].1.contains(says), "{found:#?}");
    }
}

#[test]
fn editions_do_not_overlap_and_ids_are_taken_once() {
    let second = "[[edition]]\nid = \"direct-bill/first\"\neffective = 2020-01-01\nsource = \"x\"\n[edition.asks]\n\
        authority-to-sign = { enroll = \"mandatory\" }\n";
    let found = faults(&format!("{GOOD}{second}"));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|(line, _)| *line == 18), "{found:#?}");
    assert!(
        found
            .iter()
            .any(|(_, message)| message.contains("overlaps"))
    );
    assert!(
        found
            .iter()
            .any(|(_, message)| message.contains("is already used"))
    );
}

#[test]
fn all_faults_of_a_file_are_found_at_once() {
    let found = faults(
        "modell = 1\n[requirement.nonsense]\ntitle = \"x\"\n[[edition]]\nid = 5\n[edition.asks]\nalso-nonsense = 1\n",
    );
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 1, 2, 2, 2, 4, 4, 5, 7, 7], "{found:#?}");
}

#[test]
fn unused_and_undefined_requirements_are_refused() {
    let (line, message) = fault_of("authority-to-sign = { enroll = \"mandatory\" }\n", "");
    assert_eq!(
        (line, message.contains("no edition asks")),
        (2, true),
        "{message}"
    );
    let (line, message) = fault_of(
        "authority-to-sign = {",
        "admin-mfa = { enroll = \"mandatory\" }\nauthority-to-sign = {",
    );
    assert_eq!(
        (line, message.contains("is missing")),
        (16, true),
        "{message}"
    );
}

#[test]
fn examples_are_checked_as_they_are_read() {
    let example = "[[example]]\nname = \"x\"\nas_of = 2020-01-02\nmonthly = \"1.00 USD\"\nfacts = \"a = 1\"\nexpect = { revenue-ttm = \"mett\" }\n";
    let found = faults(&format!("{GOOD}{example}"));
    let lines: Vec<u64> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [21, 22, 23], "{found:#?}");
}

#[test]
fn an_example_that_does_not_hold_is_found() {
    let example = "[[example]]\nname = \"x\"\nas_of = 2020-01-02\neligible = true\nexpect = { revenue-ttm = \"met\" }\n";
    let policy = load_policy(format!("{GOOD}{example}").as_bytes()).unwrap();
    let failures = crate::policy::example_failures(&policy);
    assert_eq!(failures.len(), 2, "{failures:?}");
    assert_eq!(failures[0].line().unwrap(), 18);
}

#[test]
fn an_empty_file_says_what_it_lacks() {
    assert_eq!(faults("").len(), 2);
    assert!(load_policy(b"\x00\xff").is_err());
}
