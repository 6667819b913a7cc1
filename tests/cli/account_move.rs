//! `accounts move`: one account in another store, equal to the byte, with its history, and what stays behind.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::engine::TestStore;
use crate::form::Form;
use crate::help_examples::{at_work, later};
use crate::journey::confirm_email;
use crate::store_move::answers;
use crate::world::World;

pub(crate) const CONTOSO: &str = "contoso-france";

/// A store with three accounts: Contoso with something in nearly every table, Fabrikam, and Litware.
pub(crate) fn three_accounts() -> World {
    let world = later(at_work());
    for line in [
        "users import staff.csv --role sales-agent --credentials passwords.csv",
        "customers import customers.csv --on-conflict skip",
        "eligibility revenue import invoice.csv",
        "eligibility revenue import provider.csv",
        "eligibility rates import rates.csv",
        "customers verification northwind.fr under-review",
        // The account has no partnership with this provider.
        "providers validation iberia-it invalid --code 900400",
        "eligibility evidence import requirements.json",
        "enroll business-profile set --description Cloud --as eva@contoso.fr",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        world.csp(&words).expect(0);
    }
    let relationships = serde_json::json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships",
        "value": [{
            "id": "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4",
            "displayName": "Contoso support",
            "status": "active",
            "duration": "P90D",
            "createdDateTime": "2021-03-01T09:00:00Z",
            "activatedDateTime": "2021-03-02T09:00:00Z",
            "endDateTime": "2021-05-31T09:00:00Z",
            "customer": { "tenantId": "a1d3f5b7-2c4e-4860-9a1b-3c5d7e9f1a2b", "displayName": "Contoso" },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "729827e3-9c14-49f7-bb1b-9608f156bbb8" }] },
        }],
    });
    world.write("relationships.json", relationships.to_string());
    world.answer(&["gdap", "import", "relationships.json", "--complete"]);
    let transfer = |status: &str| {
        serde_json::json!({
            "id": "b81d7a60-4444-4f0e-9b2c-0000000000d1", "status": status, "transferType": "5",
            "customerName": "Contoso", "lineItems": [
                { "subscriptionId": "5e1fb2c8-5555-4c3d-a7e6-0000000000f1", "productType": "SaaS" }
            ],
        })
    };
    for status in ["Completed", "Cancel"] {
        world.write("transfers.json", transfer(status).to_string());
        world.answer(&["transfers", "import", "transfers.json", "--direction", "in"]);
    }
    enroll(&world, &Form::fabrikam(), &world.store().argument());
    let litware = Form::indirect().of_company("Litware SARL", "litware", "litware.fr", "5900009");
    enroll(&world, &litware, &world.store().argument());
    world
}

/// Submits an application in a store.
pub(crate) fn enroll(world: &World, form: &Form, store: &str) {
    world.write("form.toml", form.text());
    world.answer(&["enroll", "--from", "form.toml", "--store", store]);
}

/// Moves an account from one store to another.
pub(crate) fn move_account(world: &World, account: &str, from: &str, to: &str) -> Value {
    world.answer(&[
        "accounts", "move", account, "--to", to, "--yes", "--store", from,
    ])
}

/// Every answer about an account.
fn everything(world: &World, account: &str, store: &str) -> Vec<(String, String)> {
    let lines = [
        "status",
        "enroll show",
        "verify status",
        "users list --all",
        "providers list --all",
        "customers list --all",
        "gdap list --all",
        "transfers list --all",
        "eligibility check --model direct",
        "eligibility evidence list",
        "providers show iberia-it",
        "eligibility revenue list",
        "eligibility rates list",
        "audit verify",
    ];
    let mut said = answers(world, &lines, &["--store", store, "--account", account]);
    for (_, text) in &mut said {
        // Where there is one account alone, commands need not name it.
        *text = text.replace(&format!(" --account {account}"), "");
    }
    said
}

/// The entries of an account's own chain.
fn history(world: &World, account: &str, store: &str) -> Vec<Value> {
    let log = ["audit", "log", "--account", account, "--store", store];
    let mut entries = world.answer(&log).as_array().unwrap().clone();
    entries.retain(|entry| entry["chain"] != 0);
    entries
}

