//! Lines of a document that comes in, and that are on record already.

use super::super::groups::Group;
use super::super::refused;
use super::recorded::Recorded;
use super::{Advice, Refusal};
use crate::diagnostic::Result;
use crate::domain::counted;
use crate::exchange::revenue::DocumentPart;
use crate::store::RevenueStore;

/// The refusal of parts that repeat lines of any of these documents on record.
pub(super) fn repeats_any(
    store: &RevenueStore<'_, '_>,
    group: &Group<'_>,
    recorded: &[Recorded],
) -> Result<Option<Refusal>> {
    for one in recorded {
        let found = find_repeated_lines(store, group, &one.name, &DocumentPart::has_lines)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The refusal of parts that repeat lines of a document on record.
pub(super) fn find_repeated_lines(
    store: &RevenueStore<'_, '_>,
    group: &Group<'_>,
    name: &str,
    counts: &impl Fn(&DocumentPart) -> bool,
) -> Result<Option<Refusal>> {
    let mut any = false;
    for (file, part) in &group.parts {
        if !counts(part) {
            continue;
        }
        any = true;
        let lines = store.repeated_lines((group.kind, name), &part.marks)?;
        if lines > 0 {
            let message = format!(
                "{} repeats {} of {} {name}, which is already recorded",
                file.name,
                counted(lines, "line"),
                group.kind
            );
            return Ok(Some(Refusal {
                mistake: refused(message, &file.name),
                advice: Advice::Replace,
            }));
        }
    }
    Ok((!any).then(|| {
        let message = format!("{} repeats lines that are already recorded", group.files());
        Refusal::of(Advice::Replace, message, group)
    }))
}
