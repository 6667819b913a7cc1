//! Runs the examples of a policy file.

use super::edition::{Example, Policy};
use super::evaluate::{EligibilityQuestion, evaluate};
use super::position::wrong;
use crate::diagnostic::Diagnostic;

/// Every example whose outcome differs from what the policy gives, with its position in the file.
pub fn failures(policy: &Policy) -> Vec<Diagnostic> {
    policy
        .examples
        .iter()
        .flat_map(|example| {
            let messages = disagreements(policy, example);
            messages
                .into_iter()
                .map(|message| wrong(example.at, format!("example `{}`: {message}", example.name)))
        })
        .collect()
}

fn disagreements(policy: &Policy, example: &Example) -> Vec<String> {
    let edition = match policy.in_force(example.as_of) {
        Ok(edition) => edition,
        Err(error) => return vec![error.to_string()],
    };
    let mut messages = Vec::new();
    if let Some(wanted) = example
        .edition
        .as_ref()
        .filter(|wanted| **wanted != edition.id)
    {
        messages.push(format!(
            "expected the edition {wanted}, but {} is in force",
            edition.id
        ));
    }
    let question = EligibilityQuestion {
        model: policy.model,
        purpose: example.purpose,
        as_of: example.as_of,
    };
    let verdict = evaluate(edition, question, &example.facts);
    if let Some(wanted) = example
        .eligible
        .filter(|wanted| *wanted != verdict.is_eligible())
    {
        messages.push(format!("expected eligible = {wanted}"));
    }
    for (id, wanted) in &example.expect {
        match verdict.findings.iter().find(|finding| finding.id == *id) {
            Some(finding) if finding.status == *wanted => {}
            Some(finding) => messages.push(format!(
                "expected {id} to be {wanted}, but it is {}",
                finding.status
            )),
            None => messages.push(format!(
                "expected {id} to be {wanted}, but this edition does not ask for it"
            )),
        }
    }
    messages
}
