//! `enroll template`: an application file to fill in.

use crate::form::Form;
use crate::world::World;

/// Every key of an application.
const KEYS: [&str; 30] = [
    "model",
    "mpn_id",
    "mpn_country",
    "account",
    "legal_name",
    "country",
    "tenant_domain",
    "tenant_id",
    "tax_id",
    "registration_id",
    "line1",
    "line2",
    "city",
    "region",
    "postal_code",
    "first_name",
    "last_name",
    "email",
    "phone",
    "website",
    "holder",
    "iban",
    "account_number",
    "bank_code",
    "bic",
    "authority_to_sign",
    "company",
    "primary_contact",
    "support_contact",
    "admin",
];

fn template(model: &str) -> String {
    let run = World::new().csp(&["enroll", "template", "--model", model]);
    run.expect(0).stdout.clone()
}

#[test]
fn the_template_names_every_field_with_a_comment() {
    for model in ["indirect", "direct"] {
        let text = template(model);
        for key in KEYS {
            assert!(text.contains(key), "{key} in\n{text}");
        }
        assert!(text.lines().filter(|it| it.contains('#')).count() > 5);
    }
    assert!(template("direct").contains("billing_day"));
}

#[test]
fn the_template_is_toml_and_names_what_is_missing() {
    for model in ["indirect", "direct"] {
        let world = World::new();
        let text = template(model);
        text.parse::<toml::Table>().unwrap();
        world.write("enroll.toml", &text);
        let error = world.refusal(7, &["enroll", "--from", "enroll.toml"]);
        assert!(
            !error["remedy"].as_str().unwrap().contains("MPN"),
            "it speaks of all"
        );
        let flags = crate::world::each(&error, "flag");
        assert!(flags.contains(&"--mpn-id"), "{flags:?}");
        assert!(flags.contains(&"--legal-name"), "{flags:?}");
        assert_eq!(flags.contains(&"--billing-day"), model == "direct");
    }
}

#[test]
fn a_template_filled_in_is_an_application() {
    let world = World::new();
    let mut filled: toml::Table = template("indirect").parse().unwrap();
    let values: toml::Table = Form::indirect().text().parse().unwrap();
    for (key, value) in values {
        filled.insert(key, value);
    }
    world.write("enroll.toml", toml::to_string(&filled).unwrap());
    world.csp(&["enroll", "--from", "enroll.toml"]).expect(0);
}

#[test]
fn a_template_touches_no_store() {
    let world = World::new();
    world.csp(&["enroll", "template"]).expect(0);
    assert!(!world.root().join("store").exists());
}
