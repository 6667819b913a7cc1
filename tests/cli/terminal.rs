//! The interview on a terminal.

use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::{ControlCode, Eof, Expect as _, Regex, Session};

use crate::form::Form;
use crate::journey::{active, show, state};
use crate::permissions::add_active_user;
use crate::world::World;

pub(crate) type Terminal = expectrl::session::OsSession;

/// Starts a program with a terminal for stdin, stdout and stderr, in the world's environment.
fn started(world: &World, program: &str, args: &[&str]) -> Terminal {
    started_with(world, program, args, &[])
}

pub(crate) fn started_with(
    world: &World,
    program: &str,
    args: &[&str],
    environment: &[(&str, &str)],
) -> Terminal {
    let given = world.command(&[]);
    let mut command = Command::new(program);
    command.args(args).env_clear().current_dir(world.folder());
    for (name, value) in given.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("TERM", "xterm-256color");
    command.envs(environment.iter().copied());
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(20)));
    session
}

pub(crate) fn on_terminal(world: &World, args: &[&str]) -> Terminal {
    started(world, env!("CARGO_BIN_EXE_csp"), args)
}

/// Waits for a question about `topic` and answers it.
pub(crate) fn answer(terminal: &mut Terminal, topic: &str, typed: &str) {
    terminal
        .expect(Regex(&format!("(?i){topic}")))
        .unwrap_or_else(|error| panic!("no question about {topic}: {error}"));
    terminal.send_line(typed).unwrap();
}

/// The remaining output and the exit code.
pub(crate) fn ended(mut terminal: Terminal) -> (String, i32) {
    let rest = terminal.expect(Eof).unwrap();
    let status = terminal.get_process().wait().unwrap();
    let WaitStatus::Exited(_, code) = status else {
        panic!("ended by {status:?}");
    };
    (String::from_utf8_lossy(rest.as_bytes()).into_owned(), code)
}

pub(crate) fn with_form(form: &Form) -> World {
    let world = World::new();
    world.write("enroll.toml", form.text());
    world
}

pub(crate) const FROM: [&str; 3] = ["enroll", "--from", "enroll.toml"];

#[test]
fn only_missing_fields_are_asked_for_and_yes_submits() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "phone", "+33 1 57 75 10 01");
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(state(&world), "email-verification");
    assert_eq!(
        show(&world)["support_contact"]["phone"],
        "+33 1 57 75 10 01"
    );
}

#[test]
fn with_everything_given_nothing_is_asked() {
    let world = with_form(&Form::indirect());
    let (said, code) = ended(on_terminal(&world, &FROM));
    assert_eq!(code, 0, "{said}");
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn a_refused_answer_is_asked_for_again_with_the_rule() {
    let world = with_form(&Form::indirect().without("primary_contact.email"));
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "contact.*email", "alice@gmail.com");
    terminal.expect("enroll.webmail").unwrap();
    for _ in "alice@gmail.com".chars() {
        terminal.send("\u{8}").unwrap();
    }
    terminal.send_line("alice@contoso.fr").unwrap();
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(show(&world)["primary_contact"]["email"], "alice@contoso.fr");
}

#[test]
fn one_can_go_back_to_the_question_before() {
    let form = Form::indirect()
        .without("support_contact.email")
        .without("support_contact.phone");
    let world = with_form(&form);
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support email", "typo@contoso.fr");
    answer(&mut terminal, "support phone", "<");
    terminal.expect(Regex("(?i)support email")).unwrap();
    for _ in "typo@contoso.fr".chars() {
        terminal.send("\u{8}").unwrap();
    }
    terminal.send_line("help@contoso.fr").unwrap();
    answer(&mut terminal, "support phone", "+33 1 57 75 10 01");
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(show(&world)["support_contact"]["email"], "help@contoso.fr");
}

#[test]
fn an_interrupt_keeps_the_draft_and_says_how_to_resume() {
    let form = Form::indirect()
        .without("support_contact.email")
        .without("support_contact.phone");
    let world = with_form(&form);
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support email", "help@contoso.fr");
    terminal.expect(Regex("(?i)support phone")).unwrap();
    terminal.send(ControlCode::EndOfText).unwrap();
    let (said, code) = ended(terminal);
    assert_eq!(code, 130, "{said}");
    assert!(
        said.contains("csp enroll --account contoso-france"),
        "{said}"
    );
    assert_eq!(state(&world), "draft");
    assert_eq!(show(&world)["support_contact"]["email"], "help@contoso.fr");

    let mut terminal = on_terminal(&world, &["enroll", "--account", "contoso-france"]);
    answer(&mut terminal, "support phone", "+33 1 57 75 10 01");
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn an_interrupt_at_the_summary_keeps_the_draft_too() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support phone", "+33 1 57 75 10 01");
    terminal.expect(Regex("(?i)submit")).unwrap();
    terminal.send(ControlCode::EndOfText).unwrap();
    let (said, code) = ended(terminal);
    assert_eq!(code, 130, "{said}");
    assert_eq!(state(&world), "draft");
}

