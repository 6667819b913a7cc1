//! Several mistakes at once: all are listed, and the first of 2, 7, 5, 6, 4 is the exit code.

use crate::form::Form;
use crate::world::{World, detail, each, json};

fn refused(form: &Form, code: i32) -> serde_json::Value {
    let world = World::new();
    world.write("enroll.toml", form.text());
    let error = world.refusal(code, &["enroll", "--from", "enroll.toml"]);
    assert!(!world.store().exists(), "a refusal creates no store");
    error
}

#[test]
fn every_missing_field_is_named_with_its_flag_and_its_rule() {
    let world = World::new();
    let error = world.refusal(7, &["enroll", "--model", "indirect"]);
    assert_eq!(error["code"], "input-required");
    for (field, flag, rule) in [
        ("mpn_id", "--mpn-id", "enroll.mpn-id"),
        ("company.legal_name", "--legal-name", "enroll.legal-profile"),
        ("company.address.line1", "--line1", "enroll.legal-profile"),
        ("company.address.city", "--city", "enroll.legal-profile"),
        (
            "company.address.postal_code",
            "--postal-code",
            "enroll.legal-profile",
        ),
        (
            "primary_contact.first_name",
            "--contact-first-name",
            "enroll.primary-contact",
        ),
        (
            "primary_contact.last_name",
            "--contact-last-name",
            "enroll.primary-contact",
        ),
        (
            "primary_contact.email",
            "--contact-email",
            "enroll.primary-contact",
        ),
        (
            "support_contact.email",
            "--support-email",
            "enroll.support-contact",
        ),
        (
            "support_contact.phone",
            "--support-phone",
            "enroll.support-contact",
        ),
        ("admin.first_name", "--admin-first-name", "enroll.admin"),
        ("admin.last_name", "--admin-last-name", "enroll.admin"),
        ("admin.email", "--admin-email", "enroll.admin"),
        ("bank.holder", "--bank-holder", "enroll.bank"),
        ("bank.iban", "--iban", "enroll.bank"),
        (
            "declarations.authority_to_sign",
            "--authority-to-sign",
            "enroll.authority",
        ),
    ] {
        let missing = detail(&error, field);
        assert_eq!(missing["flag"], flag);
        assert_eq!(missing["rule"], rule, "{field}");
    }
    let flags = each(&error, "flag");
    assert!(flags.contains(&"--country"), "{flags:?}");
    assert!(flags.contains(&"--tenant-domain"), "{flags:?}");
    assert!(!flags.contains(&"--billing-day"), "direct bill only");
    assert_eq!(error["rule"], error["details"][0]["rule"]);
}

#[test]
fn the_text_form_names_every_missing_flag_too() {
    let world = World::new();
    let run = world.csp(&["enroll", "--model", "indirect"]);
    run.expect(7);
    for flag in ["--mpn-id", "--contact-email", "--iban", "--support-phone"] {
        assert!(run.stderr.contains(flag), "{flag}\n{run}");
    }
    for rule in ["enroll.mpn-id", "enroll.bank", "enroll.support-contact"] {
        assert!(run.stderr.contains(rule), "{rule}\n{run}");
    }
}

#[test]
fn a_missing_model_is_reported() {
    let world = World::new();
    let error = world.refusal(7, &["enroll"]);
    assert!(each(&error, "flag").contains(&"--model"), "{error:#}");
}

#[test]
fn an_empty_field_is_a_missing_one() {
    let form = Form::indirect()
        .set("support_contact.phone", "\"\"")
        .set("company.address.city", "\"   \"");
    let error = refused(&form, 7);
    assert_eq!(
        detail(&error, "support_contact.phone")["flag"],
        "--support-phone"
    );
    assert_eq!(detail(&error, "company.address.city")["flag"], "--city");
    assert_eq!(error["details"].as_array().unwrap().len(), 2, "{error:#}");
}

#[test]
fn broken_rules_are_all_listed_with_their_places() {
    let form = Form::indirect()
        .set("mpn_id", "\"12\"")
        .set("primary_contact.email", "\"alice@gmail.com\"")
        .set("bank.iban", "\"FR1420041010050500013M02607\"")
        .set("declarations.authority_to_sign", "false");
    let error = refused(&form, 4);
    assert_eq!(error["code"], "refused");
    for (field, rule, flag) in [
        ("mpn_id", "enroll.mpn-id", "--mpn-id"),
        ("primary_contact.email", "enroll.webmail", "--contact-email"),
        ("bank.iban", "enroll.bank", "--iban"),
        (
            "declarations.authority_to_sign",
            "enroll.authority",
            "--authority-to-sign",
        ),
    ] {
        let mistake = detail(&error, field);
        assert_eq!(mistake["rule"], rule);
        assert_eq!(mistake["flag"], flag);
        let place = format!("enroll.toml:{}", form.position(field));
        assert_eq!(mistake["at"], place);
    }
    assert_eq!(error["details"].as_array().unwrap().len(), 4, "{error:#}");
}

#[test]
fn a_missing_field_outranks_a_broken_rule_and_both_are_listed() {
    let form = Form::indirect()
        .without("admin.email")
        .set("primary_contact.email", "\"alice@gmail.com\"");
    let error = refused(&form, 7);
    assert_eq!(error["code"], "input-required");
    let rules = each(&error, "rule");
    assert!(rules.contains(&"enroll.admin"), "{rules:?}");
    assert!(rules.contains(&"enroll.webmail"), "{rules:?}");
}

#[test]
fn a_mistake_in_the_file_outranks_all_and_all_are_listed() {
    let form = Form::indirect()
        .without("admin.email")
        .set("primary_contact.email", "\"alice@gmail.com\"")
        .with("company", "colour = \"red\"");
    let error = refused(&form, 2);
    assert_eq!(error["code"], "usage");
    let rules = each(&error, "rule");
    assert!(rules.contains(&"enroll.admin"), "{error:#}");
    assert!(rules.contains(&"enroll.webmail"), "{error:#}");
    let flags = each(&error, "flag");
    assert!(flags.contains(&"--admin-email"), "{error:#}");
    let line = form.line_of("colour");
    assert!(
        each(&error, "at").contains(&format!("enroll.toml:{line}:1").as_str()),
        "{error:#}"
    );
}

#[test]
fn a_mistake_made_by_flag_has_no_place_in_a_file() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let run = world.csp(&json(&[
        "enroll",
        "--from",
        "enroll.toml",
        "--mpn-id",
        "12",
    ]));
    let error = run.expect(4).error();
    let mistake = detail(&error, "mpn_id");
    assert_eq!(mistake["flag"], "--mpn-id");
    assert!(mistake["at"].is_null());
}

#[test]
fn an_empty_path_is_reported_as_a_missing_value() {
    let world = World::new();
    for args in [
        &["--store", "", "status"][..],
        &["users", "import", ""],
        &["store", "backup", ""],
    ] {
        let error = world.refusal(2, args);
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with("needs a value"), "{message}");
    }
}
