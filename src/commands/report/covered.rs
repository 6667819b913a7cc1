//! What a report covers, and how its commands say so.

use crate::diagnostic::{Diagnostic, Result};
use crate::exchange::partner_report::{ReportScope, ReportedAccount};
use crate::session::Context;
use crate::session::next_actions::name_account_in;
use crate::store::{GroupFilter, Tx};

/// What the command covers.
pub(super) fn scope(ctx: &Context<'_>, tx: &Tx<'_>, filter: &GroupFilter) -> Result<ReportScope> {
    let account = ctx.account_flag.as_ref();
    let account = account.map(|typed| ctx.account_named(tx, typed));
    Ok(ReportScope {
        account: account.transpose()?.map(|account| account.slug),
        groups: filter.groups.clone(),
        keeper: filter.keeper.clone(),
    })
}

/// The failure for filters that leave nothing, where an empty report would look like a good one.
pub(super) fn nothing_covered(scope: &ReportScope) -> Diagnostic {
    let flag = if scope.groups.is_empty() {
        "--keeper"
    } else {
        "--group"
    };
    Diagnostic::not_found(format!("nothing found for {}", scope.words()))
        .with_flag(flag)
        .with_help("To see the groups and the keeper of an account: `csp status --account ACCOUNT`")
}

/// Names the account in every command: of several accounts a reader may be at any, also without the default of the store.
pub(super) fn name_accounts(accounts: &mut [ReportedAccount]) {
    if let [_] = accounts {
        return;
    }
    for account in accounts {
        for next in &mut account.next {
            name_account_in(next, &account.slug);
        }
    }
}
