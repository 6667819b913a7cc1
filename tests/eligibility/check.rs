//! A verdict from one file, in every format.

use crate::world::{FACTS, World, monthly, requirement};

#[test]
fn one_file_is_enough_without_store_account_or_home() {
    let world = World::new();
    world.write("facts.toml", &format!("{FACTS}{}", monthly("25000.00")));
    let yes = world.json(&["eligibility", "check", "--facts", "facts.toml"], 0);
    assert_eq!(yes["eligible"], true);
    assert_eq!(yes["policy"]["id"], "direct-bill/2020-10-27");
    let revenue = requirement(&yes, "revenue-ttm");
    assert_eq!(
        (&revenue["required"], &revenue["found"]),
        (&"300000.00 USD".into(), &"300000.00 USD".into())
    );
    assert!(!world.store().exists());
}

#[test]
fn found_amounts_are_truncated_and_missing_ones_rounded_up() {
    let world = World::new();
    for (amount, last, found, missing) in [
        ("25000.00", "-0.001", "299999.99 USD", "0.01 USD more"),
        ("25000.00", "-0.01", "299999.99 USD", "0.01 USD more"),
        ("24999.99", "0", "299999.88 USD", "0.12 USD more"),
        (
            "99999999999999999999999999.99",
            "0",
            "1199999999999999999999999999.80 USD",
            "",
        ),
    ] {
        let last = format!(
            "[[revenue]]\nmonth = \"2021-02\"\namount = \"{last}\"\ncurrency = \"USD\"\ncategory = \"cloud\"\n"
        );
        world.write("facts.toml", &format!("{FACTS}{}{last}", monthly(amount)));
        let run = world.csp(&[
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--format",
            "json",
        ]);
        let verdict = run.json();
        let revenue = requirement(&verdict, "revenue-ttm");
        assert_eq!(revenue["found"], found, "{revenue}");
        let detail = revenue["detail"].as_str().unwrap();
        assert!(detail.contains(missing), "{detail}");
    }
}

#[test]
fn a_field_that_may_be_empty_is_null() {
    let world = World::new();
    world.write("facts.toml", &format!("{FACTS}{}", monthly("25000.00")));
    let verdict = world.json(&["eligibility", "check", "--facts", "facts.toml"], 0);
    let support = requirement(&verdict, "first-level-support");
    assert_eq!(support["remedy"], serde_json::Value::Null, "{support}");
    assert_eq!(support["detail"], "Found yes; required yes.", "{support}");
    let revenue = requirement(&verdict, "revenue-ttm");
    assert!(revenue["detail"].is_string(), "{revenue}");
    assert!(!verdict.to_string().contains("\"\""), "{verdict}");
}

#[test]
fn one_cent_below_is_no_and_the_answer_is_on_stdout() {
    let world = World::new();
    let last = "[[revenue]]\nmonth = \"2021-02\"\namount = \"-0.01\"\ncurrency = \"USD\"\n";
    world.write(
        "facts.toml",
        &format!("{FACTS}{}{last}", monthly("25000.00")),
    );
    let no = world
        .csp(&[
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--format",
            "json",
        ])
        .expect(3);
    assert!(no.stderr.is_empty(), "{}", no.stderr);
    let verdict = no.json();
    assert_eq!(requirement(&verdict, "revenue-ttm")["status"], "not-met");
    assert_eq!(
        requirement(&verdict, "revenue-ttm")["found"],
        "299999.99 USD"
    );
    assert_eq!(verdict["eligible"], false);
}

