//! What single pieces cost inside the process: reading what is typed, reading files, deciding.
//!
//! `cargo bench --bench inside` prints the fastest, the slowest and the median of each; `-- users` picks by name. Whole
//! commands are compared by `benches/compare.py`, which is where the goals are.

use csp::domain::role::RoleSet;
use csp::domain::user::Name;
use csp::domain::{Email, Model};
use csp::exchange::customers::CustomerList;
use csp::exchange::revenue::{Reading, Whose, read_revenue};
use csp::exchange::users::read_users;
use csp::policy::{
    EligibilityQuestion, Purpose, evaluate, load_policy, read_facts, shipped, shipped_text,
};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const ROWS: [usize; 2] = [100, 10_000];

#[divan::bench(args = ["ada.byron@contoso.fr", "Ada.Byron@Contoso.FR", "zoë@bücher.example"])]
fn address(typed: &str) -> bool {
    black_box(typed).parse::<Email>().is_ok()
}

#[divan::bench(args = ["Ada", "Zoë van der Berg"])]
fn name(typed: &str) -> bool {
    black_box(typed).parse::<Name>().is_ok()
}

#[divan::bench(args = ["sales-agent;helpdesk-agent", "Sales-Agent, helpdesk-agent"])]
fn roles(typed: &str) -> bool {
    RoleSet::parse_list(black_box(typed)).is_ok()
}

/// A file of `header` and a line for each number.
fn file(header: &str, rows: usize, line: impl Fn(usize) -> String) -> Vec<u8> {
    let mut text = format!("{header}\n");
    for number in 0..rows {
        text += &line(number);
        text.push('\n');
    }
    text.into_bytes()
}

fn measured(bencher: Bencher<'_, '_>, file: Vec<u8>, read: impl Fn(&[u8]) -> bool + Sync) {
    assert!(
        read(&file),
        "the file is one that is read without a mistake"
    );
    bencher
        .counter(BytesCount::of_slice(&file))
        .bench_local(|| read(black_box(&file)));
}

#[divan::bench(args = ROWS)]
fn users_file(bencher: Bencher<'_, '_>, rows: usize) {
    let header = "email,first_name,last_name,roles";
    let staff = file(header, rows, |it| {
        format!("user{it}@contoso.fr,First{it},Last{it},sales-agent;helpdesk-agent")
    });
    measured(bencher, staff, |bytes| {
        let parsed = read_users(bytes, csp::exchange::decode::Opening::ROWS, true);
        parsed.mistakes.is_empty()
    });
}

/// A list as Graph answers it, with nine roles each.
#[divan::bench(args = ROWS)]
fn relationships_file(bencher: Bencher<'_, '_>, rows: usize) {
    const ROLES: [&str; 9] = [
        "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
        "9360feb5-f418-4baa-8175-e2a00bac4301",
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
        "f023fd81-a637-4b56-95fd-791ac0226033",
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
    ];
    let roles = ROLES.map(|id| serde_json::json!({"roleDefinitionId": id}));
    let all: Vec<_> = (0..rows)
        .map(|it| {
            serde_json::json!({
                "@odata.etag": "W/\"JyIkMDAwMDAwMDEiJw==\"",
                "id": format!("0a7c1e52-91b3-4d0e-8f26-{it:012x}-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4"),
                "displayName": format!("Help desk {it}"),
                "duration": "P730D",
                "status": "active",
                "createdDateTime": "2026-03-02T08:11:04.1180588Z",
                "lastModifiedDateTime": "2026-03-02T09:40:12.8265541Z",
                "activatedDateTime": "2026-03-02T09:40:12.8265541Z",
                "endDateTime": "2028-03-01T09:40:12.8265541Z",
                "autoExtendDuration": "P180D",
                "customer": {
                    "tenantId": format!("a1d3f5b7-2c4e-4860-9a1b-{it:012x}"),
                    "displayName": format!("Customer {it}"),
                },
                "accessDetails": {"unifiedRoles": roles},
            })
        })
        .collect();
    let list = serde_json::json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships",
        "value": all,
    });
    let list = serde_json::to_string_pretty(&list).unwrap_or_default();
    measured(bencher, list.into_bytes(), |bytes| {
        let opening = csp::exchange::decode::Opening {
            expected: csp::exchange::decode::Expected::RowsOrJson,
            sheet: None,
        };
        let document = csp::exchange::decode::DecodedFile::read(bytes, opening);
        document.is_ok_and(|document| {
            let parsed = csp::exchange::gdap::GdapFile::read(document);
            parsed.mistakes.is_empty() && parsed.file.found().relationships > 0
        })
    });
}

#[divan::bench(args = ROWS)]
fn customers_file(bencher: Bencher<'_, '_>, rows: usize) {
    let header = "name,domain,country,email";
    let customers = file(header, rows, |it| {
        format!("Customer {it},customer{it}.example,DE,office@customer{it}.example")
    });
    measured(bencher, customers, |bytes| {
        let document =
            csp::exchange::decode::DecodedFile::read(bytes, csp::exchange::decode::Opening::ROWS);
        document.is_ok_and(|document| CustomerList::read(document, None).mistakes.is_empty())
    });
}

#[divan::bench(args = ROWS)]
fn revenue_file(bencher: Bencher<'_, '_>, rows: usize) {
    let sample = include_str!("../examples/revenue/new-commerce.csv");
    let (header, lines) = sample.split_once('\n').unwrap_or((sample, ""));
    let lines: Vec<&str> = lines.lines().collect();
    let invoice = file(header.trim_end(), rows, |it| {
        lines[it % lines.len()].to_owned()
    });
    measured(bencher, invoice, |bytes| {
        let reading = Reading {
            whose: Whose::Everybodys,
            dates: None,
            today: csp::domain::calendar::Day::from_ymd_opt(2021, 3, 1).unwrap_or_default(),
            is_from_provider: false,
            is_basic: false,
            may_be_empty: false,
        };
        read_revenue(bytes, reading).is_ok()
    });
}

#[divan::bench]
fn policy(bencher: Bencher<'_, '_>) {
    let text = shipped_text(Model::DirectBill);
    measured(bencher, text.into(), |bytes| load_policy(bytes).is_ok());
}

#[divan::bench(args = [Model::IndirectReseller, Model::DirectBill])]
fn verdict(bencher: Bencher<'_, '_>, model: Model) {
    let facts = match model {
        Model::DirectBill => include_str!("../examples/facts-direct.toml"),
        Model::IndirectReseller => include_str!("../examples/facts-indirect.toml"),
    };
    let policy = shipped(model);
    let edition = policy.editions.last().expect("a policy has an edition");
    let question = EligibilityQuestion {
        model,
        purpose: Purpose::Enroll,
        as_of: edition.effective,
    };
    let facts =
        read_facts(facts.as_bytes(), "facts.toml").expect("the example is read by the tests");
    bencher.bench_local(|| evaluate(edition, question, black_box(&facts)));
}
