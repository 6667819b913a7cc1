//! Every example in the help of a command or topic runs, as a dry run in a suitable world, so that no example affects
//! the next one.

use std::collections::BTreeMap;

use csp::cli::help::Topic;
use csp::domain::word::Word as _;

use crate::anchors::{key, write_key};
use crate::form::Form;
use crate::journey::{
    accept, active, agreement, direct_active, direct_credit_check, fresh_code, reject, submitted,
    under_review,
};
use crate::policy_packs::{pack, trust, write_signed};
use crate::world::World;

const OWNER: &str = "bruno.petit@contoso.fr";

/// A world a few days later, in which examples are run.
pub(crate) fn later(mut world: World) -> World {
    world.at("2021-03-10T09:00:00Z");
    for (name, path) in [
        ("enrollment.toml", "contoso-france.toml"),
        ("facts.toml", "facts-direct.toml"),
        ("staff.csv", "team.csv"),
        ("customers.csv", "customers.csv"),
        ("customers.json", "customers.json"),
        ("applications.csv", "applications.csv"),
        ("revenue.csv", "revenue/own.csv"),
        ("invoice.csv", "revenue/licence-based.csv"),
        ("provider.csv", "revenue/new-commerce.csv"),
    ] {
        let place = format!("{}/examples/{path}", env!("CARGO_MANIFEST_DIR"));
        world.write(name, std::fs::read(place).unwrap());
    }
    std::fs::create_dir(world.path("applications")).unwrap();
    for name in ["adventure-works-us.toml", "northwind-germany.toml"] {
        let place = format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read(place).unwrap();
        std::fs::write(world.path("applications").join(name), text).unwrap();
    }
    world.write(
        "results.csv",
        "account,check,state\ncontoso-france,employment,accepted\n",
    );
    world.write("kbis.pdf", "%PDF-1.4 extrait Kbis 24");
    world.write("request.txt", "Bonjour,\n\n{link}\n");
    world.write(
        "directory.csv",
        "name,country,mpn-id\nLucerne Distribution,FR,5550031\n",
    );
    for name in ["relationships.json", "page1.json", "page2.json"] {
        world.write(name, RELATIONSHIPS);
    }
    world.write("assignments.json", ASSIGNMENTS);
    world.write("status.json", r#"{"status":"Allowed"}"#);
    let status = r#"{"customerId":"northwind.fr","status":"Allowed"}"#;
    world.write("statuses.json", status);
    let answer = r#"{"partnerId":"4812345","isValidPartnerIdOnRecord":true}"#;
    world.write(
        "answer.json",
        format!(r#"{{"validationResults":[{answer}]}}"#),
    );
    let requirement =
        r#"{"requirementType":"securityContactProvided","complianceStatus":"compliant"}"#;
    world.write("requirements.json", requirement);
    world.write("transfers.json", TRANSFERS);
    install_pack(&world);
    write_export(&world);
    world.write("rates.csv", "month,currency,rate\n2020-03,EUR,1.1063\n");
    world
}

/// Installs a signed policy pack, and leaves a newer one of it to be installed.
fn install_pack(world: &World) {
    trust(world, &[1]);
    write_signed(world, "contoso.toml", &pack(1, "2021-01-01"), 1);
    let install = ["eligibility", "policies", "install", "contoso.toml"];
    world.csp(&install).expect(0);
    write_signed(world, "contoso.toml", &pack(2, "2021-01-01"), 1);
}

/// Writes a folder with a billing export, as Microsoft makes it for an invoice.
fn write_export(world: &World) {
    let line = r#"{"PartnerId":"7d0c1e52-1111-4a6b-9c01-0000000000a1","InvoiceNumber":"G900000001","Tier2MpnId":"4812345",
 "Subtotal":147.0,"Total":147.0,"Currency":"EUR","PublisherName":"Microsoft","ChargeType":"cycleCharge",
 "TermAndBillingCycle":"One-Year commitment for monthly/yearly billing","ChargeStartDate":"2021-01-01T00:00:00Z",
 "ChargeEndDate":"2021-01-31T00:00:00Z"}"#;
    std::fs::create_dir_all(world.path("billing-export")).unwrap();
    world.write(
        "billing-export/part-00000.c000.json",
        line.replace('\n', ""),
    );
}

/// The relationships of the examples, as Microsoft Graph lists them.
pub(crate) const RELATIONSHIPS: &str = r##"{"value":[
{"id":"0a7c1e52-91b3-4d0e-8f26-000000000001-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4","displayName":"Contoso support",
 "status":"active","duration":"P730D","endDateTime":"2021-04-01T00:00:00Z","customer":{"displayName":"Northwind"},
 "accessDetails":{"unifiedRoles":[{"roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1"}]}},
{"id":"0a7c1e52-91b3-4d0e-8f26-000000000002-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4","displayName":"Contoso projects",
 "status":"approvalPending","duration":"P30D","customer":{"displayName":"Adatum"},
 "accessDetails":{"unifiedRoles":[{"roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1"}]}},
{"@odata.type":"#microsoft.graph.resellerDelegatedAdminRelationship","isPartnerConsentPending":true,
 "indirectProviderTenantId":"55500031-2222-3333-4444-555555555555",
 "id":"0a7c1e52-91b3-4d0e-8f26-000000000003-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4","displayName":"Alpine Cloud support",
 "status":"approvalPending","duration":"P180D","customer":{"displayName":"Lamna"},
 "accessDetails":{"unifiedRoles":[{"roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1"}]}}]}"##;

