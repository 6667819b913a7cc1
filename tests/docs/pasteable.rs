//! Every command that csp prints can be pasted unchanged into bash and PowerShell, and is valid.
//!
//! Placeholders are words in capitals. Commands are found in the source, so no list of texts has to be maintained.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use csp::domain::quote::shell_metacharacter;

/// A command and the place where it is printed.
struct Printed {
    place: String,
    command: String,
}

/// What is wrong with a command; `None` if it can be pasted.
fn problem(command: &str) -> Option<String> {
    let filled = fill(command);
    if let Some(letter) = shell_metacharacter(&filled) {
        return Some(format!("a shell reads `{letter}` in it"));
    }
    let words = shlex::split(&filled)?;
    if words.iter().any(|word| word == "--help") {
        return None;
    }
    let words: Vec<OsString> = words.iter().map(|word| sample(word).into()).collect();
    csp::cli::parse(&words, &[])
        .err()
        .filter(|error| error.exit_code() != 0 && !is_a_mention(error))
        .map(|error| format!("not understood: {error}"))
}

/// Whether the text only mentions a noun, as in "see `csp users`".
fn is_a_mention(error: &clap::Error) -> bool {
    use clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    error.kind() == DisplayHelpOnMissingArgumentOrSubcommand
}

/// A sample for each `{value}` of a format string.
fn fill(command: &str) -> String {
    let mut filled = String::new();
    let mut rest = command;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        filled.push_str(before);
        let is_ending = before.ends_with(|letter: char| !letter.is_whitespace() && letter != '"');
        let is_name = name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_');
        filled.push_str(match name {
            _ if !is_name => "{",
            _ if is_ending => "",
            "month" => "2021-01",
            "currency" => "EUR",
            "" if before.ends_with("--model ") => "direct",
            "" if before.ends_with("--duration ") => "730",
            "kind" | "check" | "check_word" => "business",
            "document" => "business-registration",
            "method" => "direct",
            "code" => "K7QM-2X9P",
            "days" => "30",
            "pack" => "contoso",
            "transfer_state" => "pending",
            "transfer_kind" => "legacy",
            "direction" => "in",
            "transfer_id" => "b81d7a60-4444-4f0e-9b2c-0000000000d1",
            "group" => "11111111-2222-3333-4444-555555555555",
            "microsoft_id" => {
                "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4"
            }
            _ => "kim@contoso.fr",
        });
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// A plausible value for a placeholder: a word of at least two capitals.
fn sample(word: &str) -> String {
    let is_placeholder = word.len() > 1
        && word
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || "-:_.".contains(letter))
        && word.starts_with(|letter: char| letter.is_ascii_uppercase());
    if !is_placeholder {
        return word.to_owned();
    }
    match word {
        "ADDRESS" | "EMAIL" => "kim@contoso.fr",
        "CC" | "COUNTRY" => "FR",
        "GUID" | "GROUP" => "11111111-2222-3333-4444-555555555555",
        "TYPE:PATH" | "TYPE:FILE" => "business-registration:kbis.pdf",
        "CHECK" => "business",
        "ROLE" => "sales-agent",
        "DAY" => "7",
        "DAYS" => "365",
        "DATE" | "UNTIL" => "2021-03-01",
        "MONTH" => "2021-01",
        "AMOUNT" | "RATE" => "10.5",
        "CURRENCY" | "EUR" => "EUR",
        "KEY" => "support.plan",
        "VALUE" => "asfp",
        "ID" | "MPN-ID" | "NUMBER" => "4812345",
        "RELATIONSHIP-ID" => {
            "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4"
        }
        "TRANSFER-ID" => "b81d7a60-4444-4f0e-9b2c-0000000000d1",
        "SUBSCRIPTION:TYPE" => "5e1fb2c8-5555-4c3d-a7e6-0000000000f1:SaaS",
        "CODE" => "K7QM-2X9P",
        "DOMAIN" => "contoso.fr",
        "STATE" => "active",
        "TRANSFER-STATE" => "pending",
        "DIRECTION" => "in",
        "STATUS" => "allowed",
        // Examples of a country or a currency.
        _ if word.len() < 4 => word,
        _ => "name",
    }
    .to_owned()
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The commands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|part| part.starts_with("csp "))
}

