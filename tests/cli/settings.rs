//! Settings: precedence of flag, environment, `config.toml` and default, and mistakes in them.

use crate::form::Form;
use crate::journey::{submit, submitted};
use crate::world::World;

fn configured(text: &str) -> World {
    let world = submitted();
    std::fs::create_dir_all(world.root().join("config")).unwrap();
    std::fs::write(world.root().join("config/config.toml"), text).unwrap();
    world
}

fn is_json(world: &World, args: &[&str]) -> bool {
    let run = world.csp(args);
    serde_json::from_str::<serde_json::Value>(&run.expect(0).stdout).is_ok()
}

#[test]
fn the_flag_outranks_the_environment_which_outranks_the_file() {
    let mut world = configured("format = \"json\"\n");
    assert!(is_json(&world, &["enroll", "show"]));
    world.set("CSP_FORMAT", "table");
    assert!(!is_json(&world, &["enroll", "show"]));
    assert!(is_json(&world, &["enroll", "show", "--format", "json"]));
}

#[test]
fn an_unknown_key_is_placed_with_the_nearest_known_key() {
    let world = configured("# settings\nformt = \"json\"\n");
    let run = world.csp(&["enroll", "show"]);
    run.expect(2);
    assert!(run.stderr.contains("config.toml:2:1"), "{run}");
    assert!(run.stderr.contains("format"), "{run}");
}

#[test]
fn invalid_settings_are_refused_from_every_source() {
    for (name, value) in [
        ("CSP_NOW", "yesterday"),
        ("CSP_NOW", "2021-02-30T00:00:00Z"),
        ("CSP_FORMAT", "yaml"),
        ("CSP_WAIT", "long"),
        ("CSP_AS", "no address"),
    ] {
        let mut world = submitted();
        world.set(name, value);
        world.csp(&["enroll", "show"]).expect(2);
    }
    let world = configured("format = \"yaml\"\n");
    world.csp(&["enroll", "show"]).expect(2);
}

#[test]
fn a_clock_with_another_offset_is_the_same_instant() {
    let mut world = World::new();
    world.at("2021-03-01T10:00:00+01:00");
    let answer = crate::journey::submit(&world, &crate::form::Form::indirect());
    assert_eq!(
        answer["enrollments"][0]["submitted_at"],
        "2021-03-01T09:00:00Z"
    );
}

#[test]
fn the_clock_flag_outranks_the_environment() {
    let world = submitted();
    let verify = world.answer(&["verify", "--now", "2021-03-03T00:00:00Z"]);
    assert_eq!(verify["checks"][0]["overdue"], true);
    assert_eq!(world.answer(&["verify"])["checks"][0]["overdue"], false);
}

#[test]
fn a_global_option_given_twice_uses_the_last_value() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let shown = |line: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        world.csp(&args).expect(0).stdout.clone()
    };
    for (twice, once) in [
        (
            "--format csv enroll list --format json",
            "enroll list --format json",
        ),
        (
            "enroll list --format csv --format json",
            "enroll list --format json",
        ),
        (
            "--account fabrikam --account contoso-france enroll show",
            "--account contoso-france enroll show",
        ),
        (
            "--account fabrikam enroll show --account contoso-france",
            "--account contoso-france enroll show",
        ),
        (
            "-qq -y --yes --no-input --no-input status",
            "-q -y --no-input status",
        ),
        (
            "status -vv --wait 1 --wait 2 --color never --color auto",
            "status",
        ),
        (
            "--now 2021-03-09T00:00:00Z status --now 2021-03-02T00:00:00Z",
            "status --now 2021-03-02T00:00:00Z",
        ),
    ] {
        assert_eq!(shown(twice), shown(once), "{twice}");
    }
    world
        .csp(&[
            "enroll",
            "edit",
            "--dry-run",
            "--account",
            "fabrikam",
            "--city",
            "Lyon",
            "--dry-run",
        ])
        .expect(0);
    world.csp(&["status", "-q", "-v"]).expect(2);
    world
        .csp(&[
            "users", "list", "--state", "active", "--limit", "1", "--limit", "2",
        ])
        .expect(2);
}

