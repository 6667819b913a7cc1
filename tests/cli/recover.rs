//! An account without an active global admin, reverted results, renewed plans, texts without invisible characters.

use crate::form::Form;
use crate::journey::{accept, active, check, direct_active, show, submit, submitted, under_review};
use crate::world::World;

const OWNER: &str = "bruno.petit@contoso.fr";

#[test]
fn a_reset_leaves_the_last_global_admin_able_to_act() {
    let world = active();
    let reset = world.answer(&["users", "reset-password", OWNER]);
    assert_eq!(reset["state"], "active");
    assert_eq!(
        reset["temporary_password_expires_at"],
        "2021-05-30T09:00:00Z"
    );
    let temporary = reset["temporary_password"].as_str().unwrap();
    world.answer(&["users", "grant", OWNER, "admin-agent"]);
    let run = world.csp_reading(
        &format!("{temporary}\nOwn-Passw0rd-2021\n"),
        &[
            "users",
            "sign-in",
            OWNER,
            "--password-stdin",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.code, Some(0), "{run}");
    let shown = world.answer(&["users", "show", OWNER]);
    assert_eq!(
        shown["temporary_password_expires_at"],
        serde_json::Value::Null
    );
}

#[test]
fn nothing_is_recovered_while_a_global_admin_can_act() {
    let world = active();
    let args = ["users", "recover", OWNER, "--reason", "test", "--yes"];
    assert_eq!(world.refusal(4, &args)["rule"], "users.last-global-admin");
    assert_eq!(
        world.refusal(7, &["users", "recover", OWNER])["code"],
        "input-required"
    );
}

#[test]
fn a_result_that_was_recorded_by_mistake_is_taken_back() {
    let world = under_review();
    accept(&world, &["business"]);
    let reopen = ["verify", "reopen", "business", "--reason", "wrong account"];
    world.refusal(7, &reopen);
    let taken_back = world.answer(&[&reopen[..], &["--yes"]].concat());
    assert_eq!(check(&taken_back, "business")["state"], "pending");
    assert_eq!(taken_back["state"], "under-review");
    let again = world.refusal(4, &[&reopen[..], &["--yes"]].concat());
    assert_eq!(again["rule"], "enroll.step");
}

#[test]
fn a_support_plan_is_renewed_on_an_active_account() {
    let mut world = direct_active();
    world.at("2022-03-01T09:00:00Z");
    world.answer(&["verify", "support-plan", "psfp", "--on", "2022-02-28"]);
    let early = ["verify", "support-plan", "psfp", "--on", "2020-01-01"];
    assert_eq!(
        world.refusal(4, &early)["rule"],
        "verify.credit-before-plan"
    );
}

#[test]
fn a_resent_message_sets_a_new_due_day() {
    let mut world = submitted();
    world.at("2021-03-10T09:00:00Z");
    assert_eq!(world.csp(&["status", "--check"]).code, Some(3));
    let sent = world.answer(&["verify", "send-email"]);
    assert_eq!(check(&sent, "email-ownership")["due"], "2021-03-11");
    assert_eq!(world.csp(&["status", "--check"]).code, Some(0));
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "email-ownership")["due"], "2021-03-11");
    assert_eq!(check(&verify, "email-ownership")["attempts"], 1);
    world.at("2021-03-12T09:00:00Z");
    assert_eq!(world.csp(&["status", "--check"]).code, Some(3));
}

#[test]
fn another_contact_of_an_active_account_is_verified_again() {
    let world = active();
    world.answer(&["enroll", "edit", "--contact-first-name", "Chloé"]);
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["state"], "active");
    assert_eq!(check(&verify, "email-ownership")["state"], "pending");
    assert_eq!(check(&verify, "employment")["state"], "pending");
    crate::journey::confirm_email(&world);
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "email-ownership")["state"], "accepted");
}

