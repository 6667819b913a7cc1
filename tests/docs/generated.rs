//! Checked-in files that are generated from the program: completions, manual pages, references, diagrams.
//!
//! `UPDATE_DOCS=1 cargo test --locked --test docs` writes them; otherwise a stale file fails the test.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use csp::cli::help::Topic;
use csp::cli::{complete, manual};
use csp::domain::order::{OrderEditionStart, OrderOperation};
use csp::domain::rule;
use csp::domain::word::Word as _;

/// Files of a folder by name.
pub(crate) type Pages = BTreeMap<String, Vec<u8>>;

/// Checks that a folder contains exactly these files.
pub(crate) fn hold(folder: &str, pages: &Pages) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if std::env::var("UPDATE_DOCS").is_ok() {
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).unwrap();
        for (name, text) in pages {
            std::fs::write(place.join(name), text).unwrap();
        }
    }
    let mut there: Vec<String> = std::fs::read_dir(&place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let wanted: Vec<&String> = pages.keys().collect();
    assert_eq!(there.iter().collect::<Vec<_>>(), wanted, "{folder}");
    for (name, text) in pages {
        let found = std::fs::read(place.join(name)).unwrap();
        assert!(
            found == *text,
            "{folder}/{name} is stale: run with UPDATE_DOCS=1 and look at the difference"
        );
    }
}

#[test]
fn completions_are_those_of_the_program() {
    use csp::cli::shell::Shell;
    let file = |shell| match shell {
        Shell::Bash => "csp.bash",
        Shell::Zsh => "_csp",
        Shell::Fish => "csp.fish",
        Shell::Powershell => "csp.ps1",
        Shell::Elvish => "csp.elv",
    };
    let scripts = Shell::ALL.iter().map(|shell| {
        let script = complete::script(*shell).unwrap();
        (file(*shell).to_owned(), script.into_bytes())
    });
    hold("completions", &scripts.collect());
}

#[test]
fn manual_pages_are_those_of_the_program() {
    let pages = manual::pages().unwrap();
    hold(
        "docs/man",
        &pages.into_iter().map(|it| (it.file, it.text)).collect(),
    );
}

#[test]
fn the_reference_is_that_of_the_program() {
    let mut pages = Pages::new();
    pages.insert("commands.md".to_owned(), commands().into_bytes());
    pages.insert("rules.md".to_owned(), rules().into_bytes());
    pages.insert("topics.md".to_owned(), topics().into_bytes());
    pages.insert("states.md".to_owned(), states().into_bytes());
    pages.insert("orders.md".to_owned(), orders().into_bytes());
    hold("docs/reference", &pages);
}

fn commands() -> String {
    let mut command = csp::cli::command().term_width(80);
    command.build();
    let mut text = "# Commands\n\nMade from the program: what `--help` says of every command. The options that every \
                    command accepts are at the end.\n"
        .to_owned();
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        describe(inner, 2, &mut text);
    }
    let globals = trimmed(&Topic::Options.text(80));
    let _ = write!(text, "\n## Global options\n\n```text\n{globals}\n```\n");
    text
}

fn topics() -> String {
    let mut text =
        "# Help topics\n\nMade from the program: what `csp help TOPIC` says.\n".to_owned();
    for topic in Topic::ALL {
        let page = trimmed(&topic.text(80));
        let _ = write!(text, "\n## {topic}\n\n```text\n{page}\n```\n");
    }
    text
}

fn describe(command: &clap::Command, depth: usize, text: &mut String) {
    let name = command
        .get_display_name()
        .unwrap_or_default()
        .replace('-', " ");
    let bare = command.clone().mut_args(|arg| {
        if arg.is_global_set() {
            arg.hide(true)
        } else {
            arg
        }
    });
    let help = bare.term_width(80).render_long_help().to_string();
    let full = command.get_bin_name().map_or(name, str::to_owned);
    let _ = write!(
        text,
        "\n{} {full}\n\n```text\n{}\n```\n",
        "#".repeat(depth),
        trimmed(&help)
    );
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        describe(inner, 3, text);
    }
}

fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn rules() -> String {
    let mut text = "# Rules\n\nMade from the program's registry. A refusal names one of these; `csp explain RULE` \
                    says the same. Where the source says so, a rule is csp's, not Microsoft's.\n"
        .to_owned();
    let mut noun = "";
    for rule in rule::all() {
        let own = rule.id.split('.').next().unwrap();
        if own != noun {
            noun = own;
            let _ = write!(text, "\n## {noun}\n");
        }
        let since = rule
            .since()
            .map_or(String::new(), |day| format!(" Since {day}."));
        let _ = write!(
            text,
            "\n### {}\n\n{}\n\nSource: {}.{since}\n\nWhat to do: {}\n",
            rule.id,
            rule.statement,
            rule.source_line().trim_end_matches('.'),
            rule.remedy_line()
        );
    }
    text
}

/// What blocks an order, from which day.
fn orders() -> String {
    let rules = csp::policy::order_rules();
    let mut text = "# What blocks an order, by date\n\nMade from `src/policy/orders.toml`. A condition that is not met \
                    blocks these operations from the day on; a later row of the same condition replaces the one \
                    before it. `csp customers can-order` applies it.\n\n\
                    | condition | from | blocks | source | in doubt |\n| --- | --- | --- | --- | --- |\n"
        .to_owned();
    for edition in &rules.editions {
        let from = match edition.start {
            OrderEditionStart::Always => "always".to_owned(),
            OrderEditionStart::On(day) => day.to_string(),
            OrderEditionStart::Configured => "the day in `orders.agreement-block-from`".to_owned(),
        };
        let blocks: Vec<&str> = edition.blocks.iter().map(|it| it.word()).collect();
        let blocks = match blocks.len() == OrderOperation::ALL.len() {
            true => "all".to_owned(),
            false => blocks.join(", "),
        };
        let _ = writeln!(
            text,
            "| `{}` | {from} | {blocks} | {} | {} |",
            edition.condition.id,
            edition.source,
            edition.doubt.as_deref().unwrap_or_default()
        );
    }
    text.push_str(
        "\nTwo more days:\n\n| what | day | source | in doubt |\n| --- | --- | --- | --- |\n",
    );
    for (what, it) in [
        (
            "an agreement accepted before it must be accepted again",
            &rules.accept_again_if_before,
        ),
        (
            "attestations from this day on need the company name",
            &rules.company_name_from,
        ),
    ] {
        let doubt = it.doubt.as_deref().unwrap_or_default();
        let _ = writeln!(text, "| {what} | {} | {} | {doubt} |", it.day, it.source);
    }
    text
}

/// A reviewed snapshot of a transition table of the domain.
fn table(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/domain")
        .join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.splitn(3, "---\n").nth(2).unwrap().to_owned()
}

/// Arrows of a diagram: from, to, and all events that lead there.
type Arrows = BTreeMap<(String, String), Vec<String>>;

fn draw(title: &str, note: &str, arrows: &Arrows, text: &mut String) {
    let _ = write!(
        text,
        "\n## {title}\n\n{note}\n\n```mermaid\nstateDiagram-v2\n"
    );
    let id = |state: &str| state.replace([' ', ',', '-'], "_");
    let mut states: Vec<&str> = arrows
        .keys()
        .flat_map(|(a, b)| [a.as_str(), b.as_str()])
        .collect();
    states.sort_unstable();
    states.dedup();
    for state in states {
        let _ = writeln!(text, "    state \"{state}\" as {}", id(state));
    }
    for ((from, to), events) in arrows {
        let _ = writeln!(
            text,
            "    {} --> {}: {}",
            id(from),
            id(to),
            events.join(", ")
        );
    }
    text.push_str("```\n");
}

/// Parses lines of `state event outcome` in columns two spaces apart; refused events name a rule.
fn arrows_of_lines(table: &str) -> Arrows {
    let mut arrows = Arrows::new();
    for line in table.lines().filter(|line| !line.is_empty()) {
        let mut parts = line
            .split("  ")
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let (from, event, to) = (
            parts.next().unwrap(),
            parts.next().unwrap(),
            parts.next().unwrap(),
        );
        note(&mut arrows, from, event, to);
    }
    arrows
}

