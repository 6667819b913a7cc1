//! `enroll list` and `enroll use`.

use serde_json::json;

use crate::form::Form;
use crate::journey::{show, submit, submitted};
use crate::world::World;

#[test]
fn the_list_has_the_shape_of_show_without_next() {
    let world = submitted();
    let all = world.answer(&["enroll", "list"]);
    let mut shown = show(&world);
    shown.as_object_mut().unwrap().remove("next");
    assert_eq!(all, json!([shown]));
}

#[test]
fn a_store_that_does_not_exist_lists_nothing_and_is_not_created() {
    let world = World::new();
    assert_eq!(world.answer(&["enroll", "list"]), json!([]));
    let csv = world.csp(&["enroll", "list", "--format", "csv"]);
    csv.expect(0);
    world.csp(&["enroll", "list"]).expect(0);
    assert_eq!(world.answer(&["status"]), json!([]));
    assert_eq!(world.answer(&["audit", "log"]), json!([]));
    assert!(!world.store().exists());
}

#[test]
fn using_an_account_makes_it_the_default() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world.csp(&["enroll", "use", "5900001"]).expect(0);
    assert_eq!(show(&world)["account"], "fabrikam");
    world.csp(&["enroll", "use", "contoso.fr"]).expect(0);
    assert_eq!(show(&world)["account"], "contoso-france");
}

#[test]
fn the_help_of_a_failure_names_the_chosen_account() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world.answer(&["enroll", "use", "contoso-france"]);
    let show = ["customers", "show", "foo.fr"];
    let remedy = |args: &[&str]| world.refusal(5, args)["remedy"].clone();
    let list = "To see the customers: `csp customers list";
    let of = |named: &str| remedy(&[&show[..], &["--account", named]].concat());
    for (remedy, begin) in [
        (remedy(&show), format!("{list}`")),
        (of("contoso.fr"), format!("{list}`")),
        (of("5900001"), format!("{list} --account fabrikam`")),
        (
            of("fabrika"),
            "To see the accounts of this store: `csp enroll list`".to_owned(),
        ),
    ] {
        let remedy = remedy.as_str().unwrap();
        assert!(remedy.starts_with(&begin), "{remedy}");
    }
    // The remedy of a rule is that of the account too.
    let sign = ["enroll", "sign-mpa", "--account", "fabrikam"];
    let error = world.refusal(4, &sign);
    let remedy = error["remedy"].as_str().unwrap();
    assert!(remedy.contains(" --account fabrikam`"), "{error:#}");
}

#[test]
fn using_an_unknown_account_changes_nothing() {
    let world = submitted();
    world.refusal(5, &["enroll", "use", "northwind"]);
    assert_eq!(show(&world)["account"], "contoso-france");
}

#[test]
fn using_an_account_needs_no_role() {
    let world = submitted();
    world
        .csp(&[
            "enroll",
            "use",
            "contoso-france",
            "--as",
            "nobody@contoso.fr",
        ])
        .expect(0);
}

#[test]
fn lists_show_the_named_account_to_those_who_may_read() {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    let listed = |args: &[&str]| -> Vec<String> {
        let list = world.answer(&[&["enroll", "list"], args].concat());
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["account"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(listed(&["--account", "5900001"]), ["fabrikam"]);
    world.refusal(5, &["enroll", "list", "--account", "northwind"]);
    world.refusal(5, &["enroll", "list", "--as", "nobody@contoso.fr"]);
    world.csp(&["enroll", "use", "fabrikam"]).expect(0);
    let all = ["contoso-france", "fabrikam"];
    assert_eq!(listed(&["--as", "bruno.petit@contoso.fr"]), all);
}

/// The commands of the next actions, each with its account.
fn told(world: &World, args: &[&str]) -> Vec<(String, String)> {
    let answer = world.answer(args);
    let pages = answer.as_array().cloned().unwrap_or(vec![answer]);
    let told: Vec<_> = pages
        .iter()
        .flat_map(|page| {
            let next = page["next"].as_array().unwrap().iter();
            next.map(|action| (page["account"].clone(), action["command"].clone()))
        })
        .map(|(account, command)| {
            let text = |value: serde_json::Value| value.as_str().unwrap().to_owned();
            (text(account), text(command))
        })
        .collect();
    assert!(!told.is_empty(), "{args:?}");
    told
}

#[test]
fn next_commands_name_the_account_only_where_needed() {
    let mut world = submitted();
    let names = |world: &World, args: &[&str], unnamed: &[&str]| {
        for (account, command) in told(world, args) {
            assert_eq!(
                command.contains(&format!(" --account {account}")),
                !unnamed.contains(&account.as_str()),
                "{args:?} for {account}: {command}"
            );
        }
    };
    names(&world, &["status"], &["contoso-france"]);
    submit(&world, &Form::fabrikam());
    names(&world, &["status"], &[]);
    names(&world, &["verify", "--account", "fabrikam"], &[]);
    world.csp(&["enroll", "use", "contoso.fr"]).expect(0);
    names(&world, &["status"], &["contoso-france"]);
    names(&world, &["status", "--account", "fabrikam"], &[]);
    names(&world, &["enroll", "show", "--account", "fabrikam"], &[]);
    names(&world, &["enroll", "show"], &["contoso-france"]);
    world.set("CSP_ACCOUNT", "5900001");
    names(&world, &["status"], &["fabrikam"]);
    names(&world, &["verify", "--account", "contoso-france"], &[]);
}
