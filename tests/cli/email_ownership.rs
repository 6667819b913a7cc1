//! The confirmation message: its text, its destination, and the effect of a rejected address.

use crate::journey::{
    accept, action, check, code_in, confirm_email, direct_submitted, fresh_code, reject, show,
    state, submitted, under_review,
};
use crate::world::World;

#[test]
fn the_message_goes_to_the_primary_contact() {
    let answer = submitted().answer(&["verify", "send-email"]);
    let message = &answer["message"];
    assert_eq!(message["to"], "alice.martin@contoso.fr");
    assert!(!message["subject"].as_str().unwrap().is_empty());
    code_in(message["body"].as_str().unwrap());
}

#[test]
fn the_text_answer_shows_the_message_as_well() {
    let run = submitted().csp(&["verify", "send-email"]);
    run.expect(0);
    let typed = run
        .stdout
        .lines()
        .filter(|it| it.contains("confirm-email --code "));
    assert!(
        typed
            .clone()
            .any(|it| it.trim().starts_with("csp ") && !it.contains('…')),
        "{run}"
    );
}

#[test]
fn a_message_written_to_a_mail_file_is_not_shown() {
    let world = submitted();
    let answer = world.answer(&["verify", "send-email", "--draft-out", "confirm.eml"]);
    assert!(answer.get("message").is_none_or(|it| it.is_null()));
    let mail = world.read("confirm.eml");
    let (head, body) = mail.split_once("\r\n\r\n").expect("head and body");
    assert!(head.contains("alice.martin@contoso.fr"), "{head}");
    assert!(head.to_lowercase().contains("subject:"), "{head}");
    assert!(head.to_lowercase().contains("date:"), "{head}");
    assert!(body.contains("confirm-email --code"), "{body}");
    let code = code_in(body);
    world.answer(&["verify", "confirm-email", "--code", &code]);
}

#[test]
fn a_mail_file_is_replaced_by_a_later_one() {
    let world = submitted();
    world.write("confirm.eml", "something older");
    world.answer(&["verify", "send-email", "--draft-out", "confirm.eml"]);
    assert!(!world.read("confirm.eml").contains("something older"));
}

#[test]
fn the_message_is_written_in_french_on_request() {
    let world = submitted();
    let english = world.answer(&["verify", "send-email"]);
    let french = world.answer(&["verify", "send-email", "--lang", "fr"]);
    assert_ne!(english["message"]["subject"], french["message"]["subject"]);
    let code = code_in(french["message"]["body"].as_str().unwrap());
    world.answer(&["verify", "confirm-email", "--code", &code]);
}

#[test]
fn confirming_opens_employment_and_business() {
    let world = submitted();
    let answer = confirm_email(&world);
    assert_eq!(answer["state"], "under-review");
    assert_eq!(answer["overall"], "pending");
    assert_eq!(check(&answer, "email-ownership")["state"], "accepted");
    for name in ["employment", "business"] {
        let opened = check(&answer, name);
        assert_eq!(opened["state"], "pending");
        assert_eq!(opened["due"], "2021-03-08");
        assert_eq!(opened["attempts"], 1);
    }
}

#[test]
fn the_confirmation_may_be_recorded_instead() {
    let world = submitted();
    let answer = world.answer(&["verify", "record", "email-ownership", "accepted"]);
    assert_eq!(answer["state"], "under-review");
}

#[test]
fn before_the_confirmation_no_other_check_is_reviewed() {
    for name in ["employment", "business"] {
        for result in [&["accepted"][..], &["rejected", "--reason", "no"]] {
            let world = submitted();
            let args = [&["verify", "record", name], result].concat();
            let error = world.refusal(4, &args);
            assert_eq!(error["rule"], "verify.email-first", "{args:?}");
        }
    }
    let error = submitted().refusal(4, &["verify", "open", "due-diligence"]);
    assert_eq!(error["rule"], "verify.email-first");
    let unexplained = submitted().refusal(4, &["verify", "record", "business", "rejected"]);
    assert!(
        unexplained["details"][0]["flag"].is_null(),
        "no reason would help"
    );
}

