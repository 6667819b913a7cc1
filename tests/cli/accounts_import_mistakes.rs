//! `accounts import`: everything that is wrong is listed at once, with its place.

use crate::form::{Form, csv_of};
use crate::journey::submitted;
use crate::world::World;

/// The mistakes of an import: place, rule and message, a line each.
fn mistakes(world: &World, args: &[&str]) -> String {
    let error = world.refusal(2, &[&["accounts", "import"], args].concat());
    let details = error["details"].as_array().unwrap().iter();
    let lines = details.map(|one| {
        assert!(one["flag"].is_null(), "{one:#}");
        let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
        let count = one["count"].as_u64().filter(|count| *count > 1);
        let count = count.map_or_else(String::new, |count| format!(" ({count} times)"));
        format!(
            "{} [{}] {}{count}",
            text("at"),
            text("rule"),
            text("message")
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_of_mistake_has_its_place() {
    let world = submitted();
    let forms = [
        Form::indirect().set("account", "\"other\""),
        Form::fabrikam()
            .set("company.country", "\"France\"")
            .set("bank.iban", "\"FR1420041010050500013M02607\"")
            .set("primary_contact.email", "\"alice@gmail.com\"")
            .without("support_contact.phone"),
        Form::fabrikam()
            .set("account", "\"Not A Name!\"")
            .set("model", "\"sideways\"")
            .set("admin.email", "\"bruno\"")
            .set("company.tenant_id", "\"0f7c\""),
        Form::fabrikam()
            .set("mpn_id", "\"12\"")
            .set("declarations.authority_to_sign", "false"),
        Form::direct().of_company("Litware", "litware", "litware.fr", "5900009"),
    ];
    world.write("apps.csv", csv_of(&forms));
    insta::assert_snapshot!(mistakes(&world, &["apps.csv"]));
    let kept = mistakes(&world, &["apps.csv", "--draft"]);
    assert!(!kept.contains("the cell is empty"), "{kept}");
    assert!(kept.contains("gmail.com"), "{kept}");
}

#[test]
fn mistakes_of_a_folder_name_their_files() {
    let world = World::new();
    std::fs::create_dir(world.path("forms")).unwrap();
    for (name, text) in [
        ("a.toml", Form::indirect().text()),
        ("b.toml", Form::indirect().without("account").text()),
        ("c.toml", "model = \"indirect\"\n[company\n".to_owned()),
        (
            "d.toml",
            Form::fabrikam()
                .without("bank.iban")
                .set("mpn_id", "12")
                .text(),
        ),
        (
            "e.toml",
            Form::fabrikam().set("bank.bic", "\"no\"").text() + "[colour]\nred = 1\n",
        ),
    ] {
        std::fs::write(world.path("forms").join(name), text).unwrap();
    }
    insta::assert_snapshot!(mistakes(&world, &["forms"]));
    assert!(!world.store().exists());
}

#[test]
fn a_column_that_is_missing_is_one_mistake() {
    let world = World::new();
    let rows: String = (0..200)
        .map(|number| format!("indirect,59{number:05},Partner {number},FR,p{number}.fr\n"))
        .collect();
    let text = format!("model,mpn-id,legal-name,country,tenant-domain\n{rows}");
    world.write("apps.csv", &text);
    insta::assert_snapshot!(mistakes(&world, &["apps.csv"]));
    world.answer(&["accounts", "import", "apps.csv", "--draft"]);
    let accounts = world.answer(&["enroll", "list"]);
    assert_eq!(accounts.as_array().unwrap().len(), 200);
}

#[test]
fn unknown_columns_are_named() {
    let world = World::new();
    world.write("apps.csv", "model,legal-nam,colour\nindirect,Contoso,red\n");
    let text = mistakes(&world, &["apps.csv"]);
    assert!(text.contains("did you mean `legal-name`?"), "{text}");
    assert!(text.contains("apps.csv:1:3"), "{text}");
}

#[test]
fn a_person_is_shown_what_to_do() {
    let world = World::new();
    world.write("apps.csv", csv_of(&[Form::indirect().without("bank.iban")]));
    let run = world.csp(&["accounts", "import", "apps.csv"]);
    run.expect(2);
    insta::assert_snapshot!(run.stderr);
}