#[test]
fn answering_no_to_the_summary_keeps_the_draft() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support phone", "+33 1 57 75 10 01");
    answer(&mut terminal, "submit", "n");
    let (said, code) = ended(terminal);
    assert_ne!(code, 0, "{said}");
    assert_eq!(state(&world), "draft");
}

#[test]
fn answers_become_a_draft_if_another_user_must_submit() {
    let world = active();
    add_active_user(&world, "aa@contoso.fr", "account-admin");
    world.answer(&["enroll", "withdraw", "--reason", "sold", "--yes"]);
    let by_aa = ["--admin-email", "neo@contoso.fr", "--as", "aa@contoso.fr"];
    let again = ["enroll", "--account", "contoso-france", "--model"];
    let indirect = [&again[..], &["indirect"], &by_aa].concat();
    let (said, code) = ended(on_terminal(&world, &indirect));
    assert_eq!(code, 6, "{said}");
    assert_eq!(state(&world), "withdrawn", "nothing was asked");
    let direct = ["direct", "--despite-eligibility", "growth"];
    let mut terminal = on_terminal(&world, &[&again[..], &direct, &by_aa].concat());
    answer(&mut terminal, "billing day", "7");
    answer(&mut terminal, "submit", "y");
    let (said, code) = ended(terminal);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("users.manage-global-admins"), "{said}");
    assert_eq!(state(&world), "draft");
    let submit = ["enroll", "submit", "--despite-eligibility", "growth"];
    assert_eq!(world.answer(&submit)["admin"]["email"], "neo@contoso.fr");
}

#[test]
fn a_complete_draft_is_submitted_only_after_confirmation() {
    let world = with_form(&Form::indirect());
    world.csp(&[&FROM[..], &["--draft"]].concat()).expect(0);
    let resume = ["enroll", "--account", "contoso-france"];
    let mut terminal = on_terminal(&world, &resume);
    answer(&mut terminal, "submit", "n");
    let (said, code) = ended(terminal);
    assert_eq!(code, 130, "{said}");
    assert!(
        said.contains("csp enroll edit --account contoso-france"),
        "{said}"
    );
    assert_eq!(state(&world), "draft");
    let mut terminal = on_terminal(&world, &resume);
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn an_empty_answer_to_a_required_question_is_refused() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support phone", "");
    terminal.expect("Required").unwrap();
    terminal.send_line("+33 1 57 75 10 01").unwrap();
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
}

