//! Questions for screen readers: plain lines and numbered lists that are never redrawn.

use crate::form::Form;
use crate::journey::{active, show, submitted};
use crate::screen::Screen;
use crate::terminal::{FROM, with_form};
use crate::world::World;

const ON: (&str, &str) = ("CSP_PROMPTS_ACCESSIBLE", "1");

fn asked(world: &World, args: &[&str]) -> Screen {
    Screen::sized(world, args, (80, 40), &[ON])
}

/// Whether the program moved the cursor, erased text or used colour.
fn draws(screen: &Screen) -> bool {
    screen.raw.contains(&0x1b)
}

#[test]
fn a_list_is_numbered_and_answered_by_numbers_or_names() {
    for typed in [
        "13,14",
        "sales-agent, 14",
        "14 Sales",
        "helpdesk-agent,sales-agent",
    ] {
        let world = active();
        let add = "users add kim@contoso.fr --first-name Kim --last-name Roux";
        let mut screen = asked(&world, &add.split(' ').collect::<Vec<_>>());
        let rows = screen.until("Numbers or names, separated by commas:");
        assert!(
            rows.contains("\n13. sales-agent: wins and manages customers\n"),
            "{rows}"
        );
        screen.keys("99\r");
        screen.until("error: \"99\" is not in the list. Give a number from 1 to 17, or a name.");
        screen.keys(typed);
        screen.keys("\r");
        screen.until("Chosen: sales-agent, helpdesk-agent");
        screen.until("[y/N]: ".trim_end());
        screen.keys("y\r");
        assert!(!draws(&screen), "{typed}");
        assert_eq!(screen.code(), 0, "{typed}");
    }
}

#[test]
fn a_model_and_a_yes_are_answered_by_number_or_name() {
    let form = Form::indirect().without("model");
    let world = with_form(&form.without("declarations.authority_to_sign"));
    let mut screen = asked(&world, &FROM);
    screen.until("1. indirect reseller\n2. direct-bill partner\nNumber or name:");
    screen.keys("indirect\r");
    screen.until("Chosen: indirect reseller");
    screen.until("1. no\n2. yes\nNumber or name:");
    screen.keys("\r");
    screen.until("error: Required. Press Ctrl-C to cancel.");
    screen.keys("yes\r");
    screen.until("[y/N]:");
    screen.keys("y\r");
    assert!(!draws(&screen));
    assert_eq!(screen.code(), 0);
    assert_eq!(show(&world)["enrollments"][0]["model"], "indirect-reseller");
}

#[test]
fn a_text_is_read_as_a_line_with_its_hint_before_it() {
    let world = with_form(&Form::indirect().without("company.country"));
    let mut screen = asked(&world, &FROM);
    screen.until("for example France or FR.\nCountry:");
    screen.keys("Frnace\r");
    screen.until("Did you mean France (FR)");
    screen.keys("Germany\u{15}Italy\u{17}Fance\u{7f}\u{7f}\u{7f}\u{7f}rance\r");
    screen.until("Country: France\nFrance (FR)");
    screen.until("[y/N]:");
    screen.keys("y\r");
    assert!(!draws(&screen));
    assert_eq!(screen.code(), 0);
}

#[test]
fn the_setting_and_a_dumb_terminal_enable_plain_questions() {
    let world = submitted();
    let record = ["verify", "record"];
    world
        .csp(&["config", "set", "prompts.accessible", "true"])
        .expect(0);
    let mut screen = Screen::of(&world, &record);
    screen.until("1. email-ownership\n");
    screen.keys("\u{3}");
    assert!(!draws(&screen));
    assert_eq!(screen.code(), 130);
    world
        .csp(&["config", "set", "prompts.accessible", "false"])
        .expect(0);
    let mut screen = Screen::of(&world, &record);
    screen.until_last("> email-ownership");
    screen.keys("\u{3}");
    assert_eq!(screen.code(), 130);
    let mut screen = Screen::sized(&world, &record, (80, 24), &[("TERM", "dumb")]);
    screen.until("1. email-ownership\n");
    screen.keys("\u{3}");
    assert_eq!(screen.code(), 130);
}

#[test]
fn an_invalid_value_of_the_setting_is_refused() {
    let mut world = World::new();
    world
        .csp(&["config", "set", "prompts.accessible", "maybe"])
        .expect(2);
    world.set("CSP_PROMPTS_ACCESSIBLE", "maybe");
    world.csp(&["status"]).expect(2);
}
