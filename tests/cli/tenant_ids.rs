//! A tenant id belongs to one account, and a tenant has one model: in a start, a file, a draft and an edit.

use crate::form::Form;
use crate::journey::{active, submitted};
use crate::world::{World, detail, each};

/// The tenant id of Contoso in upper case.
const UPPER: &str = "0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11";

/// Fabrikam with the tenant id of Contoso.
fn same_tenant(form: Form) -> Form {
    form.set("company.tenant_id", &format!("\"{UPPER}\""))
}

fn refused(world: &World, args: &[&str]) {
    let error = world.refusal(4, args);
    assert_eq!(error["rule"], "enroll.mpn-unique", "{error:#}");
    assert_eq!(each(&error, "rule"), ["enroll.mpn-unique"], "{error:#}");
    let found = detail(&error, "company.tenant_id");
    assert_eq!(found["flag"], "--tenant-id");
    let message = found["message"].as_str().unwrap();
    assert!(message.contains("contoso-france"), "{message}");
}

#[test]
fn a_tenant_id_is_refused_in_a_start_and_in_a_draft() {
    let world = submitted();
    world.write("f.toml", same_tenant(Form::fabrikam()).text());
    refused(&world, &["enroll", "--from", "f.toml"]);
    refused(&world, &["enroll", "--from", "f.toml", "--draft"]);
    refused(&world, &["enroll", "--from", "f.toml", "--dry-run"]);
    world.write(
        "g.toml",
        Form::fabrikam().without("company.tenant_id").text(),
    );
    refused(
        &world,
        &["enroll", "--from", "g.toml", "--tenant-id", UPPER],
    );
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_tenant_id_is_refused_in_an_edit_and_in_a_kept_draft() {
    let world = submitted();
    world.write(
        "g.toml",
        Form::fabrikam().without("company.tenant_id").text(),
    );
    world.answer(&["enroll", "--from", "g.toml", "--draft"]);
    let edit = [
        "enroll",
        "edit",
        "--account",
        "fabrikam",
        "--tenant-id",
        UPPER,
    ];
    refused(&world, &edit);
    world.write("f.toml", same_tenant(Form::fabrikam()).text());
    // The draft's own MPN ID and domain are not a conflict.
    refused(&world, &["enroll", "--from", "f.toml"]);
    refused(
        &world,
        &[
            "enroll",
            "edit",
            "--account",
            "fabrikam",
            "--from",
            "f.toml",
        ],
    );
    world.answer(&["enroll", "--from", "g.toml"]);
    refused(&world, &edit);
}

#[test]
fn one_tenant_id_holds_one_model() {
    let world = active();
    let direct = Form::direct().of_company("Fabrikam SARL", "fabrikam", "fabrikam.fr", "5900001");
    world.write("d.toml", same_tenant(direct).text());
    let start = [
        "enroll",
        "--from",
        "d.toml",
        "--despite-eligibility",
        "growth",
    ];
    let error = world.refusal(4, &start);
    assert_eq!(
        each(&error, "rule"),
        ["enroll.one-model", "enroll.mpn-unique"],
        "{error:#}"
    );
    assert_eq!(error["rule"], "enroll.one-model");
    world.refusal(4, &[&start[..], &["--draft"]].concat());
}

#[test]
fn a_tenant_domain_of_a_web_mail_service_is_refused() {
    for domain in ["gmail.com", "hotmail.fr", "OUTLOOK.de", "me.com"] {
        let world = World::new();
        let form = Form::indirect().set("company.tenant_domain", &format!("\"{domain}\""));
        world.write("e.toml", form.text());
        let error = world.refusal(4, &["enroll", "--from", "e.toml"]);
        let found = detail(&error, "company.tenant_domain");
        assert_eq!(found["rule"], "enroll.webmail", "{domain}");
    }
    let own = Form::indirect().of_company("Me SAS", "me", "me.fr", "5900002");
    let world = World::new();
    world.write("e.toml", own.text());
    assert_eq!(
        world.answer(&["enroll", "--from", "e.toml"])["tenant_domain"],
        "me.fr"
    );
}

#[test]
fn a_malformed_domain_is_not_reported_as_taken() {
    for domain in [
        "not a domain",
        "contoso",
        "https://contoso.fr",
        "a@contoso.fr",
    ] {
        let world = World::new();
        let form = Form::indirect().set("company.tenant_domain", &format!("\"{domain}\""));
        world.write("e.toml", form.text());
        let error = world.refusal(2, &["enroll", "--from", "e.toml"]);
        let rules = each(&error, "rule");
        assert!(!rules.contains(&"enroll.mpn-unique"), "{domain}: {error:#}");
    }
}
