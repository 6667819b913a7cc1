//! Delegated admin relationships and access assignments as other systems print them: Graph, `az rest`, PowerShell at any
//! depth, CIPP, Microsoft's bulk tool, Partner Center's events, and csp's own CSV. Files are recognised by their content.

mod assignment;
mod creation;
mod documents;
mod duration;
mod events;
mod listing;
mod note;
mod other_records;
mod own_table;
mod reader;
mod record_kind;
mod relationship;
mod roles;
mod shape;
mod sink;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use super::decode::DecodedFile;
use super::json::{date, node, positions, surroundings};
use super::sheet::{Parsed, Reread, Taker};
use crate::diagnostic::Diagnostics;
use crate::domain::gdap::{AssignmentSighting, RelationshipSighting};
use crate::policy::utf8;
use positions::Positions;
use reader::Reader;
use sink::Sink;
use surroundings::blank_surroundings;

pub use creation::{CreationCommands, RelationshipCreation};
pub use listing::{ListFacts, Listing, ListingGap};
pub use note::{GdapNote, GdapNoteKind};
pub use own_table::{COLUMNS, template};
pub use shape::{EXPORT_ASSIGNMENTS, EXPORT_GRAPH_PAGE, EXPORT_RELATIONSHIPS, GdapShape};

/// The maximum size of a file, in bytes.
pub const LARGEST: u64 = 256 << 20;

/// One thing that a file shows.
#[derive(Debug, Clone, PartialEq)]
pub struct GdapItem {
    /// Line and column where its record starts, both from 1.
    pub at: (u64, usize),
    /// What it is.
    pub what: GdapContent,
}

/// What a record of a file shows.
#[derive(Debug, Clone, PartialEq)]
pub enum GdapContent {
    /// A relationship.
    Relationship(Box<RelationshipSighting>),
    /// An access assignment. Its relationship may be unknown.
    Assignment(Box<AssignmentSighting>),
    /// Something else, which is not recorded.
    Note(GdapNote),
}

/// What a file has, over all its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GdapFound {
    /// What made it.
    pub shapes: BTreeSet<GdapShape>,
    /// What is known of its lists; see [`ListFacts::listing`].
    pub list: ListFacts,
    /// The commands that export again what was cut off. Empty if no roles were lost.
    pub exports: BTreeSet<&'static str>,
    /// The number of relationships.
    pub relationships: u64,
    /// The number of access assignments that are records of their own.
    pub assignments: u64,
    /// The notes of each kind.
    pub notes: BTreeMap<GdapNoteKind, CountedNotes>,
}

/// The notes of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedNotes {
    /// How many there are.
    pub count: u64,
    /// Line and column of the first, both from 1.
    pub at: (u64, usize),
    /// The first.
    pub first: GdapNote,
}

/// A file with relationships or assignments.
#[derive(Debug)]
pub struct GdapFile {
    document: Box<DecodedFile>,
    found: GdapFound,
}

impl GdapFile {
    /// Parses a file. Its content decides what it is; its name is not needed.
    pub fn read(mut document: DecodedFile) -> Parsed<Self> {
        blank_surroundings(&mut document.bytes);
        let mut mistakes = Diagnostics::default();
        let mut file = Self {
            document: Box::new(document),
            found: GdapFound::default(),
        };
        file.found = file.walk_and_find(&mut mistakes, &mut |_, _| {});
        Parsed { file, mistakes }
    }

    /// What the file has.
    pub fn found(&self) -> &GdapFound {
        &self.found
    }

    fn walk_and_find(
        &self,
        mistakes: &mut Diagnostics,
        take: &mut Taker<'_, GdapItem>,
    ) -> GdapFound {
        let bytes = self.document.bytes.as_slice();
        let mut sink = Sink::new(take);
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if !matches!(first, Some(b'{' | b'[')) {
            table::read(&self.document, mistakes, &mut sink);
            return sink.found;
        }
        match utf8(bytes) {
            Ok(text) => {
                let mut reader = Reader {
                    text,
                    positions: Positions::of(text),
                    mistakes,
                    sink,
                };
                reader.documents();
                reader.sink.found
            }
            Err(fault) => {
                mistakes.push(fault);
                sink.found
            }
        }
    }
}

impl Reread for GdapFile {
    type Row = GdapItem;

    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, GdapItem>) {
        self.walk_and_find(mistakes, take);
    }
}

#[cfg(test)]
mod tests;
