//! The journal's last month in a report.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Slug;
use crate::exchange::partner_report::{DigestedEntry, JournalDigest, ReportedAccount};
use crate::session::Context;
use crate::store::{GroupFilter, JournalFilter, Tx};

/// How many days of the journal are shown.
const BEHIND: u64 = 30;

/// How many of the newest entries of the journal are shown.
const ENTRIES: usize = 20;

/// What the journal says of all accounts, of one, or of those that the filter let through.
pub(super) fn digest(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    filter: &GroupFilter,
    accounts: &[ReportedAccount],
) -> Result<JournalDigest> {
    let mut digest = JournalDigest {
        since: ctx.now() - chrono::Days::new(BEHIND),
        actions: Default::default(),
        newest: Vec::new(),
    };
    if !filter.is_empty() {
        // Of an account that is covered for some customers, the journal is also about others.
        for account in accounts.iter().filter(|it| !it.is_of_customers) {
            add(tx, Some(&account.slug), &mut digest)?;
        }
    } else if let Some(typed) = &ctx.account_flag {
        let account = ctx.account_named(tx, typed)?.slug;
        add(tx, Some(&account), &mut digest)?;
    } else {
        add(tx, None, &mut digest)?;
    }
    Ok(digest)
}

/// Adds the entries of an account, or all.
fn add(tx: &Tx<'_>, account: Option<&Slug>, digest: &mut JournalDigest) -> Result<()> {
    let filter = JournalFilter {
        account,
        since: Some(digest.since),
        subject: None,
        limit: u32::try_from(ENTRIES).ok(),
        beginnings: false,
    };
    for (action, count) in tx.count_actions(&filter)? {
        *digest.actions.entry(action).or_default() += count;
    }
    let mut found = Vec::new();
    tx.read_journal(&filter, |entry| {
        found.push(DigestedEntry {
            at: entry.at,
            account: entry.account,
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
        });
        Ok::<_, Diagnostic>(())
    })?;
    found.reverse();
    digest.newest.append(&mut found);
    digest
        .newest
        .sort_by_key(|entry| std::cmp::Reverse(entry.at));
    digest.newest.truncate(ENTRIES);
    Ok(())
}
