use super::*;
use crate::exchange::decode::{Expected, Opening};
use proptest::prelude::*;

fn render_mistakes(mistakes: Diagnostics) -> String {
    mistakes
        .into_listed()
        .into_iter()
        .map(|it| it.located_message())
        .collect::<Vec<_>>()
        .join("\n")
}

fn document(bytes: &[u8]) -> DecodedFile {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    DecodedFile::read(bytes, opening).unwrap()
}

fn rows(bytes: &[u8], country: Option<Country>) -> Result<Vec<CustomerRow>, Diagnostics> {
    let list = CustomerList::read(document(bytes), country).into_result()?;
    let mut rows = Vec::new();
    let taken = list.each(|row| {
        rows.push(row);
        Ok::<_, std::convert::Infallible>(())
    });
    taken.unwrap();
    Ok(rows)
}

fn read(text: &str) -> Result<Vec<CustomerRow>, String> {
    rows(text.as_bytes(), None).map_err(render_mistakes)
}

#[test]
fn records_beside_mistakes_are_read_up_to_a_failure() {
    let text = "name,domain,country\nA,a.example,FR\nB,,FR\nC,c.example,FR\nD,d.example,FR\n";
    let bad = CustomerList::read(document(text.as_bytes()), None);
    assert_eq!(bad.mistakes.count(), 1);
    let mut seen = Vec::new();
    let outcome = bad.file.each(|row| {
        seen.push(row.name.clone());
        if row.name == "C" { Err("C") } else { Ok(()) }
    });
    assert_eq!(outcome, Err("C"));
    assert_eq!(seen, ["A", "C"]);
}

/// "Get a customer by ID" as published, the shape of the API.
const ONE: &str = r#"{
  "id": "eebd1b55-5360-4438-a11d-5c06918c3014",
  "commerceId": "7d1a4b0c-6d0c-4b6b-9f0d-0f6f1a0f6f1a",
  "companyProfile": {
    "tenantId": "<guid>",
    "domain": "Fabrikam.onmicrosoft.com",
    "companyName": "Fabrikam, Inc."
  },
  "billingProfile": {
    "email": "gena@fabrikam.com", "culture": "en-US", "language": "En",
    "defaultAddress": { "country": "US", "city": "Redmond" }
  },
  "relationshipToPartner": "reseller",
  "allowDelegatedAccess": false,
  "attributes": { "objectType": "Customer" }
}"#;

#[test]
fn one_customer_of_the_api() {
    let rows = read(ONE).unwrap();
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row.name, "Fabrikam, Inc.");
    assert_eq!(row.domain.as_str(), "Fabrikam.onmicrosoft.com");
    assert_eq!(row.country.as_str(), "US");
    assert_eq!(
        row.email.as_ref().map(Email::as_str),
        Some("gena@fabrikam.com")
    );
    assert_eq!(
        row.tenant_id.unwrap().to_string(),
        "eebd1b55-5360-4438-a11d-5c06918c3014"
    );
    assert_eq!(
        row.reseller,
        Some(Granted {
            admin_rights: false
        })
    );
    assert_eq!((row.at.line, row.at.domain), (1, 1));
}

#[test]
fn collections_arrays_and_either_case_are_read_alike() {
    let listed = format!(r#"{{"totalCount":1,"items":[{ONE}],"links":{{}}}}"#);
    let bare = format!("\u{feff}[{ONE}]");
    let wrapped = format!(r#"{{"value":[{ONE}],"Count":1}}"#);
    let pascal = ONE
        .replace("companyProfile", "CompanyProfile")
        .replace("companyName", "CompanyName")
        .replace("\"id\"", "\"Id\"")
        .replace("relationshipToPartner", "RelationshipToPartner")
        .replace("billingProfile", "BillingProfile")
        .replace("\"reseller\"", "\"Reseller\"");
    let one = read(ONE).unwrap();
    for text in [listed, bare, wrapped, pascal] {
        let rows = read(&text).unwrap();
        let same = CustomerRow {
            at: RecordPlace {
                line: 1,
                domain: 1,
                tenant_id: 1,
                registration_id: 1,
            },
            ..rows[0].clone()
        };
        assert_eq!([same], *one, "{text}");
    }
}

#[test]
fn the_output_of_the_powershell_module_is_read() {
    let text = r#"[{ "AllowDelegatedAccess": null, "BillingProfile": null,
        "CustomerId": "46a62ece-10ad-42e5-b3f1-b2ed53e6fc08", "Domain": "wingtip.example",
        "Name": "Wingtip Toys", "RelationshipToPartner": 1, "UserCredentials": null }]"#;
    let germany = Some("DE".parse().unwrap());
    let found = rows(text.as_bytes(), germany).unwrap();
    assert_eq!(found[0].name, "Wingtip Toys");
    assert_eq!(found[0].country.as_str(), "DE");
    assert_eq!(found[0].email, None);
    assert_eq!(found[0].reseller, Some(Granted { admin_rights: true }));
    let mut redirected = vec![0xff, 0xfe];
    redirected.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(rows(&redirected, germany).unwrap(), found);
}

