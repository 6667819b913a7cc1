//! Direct bill: evidence, billing day, credit, support plan.

use crate::form::Form;
use crate::journey::{
    DESPITE, action, actions, appeal, check, direct_active, direct_credit_check, direct_submitted,
    direct_support_plan, journal, reject, show, state,
};
use crate::world::{World, detail, each};

fn applied(form: &Form) -> World {
    let world = World::new();
    world.write("enroll.toml", form.text());
    world
}

const APPLY: [&str; 5] = [
    "enroll",
    "--from",
    "enroll.toml",
    "--despite-eligibility",
    DESPITE,
];

#[test]
fn without_evidence_a_direct_application_is_refused() {
    let world = applied(&Form::direct());
    let error = world.refusal(4, &APPLY[..3]);
    assert_eq!(each(&error, "rule"), ["enroll.direct-eligibility"]);
    assert!(!world.store().exists());
}

#[test]
fn the_reason_to_apply_despite_eligibility_is_journalled() {
    let world = applied(&Form::direct());
    let answer = world.answer(&APPLY);
    assert_eq!(answer["enrollments"][0]["model"], "direct-bill");
    let entries = journal(&world);
    assert!(
        entries.iter().any(|it| it["reason"] == DESPITE),
        "{entries:#?}"
    );
}

#[test]
fn sufficient_facts_allow_a_direct_application() {
    let world = applied(&Form::direct());
    let facts = r#"
        [membership]
        mpn_id = "4812345"
        active = true
        country = "FR"
        [application]
        complete = true
        [endorsement]
        authority_to_sign = true
        [support]
        first_level = true
        [billing]
        infrastructure = true
        [services]
        managed_services = 1
        [tenure]
        indirect_reseller_since = 2018-05-14
    "#;
    let months = [
        "2020-03", "2020-04", "2020-05", "2020-06", "2020-07", "2020-08", "2020-09", "2020-10",
        "2020-11", "2020-12", "2021-01", "2021-02",
    ];
    let revenue: String = months
        .iter()
        .map(|month| {
            format!(
                "[[revenue]]\nmonth = \"{month}\"\namount = \"25000.00\"\ncurrency = \"USD\"\n\
                 category = \"cloud\"\n"
            )
        })
        .collect();
    world.write("facts.toml", format!("{facts}\n{revenue}"));
    let answer = world.answer(&["enroll", "--from", "enroll.toml", "--facts", "facts.toml"]);
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
}

#[test]
fn the_billing_day_is_missing_or_out_of_range() {
    let error = applied(&Form::direct().without("direct.billing_day")).refusal(7, &APPLY);
    let missing = detail(&error, "direct.billing_day");
    assert_eq!(missing["flag"], "--billing-day");
    assert_eq!(missing["rule"], "enroll.billing-day");
    for day in ["0", "29", "31"] {
        let error = applied(&Form::direct().set("direct.billing_day", day)).refusal(4, &APPLY);
        assert_eq!(each(&error, "rule"), ["enroll.billing-day"], "{day}");
    }
    for day in ["1", "28"] {
        applied(&Form::direct().set("direct.billing_day", day)).answer(&APPLY);
    }
}

#[test]
fn the_review_leads_to_the_credit_check() {
    let world = direct_credit_check();
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["state"], "credit-check");
    assert_eq!(verify["overall"], "pending");
    assert_eq!(check(&verify, "credit")["state"], "pending");
    assert!(actions(&verify).contains(&"await-credit"), "{verify:#}");
    assert!(!actions(&verify).contains(&"buy-support-plan"));
}

#[test]
fn credit_is_not_recorded_before_the_review_is_over() {
    let world = direct_submitted();
    crate::journey::confirm_email(&world);
    let error = world.refusal(4, &["verify", "record", "credit", "accepted"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn no_support_plan_is_recorded_before_credit_has_passed() {
    let world = direct_credit_check();
    let error = world.refusal(4, &["verify", "support-plan", "asfp"]);
    assert_eq!(error["rule"], "verify.credit-before-plan");
    assert_eq!(state(&world), "credit-check");
}

#[test]
fn a_plan_bought_before_the_day_credit_passed_is_refused() {
    let mut world = direct_credit_check();
    world.at("2021-03-05T09:00:00Z");
    world.answer(&["verify", "record", "credit", "accepted"]);
    world.at("2021-03-08T09:00:00Z");
    let bought = |day| ["verify", "support-plan", "psfp", "--on", day];
    let error = world.refusal(4, &bought("2021-03-04"));
    assert_eq!(error["rule"], "verify.credit-before-plan");
    world.refusal(4, &bought("2021-03-09"));
    let answer = world.answer(&bought("2021-03-05"));
    assert_eq!(answer["state"], "agreement");
}

#[test]
fn after_credit_the_plan_is_what_comes_next() {
    let world = direct_support_plan();
    assert_eq!(state(&world), "support-plan");
    let shown = show(&world);
    let next = action(&shown, "buy-support-plan");
    let command = next["command"].as_str().unwrap();
    assert!(command.contains("csp verify support-plan"), "{command}");
    let answer = world.answer(&["verify", "support-plan", "asfp"]);
    assert_eq!(answer["state"], "agreement");
    assert_eq!(answer["overall"], "accepted");
}

#[test]
fn an_unknown_plan_is_a_mistake_on_the_command_line() {
    direct_support_plan().refusal(2, &["verify", "support-plan", "gold"]);
}

#[test]
fn rejected_credit_is_appealed_back_to_the_credit_check() {
    let world = direct_credit_check();
    let answer = reject(&world, "credit", "turnover too small");
    assert_eq!(answer["state"], "action-required");
    assert_eq!(appeal(&world, "credit")["state"], "credit-check");
}

#[test]
fn the_message_after_credit_says_to_buy_the_plan_now() {
    let world = direct_credit_check();
    let out = ["--draft-out", "credit.eml"];
    world.answer(&[&["verify", "record", "credit", "accepted"], &out[..]].concat());
    assert!(world.read("credit.eml").contains("csp verify support-plan"));
}

#[test]
fn an_indirect_reseller_has_no_support_plan() {
    let world = crate::journey::under_review();
    world.refusal(4, &["verify", "support-plan", "asfp"]);
}

#[test]
fn all_steps_together_lead_to_active() {
    assert_eq!(state(&direct_active()), "active");
}

#[test]
fn a_blank_reason_does_not_replace_eligibility() {
    let world = World::new();
    world.write("direct.toml", Form::direct().text());
    for reason in ["", "  "] {
        let enroll = [
            "enroll",
            "--from",
            "direct.toml",
            "--despite-eligibility",
            reason,
        ];
        let error = world.refusal(7, &enroll);
        assert_eq!(
            crate::world::each(&error, "flag"),
            ["--despite-eligibility"]
        );
    }
    world.answer(&["enroll", "--draft", "--from", "direct.toml"]);
    world.refusal(7, &["enroll", "submit", "--despite-eligibility", ""]);
    let webmail = Form::direct().set("primary_contact.email", "\"alice@gmail.com\"");
    world.write("webmail.toml", webmail.text());
    let enroll = [
        "enroll",
        "--from",
        "webmail.toml",
        "--despite-eligibility",
        "",
    ];
    let rules = world.refusal(7, &enroll);
    let rules = each(&rules, "rule");
    assert!(rules.contains(&"enroll.webmail"), "{rules:?}");
    assert!(rules.contains(&"enroll.direct-eligibility"), "{rules:?}");
}