/// The group of the examples.
const GROUP: &str = "8cf496da-193b-4586-87ae-d34567788990";

/// The access assignments of one relationship, as Microsoft Graph lists them.
const ASSIGNMENTS: &str = r#"{"value":[{"id":"b3c2a1d0-5d11-4e0b-9a45-6c1f2e3d4a5b","status":"active",
 "accessContainer":{"accessContainerId":"8cf496da-193b-4586-87ae-d34567788991","accessContainerType":"securityGroup"},
 "accessDetails":{"unifiedRoles":[{"roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1"}]}}]}"#;

/// A transfer of the examples, as Partner Center's API shows it.
pub(crate) const TRANSFERS: &str = r#"{"items":[{"id":"b81d7a60-4444-4f0e-9b2c-0000000000d2","status":"Active",
 "transferType":"5","createdTime":"2021-03-02T09:30:00Z","customerName":"Adatum","lineItems":[],
 "partnertenantid":"0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11","sourcePartnerName":"Pebble Lane"}]}"#;

/// Runs lines of `csp`.
fn type_all(world: &World, lines: &[&str]) {
    for line in lines {
        let words = shlex::split(line).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        world.csp(&words).expect(0);
    }
}

fn partner(world: &World, name: &str, slug: &str, country: &str, mpn_id: &str) {
    type_all(
        world,
        &[
            &format!(
                "providers add '{name}' --country {country} --mpn-id {mpn_id} --service billing --tenant-id {mpn_id}1-2222-3333-4444-555555555555"
            ),
            &format!("providers invite {slug}"),
            &format!("providers authorize {slug} --accept"),
        ],
    );
}

fn customer(world: &World, name: &str) {
    let domain = format!("{}.fr", name.to_lowercase());
    type_all(
        world,
        &[&format!(
            "customers add {name} --domain {domain} --country FR --email it@{domain}"
        )],
    );
}

/// An active indirect reseller with users, providers, customers and evidence, which the examples refer to.
pub(crate) fn at_work() -> World {
    let world = active();
    for (name, role) in [
        ("ada", "sales-agent admin-agent"),
        ("ben", "sales-agent"),
        ("leo", "sales-agent"),
        ("eva", "business-profile-admin"),
    ] {
        let email = format!("{name}@contoso.fr");
        let add = format!("users add {email} --first-name {name} --last-name Roy --role {role}");
        type_all(&world, &[&add]);
    }
    let reset = world.answer(&["users", "reset-password", "eva@contoso.fr"]);
    let temporary = reset["temporary_password"].as_str().unwrap();
    let passwords = format!("{temporary}\nOwn-Passw0rd-2021\n");
    let sign_in = ["users", "sign-in", "eva@contoso.fr", "--password-stdin"];
    world.csp_reading(&passwords, &sign_in).expect(0);
    type_all(
        &world,
        &[
            "users block ben@contoso.fr --yes",
            "users remove leo@contoso.fr --yes",
            &format!("users grant {OWNER} admin-agent"),
        ],
    );
    partner(
        &world,
        "Nordic Distribution",
        "nordic-distribution",
        "SE",
        "5550001",
    );
    partner(&world, "Baltic IT", "baltic-it", "LT", "5550002");
    type_all(
        &world,
        &[
            "providers revoke-admin baltic-it --yes",
            "providers add 'Alpine Cloud' --country AT --mpn-id 5550003",
            "providers invite alpine-cloud",
            "providers add 'Iberia IT' --country ES --mpn-id 5550004 --email it@iberia.example",
        ],
    );
    for name in ["Northwind", "Adatum", "Proseware", "Lamna"] {
        customer(&world, name);
    }
    world.write("known.json", RELATIONSHIPS);
    world.write("transfers.json", TRANSFERS);
    install_pack(&world);
    write_export(&world);
    type_all(
        &world,
        &[
            "customers invite northwind.fr --provider nordic-distribution",
            "customers accept northwind.fr",
            "customers invite proseware.fr",
            "customers sent proseware.fr",
            "customers invite lamna.fr",
            "gdap import known.json",
            "gdap plan northwind.fr --name Planned --duration 9 --role guest-inviter",
            "gdap templates set helpdesk --role helpdesk-administrator",
            "transfers import transfers.json --direction in",
            "transfers plan northwind.fr --direction in --partner 'Pebble Lane'",
            "eligibility evidence set support.plan asfp",
            "eligibility revenue add 2020-03 25000.00 --currency EUR",
            "eligibility rates set EUR 1.1837 --month 2020-03",
            &format!("gdap assign 'Contoso support' {GROUP} --role user-administrator"),
            "audit anchor --out monday.txt",
            "audit anchor --out friday.txt",
            "accounts group contoso-france --add north",
        ],
    );
    world
}

