//! Groups and keepers of customers in `status` and `report`.

use crate::form::Form;
use crate::journey::{active, submit};
use crate::world::World;
use serde_json::{Value, json};

/// Two accounts; of the customers of the first Bob looks after `a.fr`, Ana after the account and so after `b.fr`.
/// The request to `a.fr` has expired, that to `b.fr` has not.
fn kept_customers() -> World {
    let mut world = active();
    submit(&world, &Form::fabrikam());
    let at = ["--account", "contoso-france"];
    let csp = |world: &World, line: &str| {
        let words: Vec<&str> = line.split(' ').chain(at).collect();
        world.csp(&words).expect(0);
    };
    csp(&world, "providers add Nordic --country FR --mpn-id 5550001");
    csp(&world, "providers invite nordic");
    csp(&world, "providers authorize nordic --accept");
    for (domain, day) in [("a.fr", "2021-03-01"), ("b.fr", "2021-04-01")] {
        world.at(&format!("{day}T09:00:00Z"));
        csp(
            &world,
            &format!("customers add {domain} --domain {domain} --country FR --email it@{domain}"),
        );
        csp(&world, &format!("customers invite {domain}"));
        csp(&world, &format!("customers sent {domain}"));
    }
    csp(&world, "customers keeper a.fr bob@consult.fr");
    csp(&world, "customers group a.fr --add gold");
    world
        .csp(&["accounts", "keeper", "contoso-france", "ana@consult.fr"])
        .expect(0);
    world.at("2021-06-02T09:00:00Z");
    world
}

fn accounts(answer: &Value) -> Vec<&str> {
    let rows = answer.as_array().unwrap().iter();
    rows.map(|row| row["account"].as_str().unwrap()).collect()
}

#[test]
fn an_account_is_found_by_a_keeper_or_group_of_customers() {
    let world = kept_customers();
    for filter in [["--keeper", "bob@consult.fr"], ["--group", "gold"]] {
        let status = world.answer(&[&["status"], &filter[..]].concat());
        assert_eq!(accounts(&status), ["contoso-france"]);
        let dates = status[0]["expiring"].as_array().unwrap();
        assert_eq!(dates.len(), 1, "{status}");
        assert_eq!(dates[0]["subject"], "a.fr");
        world
            .csp(&[&["status", "--check"], &filter[..]].concat())
            .expect(3);
        let report = world.answer(&[&["report"], &filter[..]].concat());
        assert_eq!(accounts(&report["accounts"]), ["contoso-france"]);
        assert_eq!(
            report["accounts"][0]["dates"].as_array().unwrap().len(),
            1,
            "{report}"
        );
    }
    let both = [
        "status",
        "--keeper",
        "bob@consult.fr",
        "--account",
        "fabrikam",
    ];
    assert_eq!(world.answer(&both), json!([]));
    let whole = world.answer(&["status", "--keeper", "ana@consult.fr"]);
    let all = world.answer(&["status", "--account", "contoso-france"]);
    assert_eq!(whole, all, "the whole account of its keeper");
    let listed = world.answer(&["enroll", "list", "--keeper", "bob@consult.fr"]);
    assert_eq!(listed, json!([]));
}

#[test]
fn a_request_that_has_expired_stays_an_action() {
    let world = kept_customers();
    let status = world.answer(&["status", "--keeper", "bob@consult.fr"]);
    let [action] = status[0]["next"].as_array().unwrap().as_slice() else {
        panic!("{status}");
    };
    assert_eq!(action["action"], "answer-expiring-request");
    assert_eq!(action["overdue"], true);
    let command = action["command"].as_str().unwrap();
    assert!(
        command.starts_with("csp customers invite a.fr"),
        "{command}"
    );
    assert_eq!(status[0]["expiring"][0]["next_id"], action["id"]);
    let report = world.answer(&["report", "--keeper", "bob@consult.fr"]);
    assert_eq!(report["totals"]["late_items"], 1, "{report}");
    world
        .csp(&["status", "--mail", "drafts", "--keeper", "bob@consult.fr"])
        .expect(0);
    let mail = world.read("drafts/next-bob@consult.fr.eml");
    assert!(mail.contains("csp customers invite a.fr"), "{mail}");
    for step in ["invite", "sent"] {
        let line = ["customers", step, "a.fr", "--account", "contoso-france"];
        world.csp(&line).expect(0);
    }
    let status = world.answer(&["status", "--keeper", "bob@consult.fr"]);
    assert_eq!(status[0]["next"], json!([]), "{status}");
    assert_eq!(status[0]["expiring"], json!([]), "{status}");
}

#[test]
fn a_group_of_customers_in_the_mail_is_of_their_keepers() {
    let world = kept_customers();
    let answer = world.answer(&["status", "--mail", "drafts", "--group", "gold"]);
    let messages = answer["messages"].as_array().unwrap().iter();
    let idle = answer["nothing_to_do"].as_array().unwrap().iter();
    let all: Vec<&Value> = messages.map(|one| &one["keeper"]).chain(idle).collect();
    assert_eq!(all, ["bob@consult.fr"]);
}

