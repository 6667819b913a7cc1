//! Planning delegated admin relationships: the draft, what makes it at Microsoft, the approval message, every bad input.

use serde_json::{Value, json};

use crate::journey::{ADD_KIM, active};
use crate::screen::Screen;
use crate::world::{World, each};

pub(crate) const TENANT: &str = "11111111-2222-3333-4444-555555555555";

const ID: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";

/// An active indirect reseller with a customer that it serves (Northwind) and one that it does not (Adatum).
pub(crate) fn with_customers() -> World {
    add_customers(active())
}

/// The same records of customers in another world.
pub(crate) fn add_customers(world: World) -> World {
    for (name, domain, more) in [
        (
            "Northwind",
            "northwind.fr",
            ["--origin", "existing", "--tenant-id", TENANT],
        ),
        (
            "Adatum",
            "adatum.fr",
            ["--origin", "marketing", "--registration-id", ""],
        ),
    ] {
        let add = ["customers", "add", name, "--domain", domain];
        let email = format!("it@{domain}");
        let with = ["--country", "FR", "--email", &email];
        world.answer(&[&add[..], &with, &more].concat());
    }
    world
}

/// A plan for Northwind with these further arguments.
fn plan<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["gdap", "plan", "northwind.fr"][..], more].concat()
}

const GOOD: [&str; 6] = [
    "--name",
    "Contoso support",
    "--duration",
    "730",
    "--role",
    "User Administrator",
];

#[test]
fn a_plan_is_a_draft_with_the_request_that_makes_it() {
    let world = with_customers();
    let planned = world.answer(&plan(&[&GOOD[..], &["--auto-extend"]].concat()));
    assert_eq!(planned["id"], "draft-1");
    assert_eq!(planned["state"], "draft");
    assert_eq!(planned["origin"], "own");
    assert_eq!(planned["duration_days"], 730);
    assert_eq!(planned["auto_extend_days"], 180);
    assert_eq!(planned["created_at"], Value::Null);
    assert_eq!(planned["approval_link"], Value::Null);
    assert_eq!(
        planned["customer"],
        json!({ "tenant_id": TENANT, "name": "Northwind", "domain": "northwind.fr" })
    );
    assert_eq!(
        planned["request"],
        json!({
            "displayName": "Contoso support",
            "duration": "P730D",
            "customer": { "tenantId": TENANT, "displayName": "Northwind" },
            "accessDetails": { "unifiedRoles": [
                { "roleDefinitionId": "fe930be7-5e62-47db-91af-98c3a49a38b1" }
            ] },
            "autoExtendDuration": "P180D",
        })
    );
    let mut shown = planned;
    shown.as_object_mut().unwrap().remove("request");
    assert_eq!(world.answer(&["gdap", "show", "draft-1"]), shown);
    let log = world.answer(&["audit", "log", "--subject", "draft-1"]);
    assert_eq!(log[0]["action"], "gdap.planned");
    assert_eq!(log[0]["changes"]["name"], "Contoso support");
    let second = world.answer(&plan(&[
        "--name",
        "Another",
        "--duration",
        "1",
        "--template",
        "default-gdap",
    ]));
    assert_eq!(second["id"], "draft-2");
    assert_eq!(second["roles"].as_array().unwrap().len(), 9);
    assert_eq!(second["request"]["autoExtendDuration"], "PT0S");
}

#[test]
fn a_person_sees_commands_that_can_be_pasted() {
    let world = with_customers();
    let run = world.csp(&plan(&GOOD));
    let page = &run.expect(0).stdout;
    for line in [
        "  Connect-MgGraph -Scopes DelegatedAdminRelationship.ReadWrite.All",
        "  az rest --method POST --url https://graph.microsoft.com/v1.0/tenantRelationships/delegatedAdminRelationships --body '@request.json'",
        "  csp gdap created draft-1 --id RELATIONSHIP-ID",
    ] {
        assert!(page.lines().any(|known| known == line), "{line}\n{run}");
    }
    for begin in ["  Invoke-MgGraphRequest -Method POST", "  echo '{"] {
        let lines = page.lines().filter(|line| line.starts_with(begin));
        assert_eq!(lines.count(), 2, "{begin}\n{run}");
    }
}

