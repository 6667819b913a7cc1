//! Customers' records, lists and relationships.

use serde_json::{Value, json};

use crate::form::Form;
use crate::journey::{active, direct_active, submit, submitted};
use crate::providers_rules::with_partner;
use crate::requests::with_adatum;
use crate::world::{World, each};

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn add(world: &World, name: &str, domain: &str) -> Value {
    let args = [
        "customers",
        "add",
        name,
        "--domain",
        domain,
        "--country",
        "FR",
        "--email",
        "x@x.fr",
    ];
    world.answer(&args)
}

fn domains(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|it| it["domain"].as_str().unwrap())
        .collect()
}

#[test]
fn a_customer_has_the_documented_shape() {
    let customer = add(&active(), "Adatum", "Adatum.FR");
    assert_eq!(
        keys(&customer),
        [
            "name",
            "domain",
            "country",
            "email",
            "tenant_id",
            "registration_id",
            "origin",
            "csp_tenant",
            "state",
            "created_at",
            "groups",
            "keeper",
            "relationships",
            "request",
            "agreement",
            "verification",
            "earlier_agreements"
        ]
    );
    assert_eq!(customer["domain"], "Adatum.FR", "shown as typed");
    assert_eq!(
        (&customer["state"], &customer["request"]),
        (&json!("new"), &Value::Null)
    );
}

#[test]
fn what_is_missing_is_named_at_once() {
    let error = active().refusal(7, &["customers", "add"]);
    assert_eq!(
        each(&error, "flag"),
        ["NAME", "--domain", "--country", "--email"]
    );
    let error = with_partner().refusal(7, &["customers", "remove"]);
    assert_eq!(each(&error, "flag"), ["CUSTOMER", "--yes"]);
}

#[test]
fn records_are_edited_within_the_rules() {
    let world = active();
    add(&world, "Adatum", "adatum.fr");
    add(&world, "Proseware", "proseware.fr");
    let tenant = "22222222-2222-3333-4444-555555555555";
    let edit = |more: &[&'static str]| [&["customers", "edit", "adatum.fr"], more].concat();
    let edited = world.answer(&edit(&[
        "--tenant-id",
        tenant,
        "--csp-tenant",
        "true",
        "--name",
        "Adatum SA",
    ]));
    assert_eq!(
        (&edited["csp_tenant"], &edited["name"]),
        (&json!(true), &json!("Adatum SA"))
    );
    let clash = ["customers", "edit", "proseware.fr", "--tenant-id", tenant];
    assert_eq!(world.refusal(4, &clash)["rule"], "customers.unique");
    let number = world.refusal(4, &edit(&["--registration-id", "12"]));
    assert_eq!(number["rule"], "customers.registration-id");
    let hungarian = world.answer(&edit(&[
        "--country",
        "HU",
        "--registration-id",
        "1234567890",
    ]));
    assert_eq!(hungarian["registration_id"], "1234567890");
    let cleared = world.answer(&edit(&["--registration-id", ""]));
    assert_eq!(cleared["registration_id"], Value::Null);
    let own = edit(&["--tenant-id", "0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11"]);
    assert_eq!(world.refusal(4, &own)["rule"], "customers.not-self");
}

#[test]
fn a_customer_is_found_by_any_unique_name() {
    let world = active();
    add(&world, "Adatum", "adatum.fr");
    add(&world, "Adatum", "adatum.be");
    let error = world.refusal(2, &["customers", "show", "Adatum"]);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("adatum.be") && message.contains("adatum.fr"),
        "{message}"
    );
    let unknown = world.refusal(5, &["customers", "show", "adatun.fr"]);
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `adatum.fr`"),
        "{unknown}"
    );
    assert_eq!(
        world.answer(&["customers", "show", "ADATUM.FR"])["domain"],
        "adatum.fr"
    );
}

