//! Evaluates an edition: one finding per requirement, and an answer computed from them.
//!
//! Pure: the same edition, facts and day always give the same verdict. Unknown is a result of its own: neither an error
//! nor a no, and it never counts as met.

mod outcome;
mod plain;
#[cfg(test)]
mod properties;
mod revenue;
#[cfg(test)]
mod revenue_tests;
mod support;
#[cfg(test)]
mod tests;

use super::edition::{
    Answer, Edition, Level, Purpose, Requirement, RequirementId, Status, Test, activation_fact,
};
use super::facts::Facts;
use super::pack_header::PackHeader;
use super::position::Position;
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::word::Word;
use outcome::Outcome;

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EligibilityQuestion {
    /// The model.
    pub model: Model,
    /// To enroll or to stay enrolled.
    pub purpose: Purpose,
    /// The day asked about.
    pub as_of: Day,
}

/// The result for one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementFinding {
    /// The requirement.
    pub id: RequirementId,
    /// Its name for people.
    pub title: String,
    /// Its level.
    pub level: Level,
    /// The result.
    pub status: Status,
    /// What was required.
    pub required: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// The reason, and what is uncertain about it.
    pub detail: String,
    /// Where the evidence came from.
    pub evidence: Vec<String>,
    /// What to do to change the answer; `None` if nothing needs to change.
    pub remedy: Option<String>,
    /// The published page of the rule.
    pub source: String,
    /// If the requirement starts later for this partner: the day, and the result as if it applied today.
    pub starts: Option<(Day, Status)>,
    /// The position in a facts file of the first fact that the result is based on, if any.
    pub place: Option<FactsPlace>,
}

/// A position in a facts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsPlace {
    /// The file name as given.
    pub file: String,
    /// The position.
    pub at: Position,
}

/// An answer with its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The question.
    pub question: EligibilityQuestion,
    /// The id of the edition that decided.
    pub policy: String,
    /// The day from which it is in force.
    pub effective: Day,
    /// The published page that it follows.
    pub source: String,
    /// The policy pack that it is from; `None` for an edition of csp or of a file named on the command line.
    pub pack: Option<PackHeader>,
    /// The answer.
    pub answer: Answer,
    /// A finding for each requirement.
    pub findings: Vec<RequirementFinding>,
}

impl Verdict {
    /// Whether every mandatory requirement is met. Unknown is never a yes.
    pub fn is_eligible(&self) -> bool {
        self.answer == Answer::Yes
    }

    /// The edition in words, with the policy pack that it is from.
    pub fn edition_in_words(&self) -> String {
        match &self.pack {
            Some(pack) => format!("{} of the policy pack {pack}", self.policy),
            None => self.policy.clone(),
        }
    }

    /// Mandatory requirements that are not met or unknown.
    pub fn open(&self) -> impl Iterator<Item = &RequirementFinding> {
        self.findings
            .iter()
            .filter(|finding| finding.level == Level::Mandatory && finding.status != Status::Met)
    }
}

/// Decides every requirement that the edition asks for.
pub fn evaluate(edition: &Edition, question: EligibilityQuestion, facts: &Facts) -> Verdict {
    let findings: Vec<RequirementFinding> = edition
        .requirements
        .iter()
        .filter_map(|requirement| {
            let level = requirement.level(question.purpose)?;
            Some(finding(requirement, level, question, facts))
        })
        .collect();
    Verdict {
        question,
        policy: edition.id.to_string(),
        effective: edition.effective,
        source: edition.source.to_string(),
        pack: edition.pack.clone(),
        answer: answer(&findings),
        findings,
    }
}

/// No if a mandatory requirement is not met; unknown if a fact is missing for one; otherwise yes.
fn answer(findings: &[RequirementFinding]) -> Answer {
    let is_some = |status| {
        findings
            .iter()
            .any(|one| one.level == Level::Mandatory && one.status == status)
    };
    if is_some(Status::NotMet) {
        Answer::No
    } else if is_some(Status::Unknown) {
        Answer::Unknown
    } else {
        Answer::Yes
    }
}

