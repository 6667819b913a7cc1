//! What a person should know before typing the command of a next action.

/// What a person should know before typing a command: a few words and, in most cases, another command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The words, without a full stop.
    pub words: String,
    /// The command that they introduce.
    pub command: Option<String>,
}

impl Hint {
    /// Words that introduce a command.
    pub fn with_command(words: impl Into<String>, command: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            command: Some(command.into()),
        }
    }
}
