//! Words of a shell's command line: parses an unfinished word, and quotes the word that completes it.
//!
//! Names come from imported files and from other people's folders. A completed word is put on the line and run with
//! Enter, so it must be a single literal word in that shell.

use clap_complete::CompletionCandidate;

use crate::cli::shell::Shell;

/// A word of the line, as typed and as the shell parses it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedWord {
    /// As the shell parses it.
    pub(super) text: String,
    /// The typed text up to the quote that is still open.
    before_quote: String,
    /// The typed text after that quote.
    after_quote: String,
    /// The quote that is still open.
    open: Option<char>,
}

impl TypedWord {
    /// Reads a word as the shell passes it: bash, zsh and fish pass the typed text, the others the parsed one.
    pub(super) fn read(shell: Shell, typed: &str) -> Self {
        match shell {
            Shell::Bash | Shell::Zsh | Shell::Fish => Self::unquote(shell, typed),
            Shell::Elvish | Shell::Powershell => Self {
                text: typed.to_owned(),
                before_quote: typed.to_owned(),
                ..Self::default()
            },
        }
    }

    fn unquote(shell: Shell, typed: &str) -> Self {
        let mut word = Self::default();
        let mut quote_at = None;
        let mut letters = typed.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            match (word.open, c) {
                (None, '\'' | '"') => {
                    word.open = Some(c);
                    quote_at = Some(at);
                }
                (Some(open), c) if c == open => {
                    word.open = None;
                    quote_at = None;
                }
                (open, '\\') => match letters.peek().map(|&(_, next)| next) {
                    Some(next) if may_escape(shell, open, next) => {
                        letters.next();
                        word.text.push(next);
                    }
                    Some(_) | None => word.text.push('\\'),
                },
                (_, c) => word.text.push(c),
            }
        }
        let (before_quote, after_quote) = match quote_at {
            Some(at) => (&typed[..at], &typed[at + 1..]),
            None => (typed, ""),
        };
        before_quote.clone_into(&mut word.before_quote);
        after_quote.clone_into(&mut word.after_quote);
        word
    }

    /// The text to put on the line for a candidate; `None` if it cannot be written safely.
    pub(super) fn write_candidate(
        &self,
        shell: Shell,
        candidate: &CompletionCandidate,
    ) -> Option<String> {
        let value = candidate.get_value().to_str()?;
        if value.chars().any(|c| c.is_control() || is_invisible(c)) {
            return None;
        }
        let help = candidate
            .get_help()
            .map(|help| help.to_string().lines().next().unwrap_or("").to_owned());
        match shell {
            Shell::Bash => self.quote_for_bash(value),
            // These shells quote the words themselves.
            Shell::Elvish => Some(value.to_owned()),
            Shell::Fish => Some(match help {
                Some(help) => format!("{value}\t{help}"),
                None => value.to_owned(),
            }),
            Shell::Zsh => {
                let value = value.replace('\\', r"\\").replace(':', r"\:");
                Some(match help {
                    Some(help) => format!("{value}:{}", help.replace('\\', r"\\")),
                    None => value,
                })
            }
            Shell::Powershell => {
                let word = quote_for_powershell(value);
                Some(match help {
                    Some(help) => format!("{word}\t{help}"),
                    None => word,
                })
            }
        }
    }

    /// Quotes a candidate for bash, which puts it on the line unchanged. It replaces the text after an open quote, or
    /// else the whole word. What the person has typed is kept.
    fn quote_for_bash(&self, value: &str) -> Option<String> {
        let rest = value.strip_prefix(&self.text);
        match self.open {
            None => Some(match rest {
                Some(rest) => {
                    self.before_quote.clone() + &escape_for_bash(rest, self.text.is_empty())
                }
                None => escape_for_bash(value, true),
            }),
            Some(_) if !self.before_quote.is_empty() => None,
            Some('\'') => Some(self.after_quote.clone() + &rest?.replace('\'', r"'\''")),
            // An exclamation mark triggers history expansion inside these quotes, and cannot be escaped there.
            Some(_) if value.contains('!') => None,
            Some(_) => Some(rest?.chars().fold(self.after_quote.clone(), |word, c| {
                let escape = if "$`\"\\".contains(c) { "\\" } else { "" };
                word + escape + c.encode_utf8(&mut [0; 4])
            })),
        }
    }
}

