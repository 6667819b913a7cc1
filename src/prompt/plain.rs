//! Questions for screen readers and for terminals that can only write: numbered lists, a line read as it is typed, and
//! nothing drawn twice.

use std::io;

use dialoguer::console::Term;
use unicode_width::UnicodeWidthChar as _;

use super::choice::{Choice, find_named};
use super::keyboard::{Keyboard, Stroke};
use super::list::{ChoiceCheck, ListQuestion, Picked};
use super::question::{AnswerCheck, Question, Reply};
use super::{BACK, REQUIRED};

/// Asks for a text until the answer is right.
pub(super) fn ask(
    screen: &Term,
    label: &str,
    question: &Question<'_>,
    check: AnswerCheck<'_>,
) -> io::Result<Reply> {
    if let Some(hint) = question.hint {
        screen.write_str(&format!("{hint}\r\n"))?;
    }
    if let Some(default) = question.default {
        screen.write_str(&format!("Enter alone keeps: {default}\r\n"))?;
    }
    loop {
        screen.write_str(label)?;
        let mut typed = read_line(screen)?;
        if question.can_go_back && typed == BACK {
            return Ok(Reply::Back);
        }
        if let ("", Some(default)) = (typed.as_str(), question.default) {
            typed = default.to_owned();
        }
        match question.judge(&typed, check) {
            Ok(shown) => {
                if shown != typed && !shown.is_empty() {
                    screen.write_str(&format!("{shown}\r\n"))?;
                }
                return Ok(Reply::Text(typed));
            }
            Err(error) => write_error(screen, &error)?,
        }
    }
}

/// Asks for one of several things, by number or name.
pub(super) fn ask_one(
    screen: &Term,
    question: &ListQuestion<'_>,
    check: ChoiceCheck<'_>,
) -> io::Result<Picked> {
    if let Some(hint) = question.hint {
        screen.write_str(&format!("{hint}\r\n"))?;
    }
    write_choices(screen, question.label, question.choices)?;
    loop {
        screen.write_str("Number or name: ")?;
        let typed = read_line(screen)?;
        if question.can_go_back && typed == BACK {
            return Ok(Picked::Back);
        }
        let place = match typed.as_str() {
            "" => Err(REQUIRED.to_owned()),
            typed => find(question.choices, typed),
        };
        match place.and_then(|place| check(place).map(|()| place)) {
            Ok(place) => {
                write_chosen(screen, question.choices, &[place])?;
                return Ok(Picked::At(place));
            }
            Err(error) => write_error(screen, &error)?,
        }
    }
}

/// Asks for one or more of several things, by numbers or names.
pub(super) fn ask_several(
    screen: &Term,
    label: &str,
    choices: &[Choice],
) -> io::Result<Vec<usize>> {
    write_choices(screen, label, choices)?;
    loop {
        screen.write_str("Numbers or names, separated by commas: ")?;
        let typed = read_line(screen)?;
        let parts = typed.split([',', ' ']).filter(|part| !part.is_empty());
        let places: Result<Vec<usize>, String> = parts.map(|part| find(choices, part)).collect();
        match places {
            Ok(places) if places.is_empty() => write_error(screen, REQUIRED)?,
            Ok(mut places) => {
                places.sort_unstable();
                places.dedup();
                write_chosen(screen, choices, &places)?;
                return Ok(places);
            }
            Err(error) => write_error(screen, &error)?,
        }
    }
}

fn find(choices: &[Choice], typed: &str) -> Result<usize, String> {
    find_named(choices, typed).ok_or_else(|| {
        let last = choices.len();
        format!("\"{typed}\" is not in the list. Give a number from 1 to {last}, or a name.")
    })
}

fn write_choices(screen: &Term, label: &str, choices: &[Choice]) -> io::Result<()> {
    let mut text = format!("{label}:\r\n");
    for (place, choice) in choices.iter().enumerate() {
        let detail = match choice.detail.as_str() {
            "" => String::new(),
            detail => format!(": {detail}"),
        };
        text.push_str(&format!("{}. {}{detail}\r\n", place + 1, choice.name));
    }
    screen.write_str(&text)
}

fn write_chosen(screen: &Term, choices: &[Choice], places: &[usize]) -> io::Result<()> {
    let names = places.iter().filter_map(|place| choices.get(*place));
    let names: Vec<&str> = names.map(|one| one.name.as_str()).collect();
    screen.write_str(&format!("Chosen: {}\r\n", names.join(", ")))
}

fn write_error(screen: &Term, error: &str) -> io::Result<()> {
    screen.write_str(&format!("error: {error}\r\n"))
}

/// A line without its blanks. Only its end can be corrected, as in a terminal without a program.
fn read_line(screen: &Term) -> io::Result<String> {
    let mut keyboard = Keyboard::of(screen);
    let mut line: Vec<char> = Vec::new();
    loop {
        match keyboard.next()? {
            Stroke::Enter => break,
            Stroke::Letter(letter) => {
                line.push(letter);
                screen.write_str(letter.encode_utf8(&mut [0; 4]))?;
            }
            Stroke::Backspace => take_back(screen, &mut line, 1)?,
            Stroke::DeleteBefore => {
                let all = line.len();
                take_back(screen, &mut line, all)?;
            }
            Stroke::DeleteWord => {
                let blanks = line.iter().rev().take_while(|c| c.is_whitespace()).count();
                let word = line.iter().rev().skip(blanks);
                let word = word.take_while(|c| !c.is_whitespace()).count();
                take_back(screen, &mut line, blanks + word)?;
            }
            Stroke::Delete
            | Stroke::DeleteBehind
            | Stroke::Left
            | Stroke::Right
            | Stroke::WordLeft
            | Stroke::WordRight
            | Stroke::Home
            | Stroke::End
            | Stroke::Up
            | Stroke::Down
            | Stroke::PageUp
            | Stroke::PageDown
            | Stroke::Other => {}
        }
    }
    screen.write_str("\r\n")?;
    let text: String = line.into_iter().collect();
    Ok(text.trim().to_owned())
}

/// Takes letters at the end back, as a terminal itself does.
fn take_back(screen: &Term, line: &mut Vec<char>, count: usize) -> io::Result<()> {
    for _ in 0..count {
        let Some(letter) = line.pop() else { break };
        screen.write_str(&"\u{8} \u{8}".repeat(letter.width().unwrap_or(0)))?;
    }
    Ok(())
}
