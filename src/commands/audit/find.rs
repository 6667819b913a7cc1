//! `csp audit find`: whether an entry is in the journal.

use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::{BadHashPrefix, HashPrefix, hex};
use crate::report::views::records::JournalEntryView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::needs::require_value;
use crate::store::Recorded;

const NOT_FOUND: &str = "no entry of the journal has this hash";

/// Runs `csp audit find`. The answer is no if the journal does not have the entry.
///
/// # Errors
/// A usage failure if several entries begin with these digits; otherwise if the store cannot be read.
pub(super) fn run(ctx: &Context<'_>, hash: Option<&str>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let hash = hash.map(parse).transpose()?;
    let hash = needs.value(hash, "The hash", "HASH", None)?;
    needs.met()?;
    let hash = require_value(hash)?;
    ctx.needs_store()?;
    let mut found = entries(ctx, &hash)?;
    if found.is_empty() {
        // On a server, a commit whose answer was lost may not have ended yet.
        match ctx.store.await_writers() {
            Ok(()) => found = entries(ctx, &hash)?,
            // Who may only read cannot wait for writers. What is visible is the answer.
            Err(refused) if refused.kind() == Kind::ReadOnlyStore => {}
            Err(failure) => return Err(failure),
        }
    }
    if found.len() > 1 {
        return Err(ambiguous(&hash, &found));
    }
    let is_there = !found.is_empty();
    let rows = found.into_iter().map(JournalEntryView::from).collect();
    Ok(Outcome::list(List::new(rows, NOT_FOUND)).answering(is_there))
}

fn parse(typed: &str) -> Result<HashPrefix> {
    typed.parse().map_err(|bad: BadHashPrefix| {
        Diagnostic::usage(bad.to_string())
            .with_flag("HASH")
            .with_help("To see the hashes: `csp audit log --format json`")
    })
}

fn entries(ctx: &Context<'_>, hash: &HashPrefix) -> Result<Vec<Recorded>> {
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        tx.entries_with_hash(hash)
    })
}

fn ambiguous(hash: &HashPrefix, found: &[Recorded]) -> Diagnostic {
    let message = format!("several entries have a hash that begins with {hash}");
    let lines: Vec<String> = found
        .iter()
        .map(|entry| format!("`csp audit find {}`", hex(&entry.hash)))
        .collect();
    Diagnostic::usage(message)
        .with_flag("HASH")
        .with_help(format!("Give more digits:\n{}", lines.join("\n")))
}