#[test]
fn the_right_edition_applies_on_the_days_around_a_change() {
    let world = World::new();
    world.write("facts.toml", FACTS);
    for (day, id) in [
        ("2017-11-20", "direct-bill/2017-11-20"),
        ("2018-08-30", "direct-bill/2017-11-20"),
        ("2018-08-31", "direct-bill/2018-08-31"),
        ("2019-02-19", "direct-bill/2018-08-31"),
        ("2020-10-26", "direct-bill/2019-02-20"),
        ("2020-10-27", "direct-bill/2020-10-27"),
        ("2021-04-14", "direct-bill/2020-10-27"),
        ("2023-04-24", "direct-bill/2023-04-24"),
        ("2025-09-30", "direct-bill/2023-04-24"),
        ("2025-10-01", "direct-bill/2025-10-01"),
    ] {
        let run = world.csp(&[
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--as-of",
            day,
            "--format",
            "json",
        ]);
        assert_eq!(run.json()["policy"]["id"], id, "{day}");
    }
    let early = world
        .csp(&[
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--as-of",
            "2017-11-19",
        ])
        .expect(2);
    assert!(early.stderr.contains("2017-11-20"), "{}", early.stderr);
}

#[test]
fn an_assumption_counts_and_says_so() {
    let world = World::new();
    world.write("facts.toml", FACTS);
    let arguments = [
        "eligibility",
        "check",
        "--facts",
        "facts.toml",
        "--what-if",
        "services.managed_services=2",
    ];
    let verdict = world.json(&arguments, 3);
    let service = requirement(&verdict, "managed-service");
    assert_eq!(service["status"], "met");
    assert_eq!(
        service["evidence"][0],
        "services.managed_services: --what-if"
    );
    let wrong = [
        "eligibility",
        "check",
        "--facts",
        "facts.toml",
        "--what-if",
        "services.managed_service=2",
        "--format",
        "json",
    ];
    let details = world.csp(&wrong).expect(2).details();
    assert!(
        details[0]
            .1
            .contains("did you mean `services.managed_services`"),
        "{details:?}"
    );
}

#[test]
fn every_mistake_of_a_facts_file_is_named_with_its_place() {
    let world = World::new();
    world.write("facts.toml", "model = \"direct\"\n[suport]\nplan = \"asfp\"\n[support]\nplan = \"gold\"\n[rates]\nEUR = \"1,18\"\n");
    let run = world
        .csp(&[
            "eligibility",
            "check",
            "--facts",
            "facts.toml",
            "--format",
            "json",
        ])
        .expect(2);
    let details = run.details();
    let places: Vec<&str> = details.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(
        places,
        ["facts.toml:2:2", "facts.toml:5:8", "facts.toml:7:1"],
        "{details:#?}"
    );
    assert!(
        details[0].1.contains("did you mean `support`"),
        "{details:?}"
    );
}

