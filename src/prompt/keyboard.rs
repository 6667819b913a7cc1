//! Keys by what they do to an answer: the codes that terminals send, and text that is pasted.

use std::io;

use dialoguer::console::{Key, Term};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    /// Types a character.
    Letter(char),
    /// Ends the answer.
    Enter,
    /// Deletes the character before the cursor.
    Backspace,
    /// Deletes the character at the cursor.
    Delete,
    /// Deletes the word before the cursor.
    DeleteWord,
    /// Deletes everything before the cursor.
    DeleteBefore,
    /// Deletes everything behind the cursor.
    DeleteBehind,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// One word to the left.
    WordLeft,
    /// One word to the right.
    WordRight,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// Nothing that a question knows.
    Other,
}

/// The keys of one question.
pub(super) struct Keyboard<'t> {
    screen: &'t Term,
    is_pasting: bool,
    /// Whether pasted lines are joined by a blank; else by nothing.
    has_blanks: bool,
    /// Whether the newest pasted character was blank: the end of a line and the indent after it are one blank.
    is_blank: bool,
}

impl<'t> Keyboard<'t> {
    /// The keys that are typed at this screen.
    pub(super) fn of(screen: &'t Term) -> Self {
        Self {
            screen,
            is_pasting: false,
            has_blanks: true,
            is_blank: false,
        }
    }

    /// The same for a secret, to which the end of a pasted line does not belong.
    pub(super) fn for_secret(screen: &'t Term) -> Self {
        Self {
            has_blanks: false,
            ..Self::of(screen)
        }
    }

    /// Waits for the next key.
    ///
    /// # Errors
    /// If the person interrupted, or the terminal went away.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that type nothing are many, and the library may add more"
    )]
    pub(super) fn next(&mut self) -> io::Result<Stroke> {
        match self.screen.read_key()? {
            Key::CtrlC => Err(io::ErrorKind::Interrupted.into()),
            Key::UnknownEscSeq(start) => {
                let sequence = self.read_sequence(start)?;
                match sequence.as_str() {
                    "[200~" => self.is_pasting = true,
                    "[201~" => self.is_pasting = false,
                    _ => return Ok(stroke_of_sequence(&sequence)),
                }
                self.is_blank = false;
                Ok(Stroke::Other)
            }
            key if self.is_pasting => Ok(self.paste(&key)),
            key => Ok(stroke_of(&key)),
        }
    }

    /// The rest of a sequence of which the terminal library reads three characters at most.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that type nothing are many, and the library may add more"
    )]
    fn read_sequence(&self, start: Vec<char>) -> io::Result<String> {
        let mut sequence: String = start.into_iter().collect();
        let is_open = |sequence: &str| match sequence.strip_prefix('[') {
            Some(rest) => !rest.is_empty() && !rest.ends_with(|c: char| ('@'..='~').contains(&c)),
            None => sequence == "O",
        };
        while is_open(&sequence) {
            match self.screen.read_key()? {
                Key::Char(next) => sequence.push(next),
                _ => break,
            }
        }
        Ok(sequence)
    }

    /// A pasted key: several lines become one, so that a line end does not answer the question.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that type nothing are many, and the library may add more"
    )]
    fn paste(&mut self, key: &Key) -> Stroke {
        let letter = match key {
            Key::Enter | Key::Tab if self.has_blanks => ' ',
            Key::Char(letter) if !letter.is_control() => *letter,
            _ => return Stroke::Other,
        };
        let was_blank = std::mem::replace(&mut self.is_blank, letter == ' ');
        if was_blank && self.is_blank && self.has_blanks {
            return Stroke::Other;
        }
        Stroke::Letter(letter)
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys that type nothing are many, and the library may add more"
)]
fn stroke_of(key: &Key) -> Stroke {
    match key {
        Key::Enter => Stroke::Enter,
        Key::Backspace => Stroke::Backspace,
        Key::Del | Key::Char('\u{4}') => Stroke::Delete,
        Key::Char('\u{17}') => Stroke::DeleteWord,
        Key::Char('\u{15}') => Stroke::DeleteBefore,
        Key::Char('\u{b}') => Stroke::DeleteBehind,
        Key::ArrowLeft | Key::Char('\u{2}') => Stroke::Left,
        Key::ArrowRight | Key::Char('\u{6}') => Stroke::Right,
        Key::Home => Stroke::Home,
        Key::End => Stroke::End,
        Key::ArrowUp | Key::BackTab | Key::Char('\u{10}') => Stroke::Up,
        Key::ArrowDown | Key::Tab | Key::Char('\u{e}') => Stroke::Down,
        Key::PageUp => Stroke::PageUp,
        Key::PageDown => Stroke::PageDown,
        Key::Char(letter) if !letter.is_control() => Stroke::Letter(*letter),
        _ => Stroke::Other,
    }
}

/// Keys with Control or Alt, and the arrows of a keypad in its own mode.
fn stroke_of_sequence(sequence: &str) -> Stroke {
    match sequence {
        "b" | "[1;5D" | "[1;3D" => Stroke::WordLeft,
        "f" | "[1;5C" | "[1;3C" => Stroke::WordRight,
        "\u{7f}" => Stroke::DeleteWord,
        "OA" => Stroke::Up,
        "OB" => Stroke::Down,
        "OC" => Stroke::Right,
        "OD" => Stroke::Left,
        "OH" => Stroke::Home,
        "OF" => Stroke::End,
        _ => Stroke::Other,
    }
}
