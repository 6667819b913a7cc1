//! Questions on a screen of 80 columns and 24 rows, and on smaller ones.

use crate::form::Form;
use crate::journey::{active, show, state, submitted};
use crate::screen::Screen;
use crate::terminal::{FROM, with_form};
use crate::world::World;

const ADD_WITHOUT_ROLE: [&str; 7] = [
    "users",
    "add",
    "kim@contoso.fr",
    "--first-name",
    "Kim",
    "--last-name",
    "Roux",
];

const ENTER: &str = "\r";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";
const LEFT: &str = "\u{1b}[D";
const CTRL_C: &str = "\u{3}";
const CTRL_U: &str = "\u{15}";
const CTRL_W: &str = "\u{17}";

/// An application without one field.
fn lacking(field: &str) -> World {
    with_form(&Form::indirect().without(field))
}

/// The number of rows that begin with a text.
fn count(rows: &str, start: &str) -> usize {
    rows.lines().filter(|row| row.starts_with(start)).count()
}

#[test]
fn each_role_has_one_row_and_typing_filters() {
    let world = active();
    let mut screen = Screen::of(&world, &ADD_WITHOUT_ROLE);
    let rows = screen.until("compliance-admin");
    assert_eq!(
        rows.lines().take(3).collect::<Vec<_>>(),
        [
            "Roles:",
            "Space selects, Enter confirms. Type to filter.",
            "> [ ] global-admin             full access, signs agreements"
        ]
    );
    assert_eq!(rows.lines().count(), 2 + 17, "{rows}");
    screen.keys("sales");
    let rows = screen.until_last("> [ ] sales-agent              wins and manages customers");
    assert_eq!(rows.lines().count(), 3, "{rows}");
    screen.keys(" ");
    screen.until("> [x] sales-agent");
    screen.keys(DOWN);
    screen.until("> [ ] helpdesk-agent");
    screen.keys(" ");
    screen.until("> [x] helpdesk-agent");
    screen.keys(ENTER);
    let rows = screen.until("sales-agent, helpdesk-agent? [y/N]:");
    assert_eq!(
        rows,
        "Roles: sales-agent, helpdesk-agent\nAdd Kim Roux <kim@contoso.fr> with sales-agent, helpdesk-agent? [y/N]:"
    );
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    let shown = world.answer(&["users", "show", "kim@contoso.fr"]);
    assert_eq!(shown["roles"].as_array().unwrap().len(), 2);
}

