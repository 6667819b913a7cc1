//! Properties that every verdict has, for any facts.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::tests::{ask, day, of_a_reseller, revenue};
use super::*;
use crate::domain::calendar::Month;
use crate::policy::{
    Category, FactKey, FactKind, FactOrigin, FactValue, Rate, RevenueKey, shipped,
};

prop_compose! {
    fn entries()(list in prop::collection::vec(
        (0..16_i32, 0..3_usize, 0..3_usize, -5_000_000..60_000_000_i64), 0..30,
    )) -> Vec<(RevenueKey, Decimal)> {
        list.into_iter()
            .map(|(back, category, currency, cents)| {
                let key = RevenueKey {
                    month: Month::of(day("2021-03-01")).plus(2 - back),
                    category: [Category::Cloud, Category::PerpetualSoftware, Category::ThirdParty][category],
                    currency: ["USD", "EUR", "GBP"][currency].parse().unwrap(),
                };
                (key, Decimal::new(cents, 2))
            })
            .collect()
    }
}

fn facts_of(entries: &[(RevenueKey, Decimal)]) -> Facts {
    let mut facts = of_a_reseller();
    for (key, amount) in entries {
        facts
            .revenue
            .add(*key, *amount, FactOrigin::WhatIf)
            .unwrap();
    }
    let rate = Rate::UsdForOne("1.1837".parse().unwrap());
    facts
        .rates
        .set("EUR".parse().unwrap(), None, rate, FactOrigin::WhatIf);
    facts
}

proptest! {
    #[test]
    fn the_order_of_rows_never_changes_a_verdict(mut list in entries(), seed in any::<u64>()) {
        let straight = ask("2021-03-01", Purpose::Enroll, &facts_of(&list));
        let mut state = seed;
        for at in (1..list.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            list.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(straight, ask("2021-03-01", Purpose::Enroll, &facts_of(&list)));
    }

    #[test]
    fn adding_revenue_never_turns_met_into_not_met(list in entries(), more in entries()) {
        for as_of in ["2021-03-01", "2025-12-01"] {
            let before = revenue(&facts_of(&list), as_of).status;
            let mut facts = facts_of(&list);
            for (key, amount) in &more {
                facts.revenue.add(*key, amount.abs(), FactOrigin::WhatIf).unwrap();
            }
            let after = revenue(&facts, as_of).status;
            prop_assert!(!(before == Status::Met && after != Status::Met), "{before} {after}");
        }
    }

    #[test]
    fn unknown_never_counts_as_met(present in prop::collection::vec(any::<bool>(), FactKey::ALL.len()), retain in any::<bool>()) {
        let purpose = if retain { Purpose::Retain } else { Purpose::Enroll };
        let mut facts = Facts::default();
        for (key, present) in FactKey::ALL.iter().zip(present) {
            if present {
                let value: FactValue = key.read(key.sample()).unwrap();
                facts.state(*key, value, FactOrigin::WhatIf);
            }
        }
        for as_of in ["2018-08-31", "2021-03-01", "2026-06-01"] {
            let verdict = ask(as_of, purpose, &facts);
            let open = verdict.findings.iter().any(|finding| {
                finding.level == Level::Mandatory && finding.status == Status::Unknown
            });
            prop_assert!(!(open && verdict.is_eligible()));
        }
    }

    #[test]
    fn less_evidence_never_makes_a_verdict_better(
        stated in prop::collection::vec(0..4_usize, FactKey::ALL.len()),
        list in entries(),
        gone in any::<prop::sample::Index>(),
        gone_revenue in any::<prop::sample::Index>(),
        kept in 0..3_u8,
        reseller in any::<bool>(),
        retain in any::<bool>(),
    ) {
        let model = if reseller { Model::IndirectReseller } else { Model::DirectBill };
        let purpose = if retain { Purpose::Retain } else { Purpose::Enroll };
        let mut whole = facts_of(&list);
        for (key, choice) in FactKey::ALL.iter().zip(stated) {
            match values(*key).get(choice) {
                Some(value) => whole.state(*key, key.read(value).unwrap(), FactOrigin::WhatIf),
                None => whole.forget(*key),
            }
        }
        let mut less = whole.clone();
        match kept {
            0 => less.forget(FactKey::ALL[gone.index(FactKey::ALL.len())]),
            // Leaving out a correction is not less evidence: it would increase the sum.
            1 => {
                let at = gone_revenue.index(list.len().max(1));
                let rest = list.iter().enumerate().filter(|(place, (key, _))| {
                    let same = list.get(at).is_some_and(|(gone, _)| gone == key);
                    *place != at || same && list.iter().any(|(other, amount)| other == key && amount.is_sign_negative())
                });
                let rest: Vec<_> = rest
                    .map(|(_, entry)| *entry)
                    .collect();
                less.revenue = facts_of(&rest).revenue;
            }
            _ => less.rates = Default::default(),
        }
        for as_of in ["2018-08-31", "2019-03-01", "2021-03-01", "2023-05-01", "2024-06-01", "2026-06-01"] {
            let more = asked(model, as_of, purpose, &whole);
            let fewer = asked(model, as_of, purpose, &less);
            for (with, without) in more.findings.iter().zip(&fewer.findings) {
                // Having no plan is a state of its own: the plan may be bought only after the credit check.
                if with.id != RequirementId::SupportPlan {
                    prop_assert!(without.status != Status::Met || with.status == Status::Met, "{as_of} {with:#?} {without:#?}");
                }
            }
        }
    }
}

/// Possible values of a fact: one in favour of the partner, one against it, and a day that does not count yet.
fn values(key: FactKey) -> &'static [&'static str] {
    match key.kind() {
        FactKind::Flag | FactKind::FlagOrAddress => &["true", "false"],
        FactKind::Count => &["1", "0"],
        FactKind::Day => &["2020-06-15", "2015-01-01", "2030-01-01"],
        FactKind::Hours => &["24", "25"],
        FactKind::Plan => &["asfp"],
        FactKind::MpnId => &["4812345"],
        FactKind::Country => &["FR"],
    }
}

fn asked(model: Model, as_of: &str, purpose: Purpose, facts: &Facts) -> Verdict {
    let policy = shipped(model);
    let question = EligibilityQuestion {
        model,
        purpose,
        as_of: day(as_of),
    };
    evaluate(policy.in_force(question.as_of).unwrap(), question, facts)
}
