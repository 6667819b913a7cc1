//! A text for one message, handed in as a file, and what to say when it cannot be used.

use std::path::{Path, PathBuf};

use super::{Context, input_file};
use crate::diagnostic::{Diagnostic, Kind, Place, Result};
use crate::domain::link::link_lost;

/// The most bytes that a text may have.
const LARGEST: u64 = 1 << 20;

/// A text in place of ours.
#[derive(Debug)]
pub struct OwnText {
    path: PathBuf,
    text: String,
}

impl OwnText {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why it cannot be used: without the link it is refused, anything else is a mistake in the file.
    pub fn failure(&self, error: Diagnostic) -> Diagnostic {
        let name = self.path.display().to_string();
        if error.kind() == Kind::Refused {
            return link_lost(format!("{name}: {error}"));
        }
        error.in_file(&name)
    }
}

/// The text of a file that was named, or of standard input where it is called `-`.
///
/// # Errors
/// If it cannot be read, is not UTF-8, or has control characters in it.
pub fn from_file(ctx: &Context<'_>, path: PathBuf) -> Result<OwnText> {
    let bytes = input_file::read(ctx, &path, LARGEST)?;
    let text = input_file::text(&path, &bytes)?.to_owned();
    let mistakes = control_characters(&path, &text);
    Diagnostic::unless_none(mistakes)?;
    Ok(OwnText { path, text })
}

/// Control characters, which a terminal or a mail program would not show, each with its place.
fn control_characters(path: &Path, text: &str) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for (line, content) in text.split('\n').enumerate() {
        let is_one = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\r');
        if let Some(column) = content.chars().position(is_one) {
            let at = Place::at(line as u64 + 1, column + 1).in_file(path.display().to_string());
            let message = "the text contains a control character; remove it";
            mistakes.push(Diagnostic::usage(message).at(at));
        }
    }
    mistakes
}