/// The line of an account in an anchor.
fn anchor_line(world: &World, account: &str, store: &str) -> String {
    let run = world.csp(&["audit", "anchor", "--store", store]);
    let anchor = run.expect(0).stdout.clone();
    let line = anchor.lines().find(|line| line.contains(account));
    line.unwrap_or_else(|| panic!("{account} is not in\n{anchor}"))
        .to_owned()
}

/// Checks that a store is whole, also by the second verifier where it is a file.
#[track_caller]
pub(crate) fn assert_whole(world: &World, store: &str) {
    world.csp(&["store", "check", "--store", store]).expect(0);
    if !store.starts_with("postgres") {
        let (is_whole, said) = verify_again(&world.folder().join(store), &[]);
        assert!(is_whole, "{store}: {said}");
    }
}

/// What the second verifier says about a file.
fn verify_again(file: &Path, more: &[&str]) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/format/verify.py");
    let output = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .arg(file)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!([Some(0), Some(3)].contains(&output.status.code()), "{said}");
    (output.status.code() == Some(0), said)
}

#[track_caller]
fn assert_same(found: &[(String, String)], expected: &[(String, String)]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            found == expected,
            "{}:\n{}\ninstead of\n{}",
            found.0,
            found.1,
            expected.1
        );
    }
}

#[test]
fn an_account_is_equal_in_each_store_there_and_back() {
    let world = three_accounts();
    let first = world.store().argument();
    let Some(other_kind) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let there = other_kind.argument();
    let third = TestStore::of(world.root(), "third/csp.db").argument();
    let before = everything(&world, CONTOSO, &first);
    let fabrikam = everything(&world, "fabrikam", &first);
    let (entries, line) = (
        history(&world, CONTOSO, &first),
        anchor_line(&world, CONTOSO, &first),
    );
    world
        .csp(&["audit", "anchor", "--out", "before.txt"])
        .expect(0);
    let mut at = first.clone();
    let mut answers = Vec::new();
    let mut chain = None;
    for to in [&there, &third, &first] {
        let answer = move_account(&world, CONTOSO, &at, to);
        assert_eq!(
            (&answer["moved"], &answer["finished"], &answer["chain"]),
            (
                &true.into(),
                &false.into(),
                &*chain.get_or_insert(answer["chain"].clone())
            )
        );
        assert_eq!(
            answer["entries"].as_u64(),
            Some(entries.len() as u64),
            "{answer}"
        );
        assert!(line.ends_with(answer["head_state"].as_str().unwrap()));
        assert_same(&everything(&world, CONTOSO, to), &before);
        assert_eq!(history(&world, CONTOSO, to), entries);
        assert_eq!(anchor_line(&world, CONTOSO, to), line);
        assert_same(&everything(&world, "fabrikam", &first), &fabrikam);
        for store in [&first, &at, to] {
            assert_whole(&world, store);
        }
        answers.push(answer["rows"].clone());
        at.clone_from(to);
    }
    assert!(
        answers.iter().all(|rows| *rows == answers[0]),
        "{answers:?}"
    );
    let verify = ["audit", "verify", "--anchor", "before.txt"];
    world.csp(&verify).expect(0);
    // The account goes on where it was.
    world.answer(&[
        "users",
        "block",
        "ada@contoso.fr",
        "--yes",
        "--account",
        CONTOSO,
    ]);
    assert_whole(&world, &first);
}