#[test]
fn no_other_check_can_start_while_the_address_is_rejected() {
    for start in [submitted, direct_submitted] {
        let world = start();
        reject(&world, "email-ownership", "the mail bounced");
        world.write("kbis.pdf", "%PDF-1.4 extrait Kbis 24");
        let before = show(&world);
        for args in [
            &["verify", "record", "business", "accepted"][..],
            &["verify", "record", "business", "rejected", "--reason", "no"],
            &["verify", "record", "employment", "accepted"],
            &["verify", "record", "due-diligence", "accepted"],
            &["verify", "record", "credit", "accepted"],
            &["verify", "open", "due-diligence"],
            &[
                "verify",
                "appeal",
                "business",
                "--document",
                "other:kbis.pdf",
            ],
        ] {
            let error = world.refusal(4, args);
            assert_eq!(error["rule"], "verify.email-first", "{args:?}");
            let remedy = error["remedy"].as_str().unwrap();
            assert!(
                remedy.contains("csp verify appeal email-ownership"),
                "{remedy}"
            );
        }
        for args in [&["verify", "send-email"][..], &["enroll", "sign-mpa"]] {
            assert_eq!(world.refusal(4, args)["rule"], "enroll.step", "{args:?}");
        }
        assert_eq!(show(&world), before);
    }
}

#[test]
fn open_checks_can_be_recorded_after_an_email_rejection() {
    let world = under_review();
    let edit = ["enroll", "edit", "--contact-email", "alice@contoso.fr"];
    assert_eq!(
        world.answer(&edit)["enrollments"][0]["state"],
        "email-verification"
    );
    reject(&world, "email-ownership", "the mail bounced");
    accept(&world, &["business"]);
    let again = ["verify", "record", "business", "accepted"];
    assert_eq!(world.refusal(4, &again)["rule"], "enroll.step");
    let open = ["verify", "open", "due-diligence"];
    assert_eq!(world.refusal(4, &open)["rule"], "verify.email-first");
}

#[test]
fn an_address_that_was_not_rejected_is_not_appealed() {
    let world = submitted();
    world.write("whois.txt", "Domain: contoso.fr");
    let document = ["--document", "domain-ownership:whois.txt"];
    let appeal = [&["verify", "appeal", "email-ownership"], &document[..]].concat();
    let error = world.refusal(4, &appeal);
    assert_eq!(error["rule"], "enroll.step");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("only a rejected check")
    );
}

#[test]
fn appealing_with_a_new_address_sends_a_new_message() {
    let world = submitted();
    let old = fresh_code(&world);
    reject(&world, "email-ownership", "the mail bounced");
    assert_eq!(state(&world), "action-required");
    world.write("whois.txt", "Domain: contoso.fr");
    let answer = world.answer(&[
        "verify",
        "appeal",
        "email-ownership",
        "--document",
        "domain-ownership:whois.txt",
        "--contact-email",
        "alice@contoso.fr",
    ]);
    assert_eq!(answer["state"], "email-verification");
    assert_eq!(check(&answer, "email-ownership")["attempts"], 2);
    assert_eq!(show(&world)["primary_contact"]["email"], "alice@contoso.fr");
    world.refusal(4, &["verify", "confirm-email", "--code", &old]);
    let answer = world.answer(&["verify", "send-email"]);
    assert_eq!(answer["message"]["to"], "alice@contoso.fr");
    confirm_email(&world);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn a_new_address_in_an_appeal_obeys_the_rule_on_web_mail() {
    let world: World = submitted();
    reject(&world, "email-ownership", "the mail bounced");
    world.write("whois.txt", "Domain: contoso.fr");
    let error = world.refusal(
        4,
        &[
            "verify",
            "appeal",
            "email-ownership",
            "--document",
            "domain-ownership:whois.txt",
            "--contact-email",
            "alice@gmail.com",
        ],
    );
    assert_eq!(error["rule"], "enroll.webmail");
    assert_eq!(state(&world), "action-required");
}

#[test]
fn a_late_confirmation_message_can_be_sent_again() {
    let mut world = submitted();
    world.at("2021-03-03T00:00:00Z");
    let answer = world.answer(&["verify"]);
    let resend = action(&answer, "resend-email");
    assert_eq!(resend["overdue"], true);
    assert_eq!(answer["next"][0]["overdue"], true, "overdue first");
}
