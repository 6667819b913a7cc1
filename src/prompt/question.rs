//! A question for a text, asked on a terminal until the answer is right.

use std::io;

use super::block::{Block, Note, Tone};
use super::keyboard::{Keyboard, Stroke};
use super::line::Line;
use super::{BACK, REQUIRED, Seat};

/// A question for a text.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is asked for.
    pub label: &'a str,
    /// What helps to answer, if anything does.
    pub hint: Option<&'a str>,
    /// What stands there when nothing is typed.
    pub default: Option<&'a str>,
    /// Whether nothing is an answer.
    pub may_be_empty: bool,
    /// Whether one can go back to a question before.
    pub can_go_back: bool,
}

/// What a person answered to a question that one can go back from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A text, perhaps empty where that is allowed.
    Text(String),
    /// Back to the question before.
    Back,
}

/// Judges an answer: how it is shown from now on, or what is wrong with it.
pub type AnswerCheck<'a> = &'a dyn Fn(&str) -> Result<String, String>;

impl Question<'_> {
    /// Whether the line is the answer that stood there before anything was typed.
    fn is_untouched(&self, line: &Line) -> bool {
        self.default
            .is_some_and(|default| *line == Line::of(default))
    }

    /// Judges an answer without its blanks.
    pub(super) fn judge(&self, typed: &str, check: AnswerCheck<'_>) -> Result<String, String> {
        match typed {
            "" if self.may_be_empty => Ok(String::new()),
            "" => Err(REQUIRED.to_owned()),
            typed => check(typed),
        }
    }
}

/// A refused answer of so many letters is offered again.
const WORTH_CORRECTING: usize = 6;

/// Asks until the answer is right. A wrong one is erased with its error as soon as the next is given.
pub(super) fn ask(
    seat: &Seat,
    question: &Question<'_>,
    check: AnswerCheck<'_>,
) -> io::Result<Reply> {
    let label = format!("{}: ", question.label);
    ask_labelled(seat, &label, question, check)
}

/// The same with a label that ends as it should.
pub(super) fn ask_labelled(
    seat: &Seat,
    label: &str,
    question: &Question<'_>,
    check: AnswerCheck<'_>,
) -> io::Result<Reply> {
    let mut block = Block::on(&seat.screen, seat.look.has_colour);
    let mut keyboard = Keyboard::of(&seat.screen);
    let mut line = Line::of(question.default.unwrap_or(""));
    let mut refused: Option<(Line, String)> = None;
    loop {
        block.draw(label, &line, &notes(question, refused.as_ref()))?;
        let stroke = keyboard.next();
        if stroke.is_err() {
            block.leave()?;
        }
        match (stroke?, &refused) {
            (Stroke::Enter, _) => {
                let typed = line.trimmed();
                if question.can_go_back && typed == BACK {
                    block.finish(label, BACK)?;
                    return Ok(Reply::Back);
                }
                match question.judge(&typed, check) {
                    Ok(shown) => {
                        block.finish(label, &shown)?;
                        return Ok(Reply::Text(typed));
                    }
                    Err(error) => {
                        refused = Some((line, error));
                        line = Line::of(question.default.unwrap_or(""));
                    }
                }
            }
            (Stroke::Up, Some((last, _))) => line = last.clone(),
            // On an answer that stands there already, going back is one key as well.
            (Stroke::Letter('<'), _) if question.can_go_back && question.is_untouched(&line) => {
                line = Line::of(BACK);
            }
            (stroke, _) => line.apply(stroke),
        }
    }
}

fn notes(question: &Question<'_>, refused: Option<&(Line, String)>) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some((line, error)) = refused {
        notes.push(Note::text(Tone::Error, format!("error: {error}")));
        if line.letters().len() >= WORTH_CORRECTING {
            notes.push(Note::text(Tone::Hint, "Press Up to correct your answer."));
        }
    }
    if let Some(hint) = question.hint {
        notes.push(Note::text(Tone::Hint, hint));
    }
    notes
}
