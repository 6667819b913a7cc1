//! The machine as a whole: its transition matrix, and what random lives never break.

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

fn accepted(check: CheckKind) -> Event {
    Event::Record {
        check,
        result: CheckResult::Accepted,
        on: today(),
    }
}

fn rejected(check: CheckKind) -> Event {
    let result = CheckResult::Rejected {
        reason: Some("name differs".to_owned()),
    };
    Event::Record {
        check,
        result,
        on: today(),
    }
}

fn appeal(check: CheckKind) -> Event {
    let document = Document {
        kind: DocumentKind::Other,
        name: "proof.pdf".to_owned(),
        size: 1,
        sha256: "00".to_owned(),
        added_at: now(),
    };
    Event::Appeal(Appeal {
        check,
        documents: vec![document],
    })
}

fn events() -> Vec<(&'static str, Event)> {
    use CheckKind::{Business, Credit, DueDiligence, EmailOwnership, Employment};
    vec![
        ("submit", Event::Submit),
        ("confirm email", Event::ConfirmEmail),
        ("email-ownership accepted", accepted(EmailOwnership)),
        ("email-ownership rejected", rejected(EmailOwnership)),
        ("employment accepted", accepted(Employment)),
        ("business accepted", accepted(Business)),
        ("business rejected", rejected(Business)),
        ("open due-diligence", Event::OpenDueDiligence),
        ("due-diligence accepted", accepted(DueDiligence)),
        ("credit accepted", accepted(Credit)),
        ("credit rejected", rejected(Credit)),
        ("appeal email-ownership", appeal(EmailOwnership)),
        ("appeal business", appeal(Business)),
        ("appeal credit", appeal(Credit)),
        (
            "edit contact address",
            Event::Revise(Revision {
                contact_address: true,
                ..Revision::default()
            }),
        ),
        (
            "edit legal profile",
            Event::Revise(Revision {
                legal_profile: true,
                ..Revision::default()
            }),
        ),
        (
            "edit frozen field",
            Event::Revise(Revision {
                frozen: true,
                ..Revision::default()
            }),
        ),
        (
            "buy support plan",
            Event::BuySupportPlan {
                plan: SupportPlan::Asfp,
                on: today(),
            },
        ),
        ("sign MPA", Event::SignMpa { on: today() }),
        (
            "restrict",
            Event::Restrict {
                reason: "threshold".to_owned(),
            },
        ),
        ("reinstate", Event::Reinstate),
        (
            "withdraw",
            Event::Withdraw {
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
            Event::Submit,
            Event::ConfirmEmail,
            rejected(Business),
            accepted(Business),
            accepted(Employment),
            Event::SignMpa { on: today() },
        ],
        Model::DirectBill => vec![
            Event::Submit,
            accepted(EmailOwnership),
            rejected(Business),
            accepted(Business),
            accepted(Employment),
            accepted(Credit),
            Event::BuySupportPlan {
                plan: SupportPlan::Psfp,
                on: today(),
            },
            Event::SignMpa { on: today() },
            Event::Restrict {
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
                Event::Withdraw {
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
                    Err(refusal) => format!("refused, {}", refusal.rule.id),
                };
                matrix.push_str(&format!("    {name:<26} {outcome}\n"));
            }
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn every_state_of_each_model_is_reached() {
    assert_eq!(lives(Model::DirectBill).len(), Stage::ALL.len());
    assert_eq!(lives(Model::IndirectReseller).len(), Stage::ALL.len() - 3);
}

#[test]
fn a_transition_asks_for_the_business_check_alone() {
    let moved = Enrollment::transition(now());
    assert_eq!(moved.expected_checks(), [CheckKind::Business]);
    let moved = moved.apply(accepted(CheckKind::Business), now()).unwrap();
    assert_eq!(moved.stage(), Stage::Agreement);
    let moved = moved.apply(Event::SignMpa { on: today() }, now()).unwrap();
    assert!(moved.is_in_force());
}

#[test]
fn due_dates_count_business_days_and_are_overdue_from_the_next_day_on() {
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
        .apply(Event::Submit, now())
        .and_then(|one| one.apply(Event::ConfirmEmail, now()))
        .unwrap();
    for on in [today().succ_opt().unwrap(), today().pred_opt().unwrap()] {
        let event = Event::Record {
            check: CheckKind::Business,
            result: CheckResult::Accepted,
            on,
        };
        let refusal = reviewed.clone().apply(event, now()).unwrap_err();
        assert_eq!(refusal.rule.id, "enroll.step");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn whatever_happens_membership_means_a_signed_agreement_after_verification(
        direct in any::<bool>(),
        choices in proptest::collection::vec(0_usize..22, 0..40),
    ) {
        let model = if direct { Model::DirectBill } else { Model::IndirectReseller };
        let mut life = Enrollment::draft(model, now());
        for choice in choices {
            let (_, event) = events().swap_remove(choice);
            let is_edit = matches!(event, Event::Revise(_));
            let before = life.clone();
            match life.clone().apply(event, now()) {
                Ok(after) => {
                    if after.is_in_force() && !before.is_in_force() {
                        prop_assert_eq!(after.overall(), CheckWord::Accepted);
                        prop_assert!(after.model == Model::IndirectReseller || after.support_plan.is_some());
                    }
                    if after.is_in_force() {
                        prop_assert!(after.membership().is_some());
                    }
                    if after.stage() == Stage::ActionRequired {
                        prop_assert_eq!(after.overall(), CheckWord::Rejected);
                    }
                    if !is_edit && after.submitted_at.is_none() {
                        prop_assert!(after.checks.is_empty());
                    }
                    prop_assert!(!before.is_withdrawn());
                    life = after;
                }
                Err(refusal) => {
                    prop_assert!(crate::domain::rule::find(refusal.rule.id).is_some());
                }
            }
        }
    }
}
