//! Hands on what is found in a file, and counts it.

use super::note::GdapNote;
use super::shape::GdapShape;
use super::{CountedNotes, GdapContent, GdapFound, GdapItem};
use crate::diagnostic::Diagnostics;
use crate::domain::gdap::{AssignmentSighting, RelationshipSighting};
use crate::exchange::sheet::Taker;

/// Line and column, both from 1.
pub(super) type At = (u64, usize);

pub(super) struct Sink<'s, 't> {
    pub(super) found: GdapFound,
    take: &'s mut Taker<'t, GdapItem>,
}

impl<'s, 't> Sink<'s, 't> {
    pub(super) fn new(take: &'s mut Taker<'t, GdapItem>) -> Self {
        Self {
            found: GdapFound::default(),
            take,
        }
    }

    pub(super) fn shape(&mut self, shape: GdapShape) {
        self.found.shapes.insert(shape);
    }

    pub(super) fn relationship(
        &mut self,
        at: At,
        seen: RelationshipSighting,
        mistakes: &mut Diagnostics,
    ) {
        self.found.relationships += 1;
        self.found.list.relationships += 1;
        let what = GdapContent::Relationship(Box::new(seen));
        (self.take)(GdapItem { at, what }, mistakes);
    }

    pub(super) fn assignment(
        &mut self,
        at: At,
        seen: AssignmentSighting,
        mistakes: &mut Diagnostics,
    ) {
        self.found.assignments += 1;
        self.found.list.others += 1;
        let what = GdapContent::Assignment(Box::new(seen));
        (self.take)(GdapItem { at, what }, mistakes);
    }

    pub(super) fn note(&mut self, at: At, note: GdapNote, mistakes: &mut Diagnostics) {
        let notes = self.found.notes.entry(note.kind());
        let first = || CountedNotes {
            count: 0,
            at,
            first: note.clone(),
        };
        notes.or_insert_with(first).count += 1;
        let list = &mut self.found.list;
        match note {
            GdapNote::ErrorAnswer { .. } => list.errors += 1,
            GdapNote::WithoutId { .. } => list.without_ids += 1,
            GdapNote::UnreadDates { .. } | GdapNote::MoreAssignments { .. } => {}
            GdapNote::Request { .. }
            | GdapNote::Operation { .. }
            | GdapNote::Customer { .. }
            | GdapNote::Service { .. }
            | GdapNote::RoleGroup { .. }
            | GdapNote::LogLine { .. }
            | GdapNote::NoticeOnly { .. } => list.others += 1,
        }
        let what = GdapContent::Note(note);
        (self.take)(GdapItem { at, what }, mistakes);
    }
}
