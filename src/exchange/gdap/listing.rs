//! Whether a file, or several of one export, can be used as the complete list of relationships.

use crate::domain::word::words;

words! {
    /// Why a file is not a complete list.
    pub enum ListingGap: "reason" {
        /// It has an error in place of data.
        ErrorAnswer = "error",
        /// It has relationships, but not as a list.
        NoRelationships = "no-relationships",
        /// Its list is empty.
        NoRows = "no-rows",
        /// Its last page names a following page.
        MorePages = "more-pages",
        /// Microsoft counts more relationships than it has.
        CountDiffers = "count-differs",
        /// Some of its relationships have no id.
        WithoutIds = "without-ids",
        /// It has an array without the answer around it.
        BareArray = "bare-array",
        /// It has single objects.
        SingleObjects = "single-objects",
        /// It has rows of a table.
        Csv = "csv",
    }
}

impl ListingGap {
    /// The reason, for a person.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ErrorAnswer => "the file has an error in place of data",
            Self::NoRelationships => "the file has no relationships",
            Self::NoRows => {
                "the list is empty; Microsoft also answers so where the sign-in lacks a permission"
            }
            Self::MorePages => "more pages follow: the last one has a nextLink",
            Self::CountDiffers => "Microsoft counts more relationships than the file has",
            Self::WithoutIds => "some relationships in the file have no id",
            Self::BareArray => {
                "the file is a bare array, which does not show whether pages are missing"
            }
            Self::SingleObjects => "the file has single relationships, not a list",
            Self::Csv => "a CSV file does not show whether relationships are missing",
        }
    }
}

/// Whether everything is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// The file has every page of a list, as far as it shows. A filter of the query is never visible.
    Complete,
    /// It has not, or it does not show it.
    Incomplete(ListingGap),
}

/// What is known of the lists in one file, or in several files in the order of their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListFacts {
    /// Lists with the answer around them.
    pub(super) lists: u64,
    /// Whether the last of them names a following page.
    pub(super) more_follow: bool,
    /// The number of relationships that Microsoft counts.
    pub(super) counted: Option<u64>,
    /// Arrays without the answer around them.
    pub(super) arrays: u64,
    /// Whether there are rows of a table.
    pub(super) has_rows_of_csv: bool,
    /// Errors in place of data.
    pub(super) errors: u64,
    /// Relationships with an id.
    pub(super) relationships: u64,
    /// Relationships without one.
    pub(super) without_ids: u64,
    /// Other content.
    pub(super) others: u64,
}

impl ListFacts {
    /// The same with the facts of the next file of the same export.
    #[must_use]
    pub fn followed_by(self, next: Self) -> Self {
        Self {
            lists: self.lists + next.lists,
            more_follow: if next.lists > 0 {
                next.more_follow
            } else {
                self.more_follow
            },
            counted: self.counted.max(next.counted),
            arrays: self.arrays + next.arrays,
            has_rows_of_csv: self.has_rows_of_csv || next.has_rows_of_csv,
            errors: self.errors + next.errors,
            relationships: self.relationships + next.relationships,
            without_ids: self.without_ids + next.without_ids,
            others: self.others + next.others,
        }
    }

    /// Whether everything is there.
    pub fn listing(self) -> Listing {
        let gap = if self.errors > 0 {
            ListingGap::ErrorAnswer
        } else if self.without_ids > 0 {
            ListingGap::WithoutIds
        } else if self.relationships == 0 && self.others > 0 {
            ListingGap::NoRelationships
        } else if self.relationships == 0 {
            ListingGap::NoRows
        } else if self.lists == 0 && self.has_rows_of_csv {
            ListingGap::Csv
        } else if self.lists == 0 && self.arrays > 0 {
            ListingGap::BareArray
        } else if self.lists == 0 {
            ListingGap::SingleObjects
        } else if self.more_follow {
            ListingGap::MorePages
        } else if self.counted.is_some_and(|count| count > self.relationships) {
            ListingGap::CountDiffers
        } else {
            return Listing::Complete;
        };
        Listing::Incomplete(gap)
    }
}
