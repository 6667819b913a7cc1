//! `--template`: a text with the values of the JSON answer.

use crate::journey::{active, submitted};
use crate::world::World;

#[test]
fn a_template_can_use_the_fields_and_the_rows() {
    let world = active();
    for (command, template, wanted) in [
        (
            "enroll show",
            "{{ account }} in {{ company.country }}",
            "contoso-france in FR\n",
        ),
        (
            "enroll show",
            "{{ answer.mpn_id }}{{ billing_day }}",
            "4812345\n",
        ),
        (
            "enroll list",
            "{% for one in rows %}\n{{ one.account|upper }}: {{ one.enrollments|length }}\n{% endfor %}\n",
            "CONTOSO-FRANCE: 1\n",
        ),
        ("enroll list", "", ""),
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let run = world.csp(&[&words[..], &["--template", template]].concat());
        assert_eq!(run.expect(0).stdout, wanted, "{template}");
    }
}

#[test]
fn a_bad_template_stops_the_command() {
    let world = World::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    for (template, message) in [
        (
            "{{ acount }}",
            "`acount` in the template is not a field of this answer; did you mean `account`?",
        ),
        ("{{ account", "the template is not valid in line 1: "),
        (
            "{% include '/etc/passwd' %}",
            "the template is not valid in line 1: unknown statement include",
        ),
        (
            "{{ account|nofilter }}",
            "the template is not valid: unknown filter `nofilter`",
        ),
    ] {
        let error = world.refusal(2, &["enroll", "--from", example, "--template", template]);
        let found = error["message"].as_str().unwrap();
        assert!(found.starts_with(message), "{found}");
        assert_eq!(error["details"][0]["flag"], "--template");
    }
    assert!(!world.store().exists(), "nothing was written");
}

#[test]
fn a_missing_value_fails_and_mentions_the_saved_change() {
    let world = submitted();
    let run = world.csp(&[
        "enroll",
        "edit",
        "--city",
        "Lyon",
        "--template",
        "{{ company.nothing }}",
    ]);
    assert!(run.expect(1).stderr.contains("do not repeat it"), "{run}");
    assert_eq!(run.stdout, "");
    let run = world.csp(&["enroll", "show", "--jq", ".company.address.city"]);
    assert_eq!(run.expect(0).stdout, "Lyon\n");
}
