//! `enroll edit`: which fields may change at which time.

use serde_json::Value;

use crate::form::Form;
use crate::journey::{
    active, agreement, direct_active, direct_submitted, journal, show, state, submitted,
    under_review,
};
use crate::world::World;

#[test]
fn contacts_support_and_bank_can_change_after_submitting() {
    for start in [submitted, under_review, agreement] {
        let world = start();
        let stood = state(&world);
        let answer = world.answer(&[
            "enroll",
            "edit",
            "--contact-phone",
            "+33 1 00 00 00 00",
            "--support-email",
            "help@contoso.fr",
            "--bank-holder",
            "Contoso",
        ]);
        assert_eq!(answer["primary_contact"]["phone"], "+33 1 00 00 00 00");
        assert_eq!(answer["support_contact"]["email"], "help@contoso.fr");
        assert_eq!(answer["bank"]["holder"], "Contoso");
        assert_eq!(state(&world), stood);
    }
}

#[test]
fn frozen_fields_cannot_change_after_submitting() {
    for start in [submitted, under_review, agreement, active] {
        for (flag, value) in [
            ("--country", "DE"),
            ("--tenant-domain", "contoso.de"),
            ("--mpn-id", "5900002"),
        ] {
            let world = start();
            let before = show(&world);
            let error = world.refusal(4, &["enroll", "edit", flag, value]);
            assert_eq!(error["rule"], "enroll.step", "{flag}");
            assert_eq!(error["details"][0]["flag"], flag);
            assert_eq!(show(&world), before);
        }
    }
}

#[test]
fn the_old_owner_acts_when_the_administrator_is_edited() {
    let world = submitted();
    for address in ["someone@contoso.fr", "bruno2@contoso.fr"] {
        let error = world.refusal(4, &["enroll", "edit", "--admin-email", address]);
        assert_eq!(error["rule"], "enroll.step");
        assert_eq!(error["details"][0]["flag"], "--admin-email");
    }
    world.answer(&["enroll", "withdraw", "--reason", "sold", "--yes"]);
    world.write("again.toml", Form::indirect().text());
    let again = [
        "enroll",
        "--from",
        "again.toml",
        "--admin-email",
        "someone@contoso.fr",
    ];
    assert_eq!(world.answer(&again)["admin"]["email"], "someone@contoso.fr");
    assert_eq!(
        world.answer(&["users", "show", "someone@contoso.fr"])["email"],
        "someone@contoso.fr"
    );
}

#[test]
fn an_account_keeps_its_short_name() {
    let world = submitted();
    let error = world.refusal(4, &["enroll", "edit", "--slug", "other"]);
    assert_eq!(error["rule"], "enroll.step");
    assert_eq!(error["details"][0]["flag"], "--slug");
    world.answer(&[
        "enroll",
        "edit",
        "--slug",
        "contoso-france",
        "--city",
        "Paris",
    ]);
    world.write(
        "other.toml",
        "account = \"other\"\n[company.address]\ncity = \"Lyon\"\n",
    );
    let run = world.csp(&["enroll", "edit", "--from", "other.toml"]);
    run.expect(0);
    assert!(
        run.stderr.contains("the short name of the account stays"),
        "{run}"
    );
    assert_eq!(show(&world)["company"]["address"]["city"], "Lyon");
}

#[test]
fn a_draft_refuses_a_value_that_cannot_be_read() {
    let world = World::new();
    world.write("draft.toml", Form::direct().text());
    world.answer(&["enroll", "--draft", "--from", "draft.toml"]);
    let before = show(&world);
    for (flag, value) in [
        ("--billing-day", "abc"),
        ("--authority-to-sign", "maybe"),
        ("--tenant-id", "xyz"),
    ] {
        let error = world.refusal(2, &["enroll", "edit", flag, value]);
        assert_eq!(error["details"][0]["flag"], flag);
        assert_eq!(show(&world), before);
    }
}

#[test]
fn the_billing_day_is_frozen_once_submitted() {
    for start in [direct_submitted, direct_active] {
        let world = start();
        let error = world.refusal(4, &["enroll", "edit", "--billing-day", "6"]);
        let rule = error["rule"].as_str().unwrap();
        assert!(
            ["enroll.step", "enroll.billing-day"].contains(&rule),
            "{rule}"
        );
    }
}

