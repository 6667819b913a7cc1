//! What an enrolled partner must do to stay: findings as next actions, and the days on which requirements change.

use super::edition::{Policy, Status};
use super::evaluate::{RequirementFinding, Verdict};
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::next::{Action, NextAction, NextCause, Who};

/// The open findings of a question about staying, as next actions.
///
/// For an indirect reseller only requirements known to be unmet are included: the programme requires little of it, and
/// other next actions cover most of that.
pub fn next_actions(verdict: &Verdict) -> Vec<NextAction> {
    let model = verdict.question.model;
    let today = verdict.question.as_of;
    let check = format!(
        "csp eligibility check --model {} --purpose retain",
        model.short()
    );
    let mut actions: Vec<NextAction> = Vec::new();
    let coming = verdict.findings.iter().filter_map(|finding| {
        let (day, status) = finding.starts?;
        (status != Status::Met).then_some((finding, status, Some(day)))
    });
    let open = verdict
        .open()
        .map(|finding| (finding, finding.status, None));
    for (finding, status, due) in open.chain(coming) {
        let looked_up = || (Who::AccountAdmin, check.clone());
        let (who, command) = match status {
            // The actor needs the permission to manage revenue and evidence.
            Status::Unknown if model == Model::DirectBill => {
                command_in(finding).map_or_else(looked_up, |command| (Who::BillingAdmin, command))
            }
            Status::NotMet if !is_said_elsewhere(finding) => looked_up(),
            Status::Unknown | Status::NotMet | Status::Met => continue,
        };
        let subject = if command == check {
            "all".to_owned()
        } else {
            finding.id.to_string()
        };
        let action = NextAction {
            hint: None,
            action: Action::MeetRequirement,
            cause: cause_of(model, &subject, due),
            grouped: Vec::new(),
            customer: None,
            title: Action::MeetRequirement.title(),
            who,
            command,
            alternative: None,
            due: None,
            overdue: false,
            rule: None,
        };
        let action = action.due(due, today);
        // What one command does is one action, whatever requirements need it.
        let is_same = |it: &NextAction| it.command == action.command && it.due == action.due;
        if !actions.iter().any(is_same) {
            actions.push(action);
        }
    }
    actions
}

/// The cause of an action for a requirement of a model, or for all of them; one that starts in the future is another.
fn cause_of(model: Model, subject: &str, starts: Option<Day>) -> NextCause {
    let began = starts.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let subject = format!("{model} {subject}");
    NextCause::of(Action::MeetRequirement, subject, began)
}

/// Whether another next action covers the finding: finding a provider and signing the agreement.
fn is_said_elsewhere(finding: &RequirementFinding) -> bool {
    use super::edition::RequirementId::{MpaSigned, ProviderRelationship};
    matches!(finding.id, MpaSigned | ProviderRelationship)
}

/// The first command in a remedy.
fn command_in(finding: &RequirementFinding) -> Option<String> {
    let remedy = finding.remedy.as_deref()?;
    remedy
        .split('`')
        .find(|part| part.starts_with("csp "))
        .map(str::to_owned)
}

/// A future day on which something changes for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingChange {
    /// The day.
    pub on: Day,
    /// The requirement that starts, or the edition that comes into force.
    pub subject: String,
    /// The causes of the next actions about it, if there are any: of the requirement, and of all that start that day.
    pub causes: Vec<NextCause>,
}

