//! The verification as a table: every reachable combination of check states, and every result, appeal and opening.

use super::*;

/// A combination of check states in words, and an enrollment in it.
type Situation = (String, Enrollment);

fn after(start: &Enrollment, events: &[EnrollmentEvent]) -> Enrollment {
    events.iter().fold(start.clone(), |enrollment, event| {
        enrollment.apply(event.clone(), now()).unwrap()
    })
}

/// Every combination that results, appeals and openings can reach, in the order in which the search finds them.
fn situations(start: Enrollment) -> Vec<Situation> {
    let mut found: Vec<Situation> = vec![(described(&start), start)];
    let mut at = 0;
    while at < found.len() {
        for (_, event) in steps() {
            if let Ok(next) = found[at].1.clone().apply(event, now()) {
                let name = described(&next);
                if is_verified(&next) && found.iter().all(|(known, _)| *known != name) {
                    found.push((name, next));
                }
            }
        }
        at += 1;
    }
    found
}

/// Whether verification continues in this state, or can be reopened there.
fn is_verified(enrollment: &Enrollment) -> bool {
    !matches!(
        enrollment.stage(),
        EnrollmentStateKind::Draft
            | EnrollmentStateKind::SupportPlan
            | EnrollmentStateKind::Agreement
            | EnrollmentStateKind::Withdrawn
    )
}

fn steps() -> Vec<(String, EnrollmentEvent)> {
    let of_each = CheckKind::ALL.iter().flat_map(|&check| {
        [
            (format!("{check} accepted"), accepted(check)),
            (format!("{check} rejected"), rejected(check)),
            (format!("appeal {check}"), appeal(check)),
        ]
    });
    [
        ("confirm email".to_owned(), EnrollmentEvent::ConfirmEmail),
        (
            "open due-diligence".to_owned(),
            EnrollmentEvent::OpenDueDiligence,
        ),
    ]
    .into_iter()
    .chain(of_each)
    .collect()
}

/// The state and the result of each check: `A` accepted, `p` pending, `R` rejected, `-` not opened.
fn described(enrollment: &Enrollment) -> String {
    let letters = CheckKind::ALL.iter().map(|kind| {
        let word = enrollment.check(*kind).map(Check::word);
        match word.unwrap_or(CheckStateKind::NotStarted) {
            CheckStateKind::NotStarted => '-',
            CheckStateKind::Pending => 'p',
            CheckStateKind::Accepted => 'A',
            CheckStateKind::Rejected => 'R',
        }
    });
    format!("{} {}", letters.collect::<String>(), enrollment.stage())
}

/// One row per combination, with the steps that are possible below it; refused steps are grouped by rule.
fn table(start: Enrollment) -> String {
    let mut table = String::new();
    for (name, enrollment) in situations(start) {
        table.push_str(&format!("{name}\n"));
        let mut refused: std::collections::BTreeMap<&str, Vec<String>> = Default::default();
        for (step, event) in steps() {
            match enrollment.clone().apply(event, now()) {
                Ok(next) => table.push_str(&format!("    {step:<25} {}\n", described(&next))),
                Err(refusal) => refused
                    .entry(refusal.rule().unwrap().id)
                    .or_default()
                    .push(step),
            }
        }
        if let [rule] = refused.keys().copied().collect::<Vec<_>>()[..] {
            table.push_str(&format!("    anything else             refused, {rule}\n"));
            continue;
        }
        for (rule, steps) in refused {
            table.push_str(&format!("    refused, {rule}: {}\n", steps.join(", ")));
        }
    }
    table
}

fn legal_profile() -> EnrollmentEvent {
    EnrollmentEvent::Revise(Revision {
        legal_profile: true,
        ..Revision::default()
    })
}

#[test]
fn the_checks_of_an_indirect_reseller() {
    let start = after(
        &Enrollment::draft(Model::IndirectReseller, now()),
        &[EnrollmentEvent::Submit],
    );
    insta::assert_snapshot!(table(start));
}

#[test]
fn the_checks_of_a_direct_bill_partner() {
    let start = after(
        &Enrollment::draft(Model::DirectBill, now()),
        &[EnrollmentEvent::Submit],
    );
    insta::assert_snapshot!(table(start));
}

#[test]
fn the_business_check_of_a_transition() {
    insta::assert_snapshot!(table(Enrollment::transition(now())));
}

#[test]
fn the_business_check_that_an_edit_opens_in_an_active_account() {
    let active = lives(Model::IndirectReseller)
        .into_iter()
        .find(|life| life.stage() == EnrollmentStateKind::Active);
    insta::assert_snapshot!(table(after(&active.unwrap(), &[legal_profile()])));
}

#[test]
fn an_address_that_an_edit_opened_again_and_that_was_rejected() {
    let address = EnrollmentEvent::Revise(Revision {
        contact_address: true,
        ..Revision::default()
    });
    let (submit, confirm) = (EnrollmentEvent::Submit, EnrollmentEvent::ConfirmEmail);
    let lost = [
        submit,
        confirm,
        address,
        rejected(CheckKind::EmailOwnership),
    ];
    let draft = Enrollment::draft(Model::IndirectReseller, now());
    insta::assert_snapshot!(table(after(&draft, &lost)));
}

#[test]
fn the_verification_as_a_whole_follows_from_its_checks() {
    for (stage, overall, passed) in [
        (EnrollmentStateKind::Draft, CheckStateKind::Pending, false),
        (
            EnrollmentStateKind::UnderReview,
            CheckStateKind::Pending,
            false,
        ),
        (
            EnrollmentStateKind::ActionRequired,
            CheckStateKind::Rejected,
            false,
        ),
        (
            EnrollmentStateKind::CreditCheck,
            CheckStateKind::Pending,
            true,
        ),
        (
            EnrollmentStateKind::Agreement,
            CheckStateKind::Accepted,
            true,
        ),
    ] {
        let lives = lives(Model::DirectBill);
        let life = lives.iter().find(|life| life.stage() == stage).unwrap();
        assert_eq!(life.overall(), overall, "{stage}");
        assert_eq!(life.has_passed(CheckKind::Business), passed, "{stage}");
        assert!(!life.has_passed(CheckKind::DueDiligence), "{stage}");
    }
}
