//! Rejections, one or several, and appeals against them.

use serde_json::json;

use crate::journey::{
    accept, action, actions, appeal, check, journal, reject, state, under_review,
};
use crate::world::{World, each};

#[test]
fn a_rejection_shows_its_reason_and_a_next_action() {
    let world = under_review();
    let reason = "the register knows no \"Contoso France\"; see KBIS";
    let answer = reject(&world, "business", reason);
    assert_eq!(answer["state"], "action-required");
    assert_eq!(answer["overall"], "rejected");
    assert_eq!(check(&answer, "business")["state"], "rejected");
    assert_eq!(check(&answer, "business")["reason"], reason);
    let next = action(&answer, "appeal");
    let command = next["command"].as_str().unwrap();
    assert!(command.contains("csp verify appeal business"), "{command}");
    let last = journal(&world);
    assert!(last.iter().any(|it| it["reason"] == reason));
}

#[test]
fn a_rejection_without_a_reason_is_refused() {
    let world = under_review();
    for empty in [&[][..], &["--reason", ""], &["--reason", "  "]] {
        let args = [&["verify", "record", "business", "rejected"], empty].concat();
        let run = world.csp(&crate::world::json(&args));
        let error = run.expect_any(&[4, 7]).error();
        assert_eq!(error["rule"], "verify.reason");
        assert_eq!(each(&error, "flag"), ["--reason"]);
    }
    assert_eq!(state(&world), "under-review");
}

#[test]
fn other_checks_keep_their_state_and_can_still_be_recorded() {
    let world = under_review();
    reject(&world, "business", "no such company");
    accept(&world, &["employment"]);
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["state"], "action-required");
    assert_eq!(check(&verify, "employment")["state"], "accepted");
    reject_is_listed(&verify);
}

fn reject_is_listed(verify: &serde_json::Value) {
    assert_eq!(check(verify, "business")["state"], "rejected");
    assert_eq!(verify["overall"], "rejected");
}

#[test]
fn an_appeal_records_type_name_size_and_digest_of_documents() {
    let world = under_review();
    reject(&world, "business", "no such company");
    std::fs::create_dir(world.path("papers")).unwrap();
    world.write("papers/kbis.pdf", "%PDF-1.4 extrait Kbis 24");
    world.write("bill.txt", "");
    let answer = world.answer(&[
        "verify",
        "appeal",
        "business",
        "--document",
        "business-registration:papers/kbis.pdf",
        "--document",
        "address-proof:bill.txt",
        "--comment",
        "as registered in Nanterre",
    ]);
    assert_eq!(answer["state"], "under-review");
    let business = check(&answer, "business");
    assert_eq!(business["state"], "pending");
    assert_eq!(business["attempts"], 2);
    assert_eq!(
        business["documents"],
        json!([
            {"type": "business-registration", "name": "kbis.pdf", "size": 24,
             "sha256": "7b0721a00bd2233b030e0b2d97699f4824811c0bba8bfcbfc8b5c222af0adc90",
             "added_at": "2021-03-01T09:00:00Z"},
            {"type": "address-proof", "name": "bill.txt", "size": 0,
             "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
             "added_at": "2021-03-01T09:00:00Z"}
        ])
    );
}

#[test]
fn the_appeal_of_the_last_rejection_reopens_the_review() {
    let world = under_review();
    reject(&world, "business", "no such company");
    reject(&world, "employment", "not known there");
    let first = appeal(&world, "business");
    assert_eq!(first["state"], "action-required");
    assert_eq!(first["overall"], "rejected");
    let second = appeal(&world, "employment");
    assert_eq!(second["state"], "under-review");
    assert_eq!(second["overall"], "pending");
    accept(&world, &["business", "employment"]);
    assert_eq!(state(&world), "agreement");
}

#[test]
fn a_rejected_check_may_still_be_accepted() {
    let world = under_review();
    reject(&world, "business", "no such company");
    let answer = world.answer(&["verify", "record", "business", "accepted"]);
    assert_eq!(answer["state"], "under-review");
    accept(&world, &["employment"]);
    assert_eq!(state(&world), "agreement");
}

#[test]
fn the_last_acceptance_after_a_rejection_ends_the_review() {
    let world = under_review();
    accept(&world, &["employment"]);
    reject(&world, "business", "no such company");
    let answer = world.answer(&["verify", "record", "business", "accepted"]);
    assert_eq!(answer["state"], "agreement");
    assert_eq!(answer["overall"], "accepted");
}

#[test]
fn an_appeal_needs_a_document() {
    let world = under_review();
    reject(&world, "business", "no such company");
    let error = world.refusal(7, &["verify", "appeal", "business"]);
    assert_eq!(error["rule"], "verify.reason");
    assert_eq!(each(&error, "flag"), ["--document"]);
}

#[test]
fn unreadable_or_unknown_documents_are_refused() {
    let world = under_review();
    reject(&world, "business", "no such company");
    world.write("kbis.pdf", "x");
    for document in [
        "other:nowhere.pdf",
        "selfie:kbis.pdf",
        "kbis.pdf",
        "other:.",
    ] {
        world.refusal(2, &["verify", "appeal", "business", "--document", document]);
    }
    assert_eq!(state(&world), "action-required");
}

#[test]
fn only_a_rejected_check_is_appealed() {
    let world: World = under_review();
    world.write("kbis.pdf", "x");
    let args = [
        "verify",
        "appeal",
        "business",
        "--document",
        "other:kbis.pdf",
    ];
    let error = world.refusal(4, &args);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn rejections_can_repeat() {
    let world = under_review();
    for round in 2..5 {
        reject(&world, "business", "still not");
        let answer = appeal(&world, "business");
        assert_eq!(check(&answer, "business")["attempts"], round);
        assert!(!actions(&answer).contains(&"appeal"));
    }
}

#[test]
fn a_document_must_be_a_regular_file() {
    let world = under_review();
    reject(&world, "business", "unreadable");
    for special in ["/dev/zero", "."] {
        let document = format!("identity:{special}");
        world.refusal(
            2,
            &["verify", "appeal", "business", "--document", &document],
        );
    }
}