#[test]
fn values_in_a_facts_file_are_written_exactly() {
    const LONG: &str = "12345678901234567890123456789.5";
    let world = World::new();
    let entry = |month: &str, amount: &str, currency: &str, category: &str| {
        format!(
            "[[revenue]]\nmonth = {month}\namount = {amount}\ncurrency = {currency}\ncategory = {category}\n"
        )
    };
    let good = ["\"2020-03\"", "\"1.5\"", "\"USD\"", "\"cloud\""];
    let changed = |at: usize, value: &str| {
        let mut parts = good.map(str::to_owned);
        parts[at] = value.to_owned();
        entry(&parts[0], &parts[1], &parts[2], &parts[3])
    };
    let quoted = |value: &str| format!("\"{value}\"");
    let refused = [
        (changed(0, "\" 2020-03\""), 4, "spaces at its start or end"),
        (changed(1, "\" 1\""), 5, "spaces at its start or end"),
        (changed(1, "\"1 \""), 5, "spaces at its start or end"),
        (changed(1, "\"1,000\""), 5, "is not a valid amount"),
        (changed(1, &quoted(LONG)), 5, "more than 28 digits"),
        (changed(1, LONG), 5, "more than 28 digits"),
        (
            changed(2, "\"usd\""),
            6,
            "is not a valid ISO 4217 currency code",
        ),
        (changed(2, "\"USD \""), 6, "spaces at its start or end"),
        (changed(3, "\"Cloud\""), 7, "did you mean `cloud`?"),
        (changed(3, "\" cloud\""), 7, "spaces at its start or end"),
        (
            "[support]\nplan = \"ASFP\"\n".to_owned(),
            4,
            "did you mean `asfp`?",
        ),
        (
            "[support]\nplan_purchased_on = \" 2021-02-20\"\n".to_owned(),
            4,
            "spaces at its start or end",
        ),
        (
            "[membership]\nmpn_id = \"4812345 \"\n".to_owned(),
            4,
            "spaces at its start or end",
        ),
        (
            "[rates]\neur = \"1.18\"\n".to_owned(),
            4,
            "is not a valid ISO 4217 currency code",
        ),
        (
            "[rates]\nEUR = \" 1.18\"\n".to_owned(),
            4,
            "spaces at its start or end",
        ),
        (
            format!("[rates]\nEUR = \"{LONG}\"\n"),
            4,
            "more than 28 digits",
        ),
        (
            "[rates.\" 2020-03\"]\nEUR = \"1.18\"\n".to_owned(),
            3,
            "is not a valid month",
        ),
    ];
    let check = ["eligibility", "check", "--facts", "facts.toml"];
    let head = "model = \"direct\"\nas_of = 2021-03-01\n";
    world.write(
        "facts.toml",
        &format!("{head}{}", entry(good[0], good[1], good[2], good[3])),
    );
    world.json(&check, 3);
    for (text, line, says) in refused {
        world.write("facts.toml", &format!("{head}{text}"));
        let run = world.csp(&[&check[..], &["--format", "json"]].concat());
        let details = run.expect(2).details();
        assert_eq!(details.len(), 1, "{text}: {details:?}");
        assert!(
            details[0].0.starts_with(&format!("facts.toml:{line}:")),
            "{text}: {details:?}"
        );
        assert!(details[0].1.contains(says), "{text}: {details:?}");
    }
}

#[test]
fn a_value_that_breaks_a_rule_names_it_wherever_it_stands() {
    let world = World::reseller("2020-01-10T09:00:00Z");
    let facts = "model = \"direct\"\n[membership]\nmpn_id = \"48\"\n[support]\nplan = \"gold\"\n";
    world.write("facts.toml", facts);
    world.write(
        "policy.toml",
        &format!(
            "model = \"direct-bill\"\n[[edition]]\nid = \"direct-bill/own\"\neffective = 2020-01-01\n\
            source = \"Ours\"\nasks = {{}}\n[[example]]\nname = \"x\"\nas_of = 2021-01-01\nfacts = '''\n{facts}'''\n"
        ),
    );
    let check = ["eligibility", "check", "--model", "direct"];
    let evidence = ["eligibility", "evidence", "set", "membership.mpn_id", "48"];
    for arguments in [
        [&check[..], &["--facts", "facts.toml"]].concat(),
        [&check[..], &["--policy", "policy.toml"]].concat(),
        [&check[..], &["--what-if", "membership.mpn_id=48"]].concat(),
        evidence.to_vec(),
    ] {
        let arguments = [&arguments[..], &["--format", "json"]].concat();
        let error = &world.csp(&arguments).expect(2).error()["error"];
        assert_eq!(error["rule"], "enroll.mpn-id", "{arguments:?}: {error}");
        assert_eq!(error["details"][0]["rule"], "enroll.mpn-id", "{error}");
        let remedy = error["remedy"].as_str().unwrap();
        assert!(
            !remedy.contains("csp enroll template"),
            "no application is meant: {error}"
        );
        // A mistake beside it that breaks no rule names none.
        if arguments.contains(&"facts.toml") {
            assert_eq!(error["details"][1]["rule"], serde_json::Value::Null);
        }
    }
}

