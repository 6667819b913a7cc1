//! The steps to `active`, for tests that start at one of them.

use serde_json::Value;

use crate::form::Form;
use crate::world::World;

/// The reason with which direct-bill applications of these tests are submitted without evidence.
pub(crate) const DESPITE: &str = "figures are under review with Microsoft";

/// The command that adds Kim, a sales agent.
pub(crate) const ADD_KIM: [&str; 9] = [
    "users",
    "add",
    "kim@contoso.fr",
    "--first-name",
    "Kim",
    "--last-name",
    "Roux",
    "--role",
    "sales-agent",
];

/// Submits an application file.
pub(crate) fn submit(world: &World, form: &Form) -> Value {
    world.write("enroll.toml", form.text());
    world.answer(&["enroll", "--from", "enroll.toml"])
}

/// Contoso as indirect reseller, waiting for the confirmation.
pub(crate) fn submitted() -> World {
    let world = World::new();
    submit(&world, &Form::indirect());
    world
}

/// Contoso as indirect reseller, employment and business under review.
pub(crate) fn under_review() -> World {
    let world = submitted();
    confirm_email(&world);
    world
}

/// Contoso as indirect reseller, with the review passed.
pub(crate) fn agreement() -> World {
    let world = under_review();
    accept(&world, &["employment", "business"]);
    world
}

/// Contoso as active indirect reseller.
pub(crate) fn active() -> World {
    let world = agreement();
    world.answer(&["enroll", "sign-mpa"]);
    world
}

/// Contoso as direct-bill partner, waiting for the confirmation.
pub(crate) fn direct_submitted() -> World {
    let world = World::new();
    world.write("enroll.toml", Form::direct().text());
    let from = ["enroll", "--from", "enroll.toml"];
    world.answer(&[&from[..], &["--despite-eligibility", DESPITE]].concat());
    world
}

/// Contoso as direct-bill partner, during the credit check.
pub(crate) fn direct_credit_check() -> World {
    let world = direct_submitted();
    confirm_email(&world);
    accept(&world, &["employment", "business"]);
    world
}

/// Contoso as direct-bill partner, before the support plan is bought.
pub(crate) fn direct_support_plan() -> World {
    let world = direct_credit_check();
    accept(&world, &["credit"]);
    world
}

/// Contoso as active direct-bill partner.
pub(crate) fn direct_active() -> World {
    let world = direct_support_plan();
    world.answer(&["verify", "support-plan", "asfp"]);
    world.answer(&["enroll", "sign-mpa"]);
    world
}

/// Contoso as active direct-bill partner in transition to indirect reseller.
pub(crate) fn transitioning() -> World {
    let world = direct_active();
    world.answer(&["enroll", "transition", "--yes"]);
    world
}

/// Records checks as accepted.
pub(crate) fn accept(world: &World, checks: &[&str]) {
    for check in checks {
        world.answer(&["verify", "record", check, "accepted"]);
    }
}

/// Records a check as rejected.
pub(crate) fn reject(world: &World, check: &str, reason: &str) -> Value {
    world.answer(&["verify", "record", check, "rejected", "--reason", reason])
}

/// Appeals with one document.
pub(crate) fn appeal(world: &World, check: &str) -> Value {
    world.write("kbis.pdf", "%PDF-1.4 extrait Kbis 24");
    let document = "business-registration:kbis.pdf";
    world.answer(&["verify", "appeal", check, "--document", document])
}

/// Sends a new message and confirms with its code.
pub(crate) fn confirm_email(world: &World) -> Value {
    let code = fresh_code(world);
    world.answer(&["verify", "confirm-email", "--code", &code])
}

/// Sends a new message and returns its code.
pub(crate) fn fresh_code(world: &World) -> String {
    let answer = world.answer(&["verify", "send-email"]);
    code_in(answer["message"]["body"].as_str().expect("a message"))
}

/// The code in the command of a message, which is on a line of its own.
#[track_caller]
pub(crate) fn code_in(body: &str) -> String {
    let lines: Vec<&str> = body
        .lines()
        .filter(|line| line.trim().starts_with("csp ") && line.contains("confirm-email"))
        .collect();
    assert_eq!(lines.len(), 1, "one line with the command in:\n{body}");
    let code = lines[0].split_once("--code ").expect("the flag").1;
    code.split_whitespace().next().expect("a code").to_owned()
}

/// The answer of `enroll show`.
pub(crate) fn show(world: &World) -> Value {
    world.answer(&["enroll", "show"])
}

/// The state of the newest enrollment.
pub(crate) fn state(world: &World) -> String {
    let shown = show(world);
    let enrollments = shown["enrollments"].as_array().expect("enrollments");
    let newest = enrollments.last().expect("an enrollment");
    newest["state"].as_str().expect("a state").to_owned()
}

/// One check in an answer of `verify`, or of an enrollment.
#[track_caller]
pub(crate) fn check<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let checks = answer["checks"].as_array().expect("checks");
    checks
        .iter()
        .find(|check| check["check"] == name)
        .unwrap_or_else(|| panic!("no check {name} in {answer:#}"))
}

/// The names of the next actions.
pub(crate) fn actions(answer: &Value) -> Vec<&str> {
    let next = answer["next"].as_array().expect("next");
    next.iter()
        .map(|it| it["action"].as_str().expect("an action"))
        .collect()
}

/// The next action with a name.
#[track_caller]
pub(crate) fn action<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let next = answer["next"].as_array().expect("next");
    next.iter()
        .find(|it| it["action"] == name)
        .unwrap_or_else(|| panic!("no action {name} in {answer:#}"))
}

/// The journal, oldest first.
pub(crate) fn journal(world: &World) -> Vec<Value> {
    let log = world.answer(&["audit", "log"]);
    let mut entries = log.as_array().expect("a list").clone();
    entries.sort_by_key(|entry| entry["seq"].as_i64());
    entries
}

/// The actions in the journal, oldest first.
pub(crate) fn journalled(world: &World) -> Vec<String> {
    journal(world)
        .iter()
        .map(|entry| entry["action"].as_str().expect("an action").to_owned())
        .collect()
}