#[test]
fn a_mistyped_group_or_keeper_does_not_look_healthy() {
    let world = kept_customers();
    for (filter, near) in [
        (
            ["--group", "gald"],
            "group `gald` not found; did you mean `gold`?",
        ),
        (
            ["--keeper", "bib@consult.fr"],
            "did you mean `bob@consult.fr`?",
        ),
    ] {
        for line in [&["status", "--check"][..], &["report"]] {
            let run = world.csp(&[line, &filter].concat());
            assert!(run.expect(5).stderr.contains(near), "{run}");
        }
        let list = world.csp(&[&["status", "--format", "json"], &filter[..]].concat());
        assert_eq!(list.expect(0).json(), json!([]));
        assert!(list.stderr.contains("known "), "{list}");
    }
}

#[test]
fn a_legal_name_that_is_not_given_is_null() {
    let world = World::new();
    world
        .csp(&["enroll", "--model", "indirect", "--draft", "--slug", "one"])
        .expect(0);
    assert_eq!(world.answer(&["status"])[0]["legal_name"], Value::Null);
    let report = world.answer(&["report"]);
    assert_eq!(report["accounts"][0]["legal_name"], Value::Null);
    world.csp(&["status", "--format", "csv"]).expect(0);
}

#[test]
fn customers_have_the_labels_of_their_account_in_lists() {
    let world = kept_customers();
    let nord = ["accounts", "group", "contoso-france", "--add", "nord"];
    world.csp(&nord).expect(0);
    for (filter, domains) in [
        (["--group", "nord"], &["a.fr", "b.fr"][..]),
        (["--group", "gold"], &["a.fr"]),
        (["--keeper", "ana@consult.fr"], &["b.fr"]),
        (["--keeper", "bob@consult.fr"], &["a.fr"]),
    ] {
        for of in [&["--account", "contoso-france"][..], &["--all-accounts"]] {
            let line = [&["customers", "list", "--format", "json"], &filter[..], of].concat();
            let run = world.csp(&line);
            let listed = run.expect(0).json();
            let listed = listed.as_array().unwrap().iter();
            let found: Vec<&str> = listed.map(|it| it["domain"].as_str().unwrap()).collect();
            assert_eq!(found, domains, "{filter:?}");
            assert!(!run.stderr.contains("not found"), "{run}");
        }
    }
    let run = world.csp(&["enroll", "list", "--group", "gold"]);
    assert!(!run.expect(0).stderr.contains("not found"), "{run}");
}

#[test]
fn an_account_of_customers_shows_nothing_of_others() {
    let world = kept_customers();
    for step in ["invite", "sent"] {
        let line = ["customers", step, "a.fr", "--account", "contoso-france"];
        world.csp(&line).expect(0);
    }
    let bob = ["--keeper", "bob@consult.fr"];
    let status = world.csp(&[&["status"], &bob[..]].concat());
    let said = "Nothing to do for these customers.";
    assert!(status.expect(0).stdout.contains(said), "{status}");
    let report = world.answer(&[&["report"], &bob[..]].concat());
    let [account] = report["accounts"].as_array().unwrap().as_slice() else {
        panic!("{report:#}");
    };
    assert_eq!(account["staff"], json!([]));
    assert_eq!(account["revenue"], Value::Null);
    assert_eq!(report["journal"]["newest"], json!([]));
    let page = world.csp(&[&["report"], &bob[..]].concat());
    let page = &page.expect(0).stdout;
    assert!(page.contains("Shown for the selected customers only."));
    assert!(page.contains("Nothing to do for these customers."));
}

#[test]
fn what_is_put_off_is_listed_by_customers_and_shown_with_all() {
    let mut world = kept_customers();
    let gold = ["--group", "gold"];
    let b = ["customers", "group", "b.fr", "--add", "silver"];
    let contoso = ["--account", "contoso-france"];
    world.csp(&[&b, &contoso[..]].concat()).expect(0);
    let status = world.answer(&[&["status"], &gold[..]].concat());
    let id = status[0]["next"][0]["id"].as_str().unwrap();
    let until = ["--until", "2021-06-28", "--reason", "away"];
    world
        .csp(&[&["snooze", id], &until[..], &contoso].concat())
        .expect(0);
    for (filter, count) in [
        (gold, 1),
        (["--keeper", "ana@consult.fr"], 1),
        (["--group", "silver"], 0),
    ] {
        let list = world.answer(&[&["snooze", "list"], &filter[..]].concat());
        assert_eq!(list.as_array().unwrap().len(), count, "{filter:?}");
    }
    let line = |more: &[&str]| {
        let csv = world.csp(&[&["status", "--format", "csv"], &gold[..], more].concat());
        csv.expect(0).stdout.lines().nth(1).unwrap().to_owned()
    };
    assert!(
        !line(&[]).contains("answer-expiring-request"),
        "{}",
        line(&[])
    );
    assert!(line(&["--all"]).contains("answer-expiring-request"));
    let one = world.csp(&[&["status"], &contoso[..]].concat());
    let all = "To see all: `csp status --all --account contoso-france`\n";
    assert!(one.expect(0).stdout.contains(all), "{one}");
    let both = world.csp(&["status"]);
    let remarks = "\n1 action is put off. To see all: `csp status --all`\n1 account is late.\n";
    assert!(both.expect(0).stdout.contains(remarks), "{both}");
    world.at("2021-06-25T09:00:00Z");
    let line = [&["status", "--format", "csv"], &contoso[..]].concat();
    let first = world.csp(&line);
    assert!(!first.expect(0).stdout.contains("2021-06-30"), "{first}");
    let due = world.csp(&[&line[..], &["--due-within", "40"]].concat());
    assert!(due.expect(0).stdout.contains("2021-06-30"), "{due}");
}