#[test]
fn every_other_relationship_is_none() {
    for word in [
        "none",
        "advisor",
        "syndication",
        "microsoft_support",
        "unknown",
    ] {
        let text = ONE.replace("\"reseller\"", &format!("\"{word}\""));
        assert_eq!(read(&text).unwrap()[0].reseller, None, "{word}");
    }
    for number in ["0", "2", "5", "null"] {
        let text = ONE.replace("\"reseller\"", number);
        assert_eq!(read(&text).unwrap()[0].reseller, None, "{number}");
    }
}

#[test]
fn mistakes_of_json_tell_their_place() {
    let bad = r#"[
  {"id": "x", "companyProfile": {"domain": "no domain", "companyName": 7}},
  {"companyProfile": {"domain": "a.example", "companyName": "A", "address": {"country": "Germany"}},
   "relationshipToPartner": "reseller", "allowDelegatedAccess": "maybe"},
  {"companyProfile": {"domain": "b.example", "companyName": "B", "address": {"country": "DE"}}},
  {"companyProfile": {"domain": "B.example", "companyName": "B", "address": {"country": "DE"}}},
  "é", "not an object"
]"#;
    insta::assert_snapshot!(read(bad).unwrap_err());
    assert_eq!(
        read("[").unwrap_err(),
        "1:1: this is not valid JSON: EOF while parsing a list"
    );
    assert_eq!(read("{}").unwrap_err().lines().count(), 1);
    assert_eq!(
        read("[]").unwrap_err(),
        "1:1: the file does not contain customers"
    );
    assert_eq!(
        read(r#"{"items":[]}"#).unwrap_err(),
        "1:1: the file does not contain customers"
    );
    let deep = "[".repeat(100_000);
    assert_eq!(
        read(&deep).unwrap_err(),
        "1:65: the file is nested too deeply for a list of customers"
    );
}

#[test]
fn a_blank_domain_is_one_mistake_that_names_the_customer() {
    let list = r#"{"items": [
  {"id": "7d1c0a52-0000-4000-8000-000000000004", "companyProfile": {"domain": "a.example", "companyName": "A"}},
  {"id": "7d1c0a52-0000-4000-8000-000000000005", "companyProfile": {"domain": "", "companyName": "Default Directory"}}
]}"#;
    let country = "FR".parse().ok();
    let mistakes = render_mistakes(rows(list.as_bytes(), country).unwrap_err());
    assert_eq!(
        mistakes,
        "3:3: companyProfile.domain: the domain of Default Directory is missing"
    );
}

#[test]
fn our_own_csv_is_read() {
    let text = "name,domain,country,email,tenant_id,registration_id,origin,csp_tenant\n\
        Fabrikam,fabrikam.example,DE,it@fabrikam.example,eebd1b55-5360-4438-a11d-5c06918c3014,,existing,false\n\
        '=Evil,evil.example,FR,,,,,\n";
    let rows = read(text).unwrap();
    assert_eq!(rows[0].origin, Some(CustomerOrigin::Existing));
    assert_eq!(rows[0].csp_tenant, Some(false));
    assert_eq!(rows[1].name, "=Evil");
    assert_eq!(rows[1].email, None);
    assert_eq!(rows[1].at.line, 3);
    assert_eq!(rows[1].reseller, None);
}

#[test]
fn the_template_is_read_back_and_has_the_columns() {
    assert_eq!(
        template(),
        "name,domain,country,email,tenant_id,registration_id,origin,csp_tenant\n"
    );
    assert_eq!(
        read(&template()).unwrap_err(),
        "1:1: the file has headings but no rows"
    );
}

#[test]
fn mistakes_of_csv_tell_line_and_column() {
    let bad = "name,domain,country,email,origin,csp_tenant\n\
        ,nodomain,FRA,nobody,friend,perhaps\n\
        A,a.example,,a@a.example,,\n\
        B,b.example,DE,,,\n\
        B2,B.EXAMPLE,DE,,,\n";
    insta::assert_snapshot!(read(bad).unwrap_err());
}

#[test]
fn odd_files_are_refused_without_harm() {
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\0\0\0",
        b"\xff\xfe",
        b"\xff\xfe{",
        b"{\xff}",
        b"name;domain\n\"",
        b"   [",
        b"[1,2,3]",
        b"{\"items\":{}}",
        b"{\"items\":\"x\"}",
    ] {
        let opening = Opening {
            expected: Expected::RowsOrJson,
            sheet: None,
        };
        let is_text = DecodedFile::read(bytes, opening).is_ok();
        assert!(!is_text || rows(bytes, None).is_err(), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}", json in r#"[\[\]{}":,a-z0-9\\u ]{0,60}"#) {
        let _ = rows(text.as_bytes(), None);
        let _ = rows(json.as_bytes(), None);
        let _ = rows(format!("[{json}").as_bytes(), None);
    }

    #[test]
    fn a_broken_published_answer_is_never_read_as_another(cut in 1..ONE.len()) {
        if let Some(start) = ONE.get(..cut) {
            prop_assert!(read(start).is_err());
        }
    }
}

