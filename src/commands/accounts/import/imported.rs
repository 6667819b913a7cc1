//! What an import of applications has done.

use super::source::SourceRow;
use crate::domain::application::warnings;
use crate::domain::{Account, counted_as};
use crate::report::views::account_import::ImportedAccountView;
use crate::session::Context;
use crate::session::account::moved_away;
use crate::store::RecordedMove;

/// So many warnings are shown with their text; the others are counted.
const SHOWN_WARNINGS: usize = 3;

/// What an import has done.
#[derive(Default)]
pub(super) struct Imported {
    /// What became of each application.
    pub(super) accounts: Vec<ImportedAccountView>,
    /// How many were skipped because their account is in another store.
    pub(super) moved: u64,
    warnings: Vec<String>,
    warning_count: u64,
}

impl Imported {
    /// Notes what is accepted with a warning.
    pub(super) fn warn(&mut self, file: &str, row: &SourceRow, account: &Account) {
        for warning in warnings(&account.application) {
            self.warning_count += 1;
            if self.warnings.len() < SHOWN_WARNINGS {
                let key = warning.field.facts().key;
                let (slug, at) = (&account.slug, row.place_in(file, Some(key)));
                let (message, rule) = (warning.message, warning.rule.id);
                self.warnings
                    .push(format!("warning: {slug} ({at}): {message} ({rule})"));
            }
        }
    }

    /// Notes an application whose account is in another store.
    pub(super) fn skip(&mut self, file: &str, row: &SourceRow, moved: &RecordedMove) {
        self.moved += 1;
        self.warning_count += 1;
        if self.warnings.len() < SHOWN_WARNINGS {
            let (at, why) = (row.place_in(file, None), moved_away(moved));
            self.warnings
                .push(format!("skipped ({at}): {}", why.message()));
        }
    }

    /// Says what was skipped or accepted with a warning.
    pub(super) fn note_warnings(&self, ctx: &Context<'_>) {
        for warning in &self.warnings {
            ctx.out.note(warning);
        }
        let more = self.warning_count.saturating_sub(SHOWN_WARNINGS as u64);
        if more > 0 {
            let more = counted_as(more, "more warning", "more warnings");
            ctx.out.note(&format!("{more} of this kind."));
        }
    }
}
