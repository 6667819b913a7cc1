//! `report`: a page, a workbook, a calendar, and the same as data.

use crate::form::Form;
use crate::journey::{active, direct_active, submit, submitted, under_review};
use crate::terminal::{answer, ended, on_terminal};
use crate::world::World;

/// Two accounts, one of them late.
fn two_accounts() -> World {
    let mut world = under_review();
    submit(&world, &Form::fabrikam());
    world.at("2021-03-20T00:00:00Z");
    world
}

#[test]
fn a_page_goes_to_a_pipe_and_to_a_file() {
    let world = two_accounts();
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(page.trim_end().ends_with("</html>"));
    for words in [
        "Contoso France SAS",
        "contact support",
        "Content-Security-Policy",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let written = world.answer(&["report", "--out", "report.html"]);
    assert_eq!(written["file"], "report.html");
    assert_eq!(written["format"], "html");
    assert_eq!(written["accounts"], 2);
    assert_eq!(written["folded"], 0);
    assert_eq!(world.read("report.html").trim_end(), page.trim_end());
}

#[test]
fn the_ending_of_the_file_chooses_what_is_written() {
    let world = two_accounts();
    for (file, begins) in [
        ("r.html", &b"<!DOCTYPE html>"[..]),
        ("r.XLSX", b"PK"),
        ("r.ics", b"BEGIN:VCALENDAR\r\n"),
    ] {
        world.csp(&["report", "--out", file]).expect(0);
        let content = std::fs::read(world.path(file)).unwrap();
        assert!(content.starts_with(begins), "{file}");
    }
    for file in ["r.pdf", "r", "r.html.txt", "-"] {
        let error = world.refusal(2, &["report", "--out", file]);
        assert_eq!(error["details"][0]["flag"], "--out", "{error}");
        assert!(!world.path(file).exists());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = submitted();
    world.write("report.html", "older");
    world.csp(&["report", "--out", "report.html"]).expect(0);
    let mode = std::fs::metadata(world.path("report.html")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    assert!(!world.read("report.html").contains("older"));
}

#[test]
fn a_dry_run_writes_no_file() {
    let world = submitted();
    let rehearsed = world.answer(&["report", "--out", "report.html", "--dry-run"]);
    assert_eq!(rehearsed["dry_run"], true);
    assert!(!world.path("report.html").exists());
}

#[test]
fn a_missing_store_has_no_report() {
    let world = World::new();
    world.csp(&["report"]).expect(5);
    world.csp(&["report", "--out", "r.html"]).expect(5);
    // A wrong ending comes first.
    world.csp(&["report", "--out", "r.pdf"]).expect(2);
    assert!(!world.path("r.html").exists());
}

#[test]
fn the_data_say_what_is_late_and_by_whom() {
    let world = two_accounts();
    let report = world.answer(&["report"]);
    assert_eq!(report["totals"]["accounts"], 2);
    assert_eq!(report["totals"]["late_accounts"], 2);
    let late = report["late_by"].as_array().unwrap();
    assert!(
        late.iter().all(|one| one["who"] == "account-admin"),
        "{report}"
    );
    let states = report["states"].as_array().unwrap();
    let states: Vec<&str> = states
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["email-verification", "under-review"]);
    let account = &report["accounts"][0];
    let status = world.answer(&[
        "status",
        "--due-within",
        "90",
        "--account",
        account["account"].as_str().unwrap(),
    ]);
    assert_eq!(account["next"], status[0]["next"]);
    assert_eq!(account["dates"], status[0]["expiring"]);
    let actions = report["journal"]["actions"].as_array().unwrap();
    assert!(
        actions
            .iter()
            .any(|one| one["action"] == "enrollment.submitted"),
        "{report}"
    );
}

#[test]
fn a_report_may_cover_one_account() {
    let world = two_accounts();
    let report = world.answer(&["report", "--account", "fabrikam"]);
    assert_eq!(report["totals"]["accounts"], 1);
    assert_eq!(report["accounts"][0]["account"], "fabrikam");
    let newest = report["journal"]["newest"].as_array().unwrap();
    assert!(
        newest.iter().all(|one| one["account"] == "fabrikam"),
        "{report}"
    );
    let page = world
        .csp(&["report", "--account", "fabrikam"])
        .expect(0)
        .stdout
        .clone();
    assert!(!page.contains("Contoso France SAS"));
}

#[test]
fn a_report_may_cover_the_accounts_of_a_group() {
    let world = two_accounts();
    let group = ["accounts", "group", "contoso-france", "--add", "north"];
    world.csp(&group).expect(0);
    let report = world.answer(&["report", "--group", "north"]);
    let accounts = report["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 1, "{report}");
    assert_eq!(accounts[0]["account"], "contoso-france");
    let newest = report["journal"]["newest"].as_array().unwrap();
    assert!(!newest.is_empty(), "{report}");
    assert!(newest.iter().all(|it| it["account"] == "contoso-france"));
    let unknown = world.csp(&["report", "--group", "south"]);
    assert!(
        unknown.expect(5).stderr.contains("Known groups: north"),
        "{unknown}"
    );
    // What is covered is said wherever the report goes.
    let page = world.csp(&["report", "--group", "north"]);
    assert!(
        page.expect(0)
            .stdout
            .contains("Covers <bdi>group north</bdi>."),
        "{page}"
    );
    let all = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(all.contains("Covers <bdi>all accounts</bdi>."));
    let calendar = ["report", "--out", "north.ics", "--group", "north"];
    world.csp(&calendar).expect(0);
    let calendar = world.read("north.ics");
    assert!(calendar.contains("X-WR-CALDESC:Covers group north."));
}

#[test]
fn filters_that_leave_no_account_are_an_error() {
    let world = two_accounts();
    let group = ["accounts", "group", "contoso-france", "--add", "north"];
    world.csp(&group).expect(0);
    let none = ["report", "--account", "fabrikam", "--group", "north"];
    let error = world.refusal(5, &none);
    assert_eq!(error["details"][0]["flag"], "--group", "{error}");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("account fabrikam, group north"),
        "{error}"
    );
    let out = ["--out", "none.html"];
    world.refusal(5, &[&none[..], &out[..]].concat());
    assert!(!world.path("none.html").exists());
}

#[test]
fn commands_of_several_accounts_name_the_account() {
    let world = two_accounts();
    let default = ["config", "set", "account", "contoso-france"];
    world.csp(&default).expect(0);
    let commands = |args: &[&str]| -> Vec<String> {
        let report = world.answer(args);
        let accounts = report["accounts"].as_array().unwrap().iter();
        let next = accounts.flat_map(|one| one["next"].as_array().unwrap());
        let fields = next.flat_map(|next| [&next["command"], &next["alternative"]]);
        let commands: Vec<String> = fields
            .filter_map(|command| Some(command.as_str()?.to_owned()))
            .collect();
        assert!(!commands.is_empty(), "{report}");
        commands
    };
    let all = commands(&["report"]);
    assert!(all.iter().all(|it| it.contains("--account ")), "{all:?}");
    let one = commands(&["report", "--account", "fabrikam"]);
    assert!(one.iter().all(|it| it.contains("--account ")), "{one:?}");
}

#[test]
fn a_rehearsed_report_fails_where_the_real_one_would() {
    let world = two_accounts();
    let args = ["report", "--out", "nowhere/report.html"];
    let real = world.csp(&args);
    let rehearsed = world.csp(&[&args[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed.expect(1).stderr, real.expect(1).stderr);
    let good = ["report", "--out", "report.html", "--dry-run"];
    world.csp(&good).expect(0);
    assert!(!world.path("report.html").exists());
}

#[test]
fn revenue_is_shown_against_what_is_required() {
    let world = direct_active();
    world
        .csp(&["eligibility", "revenue", "add", "2021-01", "24000"])
        .expect(0);
    let report = world.answer(&["report"]);
    let revenue = &report["accounts"][0]["revenue"];
    assert_eq!(revenue["model"], "direct-bill");
    assert_eq!(revenue["required"]["currency"], "USD");
    assert_eq!(revenue["months"].as_array().unwrap().len(), 12);
    assert_eq!(revenue["found"]["amount"], "24000.00");
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.contains("24,000.00 USD"), "{page}");
}

#[test]
fn unknown_revenue_is_not_a_zero() {
    let world = direct_active();
    let report = world.answer(&["report"]);
    let revenue = &report["accounts"][0]["revenue"];
    assert_eq!(revenue["required"]["amount"], "300000.00", "{report}");
    assert_eq!(revenue["found"], serde_json::Value::Null);
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.contains("An unknown amount of 300,000.00 USD required"));
    assert!(page.contains("No bar: unknown."));
    for zero in [">0.00 USD", " 0.00 USD", "0 %"] {
        assert!(!page.contains(zero), "{zero}: {page}");
    }
    assert_eq!(page.matches("completely known").count(), 1, "{page}");
    let forecast = world.answer(&["eligibility", "forecast"]);
    assert_eq!(forecast["found"], serde_json::Value::Null);
}

#[test]
fn an_open_application_has_the_revenue_that_it_needs() {
    let world = crate::journey::direct_submitted();
    world
        .csp(&["eligibility", "revenue", "add", "2021-01", "24000"])
        .expect(0);
    let report = world.answer(&["report"]);
    let revenue = &report["accounts"][0]["revenue"];
    assert_eq!(revenue["model"], "direct-bill", "{report}");
    assert_eq!(revenue["required"]["currency"], "USD");
    assert_eq!(revenue["found"]["amount"], "24000.00");
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(!page.contains("No account has revenue"), "{page}");
}

#[test]
fn revenue_that_is_not_required_is_not_demanded() {
    // Indirect resellers need revenue from their first anniversary on, applicants need none.
    let mut world = active();
    let ask = |world: &World| {
        let report = world.answer(&["report"]);
        report["accounts"][0]["revenue"].clone()
    };
    world.at("2025-01-01T09:00:00Z");
    assert_eq!(ask(&world)["required"]["amount"], "1000.00");
    let mut applicant = submitted();
    applicant.at("2025-01-01T09:00:00Z");
    assert_eq!(ask(&applicant), serde_json::Value::Null);
    let forecast = ["eligibility", "forecast", "--model", "indirect"];
    let forecast = applicant.answer(&forecast);
    assert_eq!(forecast["required"], serde_json::Value::Null, "{forecast}");
    assert_eq!(forecast["note"], "No revenue is required.");
}

#[test]
fn what_is_put_off_is_counted() {
    let world = under_review();
    let status = world.answer(&["status"]);
    let id = status[0]["next"][0]["id"].as_str().unwrap();
    let before = world.answer(&["report"]);
    assert_eq!(before["totals"]["snoozed"], 0);
    world
        .csp(&["snooze", id, "--until", "2021-03-10", "--reason", "r"])
        .expect(0);
    let report = world.answer(&["report"]);
    assert_eq!(report["totals"]["snoozed"], 1);
    let said = "1 action is put off and left out, with its dates";
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.contains(said), "{page}");
    let file = world.csp(&["report", "--out", "report.xlsx"]);
    assert!(file.expect(0).stdout.contains(said), "{file}");
}

#[test]
fn staff_is_counted_by_role() {
    let world = active();
    let report = world.answer(&["report"]);
    let admins = &report["staff"][0];
    assert_eq!(admins["role"], "global-admin");
    assert_eq!(admins["users"], 1);
    assert_eq!(report["accounts"][0]["staff"][0]["users"], 1);
}

#[test]
fn the_calendar_keeps_its_events_on_another_day() {
    let mut world = under_review();
    let ids = |world: &World| -> Vec<String> {
        world.csp(&["report", "--out", "dates.ics"]).expect(0);
        let text = world.read("dates.ics");
        let ids = text.lines().filter(|line| line.starts_with("UID:"));
        ids.map(str::to_owned).collect()
    };
    let first = ids(&world);
    assert!(!first.is_empty());
    world.at("2021-03-03T00:00:00Z");
    assert_eq!(ids(&world), first);
}

#[test]
fn a_store_without_accounts_has_an_empty_report() {
    let world = World::new();
    world
        .csp(&[
            "providers",
            "add",
            "Northwind",
            "--country",
            "FR",
            "--mpn-id",
            "4900001",
        ])
        .expect(0);
    let report = world.answer(&["report"]);
    assert_eq!(report["accounts"].as_array().unwrap().len(), 0);
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.contains("There are no accounts yet."));
}

#[test]
fn a_name_with_markup_is_text_on_the_page() {
    let world = World::new();
    let name = "\"<script>alert(1)</script>\"";
    submit(&world, &Form::indirect().set("company.legal_name", name));
    let page = world.csp(&["report"]).expect(0).stdout.clone();
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert_eq!(
        page.matches("<script>").count(),
        1,
        "the page has its own script"
    );
}

#[test]
fn on_a_terminal_the_file_is_asked_for() {
    let world = submitted();
    let mut terminal = on_terminal(&world, &["report"]);
    answer(&mut terminal, "File \\(ending in", "report.html");
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(world.read("report.html").starts_with("<!DOCTYPE html>"));
    let (said, code) = ended(on_terminal(&world, &["report", "--no-input"]));
    assert_eq!(code, 7, "{said}");
    assert!(said.contains("--out"), "{said}");
}
