//! Importing customers: csp's own CSV, and the JSON of Partner Center.

use serde_json::{Value, json};

use crate::journey::{active, direct_active, journalled};
use crate::world::{World, each};

/// The API's answer to "Get a list of customers", with the fields that "get a customer by ID" adds.
const PUBLISHED: &str = r#"{
  "totalCount": 2,
  "items": [{
    "id": "b44bb1fb-c595-45b0-9e09-d657365580bf",
    "companyProfile": {
      "tenantId": "b44bb1fb-c595-45b0-9e09-d657365580bf",
      "domain": "fabrikam.onmicrosoft.com",
      "companyName": "Fabrikam",
      "attributes": { "objectType": "CustomerCompanyProfile" }
    },
    "billingProfile": {
      "email": "gena@fabrikam.de", "culture": "de-DE", "language": "de", "companyName": "Fabrikam",
      "defaultAddress": { "country": "DE", "city": "Berlin", "postalCode": "10115" }
    },
    "relationshipToPartner": "reseller",
    "allowDelegatedAccess": false,
    "attributes": { "objectType": "Customer" }
  }, {
    "id": "45c44870-ef77-4fdd-b6fe-3dacb075cff2",
    "companyProfile": {
      "tenantId": "45c44870-ef77-4fdd-b6fe-3dacb075cff2",
      "domain": "wingtip.onmicrosoft.com",
      "companyName": "Wingtip Toys"
    },
    "relationshipToPartner": "advisor"
  }],
  "links": { "self": { "uri": "/v1/customers?size=40", "method": "GET", "headers": [] } },
  "attributes": { "objectType": "Collection" }
}"#;

fn counts(answer: &Value) -> [u64; 3] {
    ["created", "updated", "skipped"].map(|key| answer[key].as_u64().unwrap())
}

fn import(world: &World, more: &[&str]) -> Value {
    world.answer(&[&["customers", "import"], more].concat())
}

#[test]
fn the_published_json_is_imported() {
    let world = active();
    world.write("customers.json", PUBLISHED);
    let error = world.refusal(2, &["customers", "import", "customers.json"]);
    assert_eq!(each(&error, "at"), ["customers.json:18:6"]);
    assert_eq!(world.answer(&["customers", "list"]), json!([]));
    let done = import(&world, &["customers.json", "--country", "AT"]);
    assert_eq!(counts(&done), [2, 0, 0]);
    let fabrikam = world.answer(&["customers", "show", "fabrikam.onmicrosoft.com"]);
    assert_eq!(
        (&fabrikam["country"], &fabrikam["email"]),
        (&json!("DE"), &json!("gena@fabrikam.de"))
    );
    assert_eq!(
        fabrikam["relationships"],
        json!([{
            "party": "self", "state": "active", "admin_rights": false, "since": "2021-03-01T09:00:00Z",
            "via": "existing", "won_as": "indirect-reseller"
        }])
    );
    let wingtip = world.answer(&["customers", "show", "wingtip.onmicrosoft.com"]);
    assert_eq!(
        (&wingtip["country"], &wingtip["email"]),
        (&json!("AT"), &Value::Null)
    );
    assert_eq!(
        (&wingtip["state"], &wingtip["relationships"]),
        (&json!("new"), &json!([]))
    );
}

#[test]
fn the_output_of_the_powershell_module_is_imported() {
    let world = direct_active();
    let text = r#"[{"AllowDelegatedAccess":null,"BillingProfile":null,"CustomerId":"46a62ece-10ad-42e5-b3f1-b2ed53e6fc08",
        "Domain":"wingtip.example","Name":"Wingtip","RelationshipToPartner":1}]"#;
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    world.write("module.json", utf16);
    import(&world, &["module.json", "--country", "FR"]);
    let wingtip = world.answer(&["customers", "show", "46a62ece-10ad-42e5-b3f1-b2ed53e6fc08"]);
    assert_eq!(wingtip["relationships"][0]["won_as"], "direct-bill");
    assert_eq!(wingtip["relationships"][0]["admin_rights"], true);
}

