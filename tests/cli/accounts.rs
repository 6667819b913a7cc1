//! Choosing the account to work on.

use crate::form::Form;
use crate::journey::{state, submit, submitted};
use crate::world::World;

fn two() -> World {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world
}

#[test]
fn the_only_account_needs_no_choosing() {
    assert_eq!(
        submitted().answer(&["enroll", "show"])["account"],
        "contoso-france"
    );
}

#[test]
fn an_account_is_chosen_by_slug_mpn_id_or_domain() {
    let world = two();
    for name in ["fabrikam", "5900001", "fabrikam.fr", "FABRIKAM.FR"] {
        let shown = world.answer(&["enroll", "show", "--account", name]);
        assert_eq!(shown["account"], "fabrikam", "{name}");
        let shown = world.answer(&["--account", name, "verify"]);
        assert_eq!(shown["account"], "fabrikam", "{name}");
    }
}

#[test]
fn without_a_choice_several_accounts_are_listed() {
    let world = two();
    for args in [
        &["enroll", "show"][..],
        &["verify"],
        &["enroll", "sign-mpa"],
        &["enroll", "edit", "--city", "Lyon"],
    ] {
        let error = world.refusal(2, args);
        let message = error.to_string();
        for slug in ["contoso-france", "fabrikam"] {
            assert!(message.contains(slug), "{slug} in {message}");
        }
    }
}

#[test]
fn overviews_cover_all_accounts() {
    let world = two();
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        2
    );
    assert_eq!(world.answer(&["status"]).as_array().unwrap().len(), 2);
    world.answer(&["audit", "verify"]);
    world.answer(&["store", "check"]);
    let log = world.answer(&["audit", "log"]);
    let log = log.as_array().unwrap();
    for slug in ["contoso-france", "fabrikam"] {
        assert!(log.iter().any(|it| it["account"] == slug), "{slug}");
    }
}

#[test]
fn an_unknown_account_is_not_found() {
    let error = two().refusal(5, &["enroll", "show", "--account", "northwind"]);
    assert_eq!(error["code"], "not-found");
}

#[test]
fn showing_without_an_account_is_not_found() {
    let world = World::new();
    let error = world.refusal(5, &["enroll", "show"]);
    assert_eq!(error["code"], "not-found");
    assert!(error["remedy"].as_str().unwrap().contains("csp enroll"));
    assert!(!world.store().exists());
}

#[test]
fn flag_outranks_environment_and_settings_for_the_account() {
    let mut world = two();
    world.csp(&["enroll", "use", "contoso-france"]).expect(0);
    assert_eq!(
        world.answer(&["enroll", "show"])["account"],
        "contoso-france"
    );
    world.set("CSP_ACCOUNT", "fabrikam");
    assert_eq!(world.answer(&["enroll", "show"])["account"], "fabrikam");
    let shown = world.answer(&["enroll", "show", "--account", "4812345"]);
    assert_eq!(shown["account"], "contoso-france");
}

#[test]
fn starting_an_application_ignores_the_chosen_account() {
    let mut world = submitted();
    world.csp(&["enroll", "use", "contoso-france"]).expect(0);
    world.set("CSP_ACCOUNT", "contoso-france");
    let answer = submit(&world, &Form::fabrikam());
    assert_eq!(answer["account"], "fabrikam");
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn with_several_accounts_next_commands_name_the_account() {
    let world = two();
    let status = world.answer(&["status"]);
    for account in status.as_array().unwrap() {
        let slug = account["account"].as_str().unwrap();
        let command = account["next"][0]["command"].as_str().unwrap();
        assert!(
            command.ends_with(&format!(" --account {slug}")),
            "{command}"
        );
    }
}
