//! Bank details: checked, masked in every output, shown only on request.

use crate::form::{Form, IBAN, MASKED_IBAN};
use crate::journey::{journal, submit, submitted};
use crate::world::{World, detail, json};

#[test]
fn an_invalid_iban_is_refused_at_its_place() {
    let world = World::new();
    let form = Form::indirect().set("bank.iban", "\"FR1420041010050500013M02607\"");
    world.write("enroll.toml", form.text());
    let error = world.refusal(4, &["enroll", "--from", "enroll.toml"]);
    assert_eq!(error["rule"], "enroll.bank");
    let mistake = detail(&error, "bank.iban");
    assert_eq!(mistake["flag"], "--iban");
    assert_eq!(mistake["at"], "enroll.toml:34:8");
}

#[test]
fn an_iban_may_be_typed_in_groups() {
    let world = World::new();
    let form = Form::indirect().set("bank.iban", "\"FR14 2004 1010 0505 0001 3M02 606\"");
    let answer = submit(&world, &form);
    assert_eq!(answer["bank"]["iban"], MASKED_IBAN);
}

#[test]
fn an_account_number_needs_its_bank_code() {
    let world = World::new();
    let form = Form::indirect()
        .without("bank.iban")
        .with("bank", "account_number = \"00013M02606\"");
    world.write("enroll.toml", form.text());
    let error = world.refusal(7, &["enroll", "--from", "enroll.toml"]);
    let missing = detail(&error, "bank.bank_code");
    assert_eq!(missing["flag"], "--bank-code");
    assert_eq!(missing["rule"], "enroll.bank");
}

#[test]
fn an_account_number_with_bank_code_is_enough() {
    let world = World::new();
    let form = Form::indirect()
        .without("bank.iban")
        .with("bank", "account_number = \"98765432109\"")
        .with("bank", "bank_code = \"20041\"");
    let answer = submit(&world, &form);
    assert!(answer["bank"]["iban"].is_null());
    let shown = world.csp(&["enroll", "show"]);
    assert!(!shown.stdout.contains("98765432109"), "{shown}");
    let shown = world.answer(&["enroll", "show", "--reveal-bank"]);
    assert_eq!(shown["bank"]["account_number"], "98765432109");
    assert_eq!(shown["bank"]["bank_code"], "20041");
}

#[test]
fn bank_details_are_masked_in_every_output() {
    let world = submitted();
    for format in ["table", "json", "jsonl", "csv"] {
        for args in [
            &["enroll", "show"][..],
            &["enroll", "list"],
            &["audit", "log"],
            &["status"],
        ] {
            let run = world.csp(&[args, &["--format", format]].concat());
            run.expect(0);
            assert!(!run.stdout.contains(IBAN), "{run}");
            assert!(!run.stderr.contains(IBAN), "{run}");
        }
    }
    let shown = world.answer(&["enroll", "show"]);
    assert_eq!(shown["bank"]["iban"], MASKED_IBAN);
    assert_eq!(shown["bank"]["bic"], "PSSTFRPPPAR");
}

#[test]
fn a_refused_iban_is_not_repeated_in_full() {
    let world = World::new();
    let wrong = "FR1420041010050500013M02607";
    let form = Form::indirect().set("bank.iban", &format!("\"{wrong}\""));
    world.write("enroll.toml", form.text());
    let run = world.csp(&["enroll", "--from", "enroll.toml"]);
    run.expect(4);
    assert!(!run.stderr.contains(wrong), "{run}");
}

#[test]
fn revealing_is_journalled_with_the_person_who_asked() {
    let world = submitted();
    let before = journal(&world).len();
    let shown = world.answer(&["enroll", "show", "--reveal-bank"]);
    assert_eq!(shown["bank"]["iban"], IBAN);
    let entries = journal(&world);
    assert_eq!(entries.len(), before + 1);
    let last = &entries[before];
    assert_eq!(last["action"], "bank.revealed");
    assert_eq!(last["actor"], "bruno.petit@contoso.fr");
    assert!(!last.to_string().contains(IBAN), "{last:#}");
}

#[test]
fn showing_masked_details_is_not_journalled() {
    let world = submitted();
    let before = journal(&world).len();
    world.answer(&["enroll", "show"]);
    world.answer(&["verify"]);
    assert_eq!(journal(&world).len(), before);
}

#[test]
fn an_edited_iban_is_journalled_without_its_digits() {
    let world = submitted();
    let new = "DE89370400440532013000";
    world.answer(&["enroll", "edit", "--iban", new]);
    let run = world.csp(&json(&["audit", "log"]));
    assert!(!run.expect(0).stdout.contains(new), "{run}");
    assert!(!run.stdout.contains(IBAN), "{run}");
    let shown = world.answer(&["enroll", "show", "--reveal-bank"]);
    assert_eq!(shown["bank"]["iban"], new);
}