/// A direct-bill partner that has moved to indirect reseller.
fn moved() -> World {
    let world = direct_active();
    type_all(&world, &[&format!("users grant {OWNER} admin-agent")]);
    customer(&world, "Litware");
    type_all(
        &world,
        &[
            "customers invite litware.fr",
            "customers accept litware.fr",
            "enroll transition --yes",
            "verify record business accepted",
            "enroll sign-mpa",
        ],
    );
    partner(&world, "Baltic IT", "baltic-it", "LT", "5550002");
    world
}

/// A world with a draft.
fn drafted() -> World {
    let world = World::new();
    world.write("draft.toml", Form::indirect().text());
    type_all(&world, &["enroll --from draft.toml --draft"]);
    world
}

fn rejected() -> World {
    let world = under_review();
    reject(&world, "business", "the register has another address");
    world
}

fn support_plan() -> World {
    let world = direct_credit_check();
    accept(&world, &["credit"]);
    world
}

fn restricted() -> World {
    let world = direct_active();
    type_all(&world, &["enroll restrict --reason invoices --yes"]);
    world
}

/// Creates the world of a scenario.
type Start = fn() -> World;

/// The scenario for a line, by its beginning; the first match counts.
const SCENARIOS: &[(&str, &str, Start)] = &[
    ("csp enroll --", "nothing yet", World::new),
    ("csp enroll submit", "a draft", drafted),
    ("csp enroll sign-mpa", "agreement", agreement),
    ("csp enroll transition", "direct bill", direct_active),
    ("csp enroll restrict", "direct bill", direct_active),
    ("csp enroll reinstate", "restricted", restricted),
    ("csp verify send-email", "submitted", submitted),
    ("csp verify confirm-email", "submitted", submitted),
    ("csp verify record", "under review", under_review),
    ("csp verify import", "under review", under_review),
    ("csp verify open", "under review", under_review),
    ("csp verify reopen", "rejected", rejected),
    ("csp verify appeal", "rejected", rejected),
    ("csp verify support-plan", "support plan", support_plan),
    ("csp eligibility forecast", "direct bill", direct_active),
    ("csp customers extend", "moved", moved),
    ("csp ", "at work", at_work),
];

/// The exit codes of lines that do not end with 0.
fn codes(line: &str) -> &'static [i32] {
    let asks = [
        "csp enroll --model indirect",
        "csp users add jo@contoso.fr",
        "csp users sign-in ada@contoso.fr",
        "csp customers agreement northwind.fr --method direct",
        "csp customers agreement lamna.fr --method attestation --company-name Lamna",
    ];
    let checks = [
        "csp eligibility check",
        "csp users can",
        "csp customers can-order",
        "csp doctor",
        "csp status --check",
    ];
    if asks.contains(&line) {
        // There is no terminal for questions.
        &[7]
    } else if checks.iter().any(|check| line.starts_with(check)) {
        &[0, 3]
    } else if line.contains(" postgres://") {
        // No server has this name.
        &[8]
    } else if line.starts_with("csp users recover") {
        // Refused while a global admin is active, as in every world of the tests.
        &[4]
    } else {
        &[0]
    }
}

/// The command lines in a text.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines()
        .filter(|line| line.starts_with("  csp "))
        .map(|line| line.trim().to_owned())
}

fn collect(command: &clap::Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
    let end = command.get_after_help().map(ToString::to_string);
    found.push((path.to_owned(), lines(&end.unwrap_or_default()).collect()));
    for inner in command.get_subcommands() {
        collect(inner, &format!("{path} {}", inner.get_name()), found);
    }
}

