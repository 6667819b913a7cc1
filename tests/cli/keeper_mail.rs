//! `status --mail`: one message for each keeper.

use crate::form::Form;
use crate::journey::{submit, submitted};
use crate::world::World;

fn two_keepers() -> World {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world
        .csp(&["accounts", "keeper", "fabrikam", "Ana@consult.fr"])
        .expect(0);
    world
}

#[test]
fn each_keeper_gets_one_message() {
    let world = two_keepers();
    let answer = world.answer(&["status", "--mail", "drafts"]);
    let messages = answer["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["keeper"], "Ana@consult.fr");
    assert_eq!(messages[0]["file"], "drafts/next-ana@consult.fr.eml");
    assert_eq!(messages[0]["actions"], 1);
    assert_eq!(messages[0]["accounts"], serde_json::json!(["fabrikam"]));
    assert_eq!(
        answer["without_keeper"],
        serde_json::json!({"actions": 1, "accounts": ["contoso-france"]})
    );
    let mail = world.read("drafts/next-ana@consult.fr.eml");
    assert!(
        mail.contains("X-Unsent: 1") && mail.contains("confirm email"),
        "{mail}"
    );
    assert!(
        mail.contains("csp verify confirm-email --code CODE --account fabrikam"),
        "{mail}"
    );
    world
        .csp(&["status", "--mail", "drafts", "--lang", "fr"])
        .expect(0);
    assert!(
        world
            .read("drafts/next-ana@consult.fr.eml")
            .contains("Bonjour")
    );
}

#[test]
fn actions_of_a_customer_go_to_its_keeper() {
    let mut world = crate::journey::active();
    world
        .csp(&["accounts", "keeper", "contoso-france", "ana@consult.fr"])
        .expect(0);
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
    let add = [
        "customers",
        "add",
        "A",
        "--domain",
        "a.fr",
        "--country",
        "FR",
        "--email",
        "it@a.fr",
    ];
    world.csp(&add).expect(0);
    world.csp(&["customers", "invite", "a.fr"]).expect(0);
    world.csp(&["customers", "accept", "a.fr"]).expect(0);
    world
        .csp(&["customers", "keeper", "a.fr", "bob@consult.fr"])
        .expect(0);
    world.csp(&["status", "--mail", "drafts"]).expect(0);
    let bobs = world.read("drafts/next-bob@consult.fr.eml");
    assert!(bobs.contains("record agreement (a.fr)"), "{bobs}");
    assert!(!bobs.contains("business-profile"), "{bobs}");
    let anas = world.read("drafts/next-ana@consult.fr.eml");
    assert!(!anas.contains("record agreement"), "{anas}");
    let only = world.answer(&["status", "--mail", "bobs", "--keeper", "bob@consult.fr"]);
    assert_eq!(only["messages"].as_array().unwrap().len(), 1);
    let domain = [
        "customers",
        "agreement",
        "a.fr",
        "--method",
        "direct",
        "--first-name",
        "A",
        "--last-name",
        "B",
    ];
    world.at("2021-03-02T09:00:00Z");
    world
        .csp(&[&domain[..], &["--email", "a@a.fr"]].concat())
        .expect(0);
    let run = world.csp(&["status", "--mail", "drafts", "--format", "json"]);
    assert_eq!(
        run.expect(0).json()["nothing_to_do"],
        serde_json::json!(["bob@consult.fr"])
    );
    assert!(run.stderr.contains("is from an earlier run"), "{run}");
}

#[test]
fn the_command_of_a_message_can_be_pasted() {
    let world = submitted();
    let keeper = ["accounts", "keeper", "contoso-france", "o'neil@consult.fr"];
    world.csp(&keeper).expect(0);
    for language in ["en", "fr"] {
        let answer = world.answer(&["status", "--mail", "drafts", "--lang", language]);
        let mail = world.read(answer["messages"][0]["file"].as_str().unwrap());
        let command = "csp status --keeper \"o'neil@consult.fr\"";
        assert!(mail.contains(command), "{mail}");
    }
}

#[test]
fn messages_are_written_and_late_items_checked_in_one_run() {
    let mut world = two_keepers();
    let line = ["status", "--mail", "drafts", "--check"];
    let file = "drafts/next-ana@consult.fr.eml";
    world.csp(&line).expect(0);
    let near = [&line[..], &["--due-within", "7"]].concat();
    world.csp(&near).expect(3);
    assert!(world.path(file).exists());
    world.at("2021-03-09T09:00:00Z");
    let run = world.csp(&[&line[..], &["--format", "json"]].concat());
    assert_eq!(run.expect(3).json()["messages"][0]["late"], 1);
    let unknown = [&line[..], &["--keeper", "anna@consult.fr"]].concat();
    world.csp(&unknown).expect(5);
}

#[test]
fn a_language_without_messages_names_the_missing_option() {
    let world = World::new();
    let refusal = world.refusal(2, &["status", "--lang", "fr"]);
    assert_eq!(crate::world::each(&refusal, "flag"), ["--mail"]);
    let message = refusal["message"].as_str().unwrap();
    assert!(message.starts_with("`--mail` is missing"), "{message}");
}

#[test]
fn a_dry_run_writes_no_message() {
    let world = two_keepers();
    let answer = world.answer(&["status", "--mail", "drafts", "--dry-run"]);
    assert_eq!(answer["dry_run"], true);
    assert!(!world.path("drafts").exists());
    let none = world.answer(&["status", "--mail", "none", "--group", "north"]);
    assert_eq!(none["messages"], serde_json::json!([]));
    world
        .csp(&["status", "--mail", "drafts", "--all"])
        .expect(2);
    world.write("taken", "a file");
    world.csp(&["status", "--mail", "taken"]).expect(2);
}
