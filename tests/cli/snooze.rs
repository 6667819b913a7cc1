//! Next actions: their ids, and putting them off until a day.

use crate::form::Form;
use crate::journey::{active, submit, submitted, under_review};
use crate::world::World;
use serde_json::Value;

fn next(world: &World) -> Vec<Value> {
    world.answer(&["status"])[0]["next"]
        .as_array()
        .unwrap()
        .clone()
}

fn ids(world: &World) -> Vec<String> {
    let all = next(world);
    all.iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_id_lasts_as_long_as_its_cause() {
    let mut world = submitted();
    let first = ids(&world);
    world.csp(&["verify", "send-email"]).expect(0);
    world.csp(&["enroll", "edit", "--city", "Lyon"]).expect(0);
    submit(&world, &Form::fabrikam());
    assert_eq!(ids(&world), first, "unrelated changes");
    world.at("2021-03-09T09:00:00Z");
    let late = next(&world);
    assert_eq!(late[0]["action"], "resend-email");
    assert_eq!(ids(&world), first, "the due day has passed");
    let again = submitted();
    assert_eq!(ids(&again), first, "another machine");
    world
        .csp(&[
            "verify",
            "record",
            "email-ownership",
            "accepted",
            "--account",
            "contoso-france",
        ])
        .expect(0);
    let then = ids(&world);
    assert!(!then.contains(&first[0]) && then.len() > 1, "{then:?}");
    let mut unique = then.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), then.len());
}

#[test]
fn a_second_rejection_is_another_cause() {
    let mut world = under_review();
    let reject = ["verify", "record", "business", "rejected", "--reason", "no"];
    let appeal_id = |world: &World| -> String {
        let all = next(world);
        let one = all.iter().find(|one| one["action"] == "appeal").unwrap();
        one["id"].as_str().unwrap().to_owned()
    };
    world.csp(&reject).expect(0);
    let first = appeal_id(&world);
    world.write("kbis.pdf", "kbis");
    world
        .csp(&[
            "verify",
            "appeal",
            "business",
            "--document",
            "business-registration:kbis.pdf",
        ])
        .expect(0);
    world.at("2021-03-02T09:00:00Z");
    world.csp(&reject).expect(0);
    assert_ne!(appeal_id(&world), first);
}

#[test]
fn a_snoozed_action_is_hidden_until_its_day() {
    let mut world = submitted();
    let id = ids(&world).remove(0);
    let put_off = world.answer(&[
        "snooze",
        &id,
        "--until",
        "2021-03-10",
        "--reason",
        "on holiday",
    ]);
    assert_eq!(put_off["id"], id.as_str());
    assert_eq!(put_off["account"], "contoso-france");
    assert_eq!(put_off["action"], "confirm-email");
    assert_eq!(put_off["until"], "2021-03-10");
    assert_eq!(put_off["reason"], "on holiday");
    assert_eq!(put_off["active"], true);
    world.at("2021-03-09T23:59:59Z");
    let hidden = &world.answer(&["status"])[0];
    assert_eq!(hidden["next"], serde_json::json!([]));
    assert_eq!(hidden["expiring"], serde_json::json!([]));
    assert_eq!(hidden["snoozed"], 1);
    world.csp(&["status", "--check"]).expect(0);
    world
        .csp(&["status", "--check", "--due-within", "30"])
        .expect(0);
    let all = &world.answer(&["status", "--all"])[0];
    assert_eq!(all["next"][0]["snoozed_until"], "2021-03-10");
    assert_eq!(all["expiring"][0]["next_id"], id.as_str());
    assert_eq!(all["expiring"][0]["snoozed_until"], "2021-03-10");
    world.csp(&["status", "--check", "--all"]).expect(0);
    let page = world.csp(&["status"]);
    assert!(
        page.expect(0).stdout.contains("1 action is put off"),
        "{page}"
    );
    let page = world.csp(&["status", "--all"]);
    assert!(
        page.expect(0)
            .stdout
            .contains(&format!("put off until 2021-03-10, tomorrow) [{id}]")),
        "{page}"
    );
    let shown = world.answer(&["enroll", "show"]);
    assert_eq!(shown["next"][0]["snoozed_until"], "2021-03-10");
    world.at("2021-03-10T00:00:00Z");
    assert_eq!(ids(&world), [id.as_str()]);
    world.csp(&["status", "--check"]).expect(3);
    assert_eq!(world.answer(&["snooze", "list"]), serde_json::json!([]));
    let past = world.answer(&["snooze", "list", "--all"]);
    assert_eq!(
        (&past[0]["id"], &past[0]["active"]),
        (&id.as_str().into(), &false.into())
    );
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn an_action_is_put_off_again_and_woken() {
    let world = submitted();
    let id = ids(&world).remove(0);
    for day in ["2021-03-10", "2021-04-10"] {
        world
            .csp(&["snooze", &id, "--until", day, "--reason", "r"])
            .expect(0);
    }
    let list = world.answer(&["snooze", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["until"], "2021-04-10");
    let woken = world.answer(&["snooze", "wake", &id]);
    assert_eq!(
        (&woken["id"], &woken["active"]),
        (&id.as_str().into(), &false.into())
    );
    assert_eq!(ids(&world), [id.as_str()]);
    world.csp(&["snooze", "wake", &id]).expect(5);
    let log = world.answer(&["audit", "log", "--subject", &id]);
    let said: Vec<(&str, &Value, &Value)> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["action"].as_str().unwrap(),
                &it["reason"],
                &it["changes"]["until"]["from"],
            )
        })
        .collect();
    let (reason, none, before) = (
        "r".into(),
        Value::Null,
        ["2021-03-10".into(), "2021-04-10".into()],
    );
    assert_eq!(
        said,
        [
            ("action.snoozed", &reason, &none),
            ("action.snoozed", &reason, &before[0]),
            ("action.woken", &none, &before[1]),
        ]
    );
}