/// The future days on which a requirement starts for this partner, or another edition comes into force.
pub fn next_changes(policy: &Policy, verdict: &Verdict) -> Vec<ComingChange> {
    let question = verdict.question;
    let today = question.as_of;
    let starts = verdict.findings.iter().filter_map(|finding| {
        let (on, status) = finding.starts?;
        let subject = finding.id.to_string();
        let causes = if status == Status::Met {
            Vec::new()
        } else {
            let both = [subject.as_str(), "all"];
            both.map(|it| cause_of(question.model, it, Some(on))).into()
        };
        Some(ComingChange {
            on,
            subject,
            causes,
        })
    });
    let editions = policy
        .editions
        .iter()
        .filter(|edition| edition.effective > today);
    starts
        .chain(editions.map(|edition| ComingChange {
            on: edition.effective,
            subject: edition.id.to_string(),
            causes: Vec::new(),
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::policy::{EligibilityQuestion, Facts, Purpose, evaluate, shipped};

    fn verdict(model: Model, as_of: &str, assumed: &[&str]) -> (&'static Policy, Verdict) {
        let policy = shipped(model);
        let mut facts = Facts::default();
        for assumption in assumed {
            facts.assume(assumption).unwrap();
        }
        let as_of = parse_day(as_of).unwrap();
        let question = EligibilityQuestion {
            model,
            purpose: Purpose::Retain,
            as_of,
        };
        let verdict = evaluate(policy.in_force(as_of).unwrap(), question, &facts);
        (policy, verdict)
    }

    #[test]
    fn what_is_missing_to_stay_is_next() {
        let (_, verdict) = verdict(
            Model::DirectBill,
            "2021-03-01",
            &["membership.active=false"],
        );
        let commands: Vec<String> = next_actions(&verdict)
            .into_iter()
            .map(|one| one.command)
            .collect();
        assert_eq!(
            commands[0],
            "csp eligibility check --model direct --purpose retain"
        );
        assert!(
            commands.contains(&"csp eligibility evidence set support.first_level true".to_owned()),
            "{commands:?}"
        );
    }

    #[test]
    fn actions_to_record_facts_are_for_the_billing_admin() {
        use crate::domain::role::{Permission, Role};
        let may = Permission::RevenueManage.roles();
        assert!(may.contains(&Role::BillingAdmin) && !may.contains(&Role::AccountAdmin));
        let mut stated = 0;
        for edition in shipped(Model::DirectBill).editions.iter() {
            let (_, verdict) = verdict(Model::DirectBill, &edition.effective.to_string(), &[]);
            for next in next_actions(&verdict) {
                let states = ["evidence set", "revenue import", "rates set"]
                    .iter()
                    .any(|verb| next.command.starts_with(&format!("csp eligibility {verb}")));
                assert_eq!(next.who == Who::BillingAdmin, states, "{next:?}");
                stated += u32::from(states);
            }
        }
        assert!(stated > 0);
    }

    #[test]
    fn what_starts_later_is_due_then() {
        let assumed = [
            "tenure.direct_bill_since=2019-05-10",
            "security.admin_mfa=false",
        ];
        let (policy, verdict) = verdict(Model::DirectBill, "2026-01-15", &assumed);
        let starts = parse_day("2026-05-01").unwrap();
        assert!(
            next_actions(&verdict)
                .iter()
                .any(|one| one.due == Some(starts) && !one.overdue)
        );
        let changes = next_changes(policy, &verdict);
        let change = changes.iter().find(|one| one.subject == "admin-mfa");
        let change = change.unwrap();
        assert_eq!(change.on, starts);
        let mut actions = next_actions(&verdict).into_iter();
        assert!(actions.any(|one| change.causes.contains(&one.cause)));
    }

    #[test]
    fn the_next_edition_is_a_change() {
        let (policy, verdict) = verdict(Model::DirectBill, "2025-09-15", &[]);
        let day = parse_day("2025-10-01").unwrap();
        let [change] = next_changes(policy, &verdict).try_into().unwrap();
        assert_eq!(
            (change.on, change.subject.as_str()),
            (day, "direct-bill/2025-10-01")
        );
        assert_eq!(change.causes, []);
        let (policy, then) = self::verdict(Model::DirectBill, "2025-10-01", &[]);
        assert_eq!(next_changes(policy, &then), []);
    }

    #[test]
    fn the_causes_of_an_account_differ_and_do_not_follow_the_day() {
        for edition in shipped(Model::DirectBill).editions.iter() {
            let on = edition.effective;
            let causes = |day: Day| -> Vec<NextCause> {
                let (_, verdict) = verdict(Model::DirectBill, &day.to_string(), &[]);
                next_actions(&verdict)
                    .into_iter()
                    .map(|it| it.cause)
                    .collect()
            };
            let causes_then = causes(on);
            for (at, cause) in causes_then.iter().enumerate() {
                assert!(!causes_then[..at].contains(cause), "{cause:?}");
            }
            assert_eq!(causes_then, causes(on + chrono::Days::new(1)), "{on}");
        }
    }

    #[test]
    fn a_reseller_gets_no_duplicate_next_actions() {
        let (_, verdict) = verdict(
            Model::IndirectReseller,
            "2021-03-01",
            &["providers.partnered=0"],
        );
        assert_eq!(next_actions(&verdict), []);
    }
}
