//! What a person should know before typing the command of a next action.

use crate::domain::enrollment::Check;

/// What a person should know before typing a command: a few words and, in most cases, another command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The words, without a full stop.
    pub words: String,
    /// The command that they introduce.
    pub command: Option<String>,
}

impl Hint {
    /// The words with their command, for a text without markup.
    pub fn shown(&self) -> String {
        match &self.command {
            Some(command) => format!("{}: {command}", self.words),
            None => format!("{}.", self.words),
        }
    }

    /// Words that introduce a command.
    pub fn with_command(words: impl Into<String>, command: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            command: Some(command.into()),
        }
    }
}

/// Where the primary contact finds the code, or the command that writes the message with it.
pub(super) fn where_the_code_is(check: &Check) -> Hint {
    match check.asked_on {
        Some(day) => Hint {
            words: format!("The code is in the message that csp wrote on {day}"),
            command: None,
        },
        None => Hint::with_command(
            "First write the message with the code",
            "csp verify send-email",
        ),
    }
}
