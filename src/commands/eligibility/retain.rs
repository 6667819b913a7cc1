//! What an account that is in force still lacks to stay: findings for `status` and the next actions.

use super::{inputs, known};
use crate::commands::Context;
use crate::domain::{Account, Model};
use crate::error::Result;
use crate::policy::{Purpose, Question, Verdict, evaluate};
use crate::store::Tx;

/// The verdict about staying, for each model that is in force.
///
/// # Errors
/// If the store cannot be read.
pub fn verdicts(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<Verdict>> {
    let as_of = ctx.today();
    let mut verdicts = Vec::new();
    for model in [Model::IndirectReseller, Model::DirectBill] {
        if account.in_force(model).is_none() {
            continue;
        }
        let policy = inputs::own_policy(model)?;
        let Ok(edition) = policy.in_force(as_of) else {
            continue;
        };
        let facts = known::facts(tx, account, model, Some(known::window(as_of)))?;
        verdicts.push(evaluate(edition, Question { model, purpose: Purpose::Retain, as_of }, &facts));
    }
    Ok(verdicts)
}
