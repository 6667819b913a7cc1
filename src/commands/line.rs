//! Names that are typed: one line, so that nothing of it can become a header of a message or a line of its own.

use crate::domain::user::Name;
use crate::error::{Failure, Kind, Mistake, Result};

/// A name as it was typed.
///
/// # Errors
/// A usage failure where it is not one line of text.
pub(super) fn name(flag: &str, typed: &str) -> Result<String> {
    typed
        .parse::<Name>()
        .map(|name| name.to_string())
        .map_err(|bad| {
            let mistake = Mistake::new(Kind::Usage, format!("{flag}: {bad}")).flag(flag);
            Failure::from(mistake).remedy("Write it on one line, without control characters.")
        })
}
