//! The support plan, and the required order of plan and credit check.

use super::EligibilityQuestion;
use super::outcome::{Dated, Outcome};
use crate::domain::enrollment::SupportPlan;
use crate::domain::word::Word;
use crate::policy::edition::{Purpose, Status};
use crate::policy::facts::{FactKey, FactOrigin, Facts};

const BOUGHT: FactKey = FactKey::PlanPurchasedOn;
const CREDIT: FactKey = FactKey::CreditPassedOn;
const PLAN: FactKey = FactKey::SupportPlan;

pub(super) fn plan(after_credit: bool, question: EligibilityQuestion, facts: &Facts) -> Outcome {
    let bought = Dated::of(facts, BOUGHT, question.as_of);
    let credit = Dated::of(facts, CREDIT, question.as_of);
    // A plan bought after the day asked about does not count on that day.
    let plan = match bought {
        Dated::Later(_) => None,
        Dated::Absent | Dated::On(..) => facts.plan(),
    };
    let mut outcome = match plan {
        Some(plan) if after_credit => bought_plan(plan, bought, credit),
        Some((plan, origin)) => {
            let mut outcome = Outcome::decided(true, required(after_credit), plan.word());
            outcome.cite(PLAN, origin);
            outcome
        }
        None => no_plan(after_credit, question.purpose, bought, credit),
    };
    bought.note(BOUGHT, &mut outcome);
    credit.note(CREDIT, &mut outcome);
    if let Dated::On(_, origin) = bought {
        outcome.cite(BOUGHT, origin);
    }
    if let Dated::On(_, origin) = credit {
        outcome.cite(CREDIT, origin);
    }
    outcome
}

fn required(after_credit: bool) -> &'static str {
    if after_credit {
        "asfp or psfp, bought after the credit check passed"
    } else {
        "asfp or psfp"
    }
}

/// A plan, under a policy that requires the credit check first.
fn bought_plan(
    (plan, origin): (SupportPlan, &FactOrigin),
    bought: Dated<'_>,
    credit: Dated<'_>,
) -> Outcome {
    let mut outcome = match (bought, credit) {
        (_, Dated::Absent | Dated::Later(_)) => {
            let mut outcome = Outcome::decided(false, required(true), plan.word());
            outcome.say(
                "A plan was bought before a credit check passed: the credit check comes first.",
            );
            outcome
        }
        (Dated::On(bought, _), Dated::On(passed, _)) => {
            let found = format!("{plan}, bought {bought}; credit passed {passed}");
            let mut outcome = Outcome::decided(bought >= passed, required(true), found);
            if bought < passed {
                outcome.say("The plan was bought before the credit check had passed.");
            }
            outcome
        }
        (Dated::Absent | Dated::Later(_), Dated::On(..)) => {
            let mut outcome = Outcome::unknown(required(true), BOUGHT);
            outcome.found = Some(plan.word().to_owned());
            outcome
        }
    };
    outcome.cite(PLAN, origin);
    outcome
}

fn no_plan(after_credit: bool, purpose: Purpose, bought: Dated<'_>, credit: Dated<'_>) -> Outcome {
    let none = || Outcome::decided(false, required(after_credit), "none");
    match (purpose, bought, credit) {
        (Purpose::Retain, Dated::Absent | Dated::Later(_), _) => {
            let mut outcome = none();
            outcome.say("A support plan is required to stay in the programme.");
            outcome
        }
        (_, Dated::On(..), Dated::Absent | Dated::Later(_)) if after_credit => {
            let mut outcome = none();
            outcome.say(
                "A plan was bought before a credit check passed: the credit check comes first.",
            );
            outcome
        }
        (_, Dated::On(bought, _), Dated::On(passed, _)) if after_credit && bought < passed => {
            let mut outcome = none();
            outcome.say("The plan was bought before the credit check had passed.");
            outcome
        }
        (_, Dated::On(..), _) => Outcome::unknown(required(after_credit), PLAN),
        (Purpose::Enroll, _, Dated::On(..)) if after_credit => {
            let mut outcome = none();
            outcome.say("The credit check has passed: buy the plan now.");
            outcome
        }
        (Purpose::Enroll, _, _) if after_credit => {
            let mut outcome = Outcome::new(Status::Met, required(after_credit));
            outcome.found = Some("none yet".to_owned());
            outcome.say("Buy the plan after the credit check has passed, not before.");
            outcome
        }
        (Purpose::Enroll, _, _) => Outcome::unknown(required(after_credit), PLAN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Model;
    use crate::domain::calendar::parse_day;

    const PLAN_GIVEN: &str = "support.plan=asfp";
    const BEFORE: &str = "support.plan_purchased_on=2021-01-31";
    const SAME_DAY: &str = "support.plan_purchased_on=2021-02-01";
    const PASSED: &str = "support.credit_check_passed_on=2021-02-01";
    const CREDIT_FIRST: &str =
        "A plan was bought before a credit check passed: the credit check comes first.";
    const TOO_EARLY: &str = "The plan was bought before the credit check had passed.";

    fn asked(after_credit: bool, purpose: Purpose, assumed: &[&str]) -> Outcome {
        let mut facts = Facts::default();
        for assumption in assumed {
            facts.assume(assumption).unwrap();
        }
        let question = EligibilityQuestion {
            model: Model::DirectBill,
            purpose,
            as_of: parse_day("2021-03-01").unwrap(),
        };
        plan(after_credit, question, &facts)
    }

    #[test]
    fn credit_comes_first_only_where_the_page_says_so() {
        for (assumed, after_credit, otherwise, said) in [
            (&[PLAN_GIVEN][..], Status::NotMet, Status::Met, CREDIT_FIRST),
            (
                &[PLAN_GIVEN, BEFORE, PASSED],
                Status::NotMet,
                Status::Met,
                TOO_EARLY,
            ),
            (
                &[PLAN_GIVEN, SAME_DAY, PASSED],
                Status::Met,
                Status::Met,
                "",
            ),
            (&[BEFORE], Status::NotMet, Status::Unknown, CREDIT_FIRST),
            (
                &[BEFORE, PASSED],
                Status::NotMet,
                Status::Unknown,
                TOO_EARLY,
            ),
            (
                &[SAME_DAY, PASSED],
                Status::Unknown,
                Status::Unknown,
                "support.plan is unknown.",
            ),
            (
                &[PASSED],
                Status::NotMet,
                Status::Unknown,
                "The credit check has passed: buy the plan now.",
            ),
            (
                &[],
                Status::Met,
                Status::Unknown,
                "Buy the plan after the credit check has passed, not before.",
            ),
        ] {
            let first = asked(true, Purpose::Enroll, assumed);
            assert_eq!(first.status, after_credit, "{assumed:?}");
            assert_eq!(first.said.concat(), said, "{assumed:?}");
            assert_eq!(
                first.required.as_deref(),
                Some("asfp or psfp, bought after the credit check passed")
            );
            let any = asked(false, Purpose::Enroll, assumed);
            assert_eq!(any.status, otherwise, "{assumed:?}");
            assert_eq!(any.required.as_deref(), Some("asfp or psfp"));
        }
    }

    #[test]
    fn the_deciding_facts_are_cited() {
        let outcome = asked(true, Purpose::Retain, &[PLAN_GIVEN, SAME_DAY, PASSED]);
        assert_eq!(
            outcome.evidence,
            [
                "support.plan: --what-if",
                "support.plan_purchased_on: --what-if",
                "support.credit_check_passed_on: --what-if"
            ]
        );
    }
}
