//! `enroll --from FILE.toml`: valid files, and the messages for invalid ones.

use crate::form::Form;
use crate::journey::submit;
use crate::world::{World, detail, each};

#[test]
fn a_complete_file_submits_and_says_what_comes_next() {
    let world = World::new();
    let answer = submit(&world, &Form::indirect());
    assert_eq!(answer["account"], "contoso-france");
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
    assert_eq!(
        answer["enrollments"][0]["submitted_at"],
        "2021-03-01T09:00:00Z"
    );
    assert_eq!(answer["next"][0]["action"], "confirm-email");
    assert_eq!(answer["next"][0]["due"], "2021-03-02");
}

#[test]
fn the_contracts_example_is_accepted_word_for_word() {
    let world = World::new();
    let example =
        Form::indirect().text() + "[direct]   # model = \"direct\" only\nbilling_day = 5\n";
    world.write("enroll.toml", example);
    world.csp(&["enroll", "--from", "enroll.toml"]).expect(0);
}

#[test]
fn an_unknown_key_is_placed_with_the_nearest_known_key() {
    for (section, key, nearest) in [
        ("company", "legal_nam", "legal_name"),
        ("bank", "ibann", "iban"),
        ("primary_contact", "e_mail", "email"),
        ("company.address", "postcode", "postal_code"),
    ] {
        let world = World::new();
        let form = Form::indirect().with(section, &format!("{key} = \"x\""));
        world.write("enroll.toml", form.text());
        let error = world.refusal(2, &["enroll", "--from", "enroll.toml"]);
        let place = format!("enroll.toml:{}:1", form.line_of(&format!("{key} = ")));
        let mistake = &error["details"][0];
        assert_eq!(mistake["at"], place, "{error:#}");
        let message = mistake["message"].as_str().unwrap();
        assert!(message.contains(nearest), "{nearest} in {message}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_a_mistake_in_the_file() {
    for (field, value) in [
        ("mpn_id", "4812345"),
        ("company.legal_name", "true"),
        ("company.tenant_id", "\"no-guid\""),
        ("declarations.authority_to_sign", "\"yes\""),
        ("model", "\"retail\""),
    ] {
        let world = World::new();
        let form = Form::indirect().set(field, value);
        world.write("enroll.toml", form.text());
        let error = world.refusal(2, &["enroll", "--from", "enroll.toml"]);
        let place = format!("enroll.toml:{}", form.position(field));
        assert_eq!(error["details"][0]["at"], place, "{field}: {error:#}");
        assert_eq!(error["code"], "usage");
    }
}

#[test]
fn a_broken_line_is_shown_with_its_place() {
    let world = World::new();
    world.write("broken.toml", "model = \"indirect\"\nmpn_id = \"48\n");
    let error = world.refusal(2, &["enroll", "--from", "broken.toml"]);
    let at = error["details"][0]["at"].as_str().unwrap();
    assert!(at.starts_with("broken.toml:2:"), "{at}");
}

#[test]
fn a_key_given_twice_is_a_mistake() {
    let world = World::new();
    let form = Form::indirect().with("bank", "bic = \"AGRIFRPP\"");
    world.write("enroll.toml", form.text());
    let error = world.refusal(2, &["enroll", "--from", "enroll.toml"]);
    let line = form.line_of("bic = \"AGRI");
    let at = error["details"][0]["at"].as_str().unwrap();
    assert!(at.starts_with(&format!("enroll.toml:{line}:")), "{at}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_mistake_on_the_command_line() {
    let world = World::new();
    let error = world.refusal(2, &["enroll", "--from", "nowhere.toml"]);
    assert!(error["message"].as_str().unwrap().contains("nowhere.toml"));
    world.write("bytes.toml", [0x6d, 0xff, 0xfe, 0x00]);
    world.refusal(2, &["enroll", "--from", "bytes.toml"]);
    assert!(!world.store().exists());
}

#[test]
fn a_byte_order_mark_and_crlf_are_accepted() {
    let world = World::new();
    let text = Form::indirect().text().replace('\n', "\r\n");
    world.write("enroll.toml", format!("\u{feff}{text}"));
    world.csp(&["enroll", "--from", "enroll.toml"]).expect(0);
}

#[test]
fn the_place_names_the_file_as_it_was_typed() {
    let world = World::new();
    std::fs::create_dir(world.path("in")).unwrap();
    let form = Form::indirect().set("bank.iban", "\"FR1420041010050500013M02607\"");
    world.write("in/form.toml", form.text());
    let error = world.refusal(4, &["enroll", "--from", "./in/form.toml"]);
    assert_eq!(detail(&error, "bank.iban")["at"], "./in/form.toml:34:8");
    assert_eq!(each(&error, "flag"), ["--iban"]);
}

#[test]
fn in_an_empty_file_every_field_is_missing() {
    let world = World::new();
    world.write("empty.toml", "");
    world.refusal(
        7,
        &["enroll", "--model", "indirect", "--from", "empty.toml"],
    );
}

#[test]
fn a_mistake_of_a_flag_has_no_place_in_the_file() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let error = world.refusal(7, &["enroll", "--from", "enroll.toml", "--city", ""]);
    assert_eq!(error["details"][0]["flag"], "--city");
    assert!(error["details"][0]["at"].is_null(), "{error:#}");
}

#[test]
fn a_value_of_another_account_is_refused_at_its_place() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--from", "enroll.toml"]);
    for (field, value) in [("mpn_id", "\"4812345\""), ("account", "\"contoso-france\"")] {
        let other = Form::fabrikam().set(field, value);
        world.write("other.toml", other.text());
        let error = world.refusal(4, &["enroll", "--from", "other.toml"]);
        let place = format!("other.toml:{}", other.position(field));
        assert_eq!(detail(&error, field)["at"], place, "{error:#}");
    }
}

#[test]
fn an_invalid_model_is_a_single_mistake() {
    let world = World::new();
    let form = Form::indirect().set("model", "\"indirekt\"");
    world.write("enroll.toml", form.text());
    let error = world.refusal(2, &["enroll", "--from", "enroll.toml"]);
    assert_eq!(error["details"].as_array().unwrap().len(), 1, "{error:#}");
    assert_eq!(error["details"][0]["flag"], "--model");
}
