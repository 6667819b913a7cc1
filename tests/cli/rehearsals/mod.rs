//! `--dry-run` of every command: prints no secret, writes nothing, and has the exit code of the real command.
//!
//! The list of commands comes from the program itself, so a new command fails the test until it has an example here.

mod places;
mod recipes;

use std::collections::BTreeSet;

use crate::form::Form;
use crate::journey::{journal, submit};
use crate::world::{MONDAY, Run, World};
use places::{Place, SECRET_IBAN, copy_of, prepared, seen_files};
use recipes::{NEXT_PASSWORD, OWN_PASSWORD, RECIPES, Start};

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// Every command that can be run: those without subcommands, and those that also work without one.
fn commands() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let inner: Vec<_> = command
            .get_subcommands()
            .filter(|it| it.get_name() != "help")
            .collect();
        if !path.is_empty() && (inner.is_empty() || !command.is_subcommand_required_set()) {
            found.insert(path.to_owned());
        }
        for command in inner {
            walk(
                command,
                format!("{path} {}", command.get_name()).trim(),
                found,
            );
        }
    }
    let mut found = BTreeSet::new();
    let mut command = csp::cli::command();
    command.build();
    walk(&command, "", &mut found);
    found
}

#[test]
fn every_command_has_a_dry_run_example() {
    let tried: BTreeSet<&str> = RECIPES.iter().map(|(command, ..)| *command).collect();
    let groups = ["enroll business-profile"];
    let untried: Vec<_> = commands()
        .into_iter()
        .filter(|command| !tried.contains(command.as_str()))
        .filter(|command| !groups.contains(&command.as_str()))
        .collect();
    assert!(
        untried.is_empty(),
        "give each a line in RECIPES: {untried:?}"
    );
}

#[test]
fn with_a_given_clock_dry_runs_print_and_write_nothing() {
    rehearse_all(Some(MONDAY));
}

#[test]
fn with_the_system_clock_dry_runs_print_and_write_nothing() {
    rehearse_all(None);
}

fn rehearse_all(clock: Option<&str>) {
    let known = commands();
    let starts = [
        Start::Nothing,
        Start::Draft,
        Start::Submitted,
        Start::UnderReview,
        Start::Agreement,
        Start::Active,
        Start::Direct,
    ];
    let mut failures = Vec::new();
    for start in starts {
        let mut place = prepared(start);
        place.world.keep_clock(clock);
        let lines = RECIPES
            .iter()
            .filter(|(command, begins, ..)| *begins == start && known.contains(*command));
        for (command, _, args, stdin) in lines {
            rehearse(&place, clock, (command, args, stdin), &mut failures);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn rehearse(
    place: &Place,
    clock: Option<&str>,
    (command, args, stdin): (&str, &str, &str),
    failures: &mut Vec<String>,
) {
    let filled = args.replace("CODE", &place.code);
    let typed = stdin
        .replace("TEMPORARY", &place.temporary)
        .replace("OWN", OWN_PASSWORD)
        .replace("NEXT", NEXT_PASSWORD);
    let line: Vec<&str> = command
        .split_whitespace()
        .chain(filled.split_whitespace())
        .collect();
    let before = seen_files(&place.world);
    let mut codes = Vec::new();
    for format in FORMATS {
        let dry = [&line[..], &["--dry-run", "--format", format]].concat();
        let run = place.world.csp_reading(&typed, &dry);
        let mut complain = |what: &str| {
            failures.push(format!("{what}, clock {clock:?}: {run}"));
        };
        if let Some(secret) = secret_in(place, &run) {
            complain(&format!("printed {secret}"));
        }
        if seen_files(&place.world) != before {
            complain("wrote something");
        }
        codes.push(run.code);
    }
    let mut real = copy_of(&place.world);
    real.keep_clock(clock);
    let run = real.csp_reading(&typed, &[&line[..], &["--format", "json"]].concat());
    if run.code != codes[1] {
        let code = codes[1];
        failures.push(format!(
            "dry run ended with {code:?}, clock {clock:?}: {run}"
        ));
    }
    // With the clock of the worlds, every line must pass the check of its arguments.
    if clock.is_some() && !matches!(run.code, Some(0 | 3 | 4 | 5)) {
        failures.push(format!("this line tries nothing: {run}"));
    }
}

/// The first secret in the output: a known one, or a word that looks like a new one.
fn secret_in(place: &Place, run: &Run) -> Option<String> {
    let known = [
        SECRET_IBAN,
        OWN_PASSWORD,
        NEXT_PASSWORD,
        &place.temporary,
        &place.code,
    ];
    let printed = format!("{}\n{}", run.stdout, run.stderr);
    let plain = printed.to_lowercase();
    let told = known
        .into_iter()
        .filter(|secret| !secret.is_empty())
        .find(|secret| plain.contains(&secret.to_lowercase()));
    let is_symbol = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let new = printed
        .split(|char: char| !is_symbol(char))
        .find(|word| looks_secret(word));
    told.or(new).map(str::to_owned)
}

/// Whether the word looks like a temporary password or a confirmation code.
fn looks_secret(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let fours = groups.iter().all(|group| group.len() == 4);
    fours && (groups.len() == 6 || groups.len() == 7)
}

#[test]
fn a_dry_run_of_reveal_keeps_an_account_number_masked() {
    let world = World::new();
    let form = Form::indirect()
        .without("bank.iban")
        .with("bank", "account_number = \"98765432109\"")
        .with("bank", "bank_code = \"20041\"");
    submit(&world, &form);
    let entries = journal(&world).len();
    for format in FORMATS {
        let reveal = ["enroll", "show", "--reveal-bank", "--dry-run", "--format"];
        let run = world.csp(&[&reveal[..], &[format]].concat());
        run.expect(0);
        assert!(!run.stdout.contains("98765432109"), "{run}");
        assert!(run.stderr.contains("stay masked"), "{run}");
    }
    assert_eq!(journal(&world).len(), entries);
}

#[test]
fn a_dry_run_does_not_confirm_a_password_or_code() {
    let active = prepared(Start::Active);
    let own = ["users", "sign-in", "lea@contoso.fr", "--password-stdin"];
    let first = ["users", "sign-in", "kim@contoso.fr", "--password-stdin"];
    let right = format!("{}\n{NEXT_PASSWORD}\n", active.temporary);
    let wrong = format!("Wrong-Horse-1\n{NEXT_PASSWORD}\n");
    let submitted = prepared(Start::Submitted);
    let confirm = |code: &str| {
        let run = submitted
            .world
            .csp(&["verify", "confirm-email", "--code", code, "--dry-run"]);
        (run.code, run.stdout, run.stderr)
    };
    let sign_in = |typed: &str, args: &[&str]| {
        let run = active
            .world
            .csp_reading(typed, &[args, &["--dry-run"]].concat());
        (run.code, run.stdout, run.stderr)
    };
    assert_eq!(sign_in(&right, &first), sign_in(&wrong, &first));
    let told = sign_in(&format!("{OWN_PASSWORD}\n"), &own);
    assert_eq!(told, sign_in("Wrong-Horse-1\n", &own));
    assert_eq!(told.0, Some(0));
    assert!(told.2.contains("was not checked"), "{}", told.2);
    assert_eq!(confirm(&submitted.code), confirm("WRONG"));
    assert!(confirm("WRONG").2.contains("was not checked"));
}
