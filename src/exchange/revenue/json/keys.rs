//! The names in the objects of a file, each looked up once as a heading.

use std::collections::HashMap;

use super::super::header::plain;
use super::super::line_fingerprint::mark_line;

/// The most different names in one file; real files have about fifty.
const MOST: usize = 1000;

/// The names found so far, in the order in which they first appeared.
#[derive(Debug, Default)]
pub(super) struct Keys {
    all: Vec<Key>,
    places: HashMap<String, usize>,
    columns: HashMap<String, u32>,
    /// The position of the name that probably follows: lines have their names in the same order.
    next: usize,
    /// Whether there were too many different names.
    pub(super) are_too_many: bool,
}

/// A name as it is spelled in the file.
#[derive(Debug)]
struct Key {
    spelling: String,
    plain: String,
    found: FoundKey,
    /// Whether a file can only have it as it is, without escapes.
    can_be_compared: bool,
}

/// What a name means for the line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FoundKey {
    /// Its column, if csp reads it.
    pub(super) column: Option<u32>,
    /// The fingerprint of the name.
    pub(super) mark: u64,
}

impl Keys {
    /// What the name means that probably follows, and its length, if bytes begin with it and a quote.
    pub(super) fn take_expected(&mut self, bytes: &[u8]) -> Option<(FoundKey, usize)> {
        let key = self.all.get(self.next)?;
        let length = key.spelling.len();
        let is_it = bytes.get(length) == Some(&b'"')
            && key.can_be_compared
            && bytes.get(..length)? == key.spelling.as_bytes();
        is_it.then(|| {
            self.next += 1;
            (key.found, length)
        })
    }

    /// Looks a name up.
    pub(super) fn find(&mut self, name: &str) -> FoundKey {
        if let Some(key) = self.all.get(self.next)
            && key.spelling == name
        {
            self.next += 1;
            return key.found;
        }
        if let Some(place) = self.places.get(name) {
            self.next = place + 1;
            return self
                .all
                .get(*place)
                .map_or_else(FoundKey::default, |key| key.found);
        }
        self.add(name)
    }

    fn add(&mut self, name: &str) -> FoundKey {
        if self.all.len() >= MOST {
            self.are_too_many = true;
            return FoundKey::default();
        }
        let plain = plain(name);
        let found = FoundKey {
            column: self.columns.get(&plain).copied(),
            mark: mark_line(plain.as_bytes()),
        };
        self.places.insert(name.to_owned(), self.all.len());
        self.all.push(Key {
            spelling: name.to_owned(),
            plain,
            found,
            can_be_compared: !name.contains(['"', '\\']),
        });
        self.next = self.all.len();
        found
    }

    /// Starts the next object.
    pub(super) fn restart(&mut self) {
        self.next = 0;
    }

    /// The names as they are spelled, one for each heading.
    pub(super) fn spellings(&self) -> Vec<String> {
        let mut known = Vec::new();
        let mut spellings = Vec::new();
        for key in &self.all {
            if !known.contains(&&key.plain) {
                known.push(&key.plain);
                spellings.push(key.spelling.clone());
            }
        }
        spellings
    }

    /// Gives each name its column.
    pub(super) fn assign_columns(&mut self, titles: &[String]) {
        self.columns = (0..)
            .zip(titles)
            .map(|(at, title)| (plain(title), at))
            .collect();
        for key in &mut self.all {
            key.found.column = self.columns.get(&key.plain).copied();
        }
    }

    /// Whether an object had this name, written as a plain heading.
    pub(super) fn has(&self, wanted: &str) -> bool {
        self.all.iter().any(|key| key.plain == wanted)
    }
}
