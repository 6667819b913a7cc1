//! Comparing the parts that files of one command have of a document: lines that repeat, and forms that never add up.

use super::super::rows::ReadFile;
use super::super::{Conflict, refused};
use super::Group;
use crate::diagnostic::Diagnostic;
use crate::domain::counted;
use crate::domain::revenue::{Content, Relation, repeated};
use crate::exchange::revenue::DocumentPart;

/// Compares a part with those that its document has so far.
pub(super) fn compare(
    group: &Group<'_>,
    file: &ReadFile,
    part: &DocumentPart,
    conflict: Conflict,
    mistakes: &mut Vec<Diagnostic>,
) {
    for (other, known) in &group.parts {
        if file.is_of_same_export(other) {
            if Content::of(&part.marks) == Content::of(&known.marks) && file.name != other.name {
                let message = format!(
                    "{}: {} and {} have the same lines",
                    group.title(),
                    other.name,
                    file.name
                );
                mistakes.push(refused(message, &file.name));
                return;
            }
            continue;
        }
        if let Some(message) = mixed_exports(file, other) {
            mistakes.push(refused(format!("{}: {message}", group.title()), &file.name));
            return;
        }
        let lines = repeated(&part.marks, &known.marks);
        if lines > 0 {
            let message = format!(
                "{}: {} repeats {} of {}",
                group.title(),
                file.name,
                counted(lines, "line"),
                other.name
            );
            mistakes.push(refused(message, &file.name));
            return;
        }
        if file.content.columns != other.content.columns && conflict != Conflict::Added {
            let message = format!(
                "{}: {} and {} have different columns, so they may be the same document in two forms",
                group.title(),
                other.name,
                file.name
            );
            mistakes.push(refused(message, &file.name));
            return;
        }
        if part.is_like(known) && conflict != Conflict::Added {
            let message = format!(
                "{}: {} has the same number of lines, customers and sums as {}, so it may be the same file saved again",
                group.title(),
                file.name,
                other.name
            );
            mistakes.push(refused(message, &file.name));
            return;
        }
    }
}

/// Why lines of two files never add up, although they are of one invoice.
fn mixed_exports(file: &ReadFile, other: &ReadFile) -> Option<String> {
    let (one, two) = (other.version(), file.version());
    match (&other.export, &file.export) {
        (Some(_), Some(_)) => {
            let newer = if one.is_older_than(&two) {
                &file.name
            } else {
                &other.name
            };
            let newer = if one.is_older_than(&two) || two.is_older_than(&one) {
                format!(". {newer} belongs to the newer one: import that one alone")
            } else {
                String::new()
            };
            Some(format!(
                "two exports have the same invoice, {} and {}{newer}",
                one.title(),
                two.title()
            ))
        }
        (Some(export), None) | (None, Some(export)) => Some(format!(
            "{} names all files of this invoice, so {} and {} cannot both count",
            export.name, other.name, file.name
        )),
        (None, None) if one.form != two.form => Some(format!(
            "{} is {} and {} is {}: two forms of one invoice have the same lines",
            other.name,
            one.form.title(),
            file.name,
            two.form.title()
        )),
        (None, None) => None,
    }
}

/// Names documents of one command whose billing periods overlap without being the same.
pub(super) fn overlaps(groups: &[Group<'_>], mistakes: &mut Vec<Diagnostic>) {
    for (at, one) in groups.iter().enumerate() {
        for two in groups.iter().skip(at + 1) {
            if one.kind == two.kind && one.name.relation(&two.name) == Relation::Overlapping {
                let message = format!(
                    "the billing periods of {} ({}) and {} ({}) overlap but are not the same",
                    one.name,
                    one.files(),
                    two.name,
                    two.files()
                );
                let file = two.parts.first().map_or("", |(file, _)| file.name.as_str());
                mistakes.push(refused(message, file));
            }
        }
    }
}
