//! What the readers of records share: the file's text, its mistakes with their places, and values of a checked type.

use std::fmt::Display;
use std::str::FromStr;

use super::date::{SeenInstant, seen_instant};
use super::node::{Fields, Node};
use super::note::GdapNote;
use super::positions::Positions;
use super::record_kind::Hint;
use super::sink::{At, Sink};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::calendar::Instant;
use crate::domain::gdap::MicrosoftId;
use crate::domain::text::kept_text;

/// What is known of a record from around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Around {
    /// What the answer lists.
    pub(super) hint: Hint,
    /// The relationship whose assignments, requests or operations they are.
    pub(super) of: Option<MicrosoftId>,
    /// The wrapping, which shows who answered.
    pub(super) wrapping: Wrapping,
}

/// What is around a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Wrapping {
    /// Nothing: it is a document of its own.
    #[default]
    Nothing,
    /// An array.
    Array,
    /// An answer with `value` or `items`.
    Answer,
    /// CIPP's answer with `Results`.
    Results,
}

/// Reads the records of a file of JSON.
pub(super) struct Reader<'a, 'm, 's, 't> {
    pub(super) text: &'a str,
    pub(super) positions: Positions,
    pub(super) mistakes: &'m mut Diagnostics,
    pub(super) sink: Sink<'s, 't>,
}

/// Dates of a record that cannot be read for certain.
#[derive(Debug, Default)]
pub(super) struct UnreadDates(Vec<(&'static str, String)>);

impl UnreadDates {
    /// The moment in a field; an unreadable one is kept for the note.
    pub(super) fn read(
        &mut self,
        field: &'static str,
        value: Option<&Node<'_>>,
    ) -> Option<Instant> {
        self.keep(field, seen_instant(value))
    }

    /// The moment that was seen; an unreadable one is kept for the note.
    pub(super) fn keep(&mut self, field: &'static str, seen: SeenInstant) -> Option<Instant> {
        match seen {
            SeenInstant::Absent => None,
            SeenInstant::At(at) => Some(at),
            SeenInstant::Unread(text) => {
                self.0.push((field, text));
                None
            }
        }
    }

    /// One note on all of them.
    pub(super) fn note(self) -> Option<GdapNote> {
        let (_, shown) = self.0.first()?;
        let fields: Vec<&str> = self.0.iter().map(|(field, _)| *field).collect();
        Some(GdapNote::UnreadDates {
            fields: fields.join(", "),
            shown: shown.clone(),
        })
    }
}

impl Reader<'_, '_, '_, '_> {
    /// Records a mistake at a value, or at its record if the value has no place of its own.
    pub(super) fn wrong(
        &mut self,
        at: At,
        value: Option<&str>,
        field: &str,
        message: impl Display,
    ) {
        let place = value.and_then(|part| self.positions.of_part(self.text, part));
        // The place of a text is that of its quote.
        let place = place.map_or(at, |(line, column)| (line, column.saturating_sub(1).max(1)));
        self.mistakes
            .push(Diagnostic::in_field(place, field, message));
    }

    /// A mistake in a whole record.
    pub(super) fn wrong_record(&mut self, at: At, message: impl Into<String>) {
        let place = crate::diagnostic::Place::at(at.0, at.1);
        self.mistakes.push(Diagnostic::usage(message).at(place));
    }

    /// The value of a key; `None` if it is absent, blank or invalid. An invalid one is a mistake.
    pub(super) fn value<T>(&mut self, at: At, fields: &Fields<'_>, key: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let node = fields.given(key)?;
        let text = match node {
            Node::Text(text) => text,
            Node::Null
            | Node::Bool(_)
            | Node::Number(_)
            | Node::List(_)
            | Node::Object(_)
            | Node::TooDeep => {
                self.wrong(at, None, key, "expected a text");
                return None;
            }
        };
        if text.trim().is_empty() {
            return None;
        }
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(at, node.part(), key, error);
                None
            }
        }
    }

    /// A text for people: normalised, without invisible characters. A NUL character is a mistake.
    pub(super) fn shown_text(
        &mut self,
        at: At,
        fields: &Fields<'_>,
        key: &'static str,
    ) -> Option<String> {
        let node = fields.get(key)?;
        let text = node.text()?;
        if text.contains('\0') {
            self.wrong(at, node.part(), key, "the text contains a NUL character");
            return None;
        }
        let kept = kept_text(text);
        (!kept.is_empty()).then(|| kept.into_owned())
    }

    /// A note on the dates of a record that cannot be read for certain.
    pub(super) fn note_dates(&mut self, at: At, dates: UnreadDates) {
        if let Some(note) = dates.note() {
            self.note(at, note);
        }
    }

    pub(super) fn note(&mut self, at: At, note: GdapNote) {
        self.sink.note(at, note, self.mistakes);
    }
}