/// Every command and every topic with its examples.
fn all() -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    collect(&csp::cli::command(), "csp", &mut found);
    for topic in Topic::ALL {
        let page = format!("csp help {topic}");
        found.push((page, lines(&topic.text(80)).collect()));
    }
    found
}

#[test]
fn every_command_has_an_example_and_every_noun_three() {
    for (path, examples) in all() {
        let is_topic = path.starts_with("csp help ");
        let words = path.split(' ').count();
        let least = if words <= 2 { 3 } else { 1 };
        let fits = (least..=10).contains(&examples.len());
        assert!(is_topic || fits, "{path}: {examples:#?}");
        let is_root = words == 1;
        let own = examples.iter().all(|line| line.starts_with(&path));
        assert!(is_topic || is_root || own, "{path}: {examples:#?}");
    }
}

#[test]
fn an_example_is_one_line_without_single_quotes() {
    for (path, examples) in all() {
        for line in examples {
            assert!(line.chars().count() <= 78, "{path}: {line}");
            assert!(!line.contains(['\'', '\\']), "{path}: {line}");
        }
    }
}

#[test]
fn every_example_runs() {
    let mut worlds: BTreeMap<&str, World> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, examples) in all() {
        for line in examples {
            let scenario = SCENARIOS.iter().find(|(begin, ..)| line.starts_with(begin));
            let (_, name, start) = scenario.unwrap();
            let world = worlds.entry(name).or_insert_with(|| later(start()));
            if let Some(run) = rehearse(world, &line)
                && !codes(&line).contains(&run.code.unwrap_or(-1))
            {
                wrong.push(format!("{path} --help, {name}: {line}\n{run}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a line as a dry run.
fn rehearse(world: &World, line: &str) -> Option<crate::world::Run> {
    let mut line = line.strip_prefix("csp ")?.to_owned();
    let copy = "csp-2021-03-01.db";
    let needs_copy = line.contains(copy) && !line.starts_with("store backup");
    if needs_copy {
        world.csp(&["store", "backup", copy]).expect(0);
    }
    if line.contains("--code CODE") {
        line = line.replace("CODE", &fresh_code(world));
    }
    if line.contains(" HASH") {
        let newest = world.answer(&["audit", "log", "--limit", "1"]);
        line = line.replace("HASH", newest[0]["hash"].as_str().unwrap());
    }
    let other_group = "8cf496da-193b-4586-87ae-d34567788992";
    let group = if line.contains("unassign") {
        GROUP
    } else {
        other_group
    };
    line = line.replace(" GROUP", &format!(" {group}"));
    let id = "0a7c1e52-91b3-4d0e-8f26-000000000009-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    line = line.replace("RELATIONSHIP-ID", id);
    line = line.replace("TRANSFER-ID", "b81d7a60-4444-4f0e-9b2c-0000000000d1");
    let is_wake = line.contains("snooze wake");
    if line.contains("NEXT-ID") {
        let next = world.answer(&["status"])[0]["next"][0]["id"].clone();
        let id = next.as_str().unwrap();
        line = line.replace("NEXT-ID", id);
        if is_wake {
            let put_off = ["snooze", id, "--until", "2021-03-15", "--reason", "r"];
            world.csp(&put_off).expect(0);
        }
    }
    if line.contains("KEYFILE") {
        write_key(world, "KEYFILE", &key());
    }
    let words = shlex::split(&line)?;
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if !words.contains(&"--dry-run") {
        words.push("--dry-run");
    }
    let run = world.csp(&words);
    if is_wake {
        let really: Vec<&str> = words
            .iter()
            .copied()
            .filter(|it| *it != "--dry-run")
            .collect();
        world.csp(&really).expect(0);
    }
    if needs_copy {
        std::fs::remove_file(world.path(copy)).unwrap();
    }
    Some(run)
}

/// The example in the help of an import is a valid file for the import.
#[test]
fn the_example_file_of_every_import_is_accepted() {
    use csp::cli::help::columns::Import;
    let world = later(active());
    for import in Import::ALL {
        let (headings, cells) = import.example();
        let file = format!("{}\n{}\n", headings.join(","), cells.join(","));
        world.write("example.csv", file);
        let words: Vec<&str> = import.command().split(' ').skip(1).collect();
        let mut args = [&words[..], &["example.csv", "--dry-run"]].concat();
        if import == Import::Accounts {
            args.push("--draft");
        }
        world.csp(&args).expect(0);
        let help = world.csp(&[&words[..], &["--help"]].concat());
        for heading in headings {
            let column = format!("\n  {heading} ");
            assert!(help.expect(0).stdout.contains(&column), "{help}");
        }
    }
}
