//! Asking a person: the only user of dialoguer.
//!
//! A question is a missing flag asked politely: the answer goes through the same parser. Whether anybody may be asked
//! is decided here, before the terminal library is called, because that looks at stderr alone and would read the
//! terminal even when standard input is a pipe. Questions go to stderr.

mod keys;

use crate::diagnostic::{Diagnostic, Kind, Result};
use std::cell::RefCell;

use dialoguer::console::{Key, Term};
use dialoguer::{Input, MultiSelect, Select};

use crate::host::Interrupts;
use keys::Keys;

/// What a person types to go back to the question before.
pub const BACK: &str = "<";

/// Somebody to ask, or nobody.
pub enum Prompter {
    /// A person at a terminal.
    Terminal(Seat),
    /// Nobody: every question is an input that is missing.
    Nobody,
}

/// Where a person sits: a screen, and the keys from the first question on.
pub struct Seat {
    screen: Term,
    interrupts: Interrupts,
    keys: RefCell<Option<Keys>>,
}

/// What a person answered to a question that one can go back from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A text, perhaps empty where that is allowed.
    Text(String),
    /// Back to the question before.
    Back,
}

/// A question for a text.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is asked for.
    pub label: &'a str,
    /// What stands there when nothing is typed.
    pub default: Option<&'a str>,
    /// Whether nothing is an answer.
    pub may_be_empty: bool,
}

impl Prompter {
    /// The person at the terminal.
    pub fn terminal(interrupts: Interrupts) -> Self {
        Self::Terminal(Seat {
            screen: Term::stderr(),
            interrupts,
            keys: RefCell::default(),
        })
    }

    /// Whether anybody can be asked.
    pub fn can_ask(&self) -> bool {
        !matches!(self, Self::Nobody)
    }

    /// Asks for a text; `check` says what is wrong with an answer, and then the question is asked again.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn text(
        &self,
        question: Question<'_>,
        check: impl Fn(&str) -> std::result::Result<(), String>,
    ) -> Result<Reply> {
        let terminal = self.asking(question.label)?;
        let mut input = Input::<String>::new()
            .with_prompt(question.label)
            .allow_empty(true)
            .validate_with(|typed: &String| match typed.trim() {
                BACK => Ok(()),
                "" if question.may_be_empty => Ok(()),
                "" => Err("Required. Press Ctrl-C to cancel.".to_owned()),
                typed => check(typed),
            });
        if let Some(default) = question.default {
            input = input.with_initial_text(default);
        }
        let typed = self.leave_if_interrupted(input.interact_text_on(terminal))?;
        Ok(reply(&typed))
    }

    /// Asks for one of several things.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn choose(&self, label: &str, choices: &[String]) -> Result<usize> {
        let terminal = self.asking(label)?;
        let select = Select::new().with_prompt(label).items(choices).default(0);
        self.leave_if_interrupted(select.interact_on(terminal))
    }

    /// Asks for any number of several things.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn choose_several(&self, label: &str, choices: &[String]) -> Result<Vec<usize>> {
        let terminal = self.asking(label)?;
        let several = MultiSelect::new()
            .with_prompt(format!("{label} (space marks, enter ends)"))
            .items(choices)
            .report(false);
        self.leave_if_interrupted(several.interact_on(terminal))
    }

    /// Asks for a yes or a no, ended with Enter; Enter alone is no, and anything else is asked again. `None` when
    /// nobody can be asked.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn confirm(&self, question: &str) -> Result<Option<bool>> {
        if !self.can_ask() {
            return Ok(None);
        }
        let terminal = self.asking(question)?;
        loop {
            let asked = Input::<String>::new()
                .with_prompt(format!("{question} [y/N]"))
                .allow_empty(true);
            let typed = self.leave_if_interrupted(asked.interact_text_on(terminal))?;
            if let Some(answer) = yes_or_no(&typed) {
                return Ok(Some(answer));
            }
            self.leave_if_interrupted(terminal.write_line("Answer y or n, then press Enter."))?;
        }
    }

    /// Asks for a secret, which is not shown while it is typed.
    ///
    /// Key by key, as every other question: a line read in one piece, as the terminal library does it, neither hears Ctrl-C
    /// nor knows what was typed ahead.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn secret(&self, label: &str) -> Result<String> {
        let terminal = self.asking(label)?;
        self.leave_if_interrupted(typed_unseen(terminal, label))
    }

    /// The terminal to ask on, made ready for Ctrl-C.
    fn asking(&self, label: &str) -> Result<&Term> {
        match self {
            Self::Terminal(seat) => {
                // The terminal library raises SIGINT on Ctrl-C and then gives the question back as interrupted;
                // without a handler the process would die before a draft is kept.
                seat.interrupts.begin_questions();
                seat.keys.borrow_mut().get_or_insert_with(Keys::taken);
                Ok(&seat.screen)
            }
            Self::Nobody => Err(nobody(label)),
        }
    }

    /// Gives the terminal back as it was found: the questions are over, at least for now.
    pub fn give_keys_back(&self) {
        if let Self::Terminal(seat) = self {
            seat.keys.take();
            seat.interrupts.end_questions();
        }
    }

    /// An answer; or Ctrl-C, or the terminal going away while a question stood. What is said next begins a line of its own.
    fn leave_if_interrupted<T, E>(&self, answer: std::result::Result<T, E>) -> Result<T> {
        answer.map_err(|_| {
            if let Self::Terminal(seat) = self {
                seat.interrupts.leave();
            }
            let _ = Term::stderr().write_line("");
            Diagnostic::interrupted()
        })
    }
}

/// What an answer to a yes-or-no question means; `None` where it is neither.
fn yes_or_no(typed: &str) -> Option<bool> {
    match typed.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "" | "n" | "no" => Some(false),
        _ => None,
    }
}

fn reply(typed: &str) -> Reply {
    match typed.trim() {
        BACK => Reply::Back,
        text => Reply::Text(text.to_owned()),
    }
}

fn nobody(label: &str) -> Diagnostic {
    Diagnostic::new(
        Kind::InputRequired,
        format!("{label} is missing, and nobody can be asked"),
    )
}

/// A secret that is not empty, typed key by key. Ctrl-U begins anew.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "keys that type nothing are many, and the library may add more"
)]
fn typed_unseen(terminal: &Term, label: &str) -> std::io::Result<String> {
    // Room enough that no copies are left behind while it grows.
    let mut secret = String::with_capacity(1024);
    while secret.is_empty() {
        terminal.write_str(&format!("{label}: "))?;
        loop {
            match terminal.read_key()? {
                Key::Enter => break,
                Key::Backspace => drop(secret.pop()),
                Key::Char('\u{15}') => secret.clear(),
                Key::Char(letter) if !letter.is_control() => secret.push(letter),
                _ => {}
            }
        }
        terminal.write_line("")?;
    }
    terminal.clear_last_lines(1)?;
    terminal.write_line(&format!("{label}: [hidden]"))?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::yes_or_no;

    #[test]
    fn only_whole_words_confirm() {
        for (typed, meant) in [
            ("y", Some(true)),
            ("Yes ", Some(true)),
            ("n", Some(false)),
            ("NO", Some(false)),
            ("", Some(false)),
            (" ", Some(false)),
            ("maybe", None),
            ("yess", None),
            ("oui", None),
            ("1", None),
            ("y y", None),
        ] {
            assert_eq!(yes_or_no(typed), meant, "{typed:?}");
        }
    }
}
