//! The messages that `csp status --mail` wrote.

use serde::Serialize;

use crate::domain::{Email, Slug, counted, counted_as};
use crate::report::{Page, View, cells};

/// The messages of one run.
#[derive(Debug, Serialize)]
pub struct KeeperMailsView {
    /// The folder.
    pub folder: String,
    /// The messages.
    pub messages: Vec<KeeperMailView>,
    /// The keepers for whom there is nothing to do.
    pub nothing_to_do: Vec<Email>,
    /// What nobody looks after.
    pub without_keeper: KeeperlessView,
}

/// A message for one keeper.
#[derive(Debug, Serialize)]
pub struct KeeperMailView {
    /// Whom it is for.
    pub keeper: Email,
    /// The file.
    pub file: String,
    /// How many actions are in it.
    pub actions: usize,
    /// How many of them are late.
    pub late: usize,
    /// The accounts in it.
    pub accounts: Vec<Slug>,
}

/// Actions of accounts and customers without a keeper.
#[derive(Debug, Serialize)]
pub struct KeeperlessView {
    /// How many.
    pub actions: usize,
    /// Their accounts.
    pub accounts: Vec<Slug>,
}

/// So many accounts are named.
const NAMED: usize = 3;

impl View for KeeperMailsView {
    const NESTED: &'static [&'static str] = &["messages", "without_keeper"];

    fn page(&self, page: &mut Page) {
        let count = self.messages.len() as u64;
        let written = counted_as(count, "message", "messages");
        page.line(&format!("{written} in {}.", self.folder));
        if !self.messages.is_empty() {
            let rows = self.messages.iter();
            page.table(
                &["keeper", "actions", "late", "accounts", "file"],
                rows.map(|one| {
                    cells![
                        one.keeper.to_string(),
                        one.actions.to_string(),
                        one.late.to_string(),
                        one.accounts.len().to_string(),
                        one.file.clone(),
                    ]
                }),
            );
        }
        if !self.nothing_to_do.is_empty() {
            let names: Vec<String> = self.nothing_to_do.iter().map(Email::to_string).collect();
            page.item(
                "",
                &format!("Nothing to do, no message: {}.", names.join(", ")),
            );
        }
        let without = &self.without_keeper;
        if without.actions > 0 {
            let actions = counted_as(
                without.actions as u64,
                "action does not have a keeper",
                "actions do not have a keeper",
            );
            let named: Vec<&str> = without
                .accounts
                .iter()
                .take(NAMED)
                .map(Slug::as_str)
                .collect();
            let rest = without.accounts.len() - named.len();
            let more = if rest > 0 {
                format!(" and {}", counted(rest as u64, "more account"))
            } else {
                String::new()
            };
            page.item(
                "",
                &format!(
                    "{actions}: {}{more}. To say who looks after an account: `csp accounts keeper ACCOUNT EMAIL`",
                    named.join(", ")
                ),
            );
        }
    }
}
