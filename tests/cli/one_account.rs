//! An MPN ID, a tenant domain and a short name each identify one account.

use crate::form::Form;
use crate::journey::{submit, submitted};
use crate::world::{World, each};

fn refused(world: &World, form: &Form) -> serde_json::Value {
    world.write("second.toml", form.text());
    world.refusal(4, &["enroll", "--from", "second.toml"])
}

#[test]
fn a_second_application_of_the_same_company_is_refused() {
    let world = submitted();
    let error = refused(&world, &Form::indirect());
    assert_eq!(error["rule"], "enroll.mpn-unique");
}

#[test]
fn an_mpn_id_belongs_to_one_account() {
    let world = submitted();
    let form = Form::fabrikam().set("mpn_id", "\"4812345\"");
    let error = refused(&world, &form);
    assert_eq!(each(&error, "rule"), ["enroll.mpn-unique"]);
    assert_eq!(error["details"][0]["field"], "mpn_id");
}

#[test]
fn a_tenant_domain_belongs_to_one_account_whatever_its_case() {
    let world = submitted();
    let form = Form::fabrikam()
        .set("company.tenant_domain", "\"CONTOSO.fr\"")
        .set("admin.email", "\"bruno@contoso.fr\"");
    let error = refused(&world, &form);
    assert_eq!(each(&error, "rule"), ["enroll.mpn-unique"]);
    assert_eq!(error["details"][0]["field"], "company.tenant_domain");
}

#[test]
fn a_second_model_on_one_tenant_is_refused() {
    let world = submitted();
    world.write("direct.toml", Form::direct().text());
    let error = world.refusal(
        4,
        &[
            "enroll",
            "--from",
            "direct.toml",
            "--despite-eligibility",
            "growth",
        ],
    );
    let rules = each(&error, "rule");
    assert!(rules.contains(&"enroll.one-model"), "{error:#}");
}

#[test]
fn a_taken_slug_is_refused() {
    let world = submitted();
    let form = Form::fabrikam().set("account", "\"contoso-france\"");
    let error = refused(&world, &form);
    assert_eq!(error["rule"], "enroll.slug");
    assert_eq!(error["details"][0]["flag"], "--slug", "{error:#}");
}

#[test]
fn a_generated_slug_gets_a_number_instead() {
    let world = World::new();
    let first = submit(&world, &Form::indirect().without("account"));
    let slug = first["account"].as_str().unwrap().to_owned();
    assert!(slug.starts_with("contoso-france"), "{slug}");
    let twin = Form::fabrikam()
        .without("account")
        .set("company.legal_name", "\"Contoso France SAS\"");
    let second = submit(&world, &twin);
    assert_eq!(second["account"], format!("{slug}-2"));
}

#[test]
fn a_further_location_is_a_further_account() {
    let world = submitted();
    let answer = submit(&world, &Form::fabrikam());
    assert_eq!(answer["account"], "fabrikam");
    let all = world.answer(&["enroll", "list"]);
    let slugs: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["account"].as_str().unwrap())
        .collect();
    assert_eq!(slugs, ["contoso-france", "fabrikam"]);
}