fn note(arrows: &mut Arrows, from: &str, event: &str, to: &str) {
    let refused = to.starts_with("refused") || to.split(' ').next().unwrap().contains('.');
    let (from, to, event) = (drawn(from), drawn(to), in_words(event));
    if refused || from == to {
        return;
    }
    let events = arrows.entry((from.to_owned(), to.to_owned())).or_default();
    if !events.contains(&event) {
        events.push(event);
    }
}

/// Parses blocks with a state on its own line, indented by `depth`, and its events below.
fn arrows_of_blocks(table: &str, depth: usize) -> Arrows {
    let mut arrows = Arrows::new();
    let mut from = "";
    for line in table.lines().filter(|line| !line.is_empty()) {
        let indent = line.len() - line.trim_start().len();
        if indent == depth {
            from = line.trim();
        } else if indent > depth {
            let (event, to) = line.trim().split_once("  ").unwrap();
            let event = event.to_owned();
            note(&mut arrows, from, &event, to.trim());
        }
    }
    arrows
}

/// Adds transitions caused by time or by the last of several checks, which no single event of the tables shows.
fn with(mut arrows: Arrows, more: &[(&str, &str, &str)]) -> Arrows {
    for (from, event, to) in more {
        note(&mut arrows, from, event, to);
    }
    arrows
}

/// The tables distinguish several samples of one state; a diagram does so only if events depend on it.
fn drawn(sample: &str) -> &str {
    match sample {
        "active, admin access false" | "active, no admin access" => "active, no admin access",
        "removed 29 days ago, was active" | "removed 29 days ago, was blocked" => "removed",
        other => other.split(',').next().unwrap(),
    }
}

/// `FirstSignIn` as `first sign in`.
fn in_words(event: &str) -> String {
    if event.contains(' ') {
        return event.to_owned();
    }
    let mut text = String::new();
    for (at, letter) in event.char_indices() {
        if letter.is_uppercase() && at > 0 {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

fn states() -> String {
    let mut text = "# States\n\nDrawn from the transition tables that the tests of the machines wrote and people \
                    reviewed. An event that is not drawn is refused, or changes nothing but a record.\n"
        .to_owned();
    let matrix =
        table("enrollment/snapshots/csp__domain__enrollment__tests__the_transition_matrix.snap");
    let mut models: Vec<(&str, String)> = Vec::new();
    for line in matrix.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            models.push((line, String::new()));
        } else if let Some((_, lines)) = models.last_mut() {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    for (model, lines) in &models {
        let note = "`csp enroll`, `csp verify`. Between submitting and the agreement the state follows from the \
                    checks: when all that were opened are accepted, the application goes on by itself.";
        let onward = match *model {
            "indirect-reseller" => "agreement",
            _ => "credit-check",
        };
        let last = [("under-review", "last open check accepted", onward)];
        let arrows = with(arrows_of_blocks(lines, 2), &last);
        draw(&format!("Enrollment, {model}"), note, &arrows, &mut text);
    }
    let users =
        table("user/snapshots/csp__domain__user__tests__the_whole_table_of_states_and_steps.snap");
    draw(
        "User",
        "`csp users`. Unblocking and restoring give back the state before.",
        &arrows_of_blocks(&users, 0),
        &mut text,
    );
    for (title, note, file) in [
        (
            "Partnership",
            "`csp providers`. An invitation expires after 30 days.",
            "partnership",
        ),
        (
            "Request",
            "`csp customers invite`, `sent`, `accept`, `decline`, `cancel`. A request that was sent expires after 90 days.",
            "request",
        ),
    ] {
        let name = format!(
            "{file}/snapshots/csp__domain__{file}__tests__the_whole_table_of_states_and_events.snap"
        );
        let open = if file == "request" { "sent" } else { "invited" };
        let arrows = with(
            arrows_of_lines(&table(&name)),
            &[(open, "time is over", "expired")],
        );
        draw(title, note, &arrows, &mut text);
    }
    text
}