#[test]
fn a_missing_model_is_missing_input() {
    let world = World::new();
    world.write("facts.toml", "[support]\nfirst_level = true\n");
    let run = world
        .csp(&["eligibility", "check", "--facts", "facts.toml"])
        .expect(7);
    assert!(run.stderr.contains("--model"), "{}", run.stderr);
    let reseller = World::reseller("2020-01-10T09:00:00Z");
    assert_eq!(
        reseller.json(&["eligibility", "check"], 3)["model"],
        "indirect-reseller"
    );
}

#[test]
fn a_custom_policy_is_used_and_its_mistakes_are_named() {
    let world = World::new();
    world.write("facts.toml", FACTS);
    let policy = "model = \"direct-bill\"\n[requirement.first-level-support]\ntitle = \"Support\"\nkind = \"flag\"\n\
        fact = \"support.first_level\"\nremedy = \"Do it.\"\n[[edition]]\nid = \"direct-bill/own\"\neffective = 2020-01-01\n\
        source = \"Ours\"\n[edition.asks]\nfirst-level-support = { enroll = \"mandatory\" }\n";
    world.write("policy.toml", policy);
    let arguments = [
        "eligibility",
        "check",
        "--facts",
        "facts.toml",
        "--policy",
        "policy.toml",
    ];
    assert_eq!(world.json(&arguments, 0)["policy"]["id"], "direct-bill/own");
    world.write(
        "policy.toml",
        &policy
            .replace("kind = \"flag\"", "kind = \"flagg\"")
            .replace("effective", "efective"),
    );
    let run = world
        .csp(&[&arguments[..], &["--format", "json"]].concat())
        .expect(2);
    let details = run.details();
    assert_eq!(details[0].0, "policy.toml:4:8");
    assert_eq!(details[1].0, "policy.toml:7:1");
    assert_eq!(details[2].0, "policy.toml:9:1");
    world.write(
        "policy.toml",
        &format!("{policy}[[example]]\nname = \"x\"\nas_of = 2021-01-01\neligible = true\n"),
    );
    let run = world
        .csp(&[&arguments[..], &["--format", "json"]].concat())
        .expect(2);
    assert_eq!(run.details()[0].0, "policy.toml:13:1");
}

#[test]
fn build_servers_get_their_formats_with_the_same_exit_code() {
    let world = World::new();
    world.write("facts.toml", FACTS);
    for (format, begins) in [
        ("junit", "<?xml"),
        ("github", "::"),
        ("markdown", "## Eligibility"),
    ] {
        let run = world
            .csp(&[
                "eligibility",
                "check",
                "--facts",
                "facts.toml",
                "--format",
                format,
            ])
            .expect(3);
        assert!(run.stdout.starts_with(begins), "{}", run.stdout);
        assert!(
            run.stdout.contains("revenue-ttm") || format == "markdown",
            "{}",
            run.stdout
        );
    }
}

#[test]
fn a_template_is_a_facts_file_without_facts() {
    let world = World::new();
    for model in ["direct", "indirect"] {
        let template = world
            .csp(&["eligibility", "template", "--model", model])
            .expect(0)
            .stdout;
        world.write("facts.toml", &template);
        let verdict = world.json(&["eligibility", "check", "--facts", "facts.toml"], 3);
        assert!(
            verdict["requirements"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["status"] != "not-met")
        );
    }
}

#[test]
fn differences_between_two_days_are_shown() {
    let world = World::new();
    let diff = world.json(
        &[
            "eligibility",
            "diff",
            "2020-10-26",
            "2020-10-27",
            "--model",
            "direct",
        ],
        0,
    );
    assert_eq!(diff["models"][0]["added"][0]["id"], "revenue-ttm");
    world
        .csp(&["eligibility", "diff", "2010-01-01", "2020-10-27"])
        .expect(2);
    world.csp(&["eligibility", "diff", "2020-10-27"]).expect(7);
    let policies = world.json(&["eligibility", "policies"], 0);
    let in_force: Vec<_> = policies
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["in_force"] == true)
        .collect();
    assert_eq!(in_force.len(), 2);
}
