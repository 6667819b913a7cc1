//! The persons named in an application: primary contact, support, first administrator.

use serde_json::Value;

use crate::form::Form;
use crate::world::{Run, World, detail, json};

fn tried(form: &Form) -> Run {
    let world = World::new();
    world.write("enroll.toml", form.text());
    world.csp(&json(&["enroll", "--from", "enroll.toml", "--dry-run"]))
}

fn with_contact(address: &str) -> Run {
    tried(&Form::indirect().set("primary_contact.email", &format!("\"{address}\"")))
}

#[test]
fn web_mail_is_refused_in_any_top_level_domain_and_case() {
    for domain in [
        "gmail.com",
        "GMAIL.COM",
        "googlemail.de",
        "yahoo.co.uk",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.fr",
        "Outlook.fr",
        "hotmail.co.uk",
        "live.com",
        "msn.com",
        "gmx.net",
        "proton.me",
    ] {
        let error = with_contact(&format!("alice@{domain}")).expect(4).error();
        assert_eq!(error["rule"], "enroll.webmail", "{domain}");
    }
}

#[test]
fn a_domain_that_only_resembles_web_mail_is_accepted() {
    for domain in [
        "gmail.contoso.fr",
        "mygmail.com",
        "live-events.fr",
        "acme.com",
    ] {
        with_contact(&format!("alice@{domain}")).expect(0);
    }
}

#[test]
fn contacts_outside_the_tenant_domain_get_a_warning() {
    let run = with_contact("alice@contoso-group.com");
    run.expect(0);
    assert!(run.stderr.contains("enroll.contact-domain"), "{run}");
    let own = with_contact("alice@contoso.fr");
    own.expect(0);
    assert!(!own.stderr.contains("enroll.contact-domain"), "{own}");
}

#[test]
fn an_onmicrosoft_contact_is_accepted_with_a_warning() {
    let run = with_contact("alice@contoso.onmicrosoft.com");
    run.expect(0);
    assert!(run.stderr.contains("enroll.contact-domain"), "{run}");
}

#[test]
fn the_domain_is_compared_in_lower_case_and_shown_as_typed() {
    let run = with_contact("Alice.Martin@Contoso.FR");
    run.expect(0);
    assert!(!run.stderr.contains("enroll.contact-domain"), "{run}");
    let answer = run.json();
    assert_eq!(
        answer["primary_contact"]["email"],
        "Alice.Martin@Contoso.FR"
    );
}

#[test]
fn the_administrator_needs_an_address_in_the_tenants_domain() {
    let run = tried(&Form::indirect().set("admin.email", "\"bruno@petit.example\""));
    let error = run.expect(4).error();
    assert_eq!(error["rule"], "enroll.admin");
    assert_eq!(detail(&error, "admin.email")["flag"], "--admin-email");
}

#[test]
fn an_address_without_an_at_sign_is_reported_with_its_field() {
    for field in [
        "primary_contact.email",
        "support_contact.email",
        "admin.email",
    ] {
        let run = tried(&Form::indirect().set(field, "\"alice\""));
        let error: Value = run.expect_any(&[2, 4]).error();
        detail(&error, field);
    }
}

#[test]
fn primary_contact_and_administrator_may_be_the_same_person() {
    let form = Form::indirect()
        .set("admin.first_name", "\"Alice\"")
        .set("admin.last_name", "\"Martin\"")
        .set("admin.email", "\"alice.martin@contoso.fr\"");
    tried(&form).expect(0);
}