fn finding(
    requirement: &Requirement,
    level: Level,
    question: EligibilityQuestion,
    facts: &Facts,
) -> RequirementFinding {
    let mut outcome = decide(requirement, question, facts);
    let starts = start_to_come(requirement, question, facts, &mut outcome);
    for said in requirement.note.iter().chain(&requirement.doubt) {
        outcome.say(said.clone());
    }
    let remedy = match outcome.status {
        Status::Met => None,
        Status::NotMet => Some(
            outcome
                .remedy
                .take()
                .unwrap_or_else(|| requirement.remedy.to_string()),
        ),
        Status::Unknown => Some(
            outcome
                .remedy
                .take()
                .unwrap_or_else(|| outcome.how_to_state()),
        ),
    };
    RequirementFinding {
        id: requirement.id,
        title: requirement.title.to_string(),
        level,
        status: outcome.status,
        required: outcome.required,
        found: outcome.found,
        detail: outcome.said.join(" "),
        evidence: outcome.evidence,
        remedy,
        source: requirement.source.to_string(),
        starts,
        place: outcome.place,
    }
}

fn decide(requirement: &Requirement, question: EligibilityQuestion, facts: &Facts) -> Outcome {
    let as_of = question.as_of;
    match &requirement.test {
        Test::Flag { fact } => plain::flag(*fact, facts),
        Test::Count { fact, at_least } => plain::count(*fact, *at_least, facts),
        Test::AtMost { fact, at_most } => plain::at_most(*fact, *at_most, facts),
        Test::Tenure { fact, months } => plain::tenure(*fact, *months, facts, as_of),
        Test::Recent { fact, months } => plain::recent(*fact, *months, facts, as_of),
        Test::Dated { fact } => plain::dated(*fact, facts, as_of),
        Test::SupportPlan { after_credit } => support::plan(*after_credit, question, facts),
        Test::Revenue {
            at_least,
            counts,
            as_reseller,
        } => revenue::trailing(
            &revenue::Asked {
                at_least: *at_least,
                counts,
                as_reseller: *as_reseller,
            },
            question,
            facts,
        ),
    }
}

/// For enrolled partners, a requirement that starts later counts as met until then. If its start is unknown, it counts
/// as met if it is met now, and as unknown otherwise.
fn start_to_come(
    requirement: &Requirement,
    question: EligibilityQuestion,
    facts: &Facts,
    outcome: &mut Outcome,
) -> Option<(Day, Status)> {
    let start = requirement
        .retain_from
        .filter(|_| question.purpose == Purpose::Retain)?;
    let key = activation_fact(question.model);
    let activated = facts.day(key).filter(|(day, _)| *day <= question.as_of);
    let (day, origin) = match activated {
        Some((day, origin)) => (day, Some(origin)),
        None if !start.needs_activation() => (question.as_of, None),
        None => {
            if outcome.status != Status::Met {
                outcome.status = Status::Unknown;
                outcome.remedy = None;
                outcome.missing.push(key);
                outcome.say(format!(
                    "The day from which this applies to this partner depends on {}, which is unknown.",
                    key.word()
                ));
            }
            return None;
        }
    };
    let from = start.day(day);
    if from <= question.as_of {
        return None;
    }
    let was = outcome.status;
    outcome.status = Status::Met;
    let mut note = format!("This applies to this partner from {from} on.");
    note.push_str(match was {
        Status::Met => "",
        Status::NotMet => " It would not be met today.",
        Status::Unknown => " It is unknown whether it would be met today.",
    });
    outcome.said.insert(0, note);
    if let Some(origin) = origin.filter(|_| start.needs_activation()) {
        outcome.cite(key, origin);
    }
    Some((from, was))
}