const PORTAL: &str = "\u{feff}Microsoft ID,Company name,Primary domain name,Relationship\n\
    7d1c0a52-0000-4000-8000-000000000001,\"Tailspin, SARL\",tailspin.onmicrosoft.com,Cloud Reseller\n";

#[test]
fn lists_of_other_systems_are_read_as_csv() {
    let france = Some("FR".parse().unwrap());
    let granted = Some(Granted { admin_rights: true });
    for (text, name, reseller) in [
        (PORTAL, "Tailspin, SARL", granted),
        (
            "#TYPE Microsoft.Store.PartnerCenter.PSCustomer\n\"AllowDelegatedAccess\",\"CustomerId\",\"Domain\",\"Name\",\"RelationshipToPartner\"\n,\"7d1c0a52-0000-4000-8000-000000000001\",\"tailspin.onmicrosoft.com\",\"Tailspin\",\"Reseller\"\n",
            "Tailspin",
            granted,
        ),
        (
            "\"ObjectId\";\"ContractType\";\"DefaultDomainName\";\"Name\";\"TenantId\"\n\"7d1c0a52-0000-4000-8000-000000000009\";\"DelegatedAdmin\";\"tailspin.onmicrosoft.com\";\"Tailspin\";\"7d1c0a52-0000-4000-8000-000000000001\"\n",
            "Tailspin",
            None,
        ),
    ] {
        let found = rows(text.as_bytes(), france).unwrap();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].name, name);
        assert_eq!(found[0].domain.as_str(), "tailspin.onmicrosoft.com");
        assert_eq!(
            found[0].tenant_id.unwrap().to_string(),
            "7d1c0a52-0000-4000-8000-000000000001"
        );
        assert_eq!(found[0].reseller, reseller, "{text}");
    }
    let refused = read(PORTAL).unwrap_err();
    assert!(refused.contains("--country"), "{refused}");
}

#[test]
fn contracts_and_tenants_are_customers_without_a_relationship() {
    let france = Some("FR".parse().unwrap());
    for text in [
        r#"{"value": [{"id": "7d1c0a52-0000-4000-8000-000000000006", "contractType": "3",
            "customerId": "7d1c0a52-0000-4000-8000-000000000007",
            "defaultDomainName": "adatum.example", "displayName": "Adatum"}]}"#,
        r#"[{"customerId": "7d1c0a52-0000-4000-8000-000000000007",
            "defaultDomainName": "adatum.example", "displayName": "Adatum", "Excluded": false}]"#,
    ] {
        let found = rows(text.as_bytes(), france).unwrap();
        assert_eq!(found[0].name, "Adatum");
        assert_eq!(
            found[0].tenant_id.unwrap().to_string(),
            "7d1c0a52-0000-4000-8000-000000000007"
        );
        assert_eq!(found[0].reseller, None);
    }
}

#[test]
fn json_lines_are_read_one_value_after_the_other() {
    let second = ONE
        .replace("Fabrikam.onmicrosoft.com", "b.example")
        .replace(
            "eebd1b55-5360-4438-a11d-5c06918c3014",
            "eebd1b55-5360-4438-a11d-5c06918c3015",
        );
    let lines = format!(
        "{}\n{}\n",
        ONE.replace('\n', " "),
        second.replace('\n', " ")
    );
    let found = read(&lines).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].at.line, found[1].at.domain), (2, 1));
    let broken = format!("{ONE} and more");
    assert!(read(&broken).unwrap_err().contains("not valid JSON"));
}

#[test]
fn nested_values_cut_to_text_are_one_mistake_that_says_so() {
    for text in [
        r#"{"id": "x", "companyProfile": "@{tenantId=x; domain=a.example}", "billingProfile": "@{id=x}"}"#,
        r#"{"items": ["@{id=x; companyProfile=}"]}"#,
        r#"{"totalCount": 1, "items": "System.Object[]"}"#,
    ] {
        let mistakes = read(text).unwrap_err();
        assert_eq!(mistakes.lines().count(), 1, "{mistakes}");
        assert!(mistakes.contains("ConvertTo-Json -Depth 10"), "{mistakes}");
    }
}

#[test]
fn an_error_answer_and_other_objects_are_named_once() {
    let error = read(r#"{"error": {"code": "Forbidden", "message": "Access denied"}}"#);
    assert!(error.unwrap_err().contains("Access denied"));
    let other = read(r#"{"subscriptionId": "x"}"#).unwrap_err();
    assert_eq!(other.lines().count(), 1, "{other}");
    assert!(other.contains("not a customer"), "{other}");
}