#[test]
fn settings_are_set_got_and_listed() {
    let world = submitted();
    world
        .csp(&["config", "set", "account", "contoso-france"])
        .expect(0);
    let got = world.csp(&["config", "get", "account"]);
    assert!(got.expect(0).stdout.contains("contoso-france"), "{got}");
    let listed = world.csp(&["config", "list"]);
    assert!(
        listed.expect(0).stdout.contains("contoso-france"),
        "{listed}"
    );
    let path = world.csp(&["config", "path"]);
    assert!(path.expect(0).stdout.contains("config.toml"), "{path}");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest() {
    let run = World::new().csp(&["config", "set", "acount", "x"]);
    run.expect_any(&[2, 5]);
    assert!(run.stderr.contains("account"), "{run}");
}

#[test]
fn an_acting_user_is_set_by_address() {
    let world = submitted();
    for typed in ["nobody", "a@", ""] {
        let args = ["config", "set", "as", typed];
        let run = world.csp(&args);
        run.expect(if typed.is_empty() { 7 } else { 2 });
        let got = world.csp(&["config", "get", "as"]);
        assert_eq!(got.expect(0).stdout.trim(), "", "{got}");
    }
    world
        .csp(&["config", "set", "as", "bruno.petit@contoso.fr"])
        .expect(0);
    world.csp(&["enroll", "show"]).expect(0);
}

#[test]
fn setting_a_value_keeps_comments_in_the_file() {
    let world = configured("# mine\nformat = \"table\"\n");
    world.csp(&["enroll", "use", "contoso-france"]).expect(0);
    let text = std::fs::read_to_string(world.root().join("config/config.toml")).unwrap();
    assert!(text.contains("format = \"table\""), "{text}");
    assert!(text.contains("contoso-france"), "{text}");
}

#[test]
fn the_store_and_the_settings_have_default_places() {
    let mut world = World::new();
    world.unset("CSP_STORE");
    world.unset("CSP_CONFIG");
    let path = world.csp(&["store", "path"]);
    let place = world.root().join("home/data/csp/csp.db");
    assert!(
        path.expect(0).stdout.contains(place.to_str().unwrap()),
        "{path}"
    );
    let path = world.csp(&["config", "path"]);
    let place = world.root().join("home/config/csp/config.toml");
    assert!(
        path.expect(0).stdout.contains(place.to_str().unwrap()),
        "{path}"
    );
}

#[test]
fn mistakes_in_the_file_are_reported_with_their_places() {
    for (text, place, said) in [
        (
            "zzz = 1\n",
            "1:1",
            "`zzz` is not a valid configuration key; expected one of account, as, color, format",
        ),
        ("\nformta = \"json\"\n", "2:1", "did you mean `format`?"),
        (
            "store = 5\n",
            "1:1",
            "store: expected a text in quotes, not an integer",
        ),
        (
            "lang = \"en\"\nas = [\"x\"]\n",
            "2:1",
            "as: expected a text in quotes, not an array",
        ),
        ("as = \"nobody\"\n", "1:1", "as: "),
        (
            "wait = true\n",
            "1:1",
            "wait: expected a number, not a boolean",
        ),
        (
            "wait = 5.5\n",
            "1:1",
            "wait: expected a number, not a float",
        ),
        (
            "format = \"xml\"\n",
            "1:1",
            "format: `xml` is not a valid format; expected one of table, json, jsonl, csv",
        ),
    ] {
        let error = configured(text).refusal(2, &["status"]);
        let detail = &error["details"][0];
        assert!(
            detail["at"]
                .as_str()
                .unwrap()
                .ends_with(&format!("config.toml:{place}")),
            "{error}"
        );
        assert!(
            detail["message"].as_str().unwrap().contains(said),
            "{error}"
        );
    }
    for text in ["wait = 3\n", "wait = \"3\"\n"] {
        configured(text).csp(&["status"]).expect(0);
    }
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let mut world = submitted();
    let before = world.answer(&["status"]);
    for name in [
        "CSP_FORMAT",
        "CSP_WAIT",
        "CSP_AS",
        "CSP_ACCOUNT",
        "CSP_DRY_RUN",
        "CSP_NO_INPUT",
    ] {
        world.set(name, "");
        assert_eq!(world.answer(&["status"]), before, "{name}");
    }
    assert!(world.csp(&["status"]).expect(0).stdout.contains("Next"));
    world.set("CSP_NOW", "");
    world.csp(&["status"]).expect(0);
    world.set("CSP_CONFIG", "");
    world.csp(&["status"]).expect(0);
    let path = world.csp(&["config", "path"]);
    assert!(
        path.expect(0)
            .stdout
            .contains("home/config/csp/config.toml"),
        "{path}"
    );
    world.set("CSP_STORE", "");
    let path = world.csp(&["store", "path"]);
    assert!(
        path.expect(0).stdout.contains("home/data/csp/csp.db"),
        "{path}"
    );
    world
        .csp(&["store", "path", "--store", "", "--format", "json"])
        .expect(2);
}

#[test]
fn settings_written_at_the_same_time_are_all_kept() {
    let world = World::new();
    let settings = [
        ("account", "contoso-france"),
        ("as", "ada@contoso.fr"),
        ("color", "never"),
        ("format", "json"),
        ("lang", "fr"),
        ("pager", "less"),
        ("store", "elsewhere.db"),
        ("wait", "9"),
    ];
    let started: Vec<_> = settings
        .iter()
        .map(|(key, value)| {
            world
                .command(&["config", "set", key, value])
                .spawn()
                .unwrap()
        })
        .collect();
    for mut one in started {
        assert!(one.wait().unwrap().success());
    }
    for (key, value) in settings {
        let run = world.csp(&["config", "get", key, "--format", "json"]);
        assert_eq!(run.expect(0).json()["value"], value, "{key}");
    }
}

#[test]
fn a_locked_or_unreadable_file_is_not_replaced() {
    let world = configured("lang = \"fr\"\n");
    let folder = std::fs::File::open(world.root().join("config")).unwrap();
    folder.lock().unwrap();
    let set = ["config", "set", "account", "contoso-france", "--wait", "0"];
    assert_eq!(world.refusal(8, &set)["code"], "busy");
    drop(folder);
    // A child process that another test starts now may hold the lock until it executes its program.
    let [patient @ .., _, _] = set.as_slice() else {
        unreachable!()
    };
    world.answer(patient);
    let text = std::fs::read_to_string(world.root().join("config/config.toml")).unwrap();
    assert!(
        text.contains("lang = \"fr\"") && text.contains("contoso-france"),
        "{text}"
    );
}
