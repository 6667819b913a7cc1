//! Policy packs: editions that an association or a distributor publishes, with a header that says whose they are.

use std::fmt;

use super::edition::Policy;
use super::examples::failures;
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::Day;
use crate::domain::word::words;

words! {
    /// Where an edition comes from.
    pub enum EditionOrigin: "origin" {
        /// It is inside csp.
        Shipped = "shipped",
        /// It is from a policy pack.
        Pack = "pack",
    }
}

/// The header of a policy pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackHeader {
    /// Its id, which stays the same from version to version.
    pub id: Slug,
    /// Who publishes it.
    pub publisher: String,
    /// Its version: a greater number is a newer one.
    pub version: u32,
    /// The day of this version.
    pub date: Day,
}

impl fmt::Display for PackHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            publisher,
            version,
            ..
        } = self;
        write!(f, "{id} {version} ({publisher})")
    }
}

/// A policy pack: a header, and the policy of one model or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPack {
    /// Its header.
    pub header: PackHeader,
    /// One policy for each model that it is about, never empty. Each edition names the pack.
    pub policies: Vec<Policy>,
}

impl PolicyPack {
    /// Every example whose outcome differs from what the pack gives, with its position. As with a policy file of the
    /// person's own, examples are asked of the editions in the file alone.
    pub fn example_failures(&self) -> Vec<Diagnostic> {
        self.policies.iter().flat_map(failures).collect()
    }

    /// The ids of its editions.
    pub fn edition_ids(&self) -> Vec<String> {
        let editions = self.policies.iter().flat_map(|policy| &policy.editions);
        editions.map(|edition| edition.id.clone()).collect()
    }
}