#[test]
fn anchors_hold_before_and_after_a_move() {
    let world = three_accounts();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    let anchor = |name: &str, store: &str| {
        let args = ["audit", "anchor", "--out", name, "--store", store];
        world.csp(&args).expect(0);
    };
    let verify = |names: &[&str], store: &str, code: i32| {
        let mut args = vec!["audit", "verify", "--store", store];
        for name in names {
            args.extend(["--anchor", name]);
        }
        world.csp(&args).expect(code);
    };
    anchor("here.txt", &first);
    move_account(&world, "fabrikam", &first, &second);
    anchor("left.txt", &first);
    anchor("there.txt", &second);
    verify(&["here.txt"], &first, 0);
    verify(&["here.txt", "left.txt"], &first, 0);
    verify(&["there.txt"], &second, 0);
    move_account(&world, CONTOSO, &first, &second);
    verify(&["there.txt"], &second, 0);
    move_account(&world, "fabrikam", &second, &first);
    anchor("back.txt", &first);
    verify(&["here.txt", "left.txt", "back.txt"], &first, 0);
    verify(&["there.txt"], &second, 0);
    // Lines of an anchor that are changed or missing are found, also for an account that is elsewhere.
    let here = world.read("here.txt");
    let contoso = here.lines().find(|line| line.contains(CONTOSO)).unwrap();
    let seq = contoso.split(' ').nth(3).unwrap();
    let hash = contoso.split(' ').nth(4).unwrap();
    let later: i64 = seq.parse::<i64>().unwrap() + 1;
    for wrong in [
        here.replace(hash, &hash.replace(['a', '1'], "0")),
        here.replace(&format!("{contoso}\n"), ""),
        here.replace(&format!("{CONTOSO} {seq}"), &format!("{CONTOSO} {later}")),
    ] {
        assert_ne!(wrong, here);
        world.write("wrong.txt", wrong);
        verify(&["wrong.txt"], &first, 3);
    }
}

#[test]
fn both_verifiers_find_what_was_changed_after_a_move() {
    let world = three_accounts();
    let from = world.store().file();
    let to = world.path("second.db");
    move_account(
        &world,
        CONTOSO,
        from.to_str().unwrap(),
        to.to_str().unwrap(),
    );
    let whole = [std::fs::read(&from).unwrap(), std::fs::read(&to).unwrap()];
    let left = "chain = 0 AND action = 'account.left'";
    let arrived = "chain = 0 AND action = 'account.arrived'";
    for (file, change) in [
        (&to, "UPDATE users SET first_name = 'Eve'".to_owned()),
        (&to, "DELETE FROM customers".to_owned()),
        (
            &to,
            "DELETE FROM journal WHERE chain <> 0 AND seq > 20".to_owned(),
        ),
        (&to, format!("DELETE FROM journal WHERE {arrived}")),
        (
            &to,
            format!(
                "UPDATE journal SET changes = replace(changes, '\"chain\":', '\"chain\":9') WHERE {arrived}"
            ),
        ),
        (&from, format!("DELETE FROM journal WHERE {left}")),
        (
            &from,
            format!(
                "UPDATE journal SET changes = replace(changes, '\"chain\":', '\"chain\":9') WHERE {left}"
            ),
        ),
    ] {
        let changed = rusqlite::Connection::open(file).unwrap();
        changed.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(changed.execute(&change, []).unwrap() > 0, "{change}");
        drop(changed);
        let store = file.to_str().unwrap();
        let run = world.csp(&["audit", "verify", "--store", store]);
        run.expect(3);
        let (is_whole, said) = verify_again(file, &[]);
        assert!(!is_whole, "{change}: {said}");
        for (file, content) in [&from, &to].into_iter().zip(&whole) {
            std::fs::write(file, content).unwrap();
        }
    }
    assert_whole(&world, from.to_str().unwrap());
}

#[test]
fn the_store_that_was_left_says_where_the_account_is() {
    let world = three_accounts();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    move_account(&world, CONTOSO, &first, &second);
    for args in [
        &["users", "list", "--account", CONTOSO][..],
        &["enroll", "use", CONTOSO],
        &["accounts", "move", CONTOSO, "--to", &second, "--yes"],
    ] {
        let error = world.refusal(5, args);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("was moved to"), "{error}");
        let remedy = error["remedy"].as_str().unwrap();
        assert!(
            remedy.contains(&format!("--account {CONTOSO} --store ")),
            "{error}"
        );
    }
    for account in ["fabrikam", "litware"] {
        world.answer(&["enroll", "show", "--account", account]);
        move_account(&world, account, &first, &second);
    }
    let error = world.refusal(5, &["enroll", "show"]);
    assert!(
        error["message"].as_str().unwrap().contains("was moved to"),
        "{error}"
    );
    let log = world.answer(&["audit", "log"]);
    let left = log.as_array().unwrap().iter();
    let left: Vec<_> = left
        .filter(|entry| entry["action"] == "account.left")
        .collect();
    assert_eq!(left.len(), 3);
    assert_eq!(left[0]["actor"], "bruno.petit@contoso.fr");
    assert!(left[0]["changes"]["chain"].as_i64().unwrap() > 0);
}

