//! Names that are typed: one line, so that nothing of it can become a header of a message or a line of its own.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::user::Name;

/// A name as it was typed.
///
/// # Errors
/// A usage failure where it is not one line of text.
pub fn name(flag: &str, typed: &str) -> Result<String> {
    typed
        .parse::<Name>()
        .map(|name| name.to_string())
        .map_err(|bad| {
            let mistake = Diagnostic::usage(format!("{flag}: {bad}")).with_flag(flag);
            mistake.with_help("Write it on one line, without control characters.")
        })
}
