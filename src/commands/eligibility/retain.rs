//! What an account that is in force still lacks to stay, for `status` and the next actions.

use super::known;
use crate::commands::Context;
use crate::domain::calendar::Day;
use crate::domain::next::NextAction;
use crate::domain::{Account, Model};
use crate::error::Result;
use crate::policy::{
    Policy, Purpose, Question, Verdict, evaluate, next_actions, next_changes, shipped,
};
use crate::store::Tx;

/// The next actions for staying in the programme.
///
/// # Errors
/// If the store cannot be read.
pub fn actions(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<NextAction>> {
    let verdicts = verdicts(ctx, tx, account)?;
    Ok(verdicts
        .iter()
        .flat_map(|(_, verdict)| next_actions(verdict))
        .collect())
}

/// The days on which something changes for a direct-bill account: a requirement starts, or an edition comes into force.
///
/// # Errors
/// If the store cannot be read.
pub fn changes(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<(Day, String)>> {
    let verdicts = verdicts(ctx, tx, account)?;
    let direct = verdicts
        .iter()
        .filter(|(policy, _)| policy.model == Model::DirectBill);
    Ok(direct
        .flat_map(|(policy, verdict)| next_changes(policy, verdict))
        .collect())
}

/// The verdict about staying, for each model that is in force.
fn verdicts(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<(Policy, Verdict)>> {
    let as_of = ctx.today();
    let mut verdicts = Vec::new();
    for model in [Model::IndirectReseller, Model::DirectBill] {
        if account.in_force(model).is_none() {
            continue;
        }
        let policy = shipped(model);
        let Ok(edition) = policy.in_force(as_of) else {
            continue;
        };
        let facts = known::facts(tx, account, model, as_of, Some(known::window(as_of)))?;
        let question = Question {
            model,
            purpose: Purpose::Retain,
            as_of,
        };
        let verdict = evaluate(edition, question, &facts);
        verdicts.push((policy, verdict));
    }
    Ok(verdicts)
}