#[test]
fn each_bad_input_is_refused_by_its_rule() {
    let world = with_customers();
    let long = "x".repeat(51);
    let user = ["--role", "User Administrator"];
    let with = |name: &str, days: &str, more: &[&str]| -> Vec<String> {
        let base = ["--name", name, "--duration", days];
        base.iter()
            .chain(more)
            .map(|word| (*word).to_owned())
            .collect()
    };
    for (customer, more, code, rule) in [
        ("northwind.fr", with(&long, "30", &user), 4, "gdap.name"),
        ("northwind.fr", with("A\tB", "30", &user), 4, "gdap.name"),
        ("northwind.fr", with("A", "731", &user), 4, "gdap.duration"),
        ("northwind.fr", with("A", "0", &user), 4, "gdap.duration"),
        (
            "northwind.fr",
            with(
                "A",
                "30",
                &["--role", "Global Administrator", "--auto-extend"],
            ),
            4,
            "gdap.auto-extend",
        ),
        ("northwind.fr", with("A", "30", &[]), 7, "gdap.roles"),
        ("contoso.fr", with("A", "30", &user), 4, "gdap.customer"),
        ("adatum.fr", with("A", "30", &user), 4, "gdap.customer"),
    ] {
        let words: Vec<&str> = ["gdap", "plan", customer]
            .into_iter()
            .chain(more.iter().map(String::as_str))
            .collect();
        let error = world.refusal(code, &words);
        assert_eq!(error["rule"], rule, "{error:#}");
    }
    let unknown = world.refusal(
        5,
        &[&["gdap", "plan", "nortwind.fr"][..], &GOOD[..]].concat(),
    );
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `northwind.fr`?")
    );
    let role = plan(&[
        "--name",
        "A",
        "--duration",
        "30",
        "--role",
        "User Adminstrator",
    ]);
    let unknown = world.refusal(2, &role);
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `User Administrator`?")
    );
    let template = plan(&["--name", "A", "--duration", "30", "--template", "cip"]);
    let unknown = world.refusal(5, &template);
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `cipp`?")
    );
    assert_eq!(world.answer(&["gdap", "list", "--all"]), json!([]));
    let without = [
        &["gdap", "plan", "adatum.fr"][..],
        &GOOD,
        &["--without-relationship"],
    ];
    let planned = world.answer(&without.concat());
    assert_eq!(planned["request"].get("customer"), None);
}

#[test]
fn a_name_is_taken_by_a_relationship_in_any_state() {
    let world = with_customers();
    world.write(
        "graph.json",
        json!({ "value": [{
            "id": ID, "displayName": "Old support", "status": "expired", "duration": "P30D",
            "customer": { "tenantId": TENANT, "displayName": "Northwind" },
            "accessDetails": { "unifiedRoles": [
                { "roleDefinitionId": "fe930be7-5e62-47db-91af-98c3a49a38b1" }
            ] },
        }] })
        .to_string(),
    );
    world.answer(&["gdap", "import", "graph.json"]);
    world.answer(&plan(&GOOD));
    let last = ["--duration", "30", "--role", "User Administrator"];
    for name in ["OLD support", "contoso SUPPORT"] {
        let error = world.refusal(4, &plan(&[&["--name", name][..], &last].concat()));
        assert_eq!(error["rule"], "gdap.name", "{error:#}");
        assert_eq!(error["details"][0]["flag"], "--name");
    }
}

#[test]
fn every_mistake_is_in_one_answer() {
    let world = with_customers();
    let long = "x".repeat(51);
    let error = world.refusal(
        2,
        &[
            "gdap",
            "plan",
            "contoso.fr",
            "--name",
            &long,
            "--duration",
            "900",
            "--auto-extend",
            "--template",
            "nothing",
            "--role",
            "Global Administrator",
            "Nobody at all",
        ],
    );
    assert_eq!(
        each(&error, "flag"),
        [
            "--role",
            "CUSTOMER",
            "--template",
            "--name",
            "--duration",
            "--auto-extend"
        ]
    );
    let error = world.refusal(7, &["gdap", "plan"]);
    assert_eq!(
        each(&error, "flag"),
        ["CUSTOMER", "--name", "--duration", "--role"]
    );
}