#[test]
fn a_snooze_says_the_action_that_status_shows() {
    let mut world = submitted();
    world.at("2021-03-09T09:00:00Z");
    let id = ids(&world).remove(0);
    let early = world.refusal(5, &["snooze", "wake", &id]);
    let message = early["message"].as_str().unwrap();
    assert!(message.contains("is not put off"), "{message}");
    let put_off = world.answer(&["snooze", &id, "--until", "2021-03-10", "--reason", "r"]);
    assert_eq!(put_off["action"], "resend-email");
    assert_eq!(
        world.answer(&["snooze", "list"])[0]["action"],
        "resend-email"
    );
}

#[test]
fn snoozes_of_all_accounts_are_found_by_their_id() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let status = world.answer(&["status"]);
    for account in status.as_array().unwrap() {
        let id = account["next"][0]["id"].as_str().unwrap();
        let put_off = world.answer(&["snooze", id, "--until", "2021-03-10", "--reason", "r"]);
        assert_eq!(put_off["account"], account["account"]);
    }
    assert_eq!(
        world.answer(&["snooze", "list"]).as_array().unwrap().len(),
        2
    );
    let one = world.answer(&["snooze", "list", "--account", "fabrikam"]);
    assert_eq!(one.as_array().unwrap().len(), 1);
    let table = world.csp(&["status"]);
    assert!(
        table.expect(0).stdout.contains("2 actions are put off"),
        "{table}"
    );
    let id = one[0]["id"].as_str().unwrap();
    world
        .csp(&["snooze", "wake", id, "--account", "contoso-france"])
        .expect(5);
    world
        .csp(&["accounts", "move", "fabrikam", "--to", "other.db", "--yes"])
        .expect(0);
    let moved = world.answer(&["snooze", "list", "--store", "other.db"]);
    assert_eq!(moved[0]["id"], id);
}

#[test]
fn a_mistake_puts_nothing_off() {
    let world = submitted();
    let id = ids(&world).remove(0);
    let unknown = "n-000000000000";
    for (line, code) in [
        (
            &["snooze", &id, "--until", "2021-03-01", "--reason", "r"][..],
            2,
        ),
        (
            &["snooze", &id, "--until", "2021-02-28", "--reason", "r"],
            2,
        ),
        (
            &["snooze", &id, "--until", "2022-03-02", "--reason", "r"],
            2,
        ),
        (&["snooze", &id, "--until", "tomorrow", "--reason", "r"], 2),
        (
            &["snooze", unknown, "--until", "2021-03-10", "--reason", "r"],
            5,
        ),
        (
            &[
                "snooze",
                "confirm-email",
                "--until",
                "2021-03-10",
                "--reason",
                "r",
            ],
            5,
        ),
        (&["snooze", &id, "--until", "2021-03-10"], 7),
        (&["snooze", &id, "--reason", "r"], 7),
        (&["snooze"], 7),
        (&["snooze", "wake"], 7),
        (&["snooze", "wake", unknown], 5),
        (
            &[
                "snooze",
                &id,
                "--until",
                "2021-03-10",
                "--reason",
                "r",
                "--as",
                "no@contoso.fr",
            ],
            5,
        ),
    ] {
        let run = world.csp(line);
        run.expect(code);
    }
    let dry = [
        "snooze",
        &id,
        "--until",
        "2021-03-10",
        "--reason",
        "r",
        "--dry-run",
    ];
    assert_eq!(world.answer(&dry)["dry_run"], true);
    assert_eq!(world.answer(&["snooze", "list"]), serde_json::json!([]));
    let near = world.csp(&[
        "snooze",
        &format!("{}ffff", &id[..10]),
        "--until",
        "2021-03-10",
        "--reason",
        "r",
    ]);
    assert!(
        near.expect(5)
            .stderr
            .contains(&format!("did you mean `{id}`?")),
        "{near}"
    );
}