#[test]
fn lists_are_filtered_paged_and_without_removed_customers() {
    let world = with_adatum(with_partner());
    add(&world, "Proseware", "proseware.fr");
    add(&world, "Wingtip", "wingtip.fr");
    world.answer(&["customers", "invite", "adatum.fr", "--provider", "tailspin"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    world.answer(&["customers", "invite", "wingtip.fr"]);
    let list = |more: &[&str]| world.answer(&[&["customers", "list"], more].concat());
    assert_eq!(
        domains(&list(&[])),
        ["adatum.fr", "proseware.fr", "wingtip.fr"]
    );
    assert_eq!(
        domains(&list(&["--limit", "1", "--after", "adatum.fr"])),
        ["proseware.fr"]
    );
    assert_eq!(domains(&list(&["--state", "invited"])), ["wingtip.fr"]);
    assert_eq!(domains(&list(&["--provider", "tailspin"])), ["adatum.fr"]);
    assert_eq!(domains(&list(&["--search", "PROSE"])), ["proseware.fr"]);
    let remove = [
        "customers",
        "remove",
        "adatum.fr",
        "--subscriptions-suspended",
        "--yes",
    ];
    let removed = world.answer(&remove);
    assert_eq!(removed["relationships"][0]["state"], "removed");
    assert_eq!(removed["relationships"][1]["state"], "active", "only ours");
    assert_eq!(domains(&list(&[])), ["proseware.fr", "wingtip.fr"]);
    assert_eq!(domains(&list(&["--state", "removed"])), ["adatum.fr"]);
    assert_eq!(domains(&list(&["--all"])).len(), 3);
    assert_eq!(world.refusal(4, &remove)["rule"], "customers.step");
    let csv = world.csp(&["customers", "list", "--format", "csv"]);
    assert!(
        csv.expect(0)
            .stdout
            .starts_with("name,domain,country,email,tenant_id,"),
        "{csv}"
    );
    world.refusal(2, &["customers", "list", "--state", "gone"]);
    world.refusal(5, &["customers", "list", "--provider", "nobody"]);
}

#[test]
fn admin_rights_end_and_the_relationship_is_kept() {
    let world = with_adatum(with_partner());
    world.answer(&["customers", "invite", "adatum.fr", "--provider", "tailspin"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    let off = ["customers", "admin-rights", "adatum.fr", "off"];
    let theirs = world.answer(&[&off[..], &["--provider", "tailspin"]].concat());
    let rights =
        |customer: &Value, at: usize| customer["relationships"][at]["admin_rights"].clone();
    assert_eq!(
        (rights(&theirs, 0), rights(&theirs, 1)),
        (json!(true), json!(false))
    );
    let ours = world.answer(&off);
    assert_eq!(
        (rights(&ours, 0), &ours["state"]),
        (json!(false), &json!("active"))
    );
    assert_eq!(world.refusal(4, &off)["rule"], "customers.step");
    world.refusal(2, &["customers", "admin-rights", "adatum.fr", "on"]);
}

#[test]
fn existing_customers_become_active_with_the_reseller_only() {
    let world = submitted();
    let existing = [
        "customers",
        "add",
        "Adatum",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
    ];
    let existing = [
        &existing[..],
        &["--email", "x@x.fr", "--origin", "existing"],
    ]
    .concat();
    assert_eq!(world.answer(&existing)["state"], "new");
    crate::journey::confirm_email(&world);
    crate::journey::accept(&world, &["employment", "business"]);
    world.answer(&["enroll", "sign-mpa"]);
    let listed = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(listed["state"], "active");
    assert_eq!(listed["relationships"][0]["admin_rights"], true);
    assert_eq!(direct_active().answer(&existing)["state"], "new");
}

#[test]
fn one_list_covers_all_accounts() {
    let world = with_adatum(active());
    submit(&world, &Form::fabrikam());
    let account = ["--account", "fabrikam"];
    let more = [
        "customers",
        "add",
        "Adatum",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
        "--email",
        "x@x.fr",
    ];
    world.answer(&[&more[..], &account].concat());
    let all = world.answer(&["customers", "list", "--all-accounts"]);
    let mut accounts: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["account"].as_str().unwrap())
        .collect();
    // Customers of one domain come in the order of their accounts' numbers.
    accounts.sort_unstable();
    assert_eq!(accounts, ["contoso-france", "fabrikam"]);
    world.refusal(2, &["customers", "list"]);
}

#[test]
fn an_edit_without_a_change_is_refused() {
    let world = with_adatum(with_partner());
    for edit in [
        ["customers", "edit", "adatum.fr"],
        ["providers", "edit", "tailspin"],
    ] {
        let error = world.refusal(2, &edit);
        assert!(
            error["remedy"].as_str().unwrap().contains("--help"),
            "{error:#}"
        );
    }
}
