//! Drafts: saved incomplete, completed later, submitted when complete.

use crate::form::Form;
use crate::journey::{journalled, show, state, submit};
use crate::world::World;

#[test]
fn an_incomplete_draft_is_saved() {
    let world = World::new();
    let answer = world.answer(&[
        "enroll",
        "--draft",
        "--model",
        "indirect",
        "--legal-name",
        "Contoso France SAS",
        "--contact-email",
        "alice@contoso.fr",
    ]);
    assert_eq!(answer["enrollments"][0]["state"], "draft");
    assert!(answer["enrollments"][0]["submitted_at"].is_null());
    assert!(answer["mpn_id"].is_null());
    let shown = show(&world);
    assert_eq!(shown["legal_name"], "Contoso France SAS");
    assert_eq!(shown["primary_contact"]["email"], "alice@contoso.fr");
}

#[test]
fn drafts_keep_invalid_values_and_submitting_refuses_them() {
    let world = World::new();
    let form = Form::indirect().set("primary_contact.email", "\"alice@gmail.com\"");
    world.write("enroll.toml", form.text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    let error = world.refusal(4, &["enroll", "submit"]);
    assert_eq!(error["rule"], "enroll.webmail");
    assert_eq!(state(&world), "draft");
}

#[test]
fn resuming_a_draft_changes_nothing_by_itself() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    world.answer(&["enroll", "--draft", "--account", "contoso-france"]);
    assert_eq!(journalled(&world), ["enrollment.started"]);
    world.answer(&["enroll", "--account", "contoso-france"]);
    let actions = ["enrollment.started", "enrollment.submitted", "user.added"];
    assert_eq!(journalled(&world), actions);
    let error = world.refusal(4, &["enroll", "--account", "contoso-france"]);
    assert_eq!(error["rule"], "enroll.step", "it was submitted");
    assert_eq!(error["details"].as_array().unwrap().len(), 1);
}

#[test]
fn submitting_an_incomplete_draft_names_all_missing_fields() {
    let world = World::new();
    let form = Form::indirect().without("admin.email").without("bank.iban");
    world.write("enroll.toml", form.text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    let error = world.refusal(7, &["enroll", "submit"]);
    let flags = crate::world::each(&error, "flag");
    assert!(flags.contains(&"--admin-email"), "{flags:?}");
    assert!(flags.contains(&"--iban"), "{flags:?}");
    assert_eq!(state(&world), "draft");
}

#[test]
fn a_draft_is_edited_and_submitted() {
    let world = World::new();
    world.write(
        "enroll.toml",
        Form::indirect().without("admin.email").text(),
    );
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    world.answer(&["enroll", "edit", "--admin-email", "bruno@contoso.fr"]);
    let answer = world.answer(&["enroll", "submit"]);
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
    assert_eq!(answer["admin"]["email"], "bruno@contoso.fr");
}

#[test]
fn a_file_with_the_same_mpn_id_and_domain_fills_the_draft() {
    let world = World::new();
    let partial = Form::indirect()
        .without("admin.email")
        .set("company.legal_name", "\"Contoso\"");
    world.write("partial.toml", partial.text());
    world.answer(&["enroll", "--draft", "--from", "partial.toml"]);
    let answer = submit(&world, &Form::indirect());
    assert_eq!(answer["legal_name"], "Contoso France SAS");
    assert_eq!(answer["account"], "contoso-france");
    let all = world.answer(&["enroll", "list"]);
    assert_eq!(all.as_array().unwrap().len(), 1, "{all:#}");
    assert_eq!(all[0]["enrollments"].as_array().unwrap().len(), 1);
}

#[test]
fn a_draft_filled_by_file_keeps_what_the_file_leaves_out() {
    let world = World::new();
    world.write("first.toml", Form::indirect().without("bank.iban").text());
    world.answer(&["enroll", "--draft", "--from", "first.toml"]);
    let second = Form::indirect().without("primary_contact.phone");
    submit(&world, &second);
    assert_eq!(
        show(&world)["primary_contact"]["phone"],
        "+33 1 57 75 10 00"
    );
}

#[test]
fn naming_the_account_resumes_its_draft() {
    let world = World::new();
    world.write(
        "enroll.toml",
        Form::indirect().without("admin.email").text(),
    );
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    let resume = ["enroll", "--account", "contoso-france"];
    let error = world.refusal(7, &resume);
    assert_eq!(crate::world::each(&error, "flag"), ["--admin-email"]);
    let answer = world.answer(&[&resume[..], &["--admin-email", "b@contoso.fr"]].concat());
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
}

#[test]
fn permissions_are_not_checked_before_the_first_submission() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let stranger = ["--as", "stranger@elsewhere.example"];
    world.answer(
        &[
            &["enroll", "--draft", "--from", "enroll.toml"],
            &stranger[..],
        ]
        .concat(),
    );
    world.answer(&[&["enroll", "edit", "--city", "Paris"], &stranger[..]].concat());
}

#[test]
fn creating_and_submitting_a_draft_are_journalled() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    let drafted = journalled(&world);
    world.answer(&["enroll", "submit"]);
    let submitted = journalled(&world);
    assert!(!drafted.is_empty());
    assert!(submitted.len() > drafted.len(), "{submitted:?}");
    for action in submitted {
        let (noun, verb) = action.split_once('.').expect("noun.verb-ed");
        assert!(!noun.is_empty() && !verb.is_empty());
    }
}
