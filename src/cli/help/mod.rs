//! Help: the output of `--help`, and the pages of `csp help`.

pub mod columns;
mod dates;
mod environment;
mod exit_codes;
mod files;
mod formats;
mod layout;
mod options;
mod topic;

use std::ffi::OsString;

use clap::{Arg, Args, Command};

use super::complete::Completer;
use super::setting_key::Key;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::{Word as _, nearest};

pub use topic::Topic;

/// The line about the global options in the help of every command.
const OPTIONS_LINE: &str = "Global options: see `csp help options`";

/// Show help on a command or a topic
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # List the commands and the topics
  csp help
  # Show the help of a command
  csp help users add
  # Show a topic
  csp help exit-codes")]
pub struct HelpArgs {
    /// Command or topic: without one, all of them are listed
    #[arg(value_name = "COMMAND|TOPIC", add = Completer::Words(words))]
    pub words: Vec<String>,
}

/// The words that help accepts: commands and topics.
fn words() -> Vec<String> {
    let command = super::command();
    let commands = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned());
    let topics = Topic::ALL.iter().map(|topic| topic.word().to_owned());
    commands.chain(topics).collect()
}

/// The end of the help of `csp` itself: the topics, and a few examples.
pub(super) fn end_of_root() -> String {
    let rows = Topic::ALL.iter().map(|topic| (topic.word(), topic.about()));
    let topics = layout::table(&rows.collect::<Vec<_>>());
    format!(
        "\
Help topics (show one with `csp help TOPIC`):
{topics}
Examples:
  # Start an application and be asked for everything
  csp enroll --model indirect
  # Show the state of every account, what is next and what is late
  csp status
  # Show what a rule says, where it comes from and what to do
  csp explain enroll.webmail"
    )
}

/// The settings with their meanings.
pub(super) fn settings() -> String {
    let rows = Key::ALL.iter().map(|key| (key.word(), key.meaning()));
    layout::table(&rows.collect::<Vec<_>>())
}

/// Whether a line may ask for help. A line that only looks like it (`--reason -h`) is still parsed correctly.
pub(super) fn may_ask(line: &[OsString]) -> bool {
    let words = line.iter().filter_map(|word| word.to_str());
    words
        .filter(|word| word.starts_with('-'))
        .any(|word| word == "--help" || !word.starts_with("--") && word.contains('h'))
}

/// The command line definition with the global options shortened to one line in the help of every command. They are
/// listed in full in `csp --help`, in manual pages and for completion.
pub(super) fn with_short_globals(root: Command) -> Command {
    let globals: Vec<Arg> = root.get_arguments().cloned().collect();
    let hidden = globals.into_iter().filter(Arg::is_global_set);
    let hidden: Vec<Arg> = hidden.map(|arg| arg.hide(true)).collect();
    root.mut_subcommands(|inner| point_to_options(inner.args(hidden.clone())))
}

fn point_to_options(command: Command) -> Command {
    let end = command.get_after_help().map(ToString::to_string);
    let end = end.map_or_else(String::new, |end| format!("\n\n{end}"));
    command
        .after_help(format!("{OPTIONS_LINE}{end}"))
        .mut_subcommands(point_to_options)
}

/// The page for these words on a terminal of so many columns: the list of commands and topics, a command, or a topic.
///
/// # Errors
/// If no command and no topic has this name.
pub fn page(words: &[String], terminal: u16) -> Result<String> {
    let Some((first, rest)) = words.split_first() else {
        let root = super::command().mut_args(|arg| {
            let is_global = arg.is_global_set();
            arg.hide(is_global)
        });
        return Ok(point_to_options(root).render_help().to_string());
    };
    let mut root = with_short_globals(super::command());
    root.build();
    if let Ok(topic) = first.parse::<Topic>()
        && root.find_subcommand(first).is_none()
        && rest.is_empty()
    {
        return Ok(topic.text(terminal));
    }
    let mut command = &mut root;
    let mut typed = "csp".to_owned();
    for word in words {
        let names = command.get_subcommands().map(Command::get_name);
        let topics = Topic::ALL.iter().map(|topic| topic.word());
        let is_first = typed == "csp";
        let near = nearest(word, names.chain(topics.filter(|_| is_first)));
        let near = near.map(|near| format!("; did you mean `{near}`?"));
        match command.find_subcommand_mut(word) {
            Some(inner) => command = inner,
            None => return Err(unknown(word, &typed, near)),
        }
        typed = format!("{typed} {word}");
    }
    Ok(command.render_long_help().to_string())
}

fn unknown(word: &str, command: &str, near: Option<String>) -> Diagnostic {
    let near = near.unwrap_or_default();
    let (message, help) = match command.strip_prefix("csp ") {
        Some(words) => (
            format!("`{word}` is not a command of `{command}`{near}"),
            format!("To see its commands: `csp help {words}`"),
        ),
        None => (
            format!("`{word}` is not a command or a help topic{near}"),
            "To see all commands and topics: `csp help`".to_owned(),
        ),
    };
    Diagnostic::usage(message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(line: &str) -> Result<String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        page(&words, 80)
    }

    #[test]
    fn a_page_is_found_for_every_command_and_topic() {
        for topic in Topic::ALL {
            assert_eq!(page_of(topic.word()).unwrap(), topic.text(1000));
        }
        let list = page_of("").unwrap();
        for word in words() {
            assert!(list.contains(&format!("\n  {word} ")), "{word}\n{list}");
            assert!(page_of(&word).is_ok(), "{word}");
        }
        let add = page_of("users add").unwrap();
        assert!(add.contains("Usage: csp users add"), "{add}");
        assert!(add.contains(OPTIONS_LINE), "{add}");
        assert!(!add.contains("--store"), "{add}");
    }

    #[test]
    fn an_unknown_topic_is_answered_with_the_nearest() {
        for (line, near) in [
            ("exitcodes", "`exit-codes`"),
            ("usres", "`users`"),
            ("users lst", "`list`"),
        ] {
            let error = page_of(line).unwrap_err();
            assert!(error.message().contains(near), "{error}");
        }
        let error = page_of("users list nothing").unwrap_err();
        assert!(error.help().unwrap().contains("`csp help users list`"));
    }

    #[test]
    fn topics_fit_eighty_columns_and_share_no_name_with_a_command() {
        let root = crate::cli::command();
        for topic in Topic::ALL {
            assert!(root.find_subcommand(topic.word()).is_none(), "{topic}");
            let text = topic.text(80);
            for line in text.lines() {
                let is_fine = line.chars().count() <= 80 && line.trim_end() == line;
                assert!(is_fine, "{topic}: {line}");
            }
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{topic}");
        }
    }

    #[test]
    fn topics_fit_narrow_terminals_but_for_what_is_copied() {
        for columns in [10, 40, 60] {
            let width = usize::from(columns).max(40);
            for topic in Topic::ALL {
                let text = topic.text(columns);
                for line in text.lines() {
                    let is_copied = line.starts_with("  csp ") || line.contains([',', '`']);
                    let is_word = !line.trim().contains(' ');
                    let fits = line.chars().count() <= width || is_copied || is_word;
                    assert!(fits, "{topic} {columns}: {line}");
                }
                let words = |text: &str| text.split_whitespace().count();
                assert_eq!(words(&text), words(&topic.text(80)), "{topic} {columns}");
            }
        }
    }
}
