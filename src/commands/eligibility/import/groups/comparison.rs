//! Comparing the parts that files of one command have of a document: lines that repeat, and forms that never add up.

use super::super::rows::ReadFile;
use super::super::{Conflict, refused};
use super::Group;
use crate::diagnostic::Diagnostic;
use crate::domain::counted;
use crate::domain::revenue::{Content, Relation, repeated};
use crate::exchange::revenue::DocumentPart;

/// Why a part cannot join those that its document has so far.
pub(super) fn compare(
    group: &Group<'_>,
    file: &ReadFile,
    part: &DocumentPart,
    conflict: Conflict,
) -> Option<Diagnostic> {
    let mut parts = group.parts.iter();
    let why = parts.find_map(|&(other, known)| clash((other, known), (file, part), conflict))?;
    Some(refused(format!("{}: {why}", group.title()), &file.name))
}

/// Why two parts of one document cannot both count.
fn clash(
    (other, known): (&ReadFile, &DocumentPart),
    (file, part): (&ReadFile, &DocumentPart),
    conflict: Conflict,
) -> Option<String> {
    let (one, two) = (&other.name, &file.name);
    if file.is_of_same_export(other) {
        let is_copy = Content::of(&part.marks) == Content::of(&known.marks) && two != one;
        return is_copy.then(|| format!("{one} and {two} have the same lines"));
    }
    if let Some(message) = mixed_exports(file, other) {
        return Some(message);
    }
    let lines = repeated(&part.marks, &known.marks);
    if lines > 0 {
        return Some(format!("{two} repeats {} of {one}", counted(lines, "line")));
    }
    if conflict == Conflict::Added {
        return None;
    }
    if file.content.columns != other.content.columns {
        return Some(format!(
            "{one} and {two} have different columns, so they may be the same document in two forms"
        ));
    }
    part.is_like(known).then(|| {
        format!(
            "{two} has the same number of lines, customers and sums as {one}, so it may be the same file saved again"
        )
    })
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