#[test]
fn a_question_with_few_possible_answers_lists_them() {
    let world = crate::journey::under_review();
    let mut terminal = on_terminal(&world, &["verify", "record"]);
    answer(&mut terminal, "(?s)Check: .*employment.*business", "employ");
    answer(&mut terminal, "(?s)Result: .*rejected", "accepted");
    answer(&mut terminal, "accepted employment\\?", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn an_interrupt_before_the_first_answer_leaves_nothing() {
    let world = World::new();
    let mut terminal = on_terminal(&world, &["enroll"]);
    terminal.expect(Regex("(?i)which model")).unwrap();
    terminal.send(ControlCode::EndOfText).unwrap();
    let (said, code) = ended(terminal);
    assert_eq!(code, 130, "{said}");
    assert!(!world.store().exists());
}

#[test]
fn without_a_model_both_are_explained_and_one_is_chosen() {
    let world = with_form(&Form::indirect().without("model"));
    let mut terminal = on_terminal(&world, &FROM);
    terminal.expect("indirect reseller").unwrap();
    terminal.expect("direct-bill").unwrap();
    answer(&mut terminal, "which model", "");
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    let shown = show(&world);
    assert_eq!(shown["enrollments"][0]["model"], "indirect-reseller");
}

#[test]
fn the_whole_interview_leads_to_an_application() {
    let world = World::new();
    let mut terminal = on_terminal(&world, &["enroll", "--model", "indirect"]);
    for (topic, typed) in [
        ("MPN ID", "4812345"),
        ("legal name", "Contoso France SAS"),
        ("country", "france"),
        ("tenant.*domain", "contoso.fr"),
        ("(?s)tenant id:.*invitations", ""),
        ("address|line", "39 quai du Président Roosevelt"),
        ("city", "Issy-les-Moulineaux"),
        ("postal", "92130"),
        ("contact.*first name", "Alice"),
        ("contact.*last name", "Martin"),
        ("contact.*email", "alice.martin@contoso.fr"),
        ("support email", "support@contoso.fr"),
        ("support phone", "+33 1 57 75 10 01"),
        ("admin.*first name", "Bruno"),
        ("admin.*last name", "Petit"),
        ("work account", "bruno.petit@contoso.fr"),
        ("holder", "Contoso France SAS"),
        ("IBAN", "FR1420041010050500013M02606"),
        ("authority", "yes"),
        ("submit", "y"),
    ] {
        answer(&mut terminal, topic, typed);
    }
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert_eq!(state(&world), "email-verification");
    assert!(!said.contains("FR1420041010050500013M02606"), "{said}");
}

#[test]
fn an_answer_replaces_an_empty_flag() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let args = ["enroll", "--from", "enroll.toml", "--city", ""];
    let mut terminal = on_terminal(&world, &args);
    answer(&mut terminal, "city", "Lyon");
    answer(&mut terminal, "submit this", "y");
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert_eq!(show(&world)["company"]["address"]["city"], "Lyon");
}

#[test]
fn a_confirmation_is_asked_for_on_a_terminal() {
    for (typed, code, stands) in [
        ("y", 0, "withdrawn"),
        ("n", 130, "email-verification"),
        ("", 130, "email-verification"),
    ] {
        let world = crate::journey::submitted();
        let withdraw = ["enroll", "withdraw", "--reason", "sold"];
        let mut terminal = on_terminal(&world, &withdraw);
        answer(&mut terminal, "withdraw\\?.*\\[y/N\\]", typed);
        assert_eq!(ended(terminal).1, code);
        assert_eq!(state(&world), stands);
    }
}

#[test]
fn a_code_is_asked_for_only_while_one_is_pending() {
    let world = crate::journey::submitted();
    let confirm = ["verify", "confirm-email"];
    let (said, code) = ended(on_terminal(&world, &confirm));
    assert_eq!(code, 4, "none was issued, so nothing is asked: {said}");
    assert!(said.contains("verify.code"), "{said}");

    let issued = crate::journey::fresh_code(&world);
    let mut terminal = on_terminal(&world, &confirm);
    answer(&mut terminal, "Confirmation code: ", &issued);
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn with_no_input_nothing_is_asked_on_a_terminal_either() {
    let world = World::new();
    let args = ["enroll", "--model", "indirect", "--no-input"];
    let (said, code) = ended(on_terminal(&world, &args));
    assert_eq!(code, 7, "{said}");
}

#[test]
fn a_piped_stdin_is_not_read_for_answers() {
    let world = crate::journey::submitted();
    let script = format!(
        "echo y | {} enroll withdraw --reason sold",
        env!("CARGO_BIN_EXE_csp")
    );
    let (said, code) = ended(started(&world, "/bin/sh", &["-c", &script]));
    assert_eq!(code, 7, "{said}");
    assert_eq!(state(&world), "email-verification");
}

/// A pager that marks every line it gets.
const MARKING: (&str, &str) = ("CSP_PAGER", "sed s/^/paged:/");

fn seen_on_a_screen_of(rows: u16, args: &[&str]) -> String {
    seen_through(MARKING, rows, args)
}

/// Runs the program on a screen with this number of rows. The shell waits for a line first: the terminal sets its own
/// size just after the start, which would undo an earlier setting.
fn seen_through(pager: (&str, &str), rows: u16, args: &[&str]) -> String {
    seen_in(&World::new(), &[pager], rows, args)
}

fn seen_in(world: &World, vars: &[(&str, &str)], rows: u16, args: &[&str]) -> String {
    let ruled = format!("read go; stty rows {rows} cols 100; exec \"$0\" \"$@\"");
    let mut words = vec!["-c", ruled.as_str(), env!("CARGO_BIN_EXE_csp")];
    words.extend(args);
    let vars = [vars, &[("NO_COLOR", "1")]].concat();
    let mut terminal = started_with(world, "sh", &words, &vars);
    terminal.send_line("").unwrap();
    let (said, code) = ended(terminal);
    let is_no = args.contains(&"check");
    assert_eq!(code, if is_no { 3 } else { 0 }, "{said}");
    said.trim_start().to_owned()
}

#[test]
fn a_list_longer_than_the_screen_goes_to_the_pager() {
    let said = seen_on_a_screen_of(10, &["explain"]);
    assert!(said.starts_with("paged:RULE"), "{said}");
    assert!(
        said.lines().all(|line| line.starts_with("paged:")),
        "{said}"
    );
}

#[test]
fn an_eligibility_check_longer_than_the_screen_is_paged() {
    let world = active();
    let check = ["eligibility", "check", "--model", "direct"];
    let pager = ("CSP_PAGER", "sed s/^/paged:/");
    let said = seen_in(&world, &[pager], 10, &check);
    assert!(said.starts_with("paged:Eligible to enroll"), "{said}");
    let said = seen_in(&world, &[pager], 1000, &check);
    assert!(said.starts_with("Eligible to enroll"), "{said}");
    let piped = world.csp(&check);
    assert!(piped.expect(3).stdout.starts_with("Eligible"), "{piped}");
}

#[test]
fn short_answers_and_answers_that_are_not_lists_are_not_paged() {
    for (rows, args) in [
        (1000, &["explain"][..]),
        (3, &["explain", "enroll.webmail"]),
        (3, &["users", "template"]),
        (10, &["--no-input", "explain"]),
        (10, &["--format", "json", "explain"]),
    ] {
        let said = seen_on_a_screen_of(rows, args);
        assert!(!said.contains("paged:"), "{args:?}: {said}");
    }
}

#[test]
fn a_pager_is_not_run_from_a_file_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt as _;
    for (mode, is_run) in [(0o600, true), (0o644, true), (0o664, false), (0o646, false)] {
        let world = World::new();
        std::fs::write(world.path("c.toml"), "pager = \"sed s/^/paged:/\"\n").unwrap();
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(world.path("c.toml"), mode).unwrap();
        let config = world.path("c.toml").display().to_string();
        let usual = [
            ("CSP_CONFIG", config.as_str()),
            ("PAGER", "sed s/^/usual:/"),
        ];
        let said = seen_in(&world, &usual, 10, &["explain"]);
        assert_eq!(said.contains("paged:RULE"), is_run, "{said}");
        assert_eq!(said.contains("usual:RULE"), !is_run, "{said}");
        assert_eq!(
            said.contains("is not run, because others can write"),
            !is_run,
            "{said}"
        );
        assert_eq!(said.contains("chmod go-w"), !is_run, "{said}");
    }
}

#[test]
fn without_the_pager_the_list_is_printed_directly() {
    let missing = ("CSP_PAGER", "no-such-pager-anywhere");
    let said = seen_through(missing, 10, &["explain"]);
    assert!(said.contains("enroll.webmail"), "{said}");
}

#[test]
fn keys_typed_faster_than_questions_are_drawn_are_all_kept() {
    let world = with_form(&Form::indirect().without("company.legal_name"));
    let mut terminal = on_terminal(&world, &FROM);
    terminal.expect(Regex("(?i)legal name")).unwrap();
    for _ in 0..300 {
        terminal.send("x").unwrap();
        terminal.send("\u{7f}").unwrap();
    }
    terminal.send_line("Typed Early SAS").unwrap();
    answer(&mut terminal, "submit", "y");
    assert_eq!(ended(terminal).1, 0);
    assert_eq!(show(&world)["company"]["legal_name"], "Typed Early SAS");
}

#[test]
fn an_interrupt_that_comes_early_is_seen_by_the_next_question() {
    let world = with_form(&Form::indirect().without("support_contact.phone"));
    for _ in 0..20 {
        let mut terminal = on_terminal(&world, &[FROM.as_slice(), &["--dry-run"]].concat());
        terminal.expect(Regex("(?i)support phone")).unwrap();
        terminal.send("+33").unwrap();
        terminal.send(ControlCode::EndOfText).unwrap();
        assert_eq!(ended(terminal).1, 130);
    }
}

#[test]
fn a_dry_run_does_not_promise_to_save_the_draft() {
    for (more, said) in [
        (&[][..], "Ctrl-C keeps the draft"),
        (&["--dry-run"], "Ctrl-C saves nothing"),
    ] {
        let world = with_form(&Form::indirect().without("support_contact.phone"));
        let mut terminal = on_terminal(&world, &[FROM.as_slice(), more].concat());
        terminal.expect(said).unwrap();
        terminal.expect(Regex("(?i)support phone")).unwrap();
        terminal.send(ControlCode::EndOfText).unwrap();
        assert_eq!(ended(terminal).1, 130);
    }
}

#[test]
fn the_terminal_settings_are_restored() {
    let script = format!(
        "stty -a >before; {} {}; stty -a >after",
        env!("CARGO_BIN_EXE_csp"),
        FROM.join(" ")
    );
    let answers: [&[&str]; 3] = [
        &["\u{3}"],
        &["0\r", "\u{3}"],
        &["+33 1 57 75 10 01\r", "y\r"],
    ];
    for keys in answers {
        let world = with_form(&Form::indirect().without("support_contact.phone"));
        let mut terminal = started(&world, "/bin/sh", &["-c", &script]);
        terminal.expect(Regex("(?i)support phone")).unwrap();
        for key in keys {
            terminal.send(key).unwrap();
        }
        ended(terminal);
        assert_eq!(world.read("after"), world.read("before"), "{keys:?}");
    }
}

#[test]
fn no_text_from_data_controls_a_terminal_in_any_format() {
    let mut world = crate::journey::active();
    world.set("CSP_PAGER", "cat");
    let name = "Ré\u{9b}mi\u{202e}\u{85}";
    let note = format!("\u{1b}]0;pwn\u{7}{name}");
    world.answer(&[
        "eligibility",
        "evidence",
        "set",
        "support.plan",
        "asfp",
        "--note",
        &note,
    ]);
    world.answer(&[
        "users",
        "edit",
        "bruno.petit@contoso.fr",
        "--first-name",
        "Bru\u{202e}no",
    ]);
    for format in ["table", "json", "jsonl", "csv"] {
        for args in [
            &["eligibility", "evidence", "list"][..],
            &["audit", "log"],
            &["explain", name],
            &["users", "export"],
        ] {
            let args = [args, &["--format", format]].concat();
            let (shown, _) = ended(on_terminal(&world, &args));
            let steers = |c: char| c.is_control() && !matches!(c, '\r' | '\n') || c == '\u{202e}';
            // The program's own colours.
            let own = shown.replace("\u{1b}[", "");
            assert!(!own.contains(steers), "{args:?}: {shown:?}");
        }
    }
}

/// An active account with a user who has not signed in yet, and that user's temporary password.
fn with_a_newcomer() -> (World, String) {
    let world = crate::journey::active();
    let kim = "users add kim@contoso.fr --first-name Kim --last-name Akers --role sales-agent";
    let added = world.answer(&kim.split(' ').collect::<Vec<_>>());
    let password = added["temporary_password"].as_str().unwrap().to_owned();
    (world, password)
}

const SIGN_IN: [&str; 3] = ["users", "sign-in", "kim@contoso.fr"];

#[test]
fn secrets_are_read_key_by_key_and_never_shown() {
    let (world, temporary) = with_a_newcomer();
    let mut terminal = on_terminal(&world, &SIGN_IN);
    terminal.expect("Temporary password: ").unwrap();
    let own = "correct-horse-battery-42";
    // All keys at once, with a corrected mistake and a line that is started again.
    terminal
        .send(format!("{temporary}x\u{7f}\roops\u{15}{own}\r{own}\r"))
        .unwrap();
    let (said, code) = ended(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(own) && !said.contains(&temporary), "{said}");
    assert!(said.contains("[hidden]"), "{said}");
    assert_eq!(
        world.answer(&["users", "show", "kim@contoso.fr"])["state"],
        "active"
    );
}

#[test]
fn an_interrupt_at_a_secret_is_noticed() {
    for typed in ["", "hello"] {
        let (world, _) = with_a_newcomer();
        let mut terminal = on_terminal(&world, &SIGN_IN);
        terminal.expect("Temporary password: ").unwrap();
        terminal.send(typed).unwrap();
        terminal.send(ControlCode::EndOfText).unwrap();
        let (said, code) = ended(terminal);
        assert_eq!(code, 130, "{said}");
        assert_eq!(
            world.answer(&["users", "show", "kim@contoso.fr"])["state"],
            "password-pending"
        );
    }
}

#[test]
fn an_interrupt_after_the_last_question_is_noticed() {
    let world = crate::journey::submitted();
    let lock = rusqlite::Connection::open(world.store().file()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let withdraw = ["enroll", "withdraw", "--reason", "sold", "--wait", "600"];
    let mut terminal = on_terminal(&world, &withdraw);
    answer(&mut terminal, "withdraw", "y");
    let mut status = WaitStatus::StillAlive;
    while status == WaitStatus::StillAlive {
        terminal.send(ControlCode::EndOfText).unwrap();
        std::thread::yield_now();
        status = terminal.get_process().status().unwrap();
    }
    // Its output cannot be checked here: each further Ctrl-C makes the terminal discard output that it has not shown
    // yet.
    assert!(matches!(status, WaitStatus::Exited(_, 130)), "{status:?}");
}