#[test]
fn a_snoozed_agreement_shows_the_next_customer() {
    let world = active();
    world
        .csp(&[
            "providers",
            "add",
            "Nordic",
            "--country",
            "FR",
            "--mpn-id",
            "5550001",
        ])
        .expect(0);
    world.csp(&["providers", "invite", "nordic"]).expect(0);
    world
        .csp(&["providers", "authorize", "nordic", "--accept"])
        .expect(0);
    for domain in ["a.fr", "b.fr"] {
        let email = format!("it@{domain}");
        world
            .csp(&[
                "customers",
                "add",
                domain,
                "--domain",
                domain,
                "--country",
                "FR",
                "--email",
                &email,
            ])
            .expect(0);
        world.csp(&["customers", "invite", domain]).expect(0);
        world.csp(&["customers", "accept", domain]).expect(0);
    }
    let agreement = |world: &World| -> Value {
        let all = next(world).into_iter();
        all.filter(|one| one["action"] == "record-agreement")
            .collect()
    };
    let first = agreement(&world);
    assert_eq!(first.as_array().unwrap().len(), 1);
    let id = first[0]["id"].as_str().unwrap();
    world
        .csp(&["snooze", id, "--until", "2021-03-10", "--reason", "r"])
        .expect(0);
    let second = agreement(&world);
    assert!(
        second[0]["command"].as_str().unwrap().contains("b.fr"),
        "{second}"
    );
    assert_eq!(world.answer(&["status"])[0]["snoozed"], 1);
}

#[test]
fn one_of_several_passwords_can_be_put_off() {
    let mut world = active();
    for name in ["ann", "bob", "cid"] {
        let email = format!("{name}@contoso.fr");
        world
            .csp(&[
                "users",
                "add",
                &email,
                "--first-name",
                name,
                "--last-name",
                "X",
                "--role",
                "sales-agent",
            ])
            .expect(0);
        let soon = world.answer(&["status"])[0]["expiring"].clone();
        assert!(soon.is_array());
    }
    world.at("2021-05-25T09:00:00Z");
    let renew = |world: &World| -> Vec<Value> {
        let all = next(world).into_iter();
        all.filter(|one| one["action"] == "renew-temporary-password")
            .collect()
    };
    let many = renew(&world);
    assert_eq!(many.len(), 1, "{many:?}");
    assert!(many[0]["command"].as_str().unwrap().contains("users list"));
    let id = many[0]["id"].as_str().unwrap();
    world
        .csp(&["snooze", id, "--until", "2021-12-01", "--reason", "r"])
        .expect(0);
    assert_eq!(renew(&world), Vec::<Value>::new());
    let list = world.answer(&["snooze", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 3, "{list}");
    world.at("2021-07-01T09:00:00Z");
    let rows = world.answer(&["status"]);
    let passwords = rows[0]["expiring"].as_array().unwrap();
    assert!(
        passwords
            .iter()
            .all(|one| one["what"] != "temporary-password"),
        "{rows}"
    );
    let add = ["users", "add", "dan@contoso.fr", "--first-name", "Dan"];
    let more = ["--last-name", "X", "--role", "sales-agent"];
    world.csp(&[&add[..], &more].concat()).expect(0);
    world.at("2021-09-20T09:00:00Z");
    let later = renew(&world);
    assert_eq!(later.len(), 1, "a later password is another matter");
    assert!(later[0]["command"].as_str().unwrap().contains("dan@"));
    let woken = world.answer(&["snooze", "wake", id]);
    assert_eq!(woken["id"], id);
}