#[test]
fn accounts_that_began_apart_come_together() {
    let world = three_accounts();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    let chain = move_account(&world, "litware", &first, &second)["chain"].clone();
    let tailspin =
        Form::indirect().of_company("Tailspin SAS", "tailspin", "tailspin.fr", "5900077");
    enroll(&world, &tailspin, &first);
    let answer = move_account(&world, "litware", &second, &first);
    assert_eq!(answer["chain"], chain);
    assert_whole(&world, &first);
    move_account(&world, "tailspin", &first, &second);
    // The first account of another store.
    let third = TestStore::of(world.root(), "third.db").argument();
    let other = Form::indirect().of_company("Adatum SAS", "adatum", "adatum.fr", "5900078");
    enroll(&world, &other, &third);
    move_account(&world, "adatum", &third, &second);
    assert_whole(&world, &second);
}

#[test]
fn providers_of_an_account_come_with_it() {
    let world = three_accounts();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    let answer = move_account(&world, CONTOSO, &first, &second);
    // A validation alone names Iberia IT.
    let added = [
        "alpine-cloud",
        "baltic-it",
        "iberia-it",
        "nordic-distribution",
    ];
    assert_eq!(answer["providers_added"], serde_json::json!(added));
    let log = world.answer(&["audit", "log", "--store", &second]);
    let entries = log.as_array().unwrap().iter();
    let entries: Vec<_> = entries
        .filter(|entry| entry["action"] == "provider.added")
        .map(|entry| entry["subject"].as_str().unwrap())
        .collect();
    assert_eq!(entries, added);
    // Back home they are there already.
    let answer = move_account(&world, CONTOSO, &second, &first);
    assert_eq!(answer["providers_added"], serde_json::json!([]));
    assert_whole(&world, &first);
    assert_whole(&world, &second);
}

#[test]
fn a_dry_run_shows_everything_and_changes_nothing() {
    let world = three_accounts();
    let first = world.store().argument();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let to = there.argument();
    let before = world.store().content();
    let args = [
        "accounts",
        "move",
        CONTOSO,
        "--to",
        &to,
        "--yes",
        "--dry-run",
    ];
    let mut rehearsed = world.answer(&args);
    assert_eq!(
        (&rehearsed["moved"], &rehearsed["dry_run"]),
        (&false.into(), &true.into())
    );
    assert!(!there.exists());
    assert!(world.store().content() == before);
    let page = world.csp(&args);
    assert!(
        page.expect(0).stdout.contains("can be moved from"),
        "{page}"
    );
    let real = move_account(&world, CONTOSO, &first, &to);
    rehearsed["moved"] = true.into();
    rehearsed.as_object_mut().unwrap().remove("dry_run");
    assert_eq!(rehearsed, real);
}

#[test]
fn the_answer_says_where_it_is_and_that_it_was_the_default() {
    let world = three_accounts();
    let second = TestStore::of(world.root(), "second.db").argument();
    world.csp(&["enroll", "use", CONTOSO]).expect(0);
    let run = world.csp(&["accounts", "move", CONTOSO, "--to", &second, "--yes"]);
    let page = &run.expect(0).stdout;
    assert!(
        page.contains(&format!("csp status --account {CONTOSO} --store ")),
        "{run}"
    );
    assert!(
        page.contains("Your settings still choose contoso-france by default"),
        "{run}"
    );
    // The default still works there, and another one can be chosen here.
    world.answer(&["users", "list", "--store", &second]);
    world.refusal(5, &["users", "list"]);
    world.answer(&["enroll", "use", "fabrikam"]);
    world.answer(&["users", "list"]);
    let run = world.csp(&["accounts", "move", "litware", "--to", &second, "--yes"]);
    assert!(!run.expect(0).stdout.contains("by default"), "{run}");
}

