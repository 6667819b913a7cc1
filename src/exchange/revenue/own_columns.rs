//! The columns of csp's own format, `month,currency,amount,category`.

use crate::exchange::sheet::{Column, optional, passed_over, required};

/// The columns. `revenue list` writes `sources` and `kind` in addition.
pub const COLUMNS: &[Column] = &[
    required("month"),
    required("currency"),
    required("amount"),
    optional("category"),
    passed_over("sources"),
    passed_over("kind"),
    optional("counted"),
];
