//! Field flags: each field has one, and a flag takes precedence over the file.

use serde_json::json;

use crate::form::Form;
use crate::journey::show;
use crate::world::World;

/// The contract's example, as flags.
const FLAGS: [(&str, &str); 26] = [
    ("--mpn-id", "4812345"),
    ("--mpn-country", "FR"),
    ("--slug", "contoso-france"),
    ("--legal-name", "Contoso France SAS"),
    ("--country", "FR"),
    ("--tenant-domain", "contoso.fr"),
    ("--tenant-id", "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11"),
    ("--tax-id", "FR40303265045"),
    ("--line1", "39 quai du Président Roosevelt"),
    ("--line2", "Bâtiment B"),
    ("--city", "Issy-les-Moulineaux"),
    ("--region", "Île-de-France"),
    ("--postal-code", "92130"),
    ("--contact-first-name", "Alice"),
    ("--contact-last-name", "Martin"),
    ("--contact-email", "alice.martin@contoso.fr"),
    ("--contact-phone", "+33 1 57 75 10 00"),
    ("--support-email", "support@contoso.fr"),
    ("--support-phone", "+33 1 57 75 10 01"),
    ("--support-website", "https://contoso.fr/support"),
    ("--admin-first-name", "Bruno"),
    ("--admin-last-name", "Petit"),
    ("--admin-email", "bruno.petit@contoso.fr"),
    ("--bank-holder", "Contoso France SAS"),
    ("--account-number", "00013M02606"),
    ("--bank-code", "20041"),
];

fn typed() -> Vec<&'static str> {
    let mut args = vec!["enroll", "--model", "indirect"];
    for (flag, value) in FLAGS {
        args.extend([flag, value]);
    }
    args.extend(["--bic", "PSSTFRPPPAR", "--authority-to-sign"]);
    args
}

#[test]
fn an_application_can_be_given_by_flags_alone() {
    let world = World::new();
    let answer = world.answer(&typed());
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
    assert_eq!(answer["tenant_id"], "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11");
    assert_eq!(answer["company"]["tax_id"], "FR40303265045");
    assert_eq!(
        answer["company"]["address"]["line2"],
        json!("Bâtiment B"),
        "{answer:#}"
    );
    assert_eq!(answer["primary_contact"]["phone"], "+33 1 57 75 10 00");
    assert_eq!(
        answer["support_contact"]["website"],
        "https://contoso.fr/support"
    );
    assert_eq!(answer["bank"]["iban"], json!(null));
    assert!(!answer["bank"]["bank_code"].is_null());
}

#[test]
fn authority_may_be_declared_with_a_value_too() {
    let world = World::new();
    let mut args = typed();
    args.pop();
    args.extend(["--authority-to-sign", "true"]);
    world.answer(&args);
}

#[test]
fn a_flag_wins_over_the_file() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&[
        "enroll",
        "--from",
        "enroll.toml",
        "--legal-name",
        "Contoso SAS",
        "--contact-email",
        "a.martin@contoso.fr",
    ]);
    let shown = show(&world);
    assert_eq!(shown["legal_name"], "Contoso SAS");
    assert_eq!(shown["primary_contact"]["email"], "a.martin@contoso.fr");
    assert_eq!(shown["primary_contact"]["first_name"], "Alice");
}

#[test]
fn a_flag_replaces_an_invalid_value_in_the_file() {
    let world = World::new();
    let form = Form::indirect().set("primary_contact.email", "\"alice@gmail.com\"");
    world.write("enroll.toml", form.text());
    let from = ["enroll", "--from", "enroll.toml"];
    world.refusal(4, &from);
    world.answer(&[&from[..], &["--contact-email", "alice@contoso.fr"]].concat());
}

#[test]
fn the_model_answers_to_its_longer_names() {
    for (word, model) in [
        ("indirect", "indirect-reseller"),
        ("indirect-reseller", "indirect-reseller"),
        ("direct", "direct-bill"),
        ("direct-bill", "direct-bill"),
    ] {
        let world = World::new();
        let answer = world.answer(&["enroll", "--draft", "--model", word, "--legal-name", "X"]);
        assert_eq!(answer["enrollments"][0]["model"], model);
    }
}

#[test]
fn a_flag_that_cannot_be_read_is_a_mistake_on_the_command_line() {
    for (flag, value) in [
        ("--model", "retail"),
        ("--tenant-id", "no-guid"),
        ("--billing-day", "first"),
        ("--authority-to-sign", "maybe"),
        ("--colour", "red"),
    ] {
        let world = World::new();
        let error = world.refusal(2, &["enroll", "--draft", flag, value]);
        assert_eq!(error["code"], "usage", "{flag}: {error:#}");
        assert!(!world.store().exists());
    }
}
