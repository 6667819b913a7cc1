//! `status`: one page, and the check for scheduled jobs.

use crate::form::Form;
use crate::journey::{active, submit, submitted};
use crate::providers_rules::known;
use crate::world::World;

#[test]
fn status_shows_each_accounts_state_and_next_actions() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let status = world.answer(&["status"]);
    let status = status.as_array().unwrap();
    assert_eq!(status.len(), 2);
    let contoso = &status[0];
    assert_eq!(contoso["account"], "contoso-france");
    assert_eq!(contoso["legal_name"], "Contoso France SAS");
    assert_eq!(contoso["enrollments"][0]["model"], "indirect-reseller");
    assert_eq!(contoso["enrollments"][0]["state"], "email-verification");
    assert_eq!(contoso["next"][0]["action"], "confirm-email");
    assert!(contoso["expiring"].is_array());
}

#[test]
fn next_actions_are_the_same_in_all_answers() {
    let world = active();
    let shown = world.answer(&["enroll", "show"]);
    let verify = world.answer(&["verify"]);
    let status = world.answer(&["status"]);
    assert_eq!(shown["next"], status[0]["next"]);
    assert_eq!(shown["next"], verify["next"]);
}

#[test]
fn one_account_may_be_chosen() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let status = world.answer(&["status", "--account", "fabrikam"]);
    assert_eq!(status.as_array().unwrap().len(), 1);
}

#[test]
fn the_check_fails_when_something_is_overdue() {
    let mut world = submitted();
    world.csp(&["status", "--check"]).expect(0);
    world.at("2021-03-03T00:00:00Z");
    let run = world.csp(&["status", "--check", "--format", "json"]);
    let status = run.expect(3).json();
    assert_eq!(status[0]["next"][0]["overdue"], true);
    assert_eq!(run.stderr, "", "the answer is no error\n{run}");
    world.csp(&["status"]).expect(0);
}

#[test]
fn the_check_looks_ahead_on_request() {
    let world = submitted();
    world
        .csp(&["status", "--check", "--due-within", "0"])
        .expect(0);
    world
        .csp(&["status", "--check", "--due-within", "1"])
        .expect(3);
}

#[test]
fn a_missing_store_does_not_pass_the_check() {
    World::new().csp(&["status", "--check"]).expect(5);
}

#[test]
fn overdue_comes_first() {
    let mut world = crate::journey::under_review();
    world.at("2021-03-20T00:00:00Z");
    let status = world.answer(&["status"]);
    let flags: Vec<bool> = status[0]["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["overdue"].as_bool().unwrap())
        .collect();
    assert!(flags[0], "{status:#}");
    assert!(flags.windows(2).all(|pair| pair[0] >= pair[1]), "{flags:?}");
}

#[test]
fn csv_has_one_row_per_account_with_its_next_action() {
    let mut world = submitted();
    submit(&world, &Form::fabrikam());
    world.at("2021-03-03T00:00:00Z");
    let csv = world
        .csp(&["status", "--format", "csv"])
        .expect(0)
        .stdout
        .clone();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "account,legal_name,state,next,who,due,late,more");
    assert_eq!(lines.len(), 3, "{csv}");
    assert!(
        lines[1].starts_with(
            "contoso-france,Contoso France SAS,indirect-reseller: email-verification,"
        ),
        "{csv}"
    );
    assert!(lines[1].contains(",2021-03-02,true,"), "{csv}");
    let table = world.csp(&["status"]).expect(0).stdout.clone();
    assert!(
        table.contains("contoso-france") && table.contains("fabrikam"),
        "{table}"
    );
    assert_eq!(
        table
            .lines()
            .filter(|line| line.contains("email-verification  "))
            .count(),
        2,
        "{table}"
    );
    let one = world
        .csp(&["status", "--account", "fabrikam"])
        .expect(0)
        .stdout
        .clone();
    assert!(one.contains("Next") && one.contains("csp verify"), "{one}");
}

#[test]
fn the_table_counts_accounts_and_those_that_are_late() {
    let mut world = submitted();
    submit(&world, &Form::fabrikam());
    world.at("2021-03-03T00:00:00Z");
    world.set("COLUMNS", "80");
    let table = world.csp(&["status"]).expect(0).stdout.clone();
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("ACCOUNT"), "{table}");
    assert!(lines[1].ends_with("2021-03-02  late"), "{table}");
    assert!(lines[1].contains("send email again"), "{table}");
    let end = "2 accounts, all email-verification. 2 accounts are late.";
    assert!(lines[4].starts_with(end), "{table}");
    assert!(table.contains("A wider screen"), "{table}");
}

#[test]
fn next_says_where_the_code_is_once_it_was_written() {
    let world = submitted();
    let next = |args: &[&str]| world.csp(args).expect(0).stdout.clone();
    let first = "First write the message with the code: `csp verify send-email`";
    assert!(next(&["status"]).contains(first));
    let sent = next(&["verify", "send-email", "--draft-out", "a.eml"]);
    for answer in [sent, next(&["status"]), next(&["enroll", "show"])] {
        assert!(!answer.contains("send-email"), "{answer}");
        let written = "The code is in the message that csp wrote on 2021-03-01.";
        assert!(answer.contains(written), "{answer}");
    }
}

#[test]
fn the_command_in_a_hint_names_the_account() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let shown = world.csp(&["status", "--account", "fabrikam"]);
    let named = "`csp verify send-email --account fabrikam`";
    assert!(shown.expect(0).stdout.contains(named), "{shown}");
}

#[test]
fn a_provider_is_added_before_it_is_invited() {
    let world = active();
    let command = || {
        let next = world.answer(&["status"])[0]["next"].clone();
        let all = next.as_array().unwrap().iter();
        let mut found = all.filter(|it| it["action"] == "find-provider");
        let command = found.next().map(|it| it["command"].clone());
        command.map(|it| it.as_str().unwrap().to_owned())
    };
    let add = "csp providers add NAME --country CC --mpn-id ID";
    assert_eq!(command().as_deref(), Some(add));
    known(&world, "Overseas", "US", "7700009");
    assert_eq!(command().as_deref(), Some(add), "of another region");
    known(&world, "Tailspin", "DE", "7700001");
    assert_eq!(command().as_deref(), Some("csp providers invite tailspin"));
    known(&world, "Nordic", "SE", "7700002");
    assert_eq!(command().as_deref(), Some("csp providers invite PROVIDER"));
    let shown = world.csp(&["status"]);
    let hint = "To see the 2 providers of your region: `csp providers search`";
    assert!(shown.expect(0).stdout.contains(hint), "{shown}");
    world.answer(&["providers", "invite", "tailspin"]);
    assert_eq!(command(), None);
}
