//! `users add` on a terminal: asks for what is missing, then for confirmation of the whole.

use crate::journey::{ADD_KIM, active, submitted};
use crate::permissions::add_active_user;
use crate::terminal::{answer, ended, on_terminal};

const KIM: &str = "kim@contoso.fr";

/// The command that adds Kim, without a last name.
const WITHOUT_LAST_NAME: [&str; 7] = [
    "users",
    "add",
    KIM,
    "--first-name",
    "Kim",
    "--role",
    "sales-agent",
];

#[test]
fn after_a_question_a_confirmation_is_asked_for_too() {
    let summary = "Add Kim Roux <kim@contoso.fr> with sales-agent\\? \\[y/N\\]";
    for (typed, code) in [("y", 0), ("n", 130), ("", 130)] {
        let world = active();
        let mut terminal = on_terminal(&world, &WITHOUT_LAST_NAME);
        answer(&mut terminal, "last name", "Roux");
        answer(&mut terminal, summary, typed);
        let (said, ended_with) = ended(terminal);
        assert_eq!(ended_with, code, "{said}");
        let found = world.csp(&["users", "show", KIM]).code;
        assert_eq!(found, Some(if code == 0 { 0 } else { 5 }));
    }
}

#[test]
fn an_answer_other_than_yes_or_no_is_asked_for_again() {
    let world = active();
    let mut terminal = on_terminal(&world, &WITHOUT_LAST_NAME);
    answer(&mut terminal, "last name", "Roux");
    answer(&mut terminal, "with sales-agent\\? \\[y/N\\]", "maybe");
    answer(&mut terminal, "Answer y or n", "yes");
    assert_eq!(ended(terminal).1, 0);
}

#[test]
fn with_all_flags_given_no_question_is_asked() {
    let world = active();
    let (said, code) = ended(on_terminal(&world, &ADD_KIM));
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
    let world = active();
    let mut terminal = on_terminal(&world, &[&WITHOUT_LAST_NAME[..], &["--yes"]].concat());
    answer(&mut terminal, "last name", "Roux");
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
}

#[test]
fn refusals_independent_of_answers_come_before_questions() {
    let (said, code) = ended(on_terminal(&submitted(), &WITHOUT_LAST_NAME));
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("users.account-ready"), "{said}");
    let world = active();
    add_active_user(&world, "sa@contoso.fr", "sales-agent");
    let by_agent = [&WITHOUT_LAST_NAME[..], &["--as", "sa@contoso.fr"]].concat();
    let (said, code) = ended(on_terminal(&world, &by_agent));
    assert_eq!(code, 6, "{said}");
}
