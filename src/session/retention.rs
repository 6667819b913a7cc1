//! What an account that is in force still lacks to stay, for `status` and the next actions.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::domain::next::NextAction;
use crate::domain::{Account, Model};
use crate::policy::{
    ComingChange, EligibilityQuestion, Policies, Policy, Purpose, Verdict, evaluate, next_actions,
    next_changes,
};
use crate::session::eligibility_facts::{self, KeptFacts};
use crate::store::{Held, Tx};

/// The models of the programme, in the order in which an account is asked about them.
const MODELS: [Model; 2] = [Model::IndirectReseller, Model::DirectBill];

/// The verdict about staying, for each model that is in force.
pub type Verdicts = Vec<(Policy, Verdict)>;

/// The next actions for staying in the programme.
pub fn actions(verdicts: &Verdicts) -> Vec<NextAction> {
    verdicts
        .iter()
        .flat_map(|(_, verdict)| next_actions(verdict))
        .collect()
}

/// The days on which something changes for a direct-bill account: a requirement starts, or an edition comes into force.
pub fn changes(verdicts: &Verdicts) -> Vec<ComingChange> {
    let direct = verdicts
        .iter()
        .filter(|(policy, _)| policy.model == Model::DirectBill);
    direct
        .flat_map(|(policy, verdict)| next_changes(policy, verdict))
        .collect()
}

/// The verdicts about some accounts, a page of them at most, that have these partnerships, by these policies.
///
/// # Errors
/// If the store cannot be read.
pub fn verdicts(
    tx: &Tx<'_>,
    accounts: &[Account],
    partnerships: &BTreeMap<i64, Vec<Held>>,
    policies: &Policies,
) -> Result<BTreeMap<i64, Verdicts>> {
    let as_of = tx.today();
    let in_force: Vec<&Account> = accounts.iter().filter(|it| it.is_in_force()).collect();
    if in_force.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<i64> = in_force.iter().map(|account| account.id).collect();
    let kept = KeptFacts::read(tx, &ids, Some(eligibility_facts::window(as_of)))?;
    let mut found: BTreeMap<i64, Verdicts> = BTreeMap::new();
    for model in MODELS {
        let policy = policies.of(model);
        let Ok(edition) = policy.in_force(as_of) else {
            continue;
        };
        let question = EligibilityQuestion {
            model,
            purpose: Purpose::Retain,
            as_of,
        };
        for account in &in_force {
            if account.in_force(model).is_none() {
                continue;
            }
            let facts = kept.facts(account, partnerships, model, as_of)?;
            let verdict = evaluate(edition, question, &facts);
            let of_account = found.entry(account.id).or_default();
            of_account.push((policy.clone(), verdict));
        }
    }
    Ok(found)
}
