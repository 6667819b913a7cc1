//! Help on every command, and the version.

use crate::world::World;

const COMMANDS: &[&str] = &[
    "",
    "enroll",
    "enroll template",
    "enroll show",
    "enroll list",
    "enroll edit",
    "enroll submit",
    "enroll sign-mpa",
    "enroll transition",
    "enroll restrict",
    "enroll reinstate",
    "enroll withdraw",
    "enroll use",
    "enroll markets",
    "enroll business-profile",
    "enroll business-profile show",
    "enroll business-profile set",
    "verify",
    "verify status",
    "verify send-email",
    "verify confirm-email",
    "verify record",
    "verify open",
    "verify appeal",
    "verify support-plan",
    "users",
    "users add",
    "users import",
    "users list",
    "users show",
    "users edit",
    "users grant",
    "users revoke",
    "users sign-in",
    "users reset-password",
    "users block",
    "users unblock",
    "users remove",
    "users restore",
    "users template",
    "users roles",
    "users can",
    "users export",
    "providers",
    "providers add",
    "providers edit",
    "providers import",
    "providers search",
    "providers invite",
    "providers authorize",
    "providers decline",
    "providers list",
    "providers show",
    "providers customers",
    "providers resellers",
    "providers revoke-admin",
    "providers restore-admin",
    "providers end",
    "customers",
    "customers add",
    "customers edit",
    "customers import",
    "customers template",
    "customers list",
    "customers show",
    "customers invite",
    "customers sent",
    "customers accept",
    "customers decline",
    "customers cancel",
    "customers agreement",
    "customers admin-rights",
    "customers extend",
    "customers can-order",
    "customers remove",
    "eligibility",
    "eligibility check",
    "eligibility policies",
    "eligibility diff",
    "eligibility evidence",
    "eligibility evidence set",
    "eligibility evidence list",
    "eligibility evidence unset",
    "eligibility revenue",
    "eligibility revenue import",
    "eligibility revenue add",
    "eligibility revenue remove",
    "eligibility revenue list",
    "eligibility rates",
    "eligibility rates set",
    "eligibility rates import",
    "eligibility rates unset",
    "eligibility rates list",
    "eligibility forecast",
    "eligibility template",
    "status",
    "explain",
    "audit",
    "audit log",
    "audit verify",
    "audit anchor",
    "store",
    "store path",
    "store check",
    "store backup",
    "store restore",
    "config",
    "config list",
    "config get",
    "config set",
    "config path",
];

#[test]
fn every_command_answers_help() {
    let mut world = World::new();
    world.set("CSP_STORE", "/nonexistent/csp.db");
    for command in COMMANDS {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let run = world.csp(&args);
        run.expect(0);
        assert_eq!(run.stderr, "", "{run}");
        assert!(run.stdout.contains("Usage"), "{run}");
        if !command.is_empty() {
            assert!(run.stdout.contains(command), "{run}");
        }
    }
}

#[test]
fn the_first_line_of_help_is_imperative_and_has_no_full_stop() {
    let world = World::new();
    for command in &COMMANDS[1..] {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let run = world.csp(&args);
        let first = run.expect(0).stdout.lines().next().unwrap().to_owned();
        assert!(
            !first.is_empty() && !first.ends_with('.'),
            "{command}: {first}"
        );
    }
}

#[test]
fn a_commands_own_options_stand_before_those_of_all_commands() {
    let world = World::new();
    for command in &COMMANDS[1..] {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let run = world.csp(&args);
        let headings: Vec<&str> = run
            .expect(0)
            .stdout
            .lines()
            .filter(|line| line.ends_with(':') && !line.starts_with([' ', 'E']))
            .collect();
        assert_eq!(headings.last(), Some(&"Global options:"), "{command}");
    }
}

#[test]
fn help_shows_global_options_with_their_environment() {
    let run = World::new().csp(&["--help"]);
    run.expect(0);
    for part in [
        "--store",
        "CSP_STORE",
        "--account",
        "CSP_ACCOUNT",
        "--as",
        "CSP_AS",
        "--format",
        "CSP_FORMAT",
        "--no-input",
        "CSP_NO_INPUT",
        "--yes",
        "--dry-run",
        "CSP_DRY_RUN",
        "--color",
        "--wait",
        "CSP_WAIT",
        "--now",
        "CSP_NOW",
        "--config",
        "CSP_CONFIG",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
}

#[test]
fn the_version_is_told() {
    let world = World::new();
    let run = world.csp(&["--version"]);
    let text = run.expect(0).stdout.clone();
    assert_eq!(text, format!("csp {}\n", env!("CARGO_PKG_VERSION")));
    let verbose = world.csp(&["--version", "-v"]);
    let text = verbose.expect(0).stdout.clone();
    assert!(text.contains("SQLite") && text.contains("3."), "{text}");
    assert!(text.contains("direct-bill/2020-10-27"), "{text}");
}

#[test]
fn without_a_command_the_help_is_shown() {
    let run = World::new().csp(&[]);
    run.expect(0);
    assert!(
        run.stdout.contains("Usage") && run.stdout.contains("enroll"),
        "{run}"
    );
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let run = World::new().csp(&["enrol"]);
    run.expect(2);
    assert!(run.stderr.contains("enroll"), "{run}");
}
