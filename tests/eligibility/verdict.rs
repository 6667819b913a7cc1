//! Defaults of the question, names of the answers, and positions of annotations.

use crate::world::{FACTS, World};

#[test]
fn an_account_in_force_is_checked_for_staying_by_default() {
    let world = World::reseller("2021-02-01T09:00:00Z");
    let stays = world.csp(&["eligibility", "check"]);
    let first = stays.stdout.lines().next().unwrap();
    assert_eq!(first, "Eligible to retain as indirect reseller: no");
    let verdict = world.json(&["eligibility", "check"], 3);
    assert_eq!(verdict["purpose"], "retain");
    assert_eq!(
        (&verdict["verdict"], &verdict["eligible"]),
        (&"no".into(), &false.into())
    );
    let enrolls = world.json(&["eligibility", "check", "--model", "direct"], 3);
    assert_eq!(
        (&enrolls["purpose"], &enrolls["verdict"]),
        (&"enroll".into(), &"unknown".into())
    );
    world.write("facts.toml", FACTS);
    let file = world.json(&["eligibility", "check", "--facts", "facts.toml"], 3);
    assert_eq!(
        (&file["purpose"], &file["verdict"]),
        (&"enroll".into(), &"unknown".into())
    );
}

#[test]
fn a_model_that_cannot_be_derived_is_missing_input() {
    World::new().csp(&["eligibility", "check"]).expect(7);
    let world = World::new();
    world.write("facts.toml", "[membership]\nactive = true\n");
    world
        .csp(&["eligibility", "check", "--facts", "facts.toml"])
        .expect(7);
}

#[test]
fn annotations_mark_the_deciding_fact_and_each_mistake() {
    let world = World::new();
    let facts = FACTS.replace("first_level = true", "first_level = false");
    world.write("facts.toml", &facts);
    let github = [
        "eligibility",
        "check",
        "--facts",
        "facts.toml",
        "--format",
        "github",
    ];
    let run = world.csp(&github).expect(3);
    let line = 1 + facts
        .lines()
        .position(|line| line.starts_with("first_level"))
        .unwrap();
    let at = format!(
        "::error file=facts.toml,line={line},col=15,title=first-level-support is not-met::"
    );
    assert!(run.stdout.contains(&at), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("::error file=facts.toml,line=1,col=1,title=revenue-ttm is unknown::"),
        "{}",
        run.stdout
    );
    world.write(
        "facts.toml",
        "model = \"direct\"\n[suport]\nplan = \"asfp\"\n",
    );
    let wrong = world.csp(&github).expect(2);
    assert!(
        wrong
            .stdout
            .starts_with("::error file=facts.toml,line=2,col=2,title=csp eligibility::"),
        "{}",
        wrong.stdout
    );
    assert_eq!(wrong.stdout.lines().count(), 1);
    assert!(wrong.stderr.contains("facts.toml:2:2"), "{}", wrong.stderr);
}

#[test]
fn for_a_person_open_requirements_come_first() {
    let world = World::new();
    let facts = FACTS.replace("first_level = true", "first_level = false");
    world.write("facts.toml", &facts);
    let check = ["eligibility", "check", "--facts", "facts.toml"];
    let page = world.csp(&check).expect(3).stdout.clone();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    let order = [
        "Eligible to enroll as",
        "\nNot met\n",
        "What to do:",
        "\nAll requirements\n",
    ];
    let places = order.map(place);
    assert!(places.is_sorted(), "{places:?}: {page}");
    place("\nEvidence\n");
    let rates = page.lines().filter(|line| line.contains("rate EUR"));
    assert!(rates.count() <= 1, "{page}");
    let verdict = world.json(&check, 3);
    let source = verdict["policy"]["source"].as_str().unwrap();
    assert_eq!(page.matches(source).count(), 1, "{page}");
}
