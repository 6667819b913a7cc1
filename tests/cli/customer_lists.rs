//! Lists of customers in the formats of other systems.

use serde_json::json;

use crate::journey::active;
use crate::world::World;

const PORTAL: &str = "\u{feff}Microsoft ID,Company name,Primary domain name,Relationship\r\n\
    7d1c0a52-0000-4000-8000-000000000001,\"Tailspin, SARL\",tailspin.onmicrosoft.com,Cloud Reseller\r\n\
    7d1c0a52-0000-4000-8000-000000000002,Wingtip,wingtip.onmicrosoft.com,Advisor\r\n";

#[test]
fn the_list_that_partner_center_downloads_is_imported() {
    let world = active();
    world.write("Customers.csv", PORTAL);
    let error = world.refusal(2, &["customers", "import", "Customers.csv"]);
    assert!(
        error["details"][0]["message"]
            .as_str()
            .unwrap()
            .contains("--country")
    );
    let done = world.answer(&["customers", "import", "Customers.csv", "--country", "FR"]);
    assert_eq!(done["created"], 2);
    let list = world.answer(&["customers", "list"]);
    assert_eq!(list[0]["name"], "Tailspin, SARL");
    assert_eq!(
        (&list[0]["state"], &list[1]["state"]),
        (&json!("active"), &json!("new"))
    );
    assert_eq!(list[0]["relationships"][0]["via"], "existing");
}

#[test]
fn json_lines_are_imported() {
    let world = active();
    let line = |n: u8| {
        json!({ "CustomerId": format!("7d1c0a52-0000-4000-8000-00000000000{n}"),
            "Domain": format!("c{n}.example"), "Name": format!("C {n}"), "RelationshipToPartner": 1 })
    };
    world.write("lines.jsonl", format!("{}\n{}\n", line(1), line(2)));
    let done = world.answer(&["customers", "import", "lines.jsonl", "--country", "DE"]);
    assert_eq!(done["created"], 2);
}

fn refused(world: &World, text: &str) -> String {
    world.write("customers.json", text);
    let error = world.refusal(
        2,
        &["customers", "import", "customers.json", "--country", "FR"],
    );
    assert_eq!(error["details"].as_array().unwrap().len(), 1, "{error:#}");
    error["details"][0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn json_cut_at_its_depth_names_the_command_for_complete_json() {
    let world = active();
    for text in [
        r#"{"companyProfile": "@{domain=a.example; companyName=A}", "billingProfile": "@{id=x}"}"#,
        r#"{"companyProfile": "System.Collections.Hashtable", "relationshipToPartner": "reseller"}"#,
        r#"{"totalCount": 1, "items": "System.Object[]"}"#,
    ] {
        let message = refused(&world, text);
        assert!(message.contains("ConvertTo-Json -Depth 10"), "{message}");
    }
    let message = refused(&world, r#"{"error": {"message": "Access denied"}}"#);
    assert!(message.contains("Access denied"), "{message}");
}
