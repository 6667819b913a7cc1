//! Which commands ask for confirmation, how it is answered, and what happens without a terminal.

use expectrl::Expect as _;

use crate::journey::{ADD_KIM, active, state, submitted};
use crate::terminal::{answer, ended, on_terminal};
use crate::world::World;

#[test]
fn only_a_typed_yes_and_enter_confirms() {
    for (typed, code, stands) in [
        (&["y"][..], 0, "withdrawn"),
        (&["YES"], 0, "withdrawn"),
        (&["no"], 130, "email-verification"),
        (&[""], 130, "email-verification"),
        (&["maybe", "n"], 130, "email-verification"),
        (&["yeah", "1", "y"], 0, "withdrawn"),
    ] {
        let world = submitted();
        let mut terminal = on_terminal(&world, &["enroll", "withdraw", "--reason", "sold"]);
        for word in typed {
            answer(&mut terminal, "\\[y/N\\]", word);
        }
        let (said, found) = ended(terminal);
        assert_eq!(found, code, "{typed:?} {said}");
        assert_eq!(state(&world), stands, "{typed:?}");
        if code == 130 {
            assert!(said.contains("Cancelled, nothing was changed."), "{said}");
        }
    }
}

#[test]
fn one_keystroke_does_not_confirm() {
    let world = submitted();
    let mut terminal = on_terminal(&world, &["enroll", "withdraw", "--reason", "sold"]);
    terminal.expect("[y/N]").unwrap();
    terminal.send("y").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(state(&world), "email-verification");
    terminal.send("\u{8}").unwrap();
    terminal.send_line("n").unwrap();
    assert_eq!(ended(terminal).1, 130);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn without_a_terminal_a_confirmation_needs_the_yes_flag() {
    for (world, args) in [
        (
            active as fn() -> World,
            &["enroll", "withdraw", "--reason", "sold"][..],
        ),
        (active, &["users", "block", "kim@contoso.fr"]),
        (active, &["users", "remove", "kim@contoso.fr"]),
        (
            active,
            &["users", "revoke", "kim@contoso.fr", "sales-agent"],
        ),
        (active, &["providers", "revoke-admin", "x"]),
        (active, &["providers", "end", "x", "--reason", "r"]),
        (active, &["customers", "remove", "x"]),
        (active, &["store", "restore", "x"]),
        (active, &["enroll", "restrict", "--reason", "r"]),
    ] {
        let world = world();
        world.csp(&ADD_KIM).expect(0);
        let refusal = world.refusal(7, args);
        assert_eq!(refusal["details"][0]["flag"], "--yes", "{args:?} {refusal}");
    }
}

#[test]
fn a_result_is_confirmed_only_on_a_terminal() {
    let world = submitted();
    let record = ["verify", "record", "email-ownership", "accepted"];
    let mut terminal = on_terminal(&world, &record);
    answer(&mut terminal, "email-ownership\\? \\[y/N\\]", "n");
    assert_eq!(ended(terminal).1, 130);
    assert_eq!(state(&world), "email-verification");
    world.csp(&record).expect(0);
    assert_eq!(state(&world), "under-review");
    let yes = ["verify", "record", "employment", "accepted", "--yes"];
    assert_eq!(ended(on_terminal(&world, &yes)).1, 0);
}

#[test]
fn no_other_command_asks_on_a_terminal() {
    let world = active();
    for args in [
        &ADD_KIM[..],
        &["users", "grant", "kim@contoso.fr", "admin-agent"],
        &["users", "reset-password", "kim@contoso.fr"],
        &["enroll", "edit", "--support-phone", "+33 1 57 75 10 09"],
    ] {
        let (said, code) = ended(on_terminal(&world, args));
        assert_eq!(code, 0, "{args:?} {said}");
        assert!(!said.contains("[y/N]"), "{said}");
    }
}

#[test]
fn the_yes_flag_does_not_replace_the_accept_flag() {
    let world = active();
    let add = [
        "providers",
        "add",
        "Nordic",
        "--country",
        "FR",
        "--mpn-id",
        "5550001",
    ];
    world.csp(&add).expect(0);
    world.csp(&["providers", "invite", "nordic"]).expect(0);
    let refusal = world.refusal(4, &["providers", "authorize", "nordic", "--yes"]);
    assert_eq!(refusal["rule"], "providers.accept");
}
