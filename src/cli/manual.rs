//! Manual pages, made from what can be typed.

use std::io;

use clap::Command;

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
/// If it cannot be put together.
pub fn page() -> io::Result<Vec<u8>> {
    let mut command = super::command();
    command.build();
    render(&command)
}

/// The pages of the program and of every command.
///
/// # Errors
/// If one cannot be put together.
pub fn pages() -> io::Result<Vec<ManualPage>> {
    let mut command = super::command();
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
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
    clap_mangen::Man::new(command.clone())
        .manual("csp manual")
        .source(format!("csp {}", env!("CARGO_PKG_VERSION")))
        .render(&mut text)?;
    Ok(text)
}
