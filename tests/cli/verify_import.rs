//! `verify import`: results in bulk do what single runs do.

use serde_json::{Value, json};

use crate::form::{Form, csv_of};
use crate::journey::active;
use crate::world::{World, each};

const RESULTS: &str = "account,check,state,reason,on\n\
    contoso-france,email-ownership,accepted,,2021-03-01\n\
    contoso-france,employment,accepted,,2021-03-02\n\
    5900001,email-ownership,accepted,,2021-03-01\n\
    lamna.fr,email-ownership,accepted,by phone,\n\
    contoso-france,business,rejected,\"the register, has another address\",2021-03-02\n\
    contoso-france,business,accepted,,2021-03-03\n\
    FABRIKAM,employment,rejected,unknown there,2021-03-03\n";

/// Three submitted applications, two days later.
fn three() -> World {
    let mut world = World::new();
    let lamna = Form::indirect().of_company("Lamna SAS", "lamna", "lamna.fr", "5900003");
    let forms = [Form::indirect(), Form::fabrikam(), lamna];
    world.write("apps.csv", csv_of(&forms));
    world.answer(&["accounts", "import", "apps.csv"]);
    world.at("2021-03-03T10:00:00Z");
    world
}

/// Everything that the accounts have, and the journal without what depends on other chains.
fn content(world: &World) -> Vec<Value> {
    let mut all = vec![world.answer(&["enroll", "list"])];
    let mut journal = world.answer(&["audit", "log", "--limit", "1000"]);
    for entry in journal.as_array_mut().unwrap() {
        let entry = entry.as_object_mut().unwrap();
        entry.remove("hash");
    }
    let mut entries = journal.as_array().unwrap().clone();
    entries.sort_by_key(|entry| (entry["account"].to_string(), entry["seq"].as_u64()));
    all.extend(entries);
    world.csp(&["store", "check"]).expect(0);
    all
}

#[test]
fn an_import_does_what_single_runs_do() {
    let single = three();
    for row in RESULTS.lines().skip(1) {
        let row = row.replace("\"the register, has", "the register; has");
        let cells: Vec<String> = row
            .split(',')
            .map(|cell| {
                cell.replace("register; has", "register, has")
                    .replace('"', "")
            })
            .collect();
        let mut args = vec!["verify", "record", &cells[1], &cells[2]];
        args.extend(["--account", &cells[0]]);
        for (flag, value) in [("--reason", &cells[3]), ("--on", &cells[4])] {
            if !value.is_empty() {
                args.extend([flag, value]);
            }
        }
        single.answer(&args);
    }
    let world = three();
    world.write("results.csv", RESULTS);
    let import = ["verify", "import", "results.csv"];
    let rehearsed = world.answer(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed["dry_run"], true);
    let answer = world.answer(&import);
    assert_eq!(
        (&answer["recorded"], &answer["unchanged"]),
        (&json!(7), &json!(0))
    );
    assert_eq!(
        answer["results"][4],
        json!({
            "account": "contoso-france", "model": "indirect-reseller", "check": "business", "state": "rejected",
            "on": "2021-03-02", "reason": "the register, has another address",
            "enrollment_state": "action-required", "outcome": "recorded"
        })
    );
    assert_eq!(content(&world), content(&single));
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut world = three();
    world.write("results.csv", RESULTS);
    world.answer(&["verify", "import", "results.csv"]);
    let before = content(&world);
    world.at("2021-03-04T10:00:00Z");
    let answer = world.answer(&["verify", "import", "results.csv"]);
    assert_eq!(
        (&answer["recorded"], &answer["unchanged"]),
        (&json!(0), &json!(7))
    );
    assert_eq!(content(&world), before);
    let again = format!("{RESULTS}FABRIKAM,employment,rejected,moved,2021-03-04\n");
    world.write("results.csv", again);
    let answer = world.answer(&["verify", "import", "results.csv"]);
    assert_eq!(
        (&answer["recorded"], &answer["unchanged"]),
        (&json!(2), &json!(6))
    );
}

