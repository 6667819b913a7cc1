//! The state machine as a whole: its transition matrix, and invariants of random sequences of events.

mod checks;

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::word::Word;

fn now() -> Instant {
    parse_day("2021-03-01")
        .unwrap()
        .and_hms_opt(9, 0, 0)
        .unwrap()
        .and_utc()
}

fn today() -> Day {
    now().date_naive()
}

fn accepted(check: CheckKind) -> EnrollmentEvent {
    EnrollmentEvent::Record {
        check,
        result: CheckResult::Accepted,
        on: today(),
    }
}

fn rejected(check: CheckKind) -> EnrollmentEvent {
    let result = CheckResult::Rejected {
        reason: Some("name differs".to_owned()),
    };
    EnrollmentEvent::Record {
        check,
        result,
        on: today(),
    }
}

fn appeal(check: CheckKind) -> EnrollmentEvent {
    let document = AppealDocument {
        kind: AppealDocumentKind::Other,
        name: "proof.pdf".to_owned(),
        size: 1,
        sha256: "00".to_owned(),
        added_at: now(),
    };
    EnrollmentEvent::Appeal(Appeal {
        check,
        documents: vec![document],
    })
}

fn events() -> Vec<(&'static str, EnrollmentEvent)> {
    use CheckKind::{Business, Credit, DueDiligence, EmailOwnership, Employment};
    vec![
        ("submit", EnrollmentEvent::Submit),
        ("confirm email", EnrollmentEvent::ConfirmEmail),
        ("email-ownership accepted", accepted(EmailOwnership)),
        ("email-ownership rejected", rejected(EmailOwnership)),
        ("employment accepted", accepted(Employment)),
        ("business accepted", accepted(Business)),
        ("business rejected", rejected(Business)),
        (
            "reopen email-ownership",
            EnrollmentEvent::Reopen(EmailOwnership),
        ),
        ("reopen business", EnrollmentEvent::Reopen(Business)),
        ("reopen credit", EnrollmentEvent::Reopen(Credit)),
        ("open due-diligence", EnrollmentEvent::OpenDueDiligence),
        ("due-diligence accepted", accepted(DueDiligence)),
        ("credit accepted", accepted(Credit)),
        ("credit rejected", rejected(Credit)),
        ("appeal email-ownership", appeal(EmailOwnership)),
        ("appeal business", appeal(Business)),
        ("appeal credit", appeal(Credit)),
        (
            "edit contact address",
            EnrollmentEvent::Revise(Revision {
                contact_address: true,
                ..Revision::default()
            }),
        ),
        (
            "edit legal profile",
            EnrollmentEvent::Revise(Revision {
                legal_profile: true,
                ..Revision::default()
            }),
        ),
        (
            "edit frozen field",
            EnrollmentEvent::Revise(Revision {
                frozen: true,
                ..Revision::default()
            }),
        ),
        (
            "buy support plan",
            EnrollmentEvent::BuySupportPlan {
                plan: SupportPlan::Asfp,
                on: today(),
            },
        ),
        ("sign MPA", EnrollmentEvent::SignMpa { on: today() }),
        (
            "restrict",
            EnrollmentEvent::Restrict {
                reason: "threshold".to_owned(),
            },
        ),
        ("reinstate", EnrollmentEvent::Reinstate),
        (
            "withdraw",
            EnrollmentEvent::Withdraw {
                reason: "sold".to_owned(),
            },
        ),
    ]
}

/// One enrollment of a model in each state that it can be in, reached by events.
fn lives(model: Model) -> Vec<Enrollment> {
    use CheckKind::{Business, Credit, EmailOwnership, Employment};
    let path = match model {
        Model::IndirectReseller => vec![
            EnrollmentEvent::Submit,
            EnrollmentEvent::ConfirmEmail,
            rejected(Business),
            accepted(Business),
            accepted(Employment),
            EnrollmentEvent::SignMpa { on: today() },
        ],
        Model::DirectBill => vec![
            EnrollmentEvent::Submit,
            accepted(EmailOwnership),
            rejected(Business),
            accepted(Business),
            accepted(Employment),
            accepted(Credit),
            EnrollmentEvent::BuySupportPlan {
                plan: SupportPlan::Psfp,
                on: today(),
            },
            EnrollmentEvent::SignMpa { on: today() },
            EnrollmentEvent::Restrict {
                reason: "threshold".to_owned(),
            },
        ],
    };
    let mut seen: Vec<Enrollment> = vec![Enrollment::draft(model, now())];
    let mut current = Enrollment::draft(model, now());
    for event in path {
        current = current.apply(event, now()).unwrap();
        if seen.iter().all(|before| before.stage() != current.stage()) {
            seen.push(current.clone());
        }
    }
    seen.push(
        current
            .apply(
                EnrollmentEvent::Withdraw {
                    reason: "sold".to_owned(),
                },
                now(),
            )
            .unwrap(),
    );
    seen
}

