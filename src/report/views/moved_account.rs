//! What a move of an account did.

use serde::Serialize;

use crate::domain::{Slug, counted_as, hex, quote};
use crate::report::{Page, View};
use crate::store::{MovedAccount, StorePlace};

/// An account that was moved to another store.
#[derive(Debug, Serialize)]
pub struct MovedAccountView {
    /// Its short name.
    pub account: String,
    /// Its number, which is also that of its chain.
    pub chain: i64,
    /// The store where it was.
    pub from: String,
    /// The store where it is now.
    pub to: String,
    /// Whether it was moved; a dry run moves nothing.
    pub moved: bool,
    /// Its rows in all tables.
    pub rows: u64,
    /// The entries of its journal.
    pub entries: u64,
    /// The sequence number of the last entry of its chain, the same before and after the move.
    pub head_seq: i64,
    /// The hash of that entry.
    pub head_hash: String,
    /// The seal of the account's rows after it.
    pub head_state: String,
    /// The providers that were added to the directory of the other store.
    pub providers_added: Vec<Slug>,
    /// Whether an earlier run had copied everything, and this one only deleted the account in the first store.
    pub finished: bool,
    #[serde(skip)]
    is_default: bool,
    /// The other store for `--store`, where every folder finds it.
    #[serde(skip)]
    place: String,
}

/// The two stores of a move.
#[derive(Debug, Clone, Copy)]
pub struct MovedBetween<'p> {
    /// Where the account was.
    pub from: &'p StorePlace,
    /// Where it is now.
    pub to: &'p StorePlace,
    /// Whether nothing was kept.
    pub is_dry_run: bool,
    /// Whether commands work on this account by default.
    pub is_default: bool,
}

impl MovedAccountView {
    /// The answer for a move, or for what a dry run found.
    pub fn new(moved: MovedAccount, between: &MovedBetween<'_>, added: Vec<Slug>) -> Self {
        Self {
            account: moved.account,
            chain: moved.chain,
            from: between.from.shown(),
            to: between.to.shown(),
            moved: !between.is_dry_run,
            rows: moved.rows,
            entries: moved.entries,
            head_seq: moved.head.seq,
            head_hash: hex(&moved.head.hash),
            head_state: hex(&moved.head.seal),
            providers_added: added,
            finished: moved.was_there,
            is_default: between.is_default,
            place: between.to.absolute().shown(),
        }
    }
}

impl View for MovedAccountView {
    fn page(&self, page: &mut Page) {
        let Self {
            account, from, to, ..
        } = self;
        let rows = counted_as(self.rows, "row", "rows");
        let entries = counted_as(self.entries, "journal entry", "journal entries");
        let what = match self.moved {
            true => format!("Moved the account {account}"),
            false => format!("The account {account} can be moved"),
        };
        page.prose(
            0,
            &format!("{what} from {from} to {to}: {rows}, {entries}."),
        );
        if self.finished {
            page.prose(
                0,
                &format!("An earlier run copied it. It only had to be deleted from {from}."),
            );
        }
        if !self.providers_added.is_empty() {
            let slugs: Vec<&str> = self.providers_added.iter().map(Slug::as_str).collect();
            let added = slugs.join(", ");
            page.prose(
                0,
                &format!("Providers added to the directory of {to}: {added}."),
            );
        }
        if !self.moved {
            return;
        }
        page.prose(0, "The copy was checked and is equal.");
        let place = quote::shell_word(&self.place, "STORE");
        page.line("To see the account at its new place:");
        page.line(&format!("  csp status --account {account} --store {place}"));
        if self.is_default {
            page.prose(
                0,
                &format!("Your settings still choose {account} by default. To choose another account of {from}:"),
            );
            page.line("  csp enroll use ACCOUNT");
        }
    }
}
