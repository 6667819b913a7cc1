//! What a move of a store did.

use serde::Serialize;

use crate::domain::{counted_as, quote};
use crate::report::{Page, View};
use crate::store::{Moved, StorePlace};

/// A store that was moved or copied to another place.
#[derive(Debug, Serialize)]
pub struct MovedView {
    /// Where it was.
    pub from: String,
    /// Where it is now.
    pub to: String,
    /// The rows of all tables.
    pub rows: u64,
    /// The entries of the journal.
    pub entries: u64,
    /// The chains of the journal, the store's own included.
    pub chains: u64,
    /// Whether the old store is still in use.
    pub kept: bool,
    /// Whether an earlier run had copied everything, and this one only finished.
    pub finished: bool,
    #[serde(skip)]
    dry_run: bool,
    /// The new place for the settings, where every folder finds it.
    #[serde(skip)]
    setting: String,
}

impl MovedView {
    /// The answer for a move, or for what a dry run found.
    pub fn new(from: String, to: &StorePlace, moved: Moved, kept: bool, dry_run: bool) -> Self {
        Self {
            from,
            to: to.shown(),
            rows: moved.rows,
            entries: moved.entries,
            chains: moved.chains,
            kept,
            finished: moved.was_there,
            dry_run,
            setting: to.absolute().shown(),
        }
    }
}

impl View for MovedView {
    fn page(&self, page: &mut Page) {
        let (from, to) = (&self.from, &self.to);
        let rows = counted_as(self.rows, "row", "rows");
        let entries = counted_as(self.entries, "journal entry", "journal entries");
        if self.dry_run {
            let what = if self.kept { "copied" } else { "moved" };
            page.prose(
                0,
                &format!("The store {from} can be {what} to {to}: {rows}, {entries}."),
            );
            return;
        }
        let what = if self.kept { "Copied" } else { "Moved" };
        page.prose(
            0,
            &format!("{what} the store {from} to {to}: {rows}, {entries}."),
        );
        page.prose(0, "The copy was checked and is equal.");
        if self.kept {
            page.prose(0, &format!("{from} is still in use and was not changed."));
        } else {
            page.prose(
                0,
                &format!("{from} keeps its content, but csp no longer uses it. Delete it when you have a backup."),
            );
        }
        let place = quote::shell_word(&self.setting, "STORE");
        page.line("To use the new place from now on:");
        page.line(&format!("  csp config set store {place}"));
    }
}
