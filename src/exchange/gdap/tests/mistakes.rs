use super::*;

#[test]
fn files_of_another_kind_are_refused_with_their_place() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012";
    let two = format!("{id}-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4");
    let texts = [
        ("empty", String::new()),
        ("blank", "  \n ".to_owned()),
        ("headings alone", "id,status\n".to_owned()),
        (
            "one GUID",
            format!(
                "[{{\"id\": \"{two}\", \"status\": \"active\"}},\n  {{\"status\": \"active\", \"id\": \"{id}\"}}]"
            ),
        ),
        ("bad id", "{\"id\": 7, \"duration\": \"P1D\"}".to_owned()),
        (
            "name twice in a document",
            format!("{{\"id\": \"{two}\", \"status\": \"active\",\n  \"Status\": \"expired\"}}"),
        ),
        (
            "name twice in a list",
            format!("[{{\"id\": \"{two}\", \"status\": \"active\", \"Status\": \"expired\"}}]"),
        ),
        (
            "blank id",
            "{\"id\": \"\", \"duration\": \"P1D\"}".to_owned(),
        ),
        (
            "bad tenant",
            format!("{{\"id\": \"{two}\", \"customer\": {{\"tenantId\": \"contoso\"}}}}"),
        ),
        (
            "bad role",
            format!(
                "{{\"id\": \"{two}\", \"accessDetails\": {{\"unifiedRoles\": [{{\"roleDefinitionId\": \"1a7d78b6\"}}]}}}}"
            ),
        ),
        (
            "NUL",
            format!("{{\"id\": \"{two}\", \"displayName\": \"a\\u0000b\"}}"),
        ),
        (
            "truncated",
            format!("[{{\"id\": \"{two}\", \"status\": \"acti"),
        ),
        ("garbage behind", format!("{{\"id\": \"{two}\"}} and more")),
        ("number", "[1, 2]".to_owned()),
        (
            "customers",
            "{\"items\": [{\"id\": \"x\", \"companyProfile\": {}}]}".to_owned(),
        ),
        (
            "contracts",
            "{\"value\": [{\"customerId\": \"x\", \"defaultDomainName\": \"a.example\"}]}"
                .to_owned(),
        ),
        (
            "users",
            "[{\"id\": \"x\", \"userPrincipalName\": \"a@b.example\"}]".to_owned(),
        ),
        (
            "own answer",
            format!("[{{\"id\": \"{two}\", \"microsoft_status\": \"active\"}}]"),
        ),
        ("another object", "{\"a\": 1}".to_owned()),
        (
            "all cut",
            "[\"@{id=x}\", \"System.Collections.Hashtable\"]".to_owned(),
        ),
        ("list cut", "{\"value\": \"System.Object[]\"}".to_owned()),
        (
            "deep",
            format!("[{}{}]", "[".repeat(5000), "]".repeat(5000)),
        ),
        (
            "deep property",
            format!(
                "[{{\"id\": \"{two}\", \"x\": {}1{}}}]",
                "{\"a\":".repeat(90),
                "}".repeat(90)
            ),
        ),
        (
            "own CSV",
            "id,name,duration_days,roles,ends_at\n1,A,many,User Administrater,01/03/2028\n"
                .to_owned(),
        ),
        (
            "own CSV with a typo",
            format!("id,status,end_at\n{two},active,2028-03-01\n"),
        ),
        (
            "customers as CSV",
            "Microsoft ID,Company name,Primary domain name\n1,A,a.example\n".to_owned(),
        ),
        ("list of the screen", "\r\nAccessAssignments    : \r\nAccessDetails        : Microsoft.Graph.PowerShell.Models.X\r\n".to_owned()),
        ("table of the screen", "ActivatedDateTime   AutoExtendDuration Id\n-----------------   ------------------ --\n".to_owned()),
        (
            "one GUID as CSV",
            format!("Id,DisplayName,Status,Duration\n{id},A,active,P1D\n"),
        ),
    ];
    let table: Vec<String> = texts
        .iter()
        .map(|(name, text)| render(name, text))
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_huge_record_is_refused() {
    let text = format!("[{{\"id\": \"{}\"}}]", "x".repeat(5 << 20));
    let mistakes = read(&text).mistakes.into_listed();
    assert_eq!(
        mistakes[0].located_message(),
        "1:2: the record is larger than 4 MiB: expected a relationship"
    );
}
