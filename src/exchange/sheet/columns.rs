//! The columns of csp's own file formats.

/// One known column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The heading in templates and messages.
    pub heading: &'static str,
    /// Whether the column is required.
    pub is_required: bool,
    /// Whether the importer reads it; csp's own exports have more columns.
    pub is_read: bool,
}

/// An optional column.
pub const fn optional(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: true,
    }
}

/// A required column.
pub const fn required(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: true,
        is_read: true,
    }
}

/// A column of csp's own exports that is ignored.
pub const fn passed_over(heading: &'static str) -> Column {
    Column {
        heading,
        is_required: false,
        is_read: false,
    }
}

/// The heading line, as an empty file to fill in.
pub fn template(columns: &[Column]) -> String {
    let headings: Vec<&str> = names(columns).collect();
    headings.join(",") + "\n"
}

/// The headings of the columns that are read.
pub(super) fn names(columns: &[Column]) -> impl Iterator<Item = &'static str> {
    let read = columns.iter().filter(|column| column.is_read);
    read.map(|column| column.heading)
}

/// The form of a heading used for comparison: `Tenant-ID` and `tenant_id` are the same column.
pub(super) fn key(heading: &str) -> String {
    heading.trim().to_lowercase().replace(['-', ' '], "_")
}