/// The texts in the program's source: text in backquotes, and text that begins with a command.
fn in_source() -> Vec<Printed> {
    let mut found = Vec::new();
    for path in files("src", "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_test =
            path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
        // Words of other programs, and words that are not commands.
        let is_exempt = path.ends_with("cli/foreign_words.rs")
            || [
                "verdict/markdown.rs",
                "verdict/github.rs",
                "verdict/junit.rs",
                "cli/manual.rs",
            ]
            .iter()
            .any(|end| path.ends_with(end));
        if is_test || is_exempt {
            continue;
        }
        let program = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for (at, line) in program.lines().enumerate() {
            let line = line.trim();
            if line.starts_with("//") {
                continue;
            }
            let line = line.replace("\\\"", "\"");
            let begun = line
                .split_once("\"csp ")
                .and_then(|(_, rest)| Some(format!("csp {}", rest.rsplit_once('"')?.0)))
                .filter(|text| !text.contains(['`', '"', '>']) && !text.contains("SQLite"));
            for command in quoted(&line).map(str::to_owned).chain(begun) {
                let place = format!("{}:{}", path.display(), at + 1);
                found.push(Printed { place, command });
            }
        }
    }
    for path in files("src/exchange/mail/templates", "txt") {
        let text = std::fs::read_to_string(&path).unwrap();
        for command in text.lines().filter(|line| line.starts_with("csp ")) {
            found.push(Printed {
                place: path.display().to_string(),
                command: command.to_owned(),
            });
        }
    }
    found
}

/// The examples in the help of every command: up to two spaces is the command, the rest explains it.
fn in_help(command: &clap::Command, found: &mut Vec<Printed>) {
    let help = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    for line in help.lines().filter_map(|line| line.strip_prefix("  csp ")) {
        let typed = line.split("  ").next().unwrap();
        found.push(Printed {
            place: format!("csp {} --help", command.get_name()),
            command: format!("csp {}", typed.trim()),
        });
    }
    for inner in command.get_subcommands() {
        in_help(inner, found);
    }
}

/// The commands in the prose of the documentation, and those that the program printed into its examples.
fn in_pages() -> Vec<Printed> {
    let mut found = Vec::new();
    let mut pages = files("docs", "md");
    pages.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    // That page shows mistyped commands.
    pages.retain(|page| !page.ends_with("side-by-side.md"));
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut fence = None;
        for (at, line) in text.lines().enumerate() {
            if let Some(kind) = line.strip_prefix("```") {
                fence = fence.is_none().then(|| kind.to_owned());
                continue;
            }
            let commands: Vec<&str> = match fence.as_deref() {
                None => quoted(line).collect(),
                Some("console") if line.starts_with("    csp ") => vec![line.trim()],
                Some(_) => Vec::new(),
            };
            for command in commands {
                let place = format!("{}:{}", path.display(), at + 1);
                let command = command.to_owned();
                found.push(Printed { place, command });
            }
        }
    }
    found
}

fn assert_pasteable(printed: &[Printed]) {
    let bad: Vec<String> = printed
        .iter()
        .filter_map(|one| Some((one, problem(&one.command)?)))
        .map(|(one, problem)| format!("{}: {}\n    {problem}", one.place, one.command))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn remedies_of_rules_can_be_pasted() {
    let remedies: Vec<Printed> = csp::domain::rule::all()
        .flat_map(|rule| {
            quoted(rule.remedy).map(|command| Printed {
                place: rule.id.to_owned(),
                command: command.to_owned(),
            })
        })
        .collect();
    assert!(remedies.len() > 30);
    assert_pasteable(&remedies);
}

#[test]
fn texts_in_the_source_can_be_pasted() {
    let texts = in_source();
    assert!(texts.len() > 150, "{}", texts.len());
    assert_pasteable(&texts);
}

#[test]
fn examples_in_help_can_be_pasted() {
    let mut examples = Vec::new();
    let mut whole = csp::cli::command_in(&[]);
    whole.build();
    in_help(&whole, &mut examples);
    assert!(examples.len() > 100, "{}", examples.len());
    assert_pasteable(&examples);
}

#[test]
fn commands_in_the_pages_can_be_pasted() {
    let commands = in_pages();
    assert!(commands.len() > 50, "{}", commands.len());
    assert_pasteable(&commands);
}

#[test]
fn a_command_that_cannot_be_pasted_is_found() {
    for bad in [
        "csp verify record employment accepted|rejected",
        "csp verify confirm-email --code …",
        "csp users show <ADDRESS>",
        "csp eligibility template > facts.toml",
        "csp nonsense",
        "csp users add --nonsense",
        "csp verify record nonsense accepted",
    ] {
        assert!(problem(bad).is_some(), "{bad}");
    }
    assert_eq!(
        problem("csp verify record CHECK rejected --reason REASON"),
        None
    );
}