#[test]
fn every_mistake_has_its_place() {
    let world = three();
    let rows = "account,check,state,reason,on\n\
        nobody,employment,accepted,,\n\
        contoso-franc,employment,accepted,,\n\
        contoso-france,employment,accepted,,\n\
        lamna,email-ownership,accepted,,2021-02-01\n\
        lamna,email-ownership,accepted,,2022-01-01\n\
        fabrikam,email-ownership,rejected,,\n\
        fabrikam,credit,perhaps,,soon\n\
        lamna,email-ownership,rejected,,2021-02-01\n\
        fabrikam,employment,rejected,,2022-01-01\n";
    world.write("results.csv", rows);
    let error = world.refusal(2, &["verify", "import", "results.csv"]);
    let lines = error["details"].as_array().unwrap().iter().map(|one| {
        let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
        format!("{} [{}] {}", text("at"), text("rule"), text("message"))
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_remedy_of_a_row_names_its_account() {
    let world = three();
    for (row, command) in [
        ("nobody,employment,accepted,", "csp enroll list"),
        (
            "contoso-france,employment,accepted,",
            "csp verify status --account contoso-france",
        ),
        (
            "lamna,email-ownership,accepted,2021-02-01",
            "csp verify status --account lamna",
        ),
    ] {
        world.write("results.csv", format!("account,check,state,on\n{row}\n"));
        let refusal = world.refusal(2, &["verify", "import", "results.csv"]);
        let remedy = refusal["remedy"].as_str().unwrap();
        assert!(remedy.contains(command), "{refusal:#}");
    }
    let row = "account,check,state,reason\nlamna,email-ownership,rejected,\n";
    world.write("results.csv", row);
    let refusal = world.refusal(2, &["verify", "import", "results.csv"]);
    assert_eq!(refusal["remedy"], "Fill in the column reason.");
}

#[test]
fn each_account_asks_its_own_users() {
    let world = active();
    world.write("apps.csv", csv_of(&[Form::fabrikam()]));
    world.answer(&["accounts", "import", "apps.csv"]);
    world.write(
        "results.csv",
        "account,check,state\ncontoso-france,business,accepted\nfabrikam,email-ownership,accepted\n",
    );
    let import = ["verify", "import", "results.csv", "--as"];
    let add = [
        "users",
        "add",
        "ada@contoso.fr",
        "--first-name",
        "Ada",
        "--last-name",
        "Roy",
        "--role",
        "sales-agent",
        "--account",
        "contoso-france",
    ];
    let added = world.answer(&add);
    let password = added["temporary_password"].as_str().unwrap();
    let typed = format!("{password}\nBetter-Horse-9\n");
    let sign_in = [
        "users",
        "sign-in",
        "ada@contoso.fr",
        "--password-stdin",
        "--account",
        "contoso-france",
    ];
    world.csp_reading(&typed, &sign_in).expect(0);
    let error = world.refusal(6, &[&import[..], &["ada@contoso.fr"]].concat());
    assert_eq!(error["permission"], "account.manage");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("contoso-france: "), "{message}");
    world.refusal(5, &[&import[..], &["bruno.petit@contoso.fr"]].concat());
    let named = ["verify", "import", "results.csv", "--account", "fabrikam"];
    assert_eq!(each(&world.refusal(2, &named), "flag"), ["--account"]);
    let missing = world.refusal(7, &["verify", "import", "--no-input"]);
    assert_eq!(each(&missing, "flag"), ["FILE"]);
    world.answer(&import[..3]);
}

#[test]
fn the_model_chooses_between_two_applications() {
    let world = active();
    let rows = "account,check,state,model\ncontoso-france,business,accepted,direct\n";
    world.write("results.csv", rows);
    let error = world.refusal(2, &["verify", "import", "results.csv"]);
    assert_eq!(error["details"][0]["rule"], "enroll.step", "{error:#}");
    let rows = "account;check;state\r\ncontoso-france;business;accepted\r\n";
    world.write("results.csv", rows);
    let answer = world.answer(&["verify", "import", "results.csv", "--model", "indirect"]);
    assert_eq!(answer["unchanged"], 1);
}