#[test]
fn a_move_that_stopped_before_its_end_is_finished() {
    let world = three_accounts();
    let first = world.store().argument();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let to = there.argument();
    // As if it had stopped between the two commits.
    let before = world.store().content();
    move_account(&world, CONTOSO, &first, &to);
    world.store().fill(&before);
    // What is done in the other store meanwhile stays.
    let block = [
        "users",
        "block",
        "ada@contoso.fr",
        "--yes",
        "--account",
        CONTOSO,
    ];
    world.answer(&[&block[..], &["--store", &to]].concat());
    let rehearsed = [
        "accounts",
        "move",
        CONTOSO,
        "--to",
        &to,
        "--yes",
        "--dry-run",
    ];
    assert_eq!(world.answer(&rehearsed)["finished"], true);
    world.answer(&["enroll", "show", "--account", CONTOSO]);
    let answer = move_account(&world, CONTOSO, &first, &to);
    assert_eq!(answer["finished"], true);
    world.refusal(5, &["enroll", "show", "--account", CONTOSO]);
    let show = [
        "users",
        "show",
        "ada@contoso.fr",
        "--account",
        CONTOSO,
        "--store",
        &to,
    ];
    assert_eq!(world.answer(&show)["state"], "blocked");
    assert_whole(&world, &first);
    assert_whole(&world, &to);
}

#[test]
fn an_account_changed_in_both_stores_is_not_deleted() {
    let world = three_accounts();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    let third = TestStore::of(world.root(), "third.db").argument();
    let before = world.store().content();
    move_account(&world, CONTOSO, &first, &second);
    world.store().fill(&before);
    let block = [
        "users",
        "block",
        "ada@contoso.fr",
        "--yes",
        "--account",
        CONTOSO,
    ];
    world.answer(&block);
    let again = ["accounts", "move", CONTOSO, "--to", &second, "--yes"];
    let error = world.refusal(2, &again);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("changed in both"), "{error}");
    let other = if second.starts_with("postgres") {
        "/store"
    } else {
        "second.db"
    };
    assert!(message.contains(other), "{error}");
    world.answer(&["enroll", "show", "--account", CONTOSO]);
    world.answer(&["enroll", "show", "--account", CONTOSO, "--store", &second]);
    // The help says how to keep this one.
    move_account(&world, CONTOSO, &second, &third);
    world.answer(&again);
    for store in [&first, &second, &third] {
        assert_whole(&world, store);
    }
}

#[test]
fn a_draft_and_an_account_in_verification_are_moved_too() {
    let mut world = World::new();
    let first = world.store().argument();
    let second = TestStore::of(world.root(), "second.db").argument();
    world.write("draft.toml", Form::indirect().text());
    world.answer(&["enroll", "--from", "draft.toml", "--draft"]);
    move_account(&world, CONTOSO, &first, &second);
    world.set("CSP_STORE", &second);
    world.answer(&["enroll", "submit"]);
    move_account(&world, CONTOSO, &second, &first);
    world.set("CSP_STORE", &first);
    confirm_email(&world);
    assert_whole(&world, &first);
    assert_whole(&world, &second);
}

#[test]
fn a_moved_account_is_not_started_anew() {
    let world = three_accounts();
    world
        .csp(&["accounts", "move", "fabrikam", "--to", "other.db", "--yes"])
        .expect(0);
    let accounts = world.answer(&["enroll", "list"]);
    world.write("form.toml", Form::fabrikam().text());
    for line in [
        &["enroll", "--from", "form.toml"][..],
        &["enroll", "--from", "form.toml", "--draft"],
    ] {
        let error = world.refusal(5, line);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("was moved to"), "{error}");
    }
    world.write("accounts.csv", crate::form::csv_of(&[Form::fabrikam()]));
    for conflict in ["fail", "update"] {
        let line = [
            "accounts",
            "import",
            "accounts.csv",
            "--on-conflict",
            conflict,
        ];
        let error = world.refusal(2, &line);
        assert!(error.to_string().contains("was moved to"), "{error}");
    }
    let skip = [
        "accounts",
        "import",
        "accounts.csv",
        "--on-conflict",
        "skip",
    ];
    let run = world.csp(&[&skip[..], &["--format", "json"]].concat());
    let answer = run.expect(0).json();
    assert_eq!(answer["accounts"], serde_json::json!([]));
    assert_eq!(answer["skipped"], 1);
    assert!(run.stderr.contains("was moved to"), "{run}");
    assert_eq!(world.answer(&["enroll", "list"]), accounts);
}
