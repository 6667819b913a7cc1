//! Comparing the parts that files of one command have of a document: lines that repeat, and forms that never add up.

use super::super::rows::ReadFile;
use super::super::{Conflict, refused};
use super::Group;
use crate::diagnostic::Diagnostic;
use crate::domain::counted;
use crate::domain::revenue::{FileForm, Relation, repeated};
use crate::exchange::revenue::DocumentPart;

/// Why parts of one document cannot both count.
pub(super) struct Clash {
    pub(super) mistake: Diagnostic,
    /// Whether `--add` counts both.
    pub(super) can_be_added: bool,
}

impl Clash {
    /// One that no flag settles.
    pub(super) fn of(mistake: Diagnostic) -> Self {
        Self {
            mistake,
            can_be_added: false,
        }
    }
}

/// Why a part cannot join those that its document has so far.
pub(super) fn compare(
    group: &Group<'_>,
    file: &ReadFile,
    part: &DocumentPart,
    conflict: Conflict,
) -> Option<Clash> {
    let refused = |why: String| refused(format!("{}: {why}", group.title()), &file.name);
    let mut parts = group.parts.iter();
    let never = parts.find_map(|&(other, known)| never_add_up((other, known), (file, part)));
    if let Some(why) = never {
        return Some(Clash::of(refused(why)));
    }
    if conflict == Conflict::Added || !part.has_lines() {
        return None;
    }
    let mut parts = group.parts.iter();
    let why = parts.find_map(|&(other, known)| may_be_the_same((other, known), (file, part)))?;
    Some(Clash {
        mistake: refused(why),
        can_be_added: true,
    })
}

/// Why two parts of one document never both count.
fn never_add_up(
    (other, known): (&ReadFile, &DocumentPart),
    (file, part): (&ReadFile, &DocumentPart),
) -> Option<String> {
    let (one, two) = (&other.name, &file.name);
    if file.is_of_same_export(other) {
        if std::ptr::eq(file, other) {
            return None;
        }
        if (file.content.form == FileForm::Table) != (other.content.form == FileForm::Table) {
            return Some(format!(
                "{}, but all files of one export have one form",
                two_forms(other, file)
            ));
        }
        if part.has_lines() && part.marks == known.marks {
            return Some(format!("{one} and {two} have the same lines"));
        }
    } else if let Some(message) = mixed_exports(file, other) {
        return Some(message);
    }
    let lines = repeated(&part.marks, &known.marks);
    (lines > 0).then(|| format!("{two} repeats {} of {one}", counted(lines, "line")))
}

/// Why two parts may be the same lines, which a person can deny with `--add`.
fn may_be_the_same(
    (other, known): (&ReadFile, &DocumentPart),
    (file, part): (&ReadFile, &DocumentPart),
) -> Option<String> {
    let (one, two) = (&other.name, &file.name);
    if file.is_of_same_export(other) {
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

/// The forms of two files, as the beginning of a sentence.
fn two_forms(one: &ReadFile, two: &ReadFile) -> String {
    format!(
        "{} is {} and {} is {}",
        one.name,
        one.content.form.title(),
        two.name,
        two.content.form.title()
    )
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
            "{}: two forms of one invoice have the same lines",
            two_forms(other, file)
        )),
        (None, None) => None,
    }
}

/// Names documents of one command whose billing periods overlap without being the same.
pub(super) fn overlaps(groups: &[Group<'_>], clashes: &mut Vec<Clash>) {
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
                clashes.push(Clash {
                    mistake: refused(message, file),
                    can_be_added: true,
                });
            }
        }
    }
}