#[test]
fn a_list_scrolls_on_a_small_screen() {
    let world = active();
    let mut screen = Screen::sized(&world, &ADD_WITHOUT_ROLE, (40, 10), &[]);
    let rows = screen.until_last("  [ ] incentives-admin         manages…");
    assert!(rows.contains("\n1-7 of 17. "), "{rows}");
    assert_eq!(rows.lines().count(), 9, "{rows}");
    assert!(
        rows.contains("\n> [ ] global-admin             full ac…"),
        "{rows}"
    );
    assert!(rows.lines().all(|row| row.chars().count() < 40), "{rows}");
    screen.keys(UP);
    screen.until("11-17 of 17.");
    screen.until_last("> [ ] compliance-admin         follows…");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn a_missing_or_unknown_role_is_asked_for_again() {
    let world = active();
    let mut screen = Screen::of(&world, &ADD_WITHOUT_ROLE);
    screen.until("compliance-admin");
    screen.keys(ENTER);
    screen.until("error: Select at least one with Space.");
    screen.keys("xyz");
    let rows = screen.until_last("Nothing in the list fits \"xyz\". Ctrl-U clears it.");
    assert!(!rows.contains("error"), "{rows}");
    screen.keys(CTRL_U);
    screen.until("compliance-admin");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn a_wrapped_error_is_erased_when_the_answer_is_right() {
    let form = Form::indirect().without("primary_contact.email");
    let world = with_form(&form.without("support_contact.phone"));
    let mut screen = Screen::sized(&world, &FROM, (40, 24), &[]);
    screen.until("Primary contact's email:");
    screen.keys("alice@gmail.com\r");
    screen.until("[enroll.webmail]");
    let rows = screen.until("refused.");
    assert!(rows.contains("\nerror: "), "{rows}");
    assert!(rows.lines().all(|row| row.chars().count() < 40), "{rows}");
    screen.keys("alice@contoso.fr\r");
    let rows = screen.until("Customer support phone:");
    assert!(
        rows.contains("\nPrimary contact's email: alice@contoso.\nfr\n"),
        "{rows}"
    );
    assert!(!rows.contains("error") && !rows.contains("gmail"), "{rows}");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn an_empty_answer_is_refused_and_the_error_is_erased() {
    let form = Form::indirect().without("support_contact.phone");
    let world = with_form(&form.without("declarations.authority_to_sign"));
    let mut screen = Screen::of(&world, &FROM);
    screen.until("Where customers call");
    screen.keys(ENTER);
    let rows = screen.until("error: Required. Press Ctrl-C to cancel.");
    assert_eq!(count(&rows, "Customer support phone:"), 1);
    screen.keys("+33 1 57 75 10 01\r");
    let rows = screen.until("Authority to sign:");
    assert!(!rows.contains("Required"), "{rows}");
    assert!(!rows.contains("Where customers call"), "{rows}");
    assert!(
        rows.contains("\nCustomer support phone: +33 1 57 75 10 01\n"),
        "{rows}"
    );
}

#[test]
fn keys_for_editing_a_line_work() {
    for (keys, city) in [
        ("Lyon\u{15}Paris", "Paris"),
        ("Issy les\u{17}le", "Issy le"),
        ("Pris\u{1b}[D\u{1b}[D\u{1b}[Da", "Paris"),
        ("aris\u{1}P\u{5}!", "Paris!"),
        ("Paris X\u{1b}[1;5D\u{b}Nord", "Paris Nord"),
        ("Paris\u{1b}[15~\u{1b}[5~", "Paris"),
        ("Pariss\u{1b}OD\u{1b}[3~", "Paris"),
        ("東京都\u{1b}[D\u{7f}", "東都"),
    ] {
        let world = lacking("company.address.city");
        let mut screen = Screen::of(&world, &FROM);
        screen.until("City:");
        screen.keys(keys);
        screen.keys(ENTER);
        screen.until("[y/N]");
        screen.keys("y\r");
        assert_eq!(screen.code(), 0, "{keys:?}");
        assert_eq!(show(&world)["company"]["address"]["city"], city, "{keys:?}");
    }
}

#[test]
fn a_refused_answer_can_be_corrected() {
    let world = lacking("support_contact.email");
    let mut screen = Screen::of(&world, &FROM);
    screen.until("Customer support email:");
    screen.keys("support.contoso.fr\r");
    screen.until("Press Up to correct your answer.");
    screen.keys(UP);
    screen.until("Customer support email: support.contoso.fr");
    for _ in ".contoso.fr".chars() {
        screen.keys(LEFT);
    }
    screen.keys("\u{1b}[3~@\r");
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    assert_eq!(
        show(&world)["support_contact"]["email"],
        "support@contoso.fr"
    );
}

#[test]
fn a_long_answer_wraps_again_after_a_resize() {
    let world = lacking("company.address.line1");
    let mut screen = Screen::of(&world, &FROM);
    screen.until("Address line 1:");
    let long = "street ".repeat(12);
    screen.keys(&long);
    screen.wait_for_answer(&long);
    for width in [40, 60, 30, 100] {
        screen.resize(width, 24);
        screen.keys("x");
        let rows = screen.wait_for_answer(&format!("{long}x"));
        assert_eq!(count(&rows, "Address line 1:"), 1, "{width}\n{rows}");
        assert_eq!(rows.matches("Street and").count(), 1, "{width}\n{rows}");
        screen.keys("\u{7f}");
        screen.wait_for_answer(&long);
    }
    screen.keys(CTRL_W);
    screen.keys(ENTER);
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    let line = &show(&world)["company"]["address"]["line1"];
    assert_eq!(line, "street ".repeat(11).trim_end());
}

#[test]
fn a_list_is_redrawn_after_a_resize() {
    let world = active();
    let mut screen = Screen::of(&world, &ADD_WITHOUT_ROLE);
    screen.until("compliance-admin");
    screen.resize(40, 12);
    screen.keys(DOWN);
    screen.until("1-9 of 17.");
    screen.resize(80, 24);
    screen.keys(DOWN);
    let rows = screen.until("> [ ] billing-admin");
    let rows = if rows.contains("compliance-admin") {
        rows
    } else {
        screen.until("compliance-admin")
    };
    assert_eq!(count(&rows, "Roles:"), 1, "{rows}");
    assert_eq!(rows.matches("billing-admin").count(), 1, "{rows}");
    screen.keys(" \r");
    let rows = screen.until("[y/N]");
    assert_eq!(count(&rows, "Roles: billing-admin"), 1, "{rows}");
}

#[test]
fn several_pasted_lines_are_one_answer() {
    let world = lacking("company.address.line1");
    let mut screen = Screen::of(&world, &FROM);
    screen.until("Address line 1:");
    screen.keys("\u{1b}[200~39 quai\r\n  du Président\nRoosevelt\n\u{1b}[201~");
    screen.until("Address line 1: 39 quai du Président Roosevelt");
    screen.keys(ENTER);
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    let line = &show(&world)["company"]["address"]["line1"];
    assert_eq!(line, "39 quai du Président Roosevelt");
}

#[test]
fn a_country_is_accepted_by_code_or_name_with_suggestions() {
    for (typed, shown) in [
        ("de", "Germany (DE)"),
        ("Allemagne", "Germany (DE)"),
        ("etats unis", "United States (US)"),
    ] {
        let world = World::new();
        let mut screen = Screen::of(&world, &["enroll", "markets"]);
        let hint = "A name or a two-letter code, for example France or FR.";
        screen.until_last(hint);
        screen.keys("Frnace\r");
        screen.until("error: \"Frnace\" is not a known country. Did you mean France (FR)");
        screen.keys(typed);
        screen.keys(ENTER);
        let rows = screen.until(shown);
        assert!(rows.starts_with("Company's country: "), "{rows}");
        screen.keys("q");
    }
}

#[test]
fn the_tenant_id_may_be_left_out_and_is_explained() {
    let world = with_form(
        &Form::indirect()
            .without("company.tenant_id")
            .without("support_contact.phone"),
    );
    let mut screen = Screen::of(&world, &FROM);
    let rows = screen.until("Microsoft Entra admin centre");
    assert!(
        rows.contains("\nTenant ID:\nOptional: Enter skips it. Invitations to"),
        "{rows}"
    );
    screen.keys(ENTER);
    screen.until("Customer support phone:");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn yes_or_no_is_a_list_and_no_does_not_sign() {
    let world = lacking("declarations.authority_to_sign");
    let mut screen = Screen::of(&world, &FROM);
    screen.until("> no");
    screen.keys(ENTER);
    screen.until("enroll.authority");
    screen.keys("oui");
    screen.until("> yes");
    screen.keys(ENTER);
    screen.until("Authority to sign: yes\n");
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
}

#[test]
fn one_can_go_back_from_a_list() {
    let form = Form::indirect().without("bank.iban");
    let world = with_form(&form.without("declarations.authority_to_sign"));
    let mut screen = Screen::of(&world, &FROM);
    screen.until("IBAN:");
    screen.keys("FR1420041010050500013M02606\r");
    screen.until("> no");
    screen.keys("<\r");
    screen.until("IBAN: FR1420041010050500013M02606\nBlanks are allowed.");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
}

#[test]
fn a_long_confirmation_wraps_and_enter_is_no() {
    let world = submitted();
    let withdraw = ["enroll", "withdraw", "--reason", "sold"];
    let mut screen = Screen::sized(&world, &withdraw, (40, 24), &[]);
    let rows = screen.until_last("readable.");
    assert!(
        rows.starts_with("Withdraw? [y/N]:\nOpen requests"),
        "{rows}"
    );
    screen.keys("maybe\r");
    screen.until("error: Answer y or n, then press Enter.");
    screen.keys(ENTER);
    screen.until("Cancelled, nothing was changed.");
    assert!(!screen.rows().contains("Answer y or n"));
    assert_eq!(screen.code(), 130);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn an_existing_draft_is_offered() {
    let world = lacking("support_contact.phone");
    world.csp(&[&FROM[..], &["--draft"]].concat()).expect(0);
    let mut screen = Screen::of(&world, &["enroll"]);
    let rows = screen.until_last("  new application");
    assert!(
        rows.starts_with("Continue a draft or start a new application:\n"),
        "{rows}"
    );
    assert!(
        rows.contains("\n> contoso-france   Contoso France SAS, indirect reseller\n"),
        "{rows}"
    );
    screen.keys(ENTER);
    screen.until("Customer support phone:");
    screen.keys("+33 1 57 75 10 01\r");
    screen.until("[y/N]");
    screen.keys("y\r");
    assert_eq!(screen.code(), 0);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn a_new_application_can_be_started_beside_a_draft() {
    let world = with_form(&Form::indirect());
    world.csp(&[&FROM[..], &["--draft"]].concat()).expect(0);
    let mut screen = Screen::of(&world, &["enroll", "--model", "indirect"]);
    screen.until("new application");
    screen.keys("new\r");
    screen.until("MPN ID:");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
    let mut screen = Screen::of(&world, &["enroll", "--model", "direct"]);
    screen.until("MPN ID:");
    screen.keys(CTRL_C);
    assert_eq!(screen.code(), 130);
    assert_eq!(state(&world), "draft");
}