#[test]
fn conflicts_fail_are_skipped_or_updated() {
    let world = active();
    world.write(
        "one.csv",
        "name,domain,country,email\nAdatum,adatum.fr,FR,a@adatum.fr\n",
    );
    import(&world, &["one.csv"]);
    let error = world.refusal(2, &["customers", "import", "one.csv"]);
    assert_eq!(each(&error, "rule"), ["customers.unique"]);
    assert_eq!(
        counts(&import(&world, &["one.csv", "--on-conflict", "skip"])),
        [0, 0, 1]
    );
    assert_eq!(
        counts(&import(&world, &["one.csv", "--on-conflict", "update"])),
        [0, 0, 1]
    );
    let log = journalled(&world);
    world.write(
        "two.csv",
        "name,domain,country\nAdatum SA,ADATUM.fr,FR\nNew,new.fr,FR\n",
    );
    let done = import(&world, &["two.csv", "--on-conflict", "update"]);
    assert_eq!(counts(&done), [1, 1, 0]);
    assert_eq!(
        done["customers"].as_array().unwrap().len(),
        1,
        "only the created ones"
    );
    let adatum = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(
        (&adatum["name"], &adatum["email"]),
        (&json!("Adatum SA"), &json!("a@adatum.fr"))
    );
    assert_eq!(
        journalled(&world).len(),
        log.len() + 2,
        "one entry a change"
    );
}

#[test]
fn one_mistake_prevents_the_whole_import() {
    let world = active();
    let rows = "name,domain,country,registration_id,origin\n\
        A,a.fr,FR,,\nB,contoso.fr,FR,,\nC,c.az,AZ,12,\nD,d.fr,FRA,,friend\n";
    world.write("bad.csv", rows);
    let error = world.refusal(2, &["customers", "import", "bad.csv"]);
    assert_eq!(
        each(&error, "at"),
        ["bad.csv:3:2", "bad.csv:4:4", "bad.csv:5:3", "bad.csv:5:5"],
        "of the file and of the store alike"
    );
    assert_eq!(
        each(&error, "field"),
        ["domain", "registration_id", "country", "origin"]
    );
    world.write("bad.csv", rows.replace("D,d.fr,FRA,,friend\n", ""));
    let error = world.refusal(2, &["customers", "import", "bad.csv"]);
    assert_eq!(
        each(&error, "rule"),
        ["customers.not-self", "customers.registration-id"]
    );
    assert_eq!(world.answer(&["customers", "list"]), json!([]));
    for (name, text) in [
        ("empty.csv", ""),
        ("none.json", "[]"),
        ("half.json", "[{"),
        ("nul.csv", "\0"),
    ] {
        world.write(name, text);
        world.refusal(2, &["customers", "import", name]);
    }
    world.refusal(2, &["customers", "import", "missing.csv"]);
}

#[test]
fn our_own_tenant_id_is_a_mistake_in_that_column() {
    let world = active();
    let own = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    for (text, at, field, tenant) in [
        (
            format!("name,domain,country,tenant_id\nN,n.fr,FR,{own}\n"),
            "own.csv:2:4",
            "tenant_id",
            own,
        ),
        (
            "name,domain,country\nB,contoso.fr,FR\n".to_owned(),
            "own.csv:2:2",
            "domain",
            "contoso.fr",
        ),
        (
            format!("name,domain,country,tenant_id\nO,contoso.fr,FR,{own}\n"),
            "own.csv:2:2",
            "domain",
            "contoso.fr",
        ),
    ] {
        world.write("own.csv", text);
        let error = world.refusal(2, &["customers", "import", "own.csv"]);
        assert_eq!(each(&error, "at"), [at]);
        assert_eq!(each(&error, "field"), [field]);
        assert_eq!(each(&error, "rule"), ["customers.not-self"]);
        let message = error["message"].as_str().unwrap();
        let said = format!("`{tenant}` is this account's own tenant");
        assert!(message.ends_with(&said), "{message}");
    }
}

#[test]
fn the_template_has_all_columns_and_our_list_imports() {
    let world = active();
    let template = world
        .csp(&["customers", "template"])
        .expect(0)
        .stdout
        .clone();
    assert_eq!(
        template,
        "name,domain,country,email,tenant_id,registration_id,origin,csp_tenant\n"
    );
    let add = [
        "customers",
        "add",
        "=1+1",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
        "--email",
        "x@x.fr",
    ];
    world.answer(&add);
    let csv = world
        .csp(&["customers", "list", "--format", "csv"])
        .expect(0)
        .stdout
        .clone();
    assert!(csv.contains("'=1+1"), "{csv}");
    let other = active();
    other.write("list.csv", csv);
    import(&other, &["list.csv"]);
    assert_eq!(
        other.answer(&["customers", "show", "adatum.fr"])["name"],
        "=1+1"
    );
    let piped = other.csp_reading(
        &template.replace('\n', "\nB,b.fr,FR,,,,,\n"),
        &["customers", "import", "-"],
    );
    piped.expect(0);
}