#[test]
fn names_are_kept_without_invisible_characters() {
    let world = World::new();
    submit(&world, &Form::indirect());
    world.answer(&[
        "enroll",
        "edit",
        "--city",
        "Issy\u{200b}-les-Moulineaux\u{ad}",
    ]);
    assert_eq!(
        show(&world)["company"]["address"]["city"],
        "Issy-les-Moulineaux"
    );
    let typed = [
        "enroll",
        "edit",
        "--contact-email",
        "alice@\u{200b}contoso.fr",
    ];
    let message = world.refusal(2, &typed)["message"].to_string();
    assert!(message.contains("U+200B ZERO WIDTH SPACE"), "{message}");
}

/// Contoso, active, in a state that an earlier version could leave: the only global admin has not signed in yet. No
/// command of today leads to it, so it is written through the library, sealed and journalled.
fn locked_out() -> World {
    use csp::diagnostic::Diagnostic;
    use csp::domain::password::{Secret, TemporaryHash};
    use csp::domain::user::UserEvent;
    use csp::store::{Ending, Entry, KeptPassword, NothingBeside, TransactionClock};

    let world = active();
    let now = chrono::DateTime::parse_from_rfc3339(crate::world::MONDAY)
        .unwrap()
        .to_utc();
    let store = world.store().open();
    let moment = TransactionClock { now, given: true };
    let reset = |tx: &csp::store::Tx<'_>| {
        let account = tx.accounts().all()?.remove(0);
        let users = tx.users(account.id);
        let before = users.record(&OWNER.parse().unwrap())?.unwrap();
        let after = before.user.clone().apply(UserEvent::Reset, now).unwrap();
        let lost = KeptPassword::Temporary(TemporaryHash::of(&Secret::new(
            "Lost-for-ever-2021".to_owned(),
        )));
        users.replace(&before, &after, &lost)?;
        tx.log(&Entry {
            account: Some(&account.slug),
            actor: Some(OWNER),
            action: "user.password-reset",
            subject: OWNER,
            reason: None,
            changes: serde_json::json!({}),
        })?;
        Ok::<_, Diagnostic>(())
    };
    store
        .write(&moment, Ending::Commit, &NothingBeside, reset)
        .unwrap();
    world
}

#[test]
fn an_account_without_an_active_global_admin_is_recovered() {
    let mut world = locked_out();
    world.answer(&["store", "check"]);
    let recover = [
        "users",
        "recover",
        OWNER,
        "--reason",
        "password lost",
        "--yes",
    ];
    let command =
        format!("csp users recover {OWNER} --account contoso-france --reason REASON --yes");
    let refused = world.refusal(6, &crate::journey::ADD_KIM);
    assert!(
        refused["remedy"].as_str().unwrap().contains(&command),
        "{refused:#}"
    );
    let found = world.csp(&["doctor", "--format", "json"]);
    found.expect(3);
    assert!(found.stdout.contains(&command), "{found}");

    assert_eq!(world.refusal(7, &recover[..5])["code"], "input-required");
    let nobody = ["users", "recover", "x@contoso.fr", "--reason", "r", "--yes"];
    world.refusal(5, &nobody);
    let rehearsed = world.answer(&[&recover[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed["state"], "active");
    assert_eq!(rehearsed["dry_run"], true);
    world.refusal(6, &crate::journey::ADD_KIM);

    // The temporary password has expired too.
    world.at("2021-09-01T09:00:00Z");
    let recovered = world.answer(&recover);
    assert_eq!(recovered["state"], "active");
    assert!(recovered.get("temporary_password").is_none());
    let journal = crate::journey::journal(&world);
    let entry = journal.last().unwrap();
    assert_eq!(entry["action"], "user.recovered");
    assert_eq!(entry["subject"], OWNER);
    assert_eq!(entry["reason"], "password lost");
    world.answer(&crate::journey::ADD_KIM);
    world.answer(&["store", "check"]);
    world.answer(&["audit", "verify"]);
    let again = world.refusal(4, &recover);
    assert_eq!(again["rule"], "users.last-global-admin");

    let reset = world.answer(&["users", "reset-password", OWNER]);
    assert_eq!(reset["state"], "active");
    let temporary = reset["temporary_password"].as_str().unwrap();
    let typed = format!("{temporary}\nOwn-Passw0rd-2021\n");
    let sign_in = ["users", "sign-in", OWNER, "--password-stdin"];
    world.csp_reading(&typed, &sign_in).expect(0);
}
