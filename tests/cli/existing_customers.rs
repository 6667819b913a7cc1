//! Customers whom a reseller already serves through other portals.

use serde_json::{Value, json};

use crate::journey::{agreement, direct_submitted};
use crate::world::World;

const JSON: &str = r#"[
    {"CustomerId": "7d1c0a52-0000-4000-8000-000000000001", "Domain": "a.example", "Name": "A",
     "RelationshipToPartner": 1},
    {"CustomerId": "7d1c0a52-0000-4000-8000-000000000002", "Domain": "b.example", "Name": "B",
     "RelationshipToPartner": 1, "AllowDelegatedAccess": false},
    {"CustomerId": "7d1c0a52-0000-4000-8000-000000000003", "Domain": "c.example", "Name": "C",
     "RelationshipToPartner": 0}]"#;

fn state(world: &World, customer: &str) -> Value {
    world.answer(&["customers", "show", customer])["state"].clone()
}

#[test]
fn imported_customers_wait_until_the_reseller_is_active() {
    let world = agreement();
    world.write("customers.json", JSON);
    world.write(
        "customers.csv",
        "name,domain,country,origin\nD,d.example,FR,existing\n",
    );
    let import = ["customers", "import", "customers.json", "--country", "FR"];
    let run = world.csp(&import);
    run.expect(0);
    assert!(run.stderr.contains("2 customers wait"), "{run}");
    world.answer(&["customers", "import", "customers.csv"]);
    for customer in ["a.example", "b.example", "c.example", "d.example"] {
        assert_eq!(state(&world, customer), "new", "{customer}");
    }
    let again = world.answer(&[&import[..], &["--on-conflict", "update"]].concat());
    assert_eq!(again["skipped"], 3);
    world.answer(&["enroll", "sign-mpa"]);
    for (customer, rights) in [
        ("a.example", true),
        ("b.example", false),
        ("d.example", true),
    ] {
        let listed = world.answer(&["customers", "show", customer]);
        assert_eq!(listed["state"], "active", "{customer}");
        let ours = &listed["relationships"][0];
        assert_eq!(
            (&ours["party"], &ours["via"]),
            (&json!("self"), &json!("existing"))
        );
        assert_eq!(ours["admin_rights"], rights, "{customer}");
    }
    assert_eq!(state(&world, "c.example"), "new");
    world.csp(&["audit", "verify"]).expect(0);
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn before_a_direct_bill_partner_is_active_nothing_is_granted() {
    let world = direct_submitted();
    world.write("customers.json", JSON);
    world.answer(&["customers", "import", "customers.json", "--country", "FR"]);
    assert_eq!(state(&world, "a.example"), "new");
}
