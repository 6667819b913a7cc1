//! What an import of many answers: the counts to a person, and everything that is new to a script.

use serde::Serialize;

use super::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::report::Outcome;
use crate::report::views::import::{ImportCounts, ImportJson};

/// Answers. `each` gives what is new, one by one; it is called only where the answer has the list `list`.
///
/// # Errors
/// As `each` says, or if standard output cannot be written.
pub fn answer<V: Serialize>(
    ctx: &Context<'_>,
    counts: ImportCounts,
    list: &'static str,
    each: impl FnOnce(&mut dyn FnMut(V) -> Result<()>) -> Result<()>,
) -> Result<Outcome> {
    if !ctx.out.format().is_json() {
        return Ok(Outcome::thing(counts));
    }
    let mut json =
        ImportJson::begin(&ctx.out, counts, list).map_err(|error| ctx.unwritable(&error))?;
    each(&mut |new| json.push(&new).map_err(|error| ctx.unwritable(&error)))?;
    json.finish().map_err(|error| ctx.unwritable(&error))?;
    Ok(Outcome::written())
}

/// The failure for a record that was there when its row was judged, and is not when it is written.
pub fn vanished(what: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::failed(format!(
        "{what} disappeared during the transaction; this is a bug"
    ))
}
