//! Completing the fields of an answer, for `--fields`.

use std::ffi::OsString;

use clap_complete::CompletionCandidate;

use super::completer::keep_beginning_with;
use crate::cli::answer_shapes::find_shape;
use crate::report::shapes::Shape;

const FLAG: &str = "--fields";

/// Finds the shape of what the command on the line answers; `None` where it answers with a text.
pub(super) fn find_answer(line: &[String]) -> Option<Shape> {
    let mut words: Vec<OsString> = Vec::new();
    let mut rest = line.iter();
    while let Some(word) = rest.next() {
        if word == FLAG {
            rest.next();
        } else if !word
            .strip_prefix(FLAG)
            .is_some_and(|rest| rest.starts_with('='))
        {
            words.push(word.into());
        }
    }
    let command = crate::cli::parse(&words, &[]).ok()?.cli.command?;
    find_shape(&command).map(Shape::named)
}

/// Completes the last field of a list. Fields inside others are offered from their first letter on: there are many.
pub(super) fn complete_last_field(shape: Shape, typed: &str) -> Vec<CompletionCandidate> {
    let (before, last) = match typed.rfind(',') {
        Some(comma) => typed.split_at(comma + 1),
        None => ("", typed),
    };
    let is_chosen = |path: &String| before.split(',').any(|chosen| chosen == path);
    let is_offered = |path: &String| !(is_chosen(path) || last.is_empty() && path.contains('.'));
    let offered = shape.paths().into_iter().filter(is_offered);
    let lists = offered.map(|path| format!("{before}{path}"));
    keep_beginning_with(lists.collect(), typed)
}
