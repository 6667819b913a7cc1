use super::*;
use crate::domain::Model;
use crate::domain::calendar::parse_day;
use crate::domain::customer::samples::customer;
use crate::domain::provider::samples::provider;
use crate::domain::relationship::{Grant, Relationship, Via};
use crate::domain::standing::samples::{direct_bill, reseller};
use crate::domain::transfer::samples::{nine, planned};
use crate::domain::transfer::{TransferItem, TransferKind, TransferStateKind};

/// A reseller orders through a provider, a direct-bill partner by itself.
static NO_PROVIDER: TransferOrderer<ValidatedProvider> = TransferOrderer::Providers(Vec::new());
static OURSELVES: TransferOrderer<ValidatedProvider> = TransferOrderer::Us;

fn through(
    provider: &Provider,
    found: Option<ResellerValidation>,
) -> TransferOrderer<ValidatedProvider> {
    TransferOrderer::Providers(vec![(provider.clone(), found)])
}

fn facts<'a>(ours: &'a Standing, today: &str) -> TransferFacts<'a> {
    TransferFacts {
        ours,
        customer: None,
        partner: None,
        orderer: match ours.is_reseller() {
            true => &NO_PROVIDER,
            false => &OURSELVES,
        },
        has_admin_agent: true,
        owner: None,
        open_elsewhere: &[],
        validated_from: parse_day("2025-12-01").unwrap(),
        today: parse_day(today).unwrap(),
    }
}

fn served(by: Party) -> Customer {
    let mut known = customer("FR");
    known.relationships.push(Relationship::granted(
        by,
        Grant {
            via: Via::Direct,
            won_as: Model::DirectBill,
            admin_rights: true,
        },
        nine("2026-01-01"),
    ));
    known
}

fn written(checks: &[TransferCheck]) -> String {
    let lines = checks.iter().map(|one| {
        let remedy = one.remedy.as_deref().unwrap_or("-");
        format!(
            "{:28} {:8} {}\n    {remedy}\n",
            one.rule.id, one.status, one.detail
        )
    });
    lines.collect()
}

fn validation(is_valid: bool) -> Option<ResellerValidation> {
    Some(ResellerValidation {
        is_valid,
        code: (!is_valid).then(|| "900400".to_owned()),
        text: (!is_valid).then(|| "not enrolled".to_owned()),
        on: parse_day("2026-10-01").unwrap(),
        recorded_at: nine("2026-10-01"),
    })
}

