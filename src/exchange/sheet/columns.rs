//! The columns that a file of ours may have.

/// One known column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The heading as templates and messages write it.
    pub heading: &'static str,
    /// Whether a file without it cannot be read.
    pub is_required: bool,
    /// Whether the importer has a use for it; our own exports have more than that.
    pub is_read: bool,
}

/// A column that may be left out.
pub const fn optional(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: true,
    }
}

/// A column that must be there.
pub const fn required(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: true,
        is_read: true,
    }
}

/// A column of our own exports that is passed over.
pub const fn passed_over(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: false,
    }
}

/// The heading line of an empty file to fill in.
pub fn template(columns: &[Column]) -> String {
    let headings: Vec<&str> = names(columns).collect();
    headings.join(",") + "\n"
}

/// The headings of the columns that are read.
pub(super) fn names(columns: &[Column]) -> impl Iterator<Item = &'static str> {
    let read = columns.iter().filter(|column| column.is_read);
    read.map(|column| column.heading)
}

/// What a heading is compared by: `Tenant-ID` and `tenant_id` are the same column.
pub(super) fn key(heading: &str) -> String {
    heading.trim().to_lowercase().replace(['-', ' '], "_")
}
