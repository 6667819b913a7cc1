//! Manual pages, generated from the definition of the command line and the topics of `csp help`.

use std::io::{self, Write as _};

use clap::Command;

use super::help::Topic;
use crate::domain::word::Word as _;

/// A manual page: the file's name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualPage {
    /// `csp-users-add.1`
    pub file: String,
    /// The page in roff.
    pub text: Vec<u8>,
}

/// The page of the program itself.
///
/// # Errors
/// If it cannot be generated.
pub fn page() -> io::Result<Vec<u8>> {
    let mut command = super::command();
    command.build();
    render(&command)
}

/// The pages of the program, of every command and of every topic of `csp help`.
///
/// # Errors
/// If one cannot be generated.
pub fn pages() -> io::Result<Vec<ManualPage>> {
    let mut command = super::command();
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    for topic in Topic::ALL {
        let name = format!("csp-help-{topic}");
        pages.push(ManualPage {
            file: format!("{name}.1"),
            text: render_topic(name, *topic)?,
        });
    }
    Ok(pages)
}

fn collect(command: &Command, pages: &mut Vec<ManualPage>) -> io::Result<()> {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name());
    pages.push(ManualPage {
        file: format!("{name}.1"),
        text: render(command)?,
    });
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        collect(inner, pages)?;
    }
    Ok(())
}

fn render(command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    manual_of(command.clone()).render(&mut text)?;
    Ok(text)
}

fn render_topic(name: String, topic: Topic) -> io::Result<Vec<u8>> {
    let page = manual_of(Command::new(name).about(topic.about()));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    // The page is already formatted for 80 columns: no indent, no filling.
    text.extend_from_slice(b".SH DESCRIPTION\n.in 0\n.nf\n");
    for line in topic.text(80).lines() {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        let guard = if line.starts_with(['.', '\'']) {
            "\\&"
        } else {
            ""
        };
        writeln!(text, "{guard}{line}")?;
    }
    text.extend_from_slice(b".fi\n");
    Ok(text)
}

fn manual_of(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command)
        .manual("csp manual")
        .source(format!("csp {}", env!("CARGO_PKG_VERSION")))
}
