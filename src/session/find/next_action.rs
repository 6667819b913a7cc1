//! Finding the next action that a person means, by its id.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::next::{NextAction, NextId};
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::{Context, next_actions};
use crate::store::Tx;

/// So many characters of an id tell which one may be meant.
const ENOUGH: usize = 6;

/// The next action with this id, with everything that it is about, and its account: of the chosen account, if one was
/// chosen for this command, else of all.
///
/// # Errors
/// Not found, with the id that begins in the same way.
pub fn next_action_with_id(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    typed: &str,
) -> Result<(Account, NextAction)> {
    let typed = typed.trim().to_ascii_lowercase();
    let beginning = typed.get(..ENOUGH);
    let mut near = None;
    let mut found = None;
    ctx.each_page_of_accounts(tx, |accounts| {
        if found.is_some() {
            return Ok(());
        }
        let facts = AccountFacts::read(ctx, tx, &accounts, Reach::whole_next(ctx.now()))?;
        for (account, facts) in accounts.into_iter().zip(facts) {
            for action in next_actions::actions_by(&account, &facts, ctx.now()) {
                let id = action.cause.id(&account.slug);
                if id.as_str() == typed {
                    found = Some((account, action));
                    return Ok(());
                }
                if beginning.is_some_and(|it| id.as_str().starts_with(it)) {
                    near.get_or_insert(id);
                }
            }
        }
        Ok(())
    })?;
    found.ok_or_else(|| {
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        unknown_action(&typed, &hint)
    })
}

/// The failure for an id that no next action has.
pub fn unknown_action(typed: &str, hint: &str) -> Diagnostic {
    let typed: String = typed.chars().take(60).collect();
    Diagnostic::not_found(format!("next action `{typed}` not found{hint}")).with_help(
        "To see the IDs of the next actions of an account: `csp status --account ACCOUNT`\n\
         To see what is put off: `csp snooze list`",
    )
}

/// The failure for a next action that is shown already.
pub fn not_put_off(id: &NextId) -> Diagnostic {
    Diagnostic::not_found(format!("the next action {id} is not put off"))
        .with_help("To see what is put off: `csp snooze list`")
}