/// Whether a backslash before this character is part of the quoting.
fn may_escape(shell: Shell, open: Option<char>, next: char) -> bool {
    match open {
        None => true,
        Some('\'') => shell == Shell::Fish && "\\'".contains(next),
        Some(_) => "$`\"\\".contains(next),
    }
}

/// Escapes every character that is special in bash.
fn escape_for_bash(text: &str, is_beginning: bool) -> String {
    let mut word = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_plain = c.is_alphanumeric() || "@%+=:,./-_".contains(c);
        let is_plain_tilde = c == '~' && !(is_beginning && at == 0) && !word.ends_with([':', '=']);
        if !is_plain && !is_plain_tilde {
            word.push('\\');
        }
        word.push(c);
    }
    word
}

/// Quotes a word for PowerShell, in which typographic quotes count as quotes too.
fn quote_for_powershell(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "@%+=:./\\-_".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) && !value.starts_with('@') {
        return value.to_owned();
    }
    let mut word = String::from("'");
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            word.push(c);
        }
        word.push(c);
    }
    word.push('\'');
    word
}

/// Whether a character is invisible on a line, or changes the reading direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(shell: Shell, typed: &str, value: &str) -> Option<String> {
        TypedWord::read(shell, typed).write_candidate(shell, &CompletionCandidate::new(value))
    }

    #[test]
    fn a_typed_word_is_read_as_the_shell_reads_it() {
        for (shell, typed, text) in [
            (Shell::Bash, r"o\'neil", "o'neil"),
            (Shell::Bash, r"'o'\''n", "o'n"),
            (Shell::Bash, r#""a\$b\c"#, r"a$b\c"),
            (Shell::Zsh, r"'a\b", r"a\b"),
            (Shell::Fish, r"'a\'b", "a'b"),
            (Shell::Elvish, r"a\b", r"a\b"),
            (Shell::Powershell, "$(x)", "$(x)"),
        ] {
            assert_eq!(TypedWord::read(shell, typed).text, text, "{shell} {typed}");
        }
    }

    #[test]
    fn bash_gets_a_word_in_the_quotes_of_the_typed_one() {
        for (typed, value, word) in [
            ("", "`id`@x.fr", Some(r"\`id\`@x.fr")),
            ("a", "a $(b);c", Some(r"a\ \$\(b\)\;c")),
            ("~", "~x", Some(r"~x")),
            ("", "~x", Some(r"\~x")),
            (r"o\'n", "o'neil@x.fr", Some(r"o\'neil@x.fr")),
            ("'o", "o'n $x", Some(r"o'\''n $x")),
            ("\"a", "a$`\"b", Some("a\\$\\`\\\"b")),
            ("\"a", "a!b", None),
            ("a'b", "ab c", None),
            ("", "a\nb", None),
            ("", "a\u{202e}b", None),
        ] {
            let found = completed(Shell::Bash, typed, value);
            assert_eq!(found.as_deref(), word, "{typed} {value}");
        }
    }

    #[test]
    fn powershell_gets_a_word_in_single_quotes() {
        for (value, word) in [
            ("ada@contoso.fr", "ada@contoso.fr"),
            ("$(rm x)", "'$(rm x)'"),
            ("o'neil@x.fr", "'o''neil@x.fr'"),
            ("a\u{2019};rm", "'a\u{2019}\u{2019};rm'"),
            ("a,b", "'a,b'"),
            ("@x", "'@x'"),
        ] {
            let found = completed(Shell::Powershell, "", value);
            assert_eq!(found.as_deref(), Some(word), "{value}");
        }
    }
}