#[test]
fn a_frozen_field_with_the_same_value_is_not_a_change() {
    let world = submitted();
    world.answer(&["enroll", "edit", "--mpn-id", "4812345", "--city", "Paris"]);
    assert_eq!(show(&world)["company"]["address"]["city"], "Paris");
}

#[test]
fn another_spelling_of_a_frozen_field_is_not_a_change() {
    let world = direct_submitted();
    let tenant = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    world.answer(&["enroll", "edit", "--tenant-id", tenant]);
    let before = (show(&world), journal(&world));
    world.write(
        "same.toml",
        "mpn_country = \"fr\"\n[company]\ncountry = \"fr\"\ntenant_domain = \"Contoso.FR\"\n[admin]\nemail = \"Bruno.Petit@contoso.fr\"\n",
    );
    for args in [
        &["--tenant-domain", "CONTOSO.FR"][..],
        &["--country", "fr"],
        &["--mpn-country", "fr"],
        &["--mpn-id", " 4812345"],
        &["--billing-day", "05"],
        &["--admin-email", "BRUNO.PETIT@contoso.fr"],
        &["--tenant-id", "0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11"],
        &["--from", "same.toml"],
    ] {
        let answer = world.answer(&[&["enroll", "edit"], args].concat());
        assert_eq!(answer, before.0, "{args:?}");
    }
    assert_eq!(journal(&world), before.1);
    world.write(
        "city.toml",
        "[company]\ncountry = \"fr\"\n[company.address]\ncity = \"Paris\"\n",
    );
    let answer = world.answer(&["enroll", "edit", "--from", "city.toml"]);
    assert_eq!(answer["company"]["address"]["city"], "Paris");
    world.write("moved.toml", "[company]\ncountry = \"de\"\n");
    let error = world.refusal(4, &["enroll", "edit", "--from", "moved.toml"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn everything_can_change_in_a_draft() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    let answer = world.answer(&[
        "enroll",
        "edit",
        "--mpn-id",
        "5900002",
        "--tenant-domain",
        "contoso.de",
        "--country",
        "DE",
    ]);
    assert_eq!(answer["mpn_id"], "5900002");
    assert_eq!(answer["country"], "DE");
    assert_eq!(answer["enrollments"][0]["state"], "draft");
}

#[test]
fn an_edit_obeys_the_rules_of_an_application() {
    let world = under_review();
    for (flag, value, rule) in [
        ("--contact-email", "alice@gmail.com", "enroll.webmail"),
        ("--iban", "FR1420041010050500013M02607", "enroll.bank"),
    ] {
        let error = world.refusal(4, &["enroll", "edit", flag, value]);
        assert_eq!(error["rule"], rule);
    }
    assert_eq!(state(&world), "under-review");
}

#[test]
fn an_edit_can_come_from_a_file() {
    let world = submitted();
    world.write(
        "changes.toml",
        "[company.address]\ncity = \"Paris\"\npostal_code = \"75015\"\n",
    );
    let answer = world.answer(&["enroll", "edit", "--from", "changes.toml"]);
    assert_eq!(answer["company"]["address"]["city"], "Paris");
    assert_eq!(answer["company"]["address"]["postal_code"], "75015");
    assert_eq!(answer["company"]["legal_name"], "Contoso France SAS");
}

#[test]
fn mistakes_in_the_file_of_an_edit_are_listed_with_their_places() {
    let world = submitted();
    world.write("changes.toml", "[company.address]\ncitty = \"Paris\"\n");
    let error = world.refusal(2, &["enroll", "edit", "--from", "changes.toml"]);
    assert_eq!(error["details"][0]["at"], "changes.toml:2:1");
}

#[test]
fn support_details_change_in_an_active_account() {
    let world = active();
    let answer = world.answer(&["enroll", "edit", "--support-phone", "+33 1 57 75 99 99"]);
    assert_eq!(answer["support_contact"]["phone"], "+33 1 57 75 99 99");
    assert_eq!(answer["enrollments"][0]["state"], "active");
}

#[test]
fn the_journal_says_what_an_edit_changed() {
    let world = submitted();
    world.answer(&["enroll", "edit", "--city", "Paris"]);
    let entries = crate::journey::journal(&world);
    let last = entries.last().unwrap();
    assert!(last["changes"].is_object(), "{last:#}");
    assert!(last["changes"].to_string().contains("Paris"), "{last:#}");
    assert_ne!(last["subject"], Value::Null);
}
