//! Help on every command, and the version.

use std::process::Command;

use crate::world::{Run, World};

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
    "verify import",
    "verify open",
    "verify reopen",
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
    "users recover",
    "users template",
    "users roles",
    "users can",
    "users export",
    "gdap",
    "gdap list",
    "gdap show",
    "gdap import",
    "gdap plan",
    "gdap created",
    "gdap record",
    "gdap decide",
    "gdap withdraw",
    "gdap assign",
    "gdap unassign",
    "gdap renewals",
    "gdap roles",
    "gdap templates",
    "gdap templates list",
    "gdap templates show",
    "gdap templates set",
    "gdap templates remove",
    "transfers",
    "transfers list",
    "transfers show",
    "transfers plan",
    "transfers record",
    "transfers import",
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
    "providers validation",
    "providers validation import",
    "customers",
    "customers add",
    "customers group",
    "customers keeper",
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
    "customers verification",
    "customers verification import",
    "customers remove",
    "eligibility",
    "eligibility check",
    "eligibility policies",
    "eligibility policies verify",
    "eligibility policies install",
    "eligibility policies remove",
    "eligibility diff",
    "eligibility evidence",
    "eligibility evidence set",
    "eligibility evidence import",
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
    "accounts",
    "accounts import",
    "accounts template",
    "accounts group",
    "accounts keeper",
    "accounts move",
    "status",
    "report",
    "snooze",
    "snooze list",
    "snooze wake",
    "explain",
    "audit",
    "audit find",
    "audit log",
    "audit verify",
    "audit anchor",
    "store",
    "store path",
    "store check",
    "store backup",
    "store export",
    "store move",
    "store restore",
    "config",
    "config list",
    "config get",
    "config set",
    "config path",
    "doctor",
    "completions",
    "man",
    "help",
];

/// Help on a command.
fn help_on(world: &World, command: &str) -> Run {
    let mut args: Vec<&str> = command.split_whitespace().collect();
    args.push("--help");
    let run = world.csp(&args);
    run.expect(0);
    run
}

#[test]
fn every_command_of_the_program_is_tried() {
    fn collect(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        found.push(path.trim().to_owned());
        for inner in command.get_subcommands() {
            collect(inner, &format!("{path} {}", inner.get_name()), found);
        }
    }
    let mut found = Vec::new();
    collect(&csp::cli::command(), "", &mut found);
    found.sort();
    let mut tried = COMMANDS.to_vec();
    tried.sort_unstable();
    assert_eq!(found, tried);
}

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
fn global_options_are_one_line_in_the_help_of_a_command() {
    let world = World::new();
    for command in &COMMANDS[1..] {
        let run = help_on(&world, command);
        let text = &run.stdout;
        let line = "\n\nGlobal options: see `csp help options`\n";
        assert_eq!(text.matches(line).count(), 1, "{run}");
        let own = text.split(line).next().unwrap();
        for option in ["--store", "--account ", "--dry-run", "--verbose", "--now"] {
            assert!(!own.contains(option), "{option}\n{run}");
        }
    }
}

#[test]
fn help_fits_eighty_columns() {
    let world = World::new();
    for command in COMMANDS {
        let run = help_on(&world, command);
        for line in run.stdout.lines() {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
    }
}

#[test]
fn usage_names_csp_whatever_the_file_is_called() {
    let world = World::new();
    let file = world.path("other-name");
    std::fs::copy(env!("CARGO_BIN_EXE_csp"), &file).unwrap();
    for args in [&["users", "add", "--help"][..], &["help", "users", "add"]] {
        let mut command = Command::new(&file);
        let output = command.args(args).env_clear().envs(world.vars()).output();
        let run = Run::of(args, output.unwrap());
        assert!(
            run.expect(0).stdout.contains("\nUsage: csp users add "),
            "{run}"
        );
    }
}

#[test]
fn help_lists_commands_and_topics_and_shows_either() {
    let world = World::new();
    let list = world.csp(&["help"]);
    for word in ["\n  enroll ", "\n  exit-codes ", "\n  options "] {
        assert!(list.expect(0).stdout.contains(word), "{list}");
    }
    assert_eq!(list.stdout, world.csp(&[]).stdout);
    assert_eq!(list.stderr, "");
    for (words, text) in [
        (&["users", "add"][..], "Usage: csp users add"),
        (&["exit-codes"], "  130  interrupted "),
        (&["formats"], "  jsonl  "),
        (&["environment"], "  NO_COLOR "),
        (&["files"], "config.toml"),
        (&["dates"], "YYYY-MM-DD"),
        (&["columns"], "csp eligibility rates import"),
        (&["help"], "csp help exit-codes"),
    ] {
        let run = world.csp(&[&["help"], words].concat());
        assert!(run.expect(0).stdout.contains(text), "{run}");
        assert_eq!(run.stderr, "", "{run}");
    }
}

#[test]
fn help_needs_no_settings() {
    let mut world = World::new();
    std::fs::create_dir_all(world.root().join("config")).unwrap();
    std::fs::write(world.root().join("config/config.toml"), "nonsense").unwrap();
    world.set("CSP_FORMAT", "junit");
    for args in [&["help"][..], &["help", "files"], &["help", "users"]] {
        world.csp(args).expect(0);
    }
}

#[test]
fn an_unknown_topic_is_answered_with_the_nearest() {
    let world = World::new();
    for (words, near) in [
        (&["exitcodes"][..], "`exit-codes`"),
        (&["custmers"], "`customers`"),
        (&["users", "lst"], "`list`"),
    ] {
        let args = [&["help"], words].concat();
        let run = world.csp(&args);
        assert!(run.expect(2).stderr.contains(near), "{run}");
        assert_eq!(world.refusal(2, &args)["code"], "usage");
    }
}

#[test]
fn help_shows_global_options_with_their_environment() {
    let world = World::new();
    let whole = world.csp(&["--help"]);
    let run = world.csp(&["help", "options"]);
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
        assert!(whole.expect(0).stdout.contains(part), "{part}\n{whole}");
    }
}

#[test]
fn the_version_is_shown() {
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