#[test]
fn wide_roles_are_warned_of_and_not_refused() {
    let world = with_customers();
    let wide = [
        "--name",
        "Wide",
        "--duration",
        "30",
        "--template",
        "ms-provider",
        "--role",
        "Global Administrator",
        "Edge Administrator",
    ];
    let run = world.csp(&crate::world::json(&plan(&wide)));
    let planned = run.expect(0).json();
    let rules: Vec<&str> = planned["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| warning["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"gdap.role-known"), "{rules:?}");
    assert!(rules.contains(&"gdap.least-privilege"), "{rules:?}");
    for said in [
        "Edge Administrator. (gdap.role-known)",
        "Not in the template ms-provider: Edge Administrator, Global Administrator.",
        "warning: Global Administrator may do everything",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{run}");
    }
}

#[test]
fn a_dry_run_and_a_forbidden_user_plan_nothing() {
    let world = with_customers();
    let dry = plan(&[&GOOD[..], &["--dry-run", "--draft-out", "mail.eml"]].concat());
    let planned = world.answer(&dry);
    assert_eq!(planned["dry_run"], true);
    assert_eq!(planned["request"]["duration"], "P730D");
    assert!(!world.path("mail.eml").exists());
    world.answer(&ADD_KIM);
    let kim = plan(&[&GOOD[..], &["--as", "kim@contoso.fr"]].concat());
    let error = world.refusal(6, &kim);
    assert_eq!(error["permission"], "gdap.manage");
    let set = ["gdap", "templates", "set", "own", "--role", "Guest Inviter"];
    world.refusal(6, &[&set[..], &["--as", "kim@contoso.fr"]].concat());
    assert_eq!(world.answer(&["gdap", "list", "--all"]), json!([]));
}

#[test]
fn the_approval_message_gets_its_link_with_the_id() {
    let world = with_customers();
    let run = world.csp(&plan(&[&GOOD[..], &["--draft-out", "early.eml"]].concat()));
    let marker = "[LINK: put the approval link here; csp gdap created draft-1 --id RELATIONSHIP-ID shows it]";
    assert!(run.expect(0).stderr.contains(marker), "{run}");
    let early = world.read("early.eml");
    assert!(early.lines().any(|line| line == marker), "{early}");
    for said in [
        "To: <it@northwind.fr>",
        "- User Administrator",
        "730 days",
        "within 90 days",
    ] {
        assert!(early.contains(said), "{said}\n{early}");
    }
    let created = ["gdap", "created", "draft-1", "--id", ID];
    let done = world.answer(&[&created[..], &["--draft-out", "mail.eml", "--lang", "fr"]].concat());
    let link = done["approval_link"].as_str().unwrap();
    assert!(link.ends_with(ID));
    let mail = world.read("mail.eml");
    assert!(mail.contains(link), "{mail}");
    assert!(!mail.contains("LINK"), "{mail}");
}

#[test]
fn a_message_needs_the_address_of_the_customer() {
    let world = active();
    world.write(
        "customers.csv",
        "name,domain,country\nTailspin,tailspin.fr,FR\n",
    );
    world.answer(&["customers", "import", "customers.csv"]);
    let plan = [
        &["gdap", "plan", "tailspin.fr"][..],
        &GOOD,
        &["--without-relationship"],
    ]
    .concat();
    let error = world.refusal(7, &[&plan[..], &["--draft-out", "mail.eml"]].concat());
    assert_eq!(error["details"][0]["flag"], "--draft-out");
    assert!(
        error["remedy"]
            .as_str()
            .unwrap()
            .contains("csp customers edit tailspin.fr --email EMAIL")
    );
    world.answer(&plan);
}

#[test]
fn answers_at_the_prompt_are_checked_at_once() {
    let world = with_customers();
    let mut screen = Screen::of(&world, &["gdap", "plan", "northwind.fr"]);
    screen.until("Name:");
    screen.keys("Lab\r");
    screen.until("Duration in days:");
    screen.keys("999\r");
    screen.until("a duration of 999 days is not possible");
    screen.keys("\u{15}9\r");
    screen.until("Role:");
    screen.keys("Helpdesk\r");
    screen.until("`Helpdesk` is not a known role");
    screen.keys("\u{15}Global Reader\r");
    screen.until("csp gdap created draft-1");
}
