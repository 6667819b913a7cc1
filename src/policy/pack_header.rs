//! The header of a policy pack, and where an edition comes from.

use std::fmt;

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