#[test]
fn the_checklist_of_every_case() {
    let (ours, direct) = (reseller(), direct_bill());
    let (near, far) = (provider("SE"), provider("US"));
    let (fresh, won) = (customer("FR"), served(Party::Us));
    let extended = served(Party::Provider(near.slug.clone()));
    let to_us = planned(TransferKind::NewCommerce, TransferDirection::In);
    let away = planned(TransferKind::Legacy, TransferDirection::Out);
    let mut full = away.clone();
    full.items = vec![TransferItem {
        subscription: "one".to_owned(),
        product_type: Some("LegacyLicense".to_owned()),
        ..TransferItem::default()
    }];
    let mut text = String::new();
    let mut add = |name: &str, checks: &[TransferCheck]| {
        text.push_str(&format!("{name}\n{}\n", written(checks)));
    };
    let now = facts(&ours, "2026-11-30");
    let valid = through(&near, validation(true));
    let invalid = through(&near, validation(false));
    let without_answer = through(&near, None);
    add("to us, nothing on record", &transfer_checks(&to_us, &now));
    let known = TransferFacts {
        customer: Some(&won),
        partner: Some(&near),
        orderer: &valid,
        ..now.clone()
    };
    add("to us, everything met", &transfer_checks(&to_us, &known));
    let not_valid = TransferFacts {
        customer: Some(&fresh),
        partner: Some(&far),
        orderer: &invalid,
        has_admin_agent: false,
        ..now.clone()
    };
    add("to us, nothing met", &transfer_checks(&to_us, &not_valid));
    let unasked = TransferFacts {
        orderer: &without_answer,
        ..known.clone()
    };
    add("to us, no validation", &transfer_checks(&to_us, &unasked));
    let before = TransferFacts {
        today: parse_day("2025-11-30").unwrap(),
        ..not_valid.clone()
    };
    add(
        "to us, before the validation",
        &transfer_checks(&to_us, &before),
    );
    let by_ourselves = TransferFacts {
        customer: Some(&won),
        ..facts(&direct, "2026-11-30")
    };
    add(
        "to us, direct bill",
        &transfer_checks(&to_us, &by_ourselves),
    );
    let by_nobody = TransferFacts {
        has_admin_agent: false,
        ..by_ourselves.clone()
    };
    add(
        "to us, direct bill without an Admin agent",
        &transfer_checks(&to_us, &by_nobody),
    );
    let leaving = TransferFacts {
        customer: Some(&won),
        partner: Some(&near),
        ..facts(&direct, "2026-11-30")
    };
    add("away, not extended", &transfer_checks(&away, &leaving));
    let ready = TransferFacts {
        customer: Some(&extended),
        ..leaving.clone()
    };
    add(
        "away, extended, with an item",
        &transfer_checks(&full, &ready),
    );
    let unlisted = TransferFacts {
        partner: None,
        ..leaving
    };
    add(
        "away, partner not in the directory",
        &transfer_checks(&full, &unlisted),
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_creation_is_refused_for_what_is_known_not_to_be_met() {
    let ours = reseller();
    let (near, far, fresh) = (provider("SE"), provider("US"), customer("FR"));
    let plan = planned(TransferKind::NewCommerce, TransferDirection::In);
    let invalid = through(&near, validation(false));
    let facts = TransferFacts {
        customer: Some(&fresh),
        partner: Some(&far),
        orderer: &invalid,
        has_admin_agent: false,
        ..facts(&ours, "2026-11-30")
    };
    let checks = transfer_checks(&plan, &facts);
    for state in [TransferStateKind::Pending, TransferStateKind::Completed] {
        let refused = plan.may_become(state, &checks).unwrap_err();
        let rules: Vec<_> = refused
            .parts()
            .iter()
            .map(|one| one.rule().unwrap().id)
            .collect();
        assert_eq!(
            rules,
            [
                "transfers.relationship",
                "transfers.region",
                "transfers.reseller-of-record"
            ]
        );
    }
    assert!(
        plan.may_become(TransferStateKind::Cancelled, &checks)
            .is_ok()
    );
    let unknown = transfer_checks(
        &plan,
        &TransferFacts {
            customer: None,
            partner: None,
            orderer: &NO_PROVIDER,
            ..facts
        },
    );
    assert!(
        plan.may_become(TransferStateKind::Pending, &unknown)
            .is_ok()
    );
}

#[test]
fn a_valid_answer_of_one_provider_that_orders_is_enough() {
    let ours = reseller();
    let (near, far) = (provider("SE"), provider("DE"));
    let plan = planned(TransferKind::NewCommerce, TransferDirection::In);
    let status = |orderer: TransferOrderer<ValidatedProvider>| {
        let facts = TransferFacts {
            orderer: &orderer,
            ..facts(&ours, "2026-11-30")
        };
        let checks = transfer_checks(&plan, &facts);
        let found = checks
            .iter()
            .find(|one| *one.rule == rule::RESELLER_OF_RECORD);
        found.map(|one| one.status)
    };
    for (first, second, expected) in [
        (validation(false), validation(true), Met),
        (validation(false), None, Unknown),
        (None, validation(true), Met),
        (validation(false), validation(false), NotMet),
    ] {
        let all = vec![(near.clone(), first), (far.clone(), second)];
        assert_eq!(status(TransferOrderer::Providers(all)), Some(expected));
    }
    assert_eq!(status(TransferOrderer::Us), None);
}

#[test]
fn a_provider_takes_the_steps_of_an_indirect_reseller() {
    let (ours, near) = (reseller(), provider("SE"));
    let (target, source) = (TransferDirection::In, TransferDirection::Out);
    let step = |direction, orderer: &TransferOrderer<ValidatedProvider>| {
        let facts = TransferFacts {
            orderer,
            ..facts(&ours, "2026-11-30")
        };
        let plan = planned(TransferKind::NewCommerce, direction);
        let step = next_step_of(&plan, &facts).unwrap();
        (step.who, step.what)
    };
    let (who, what) = step(target, &through(&near, None));
    assert_eq!(who, TransferActor::Provider);
    assert!(
        what.starts_with("Nordic Distribution creates the transfer"),
        "{what}"
    );
    let (who, what) = step(target, &NO_PROVIDER);
    assert_eq!(who, TransferActor::Provider);
    assert!(what.starts_with("Your provider creates"), "{what}");
    let (who, _) = step(source, &through(&near, None));
    assert_eq!(who, TransferActor::OtherPartner);
    assert_eq!(step(target, &OURSELVES).0, TransferActor::Us);
}
