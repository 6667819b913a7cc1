//! The columns of our own file, `month,currency,amount,category`.

use crate::exchange::sheet::{Column, optional, passed_over, required};

/// The columns. `sources` and `kind` are ones that `revenue list` writes.
pub const COLUMNS: &[Column] = &[
    required("month"),
    required("currency"),
    required("amount"),
    optional("category"),
    passed_over("sources"),
    passed_over("kind"),
    optional("counted"),
];