#[test]
fn the_transition_matrix() {
    let mut matrix = String::new();
    for model in Model::ALL {
        matrix.push_str(&format!("{model}\n"));
        for life in lives(*model) {
            matrix.push_str(&format!("  {}\n", life.stage()));
            for (name, event) in events() {
                let outcome = match life.clone().apply(event, now()) {
                    Ok(after) => after.stage().to_string(),
                    Err(refusal) => format!("refused, {}", refusal.rule().unwrap().id),
                };
                matrix.push_str(&format!("    {name:<26} {outcome}\n"));
            }
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn every_state_of_each_model_is_reached() {
    assert_eq!(
        lives(Model::DirectBill).len(),
        EnrollmentStateKind::ALL.len()
    );
    assert_eq!(
        lives(Model::IndirectReseller).len(),
        EnrollmentStateKind::ALL.len() - 3
    );
}

#[test]
fn a_transition_asks_for_the_business_check_alone() {
    let moved = Enrollment::transition(now());
    assert_eq!(moved.expected_checks(), [CheckKind::Business]);
    assert_eq!(moved.submitted_at, Some(now()));
    let moved = moved.apply(accepted(CheckKind::Business), now()).unwrap();
    assert_eq!(moved.stage(), EnrollmentStateKind::Agreement);
    let moved = moved
        .apply(EnrollmentEvent::SignMpa { on: today() }, now())
        .unwrap();
    assert!(moved.is_in_force());
}

#[test]
fn due_dates_count_business_days_and_overdue_starts_after() {
    let friday = now() - chrono::TimeDelta::days(3);
    let check = Check::opened(CheckKind::EmailOwnership, friday);
    assert_eq!(check.due(), Some(today()));
    assert!(!check.is_overdue(today()));
    assert!(check.is_overdue(today().succ_opt().unwrap()));
    assert_eq!(Check::opened(CheckKind::Credit, friday).due(), None);
}

#[test]
fn dates_of_results_lie_between_the_opening_and_today() {
    let reviewed = Enrollment::draft(Model::IndirectReseller, now())
        .apply(EnrollmentEvent::Submit, now())
        .and_then(|one| one.apply(EnrollmentEvent::ConfirmEmail, now()))
        .unwrap();
    for on in [today().succ_opt().unwrap(), today().pred_opt().unwrap()] {
        let event = EnrollmentEvent::Record {
            check: CheckKind::Business,
            result: CheckResult::Accepted,
            on,
        };
        let refusal = reviewed.clone().apply(event, now()).unwrap_err();
        assert_eq!(refusal.rule().unwrap().id, "enroll.step");
    }
}

/// A direct-bill enrollment in state `agreement`: credit passed today, the plan was bought today.
fn waiting_for_the_agreement() -> Enrollment {
    let mut lives = lives(Model::DirectBill);
    let at = lives
        .iter()
        .position(|life| life.stage() == EnrollmentStateKind::Agreement)
        .unwrap();
    lives.swap_remove(at)
}

fn sign(on: Day) -> EnrollmentEvent {
    EnrollmentEvent::SignMpa { on }
}

#[test]
fn what_each_state_is_called_and_counts_as() {
    // The state; whether it is in force, in progress, and has a membership.
    for (stage, in_force, on_its_way, member) in [
        (EnrollmentStateKind::Draft, false, true, false),
        (EnrollmentStateKind::EmailVerification, false, true, false),
        (EnrollmentStateKind::UnderReview, false, true, false),
        (EnrollmentStateKind::ActionRequired, false, true, false),
        (EnrollmentStateKind::CreditCheck, false, true, false),
        (EnrollmentStateKind::SupportPlan, false, true, false),
        (EnrollmentStateKind::Agreement, false, true, false),
        (EnrollmentStateKind::Active, true, false, true),
        (EnrollmentStateKind::Restricted, true, false, true),
        (EnrollmentStateKind::Withdrawn, false, false, true),
    ] {
        let lives = lives(Model::DirectBill);
        let life = lives.iter().find(|life| life.stage() == stage).unwrap();
        assert_eq!(life.is_in_force(), in_force, "{stage}");
        assert_eq!(life.is_on_its_way(), on_its_way, "{stage}");
        assert_eq!(
            life.is_withdrawn(),
            stage == EnrollmentStateKind::Withdrawn,
            "{stage}"
        );
        assert_eq!(life.membership().is_some(), member, "{stage}");
        let reason = [
            (EnrollmentStateKind::Restricted, "threshold"),
            (EnrollmentStateKind::Withdrawn, "sold"),
        ]
        .into_iter()
        .find_map(|(of, reason)| (of == stage).then_some(reason));
        assert_eq!(life.state.reason(), reason, "{stage}");
    }
}

#[test]
fn an_agreement_is_signed_after_verification_and_by_today() {
    let waiting = waiting_for_the_agreement();
    let later = now() + chrono::TimeDelta::days(7);
    let yesterday = today().pred_opt().unwrap();
    let tomorrow = today().succ_opt().unwrap();
    for (on, at) in [(yesterday, later), (tomorrow, now())] {
        let refusal = waiting.clone().apply(sign(on), at).unwrap_err();
        assert_eq!(refusal.rule().unwrap().id, "enroll.step", "{on}");
    }
    // Signed today, it takes effect now; signed on an earlier day, from the beginning of that day.
    for (on, at, since) in [
        (today(), now(), now()),
        (later.date_naive(), later, later),
        (
            tomorrow,
            later,
            tomorrow.and_time(chrono::NaiveTime::MIN).and_utc(),
        ),
    ] {
        let signed = waiting.clone().apply(sign(on), at).unwrap();
        let expected = Membership::new(on, since);
        assert_eq!(signed.membership(), Some(expected), "{on}");
    }
}

#[test]
fn an_agreement_is_not_signed_before_the_plan_was_bought() {
    let mut waiting = waiting_for_the_agreement();
    let bought = today() + chrono::Days::new(3);
    waiting.support_plan = Some((SupportPlan::Asfp, bought));
    let later = now() + chrono::TimeDelta::days(7);
    let early = bought.pred_opt().unwrap();
    assert!(waiting.clone().apply(sign(early), later).is_err());
    assert!(waiting.apply(sign(bought), later).is_ok());
}

#[test]
fn a_plan_is_bought_on_the_day_on_which_credit_passed_or_later() {
    let lives = lives(Model::DirectBill);
    let passed = lives
        .iter()
        .find(|life| life.stage() == EnrollmentStateKind::SupportPlan)
        .unwrap();
    assert_eq!(passed.credit_passed_on(), Some(today()));
    let buy = |on| {
        let plan = SupportPlan::Asfp;
        let later = now() + chrono::TimeDelta::days(7);
        passed
            .clone()
            .apply(EnrollmentEvent::BuySupportPlan { plan, on }, later)
    };
    let early = buy(today().pred_opt().unwrap()).unwrap_err();
    assert_eq!(early.rule().unwrap().id, "verify.credit-before-plan");
    for on in [today(), today().succ_opt().unwrap()] {
        assert_eq!(buy(on).unwrap().support_plan, Some((SupportPlan::Asfp, on)));
    }
}

#[test]
fn a_partner_whose_name_changes_is_looked_at_again_and_stays_in() {
    let revised = || {
        EnrollmentEvent::Revise(Revision {
            legal_profile: true,
            ..Revision::default()
        })
    };
    let active = waiting_for_the_agreement()
        .apply(sign(today()), now())
        .unwrap();
    let mut unchecked = active.clone();
    unchecked
        .checks
        .retain(|check| check.kind != CheckKind::Business);
    for (before, attempts) in [(active, 2), (unchecked, 1)] {
        let after = before.apply(revised(), now()).unwrap();
        let business = after.check(CheckKind::Business).unwrap();
        assert_eq!(business.word(), CheckStateKind::Pending);
        assert_eq!(business.attempts, attempts);
        assert!(after.is_in_force());
    }
}

#[test]
fn a_check_says_since_when_and_why_and_how_often() {
    let later = now() + chrono::TimeDelta::days(1);
    let mut check = Check::opened(CheckKind::Business, now());
    assert_eq!((check.since(), check.reason()), (now(), None));
    check.state = CheckState::Rejected {
        since: later,
        reason: "name differs".to_owned(),
    };
    assert_eq!(
        (check.since(), check.reason()),
        (later, Some("name differs"))
    );
    let again = check.reopened(later);
    assert_eq!(again.attempts, 2);
    assert_eq!(again.reopened(later).attempts, 3);
}

#[test]
fn a_refused_step_is_named_and_the_state_says_what_can_be_done() {
    let draft = Enrollment::draft(Model::DirectBill, now());
    let refusal = draft.clone().apply(sign(today()), now()).unwrap_err();
    assert_eq!(
        refusal.message(),
        "signing the partner agreement is not possible while the application is in the state draft; \
         you can submit, edit or withdraw it"
    );
    let early = draft.apply(accepted(CheckKind::Credit), now()).unwrap_err();
    assert!(
        early
            .message()
            .starts_with("recording the result of credit")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn members_always_have_an_agreement_signed_after_verification(
        direct in any::<bool>(),
        begun in any::<prop::sample::Index>(),
        choices in proptest::collection::vec(0_usize..22, 0..40),
    ) {
        let model = if direct { Model::DirectBill } else { Model::IndirectReseller };
        let mut lives = lives(model);
        let mut life = lives.swap_remove(begun.index(lives.len()));
        for choice in choices {
            let (_, event) = events().swap_remove(choice);
            let is_edit = matches!(event, EnrollmentEvent::Revise(_));
            let before = life.clone();
            match life.clone().apply(event, now()) {
                Ok(after) => {
                    if after.is_in_force() && !before.is_in_force() {
                        prop_assert_eq!(after.overall(), CheckStateKind::Accepted);
                        prop_assert!(after.model == Model::IndirectReseller || after.support_plan.is_some());
                    }
                    if after.is_in_force() {
                        prop_assert!(after.membership().is_some());
                    }
                    if after.stage() == EnrollmentStateKind::ActionRequired {
                        prop_assert_eq!(after.overall(), CheckStateKind::Rejected);
                    }
                    if !is_edit && after.submitted_at.is_none() {
                        prop_assert!(after.checks.is_empty());
                    }
                    prop_assert!(!before.is_withdrawn());
                    life = after;
                }
                Err(refusal) => {
                    prop_assert!(crate::domain::rule::find(refusal.rule().unwrap().id).is_some());
                }
            }
        }
    }
}

#[test]
fn an_enrollment_is_in_force_from_agreement_until_withdrawal() {
    use crate::domain::account::samples::{account, active, membership, nine, withdrawn};
    let left = EnrollmentState::Withdrawn {
        membership: Some(membership()),
        reason: "sold".to_owned(),
        at: nine("2021-03-03"),
    };
    for (state, stood) in [
        (EnrollmentState::Agreement, [false; 4]),
        (withdrawn(), [false; 4]),
        (active(), [false, true, true, true]),
        (left, [false, true, true, false]),
    ] {
        let account = account(&[(Model::IndirectReseller, state)]);
        let days = ["2021-02-28", "2021-03-01", "2021-03-02", "2021-03-03"];
        let found = days.map(|day| account.enrollments[0].was_in_force_on(nine(day).date_naive()));
        assert_eq!(found, stood, "{:?}", account.enrollments[0].state);
    }
}

#[test]
fn every_state_is_on_the_path_or_beside_it() {
    for model in Model::ALL {
        let path = EnrollmentStateKind::path(*model);
        let beside = EnrollmentStateKind::beside_the_path(*model);
        let all: Vec<_> = path.iter().chain(beside).collect();
        for state in EnrollmentStateKind::ALL {
            use EnrollmentStateKind::{CreditCheck, Restricted, SupportPlan};
            let is_of_direct_bill = matches!(state, CreditCheck | Restricted | SupportPlan);
            let count = all.iter().filter(|one| **one == state).count();
            let expected = !is_of_direct_bill || *model == Model::DirectBill;
            assert_eq!(count, usize::from(expected), "{model} {state}");
        }
    }
}
