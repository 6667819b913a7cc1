//! Asking a person: the only user of dialoguer.
//!
//! A question is a missing flag asked politely: the answer goes through the same parser. Whether anybody may be asked
//! is decided here, before the terminal library is called, because that looks at stderr alone and would read the
//! terminal even when standard input is a pipe. Questions go to stderr.

mod block;
mod choice;
mod keyboard;
mod keys;
mod line;
mod list;
mod plain;
mod question;
mod secret;

use std::cell::RefCell;

use dialoguer::console::Term;

pub use choice::Choice;
pub use list::{ChoiceCheck, ListQuestion, Picked};
pub use question::{AnswerCheck, Question, Reply};

use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::host::Interrupts;
use keys::Keys;

/// What a person types to go back to the question before.
pub const BACK: &str = "<";

/// What is said where nothing was answered.
const REQUIRED: &str = "Required. Press Ctrl-C to cancel.";

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
    look: Look,
    interrupts: Interrupts,
    keys: RefCell<Option<Keys>>,
}

/// How questions look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Plain lines, numbered lists, nothing drawn twice: for screen readers, and terminals that can only write.
    pub is_accessible: bool,
    /// Whether errors and hints are coloured.
    pub has_colour: bool,
}

impl Prompter {
    /// The person at the terminal.
    pub fn terminal(interrupts: Interrupts, look: Look) -> Self {
        Self::Terminal(Seat {
            screen: Term::stderr(),
            look,
            interrupts,
            keys: RefCell::default(),
        })
    }

    /// Whether anybody can be asked.
    pub fn can_ask(&self) -> bool {
        !matches!(self, Self::Nobody)
    }

    /// Asks for a text; `check` says how the answer is shown, or what is wrong with it, and then the question is asked
    /// again.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn text(&self, question: Question<'_>, check: AnswerCheck<'_>) -> Result<Reply> {
        let seat = self.asking(question.label)?;
        self.leave_if_interrupted(if seat.look.is_accessible {
            let label = format!("{}: ", question.label);
            plain::ask(&seat.screen, &label, &question, check)
        } else {
            question::ask(seat, &question, check)
        })
    }

    /// Asks for one of several things; `check` says what is wrong with a choice, and then the question is asked again.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn choose(&self, question: ListQuestion<'_>, check: ChoiceCheck<'_>) -> Result<Picked> {
        let seat = self.asking(question.label)?;
        self.leave_if_interrupted(if seat.look.is_accessible {
            plain::ask_one(&seat.screen, &question, check)
        } else {
            list::ask_one(seat, &question, check)
        })
    }

    /// Asks for one or more of several things, and answers their places.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn choose_several(&self, label: &str, choices: &[Choice]) -> Result<Vec<usize>> {
        let seat = self.asking(label)?;
        self.leave_if_interrupted(if seat.look.is_accessible {
            plain::ask_several(&seat.screen, label, choices)
        } else {
            list::ask_several(seat, label, choices)
        })
    }

    /// Asks for a yes or a no, ended with Enter; Enter alone is no, and anything else is asked again. `None` when
    /// nobody can be asked. What follows the question mark is shown under the question.
    ///
    /// # Errors
    /// If the person interrupted.
    pub fn confirm(&self, question: &str) -> Result<Option<bool>> {
        if !self.can_ask() {
            return Ok(None);
        }
        let seat = self.asking(question)?;
        let (question, consequences) = match question.split_once("? ") {
            Some((question, consequences)) => (format!("{question}?"), Some(consequences)),
            None => (question.to_owned(), None),
        };
        let label = format!("{question} [y/N]: ");
        let asked = Question {
            label: &question,
            hint: consequences,
            default: None,

            may_be_empty: true,
            can_go_back: false,
        };
        let check = |typed: &str| match yes_or_no(typed) {
            Some(_) => Ok(typed.to_owned()),
            None => Err("Answer y or n, then press Enter.".to_owned()),
        };
        let reply = self.leave_if_interrupted(if seat.look.is_accessible {
            plain::ask(&seat.screen, &label, &asked, &check)
        } else {
            question::ask_labelled(seat, &label, &asked, &check)
        })?;
        Ok(match reply {
            Reply::Text(typed) => yes_or_no(&typed),
            Reply::Back => Some(false),
        })
    }

    /// Asks for a secret, which is not shown while it is typed.
    ///
    /// # Errors
    /// If nobody can be asked, or the person interrupted.
    pub fn secret(&self, label: &str) -> Result<String> {
        let seat = self.asking(label)?;
        self.leave_if_interrupted(secret::ask(seat, label))
    }

    /// The seat to ask at, made ready for Ctrl-C.
    fn asking(&self, label: &str) -> Result<&Seat> {
        match self {
            Self::Terminal(seat) => {
                // The terminal library raises SIGINT on Ctrl-C and then gives the question back as interrupted;
                // without a handler the process would die before a draft is kept.
                seat.interrupts.begin_questions();
                let take = || Keys::taken(!seat.look.is_accessible);
                seat.keys.borrow_mut().get_or_insert_with(take);
                Ok(seat)
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
            let _ = Term::stderr().write_str("\r\n");
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

fn nobody(label: &str) -> Diagnostic {
    Diagnostic::new(
        Kind::InputRequired,
        format!("{label} is missing, and nobody can be asked"),
    )
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
