//! Which months count, the effect of a missing rate, and how findings make an answer.

use rust_decimal::Decimal;

use super::tests::{ask, key, of, revenue, steady};
use super::*;
use crate::policy::{Category, FactKey, FactOrigin, Rate};

#[test]
fn only_months_as_an_indirect_reseller_count_for_an_applicant() {
    let mut facts = steady("25000.00", "USD", Category::Cloud);
    for (since, status, found) in [
        ("2020-02-29", Status::Met, "300000.00 USD"),
        ("2020-03-31", Status::Met, "300000.00 USD"),
        ("2020-04-01", Status::NotMet, "275000.00 USD"),
        ("2021-02-20", Status::NotMet, "25000.00 USD"),
        ("2021-03-01", Status::NotMet, "0.00 USD"),
    ] {
        let since = format!("tenure.indirect_reseller_since={since}");
        facts.assume(&since).unwrap();
        let revenue = revenue(&facts, "2021-03-01");
        assert_eq!(revenue.status, status, "{since}");
        let shown = revenue.found.as_deref().unwrap_or("0.00 USD");
        assert_eq!(shown, found, "{since}");
    }
    facts
        .assume("tenure.indirect_reseller_since=2021-02-20")
        .unwrap();
    let short = revenue(&facts, "2021-03-01");
    assert!(
        short
            .detail
            .contains("from 2021-02-20 on: 2020-03 to 2021-01 is before that"),
        "{}",
        short.detail
    );
    assert!(
        short
            .evidence
            .contains(&"tenure.indirect_reseller_since: --what-if".to_owned()),
        "{:?}",
        short.evidence
    );
    // The edition of October 2025 does not require it, and it is not required of enrolled partners.
    let stays = ask("2021-03-01", Purpose::Retain, &facts);
    assert_eq!(of(&stays, RequirementId::RevenueTtm).status, Status::Met);
}

#[test]
fn an_unknown_tenure_leaves_revenue_unknown_and_is_named() {
    let enough = steady("25000.00", "USD", Category::Cloud);
    for since in [None, Some("2021-03-02")] {
        let mut facts = enough.clone();
        facts.forget(FactKey::ResellerSince);
        if let Some(day) = since {
            let later = format!("tenure.indirect_reseller_since={day}");
            facts.assume(&later).unwrap();
        }
        let unknown = revenue(&facts, "2021-03-01");
        assert_eq!(unknown.status, Status::Unknown, "{since:?}");
        assert!(unknown.detail.contains("tenure.indirect_reseller_since"));
        assert!(
            unknown
                .remedy
                .unwrap()
                .contains("csp eligibility evidence set tenure.indirect_reseller_since")
        );
    }
}

#[test]
fn a_negative_amount_without_a_rate_is_always_unknown() {
    let eur = |month| key(month, "EUR", Category::Cloud);
    for (amount, status) in [("-0.01", Status::Unknown), ("0.01", Status::Met)] {
        let mut facts = steady("25000.00", "USD", Category::Cloud);
        let amount = amount.parse().unwrap();
        facts
            .revenue
            .add(eur("2021-02"), amount, FactOrigin::WhatIf)
            .unwrap();
        assert_eq!(revenue(&facts, "2021-03-01").status, status, "{amount}");
        let rate = Rate::UsdForOne(Decimal::ONE);
        facts
            .rates
            .set("EUR".parse().unwrap(), None, rate, FactOrigin::WhatIf);
        let rated = revenue(&facts, "2021-03-01").status;
        assert_eq!(rated == Status::Met, status == Status::Met, "{amount}");
    }
    // Revenue that does not count cannot lower the sum, and an unknown month is not treated as a loss.
    let mut facts = steady("27272.73", "USD", Category::Cloud);
    let perpetual = key("2021-02", "EUR", Category::PerpetualSoftware);
    facts
        .revenue
        .add(perpetual, Decimal::NEGATIVE_ONE, FactOrigin::WhatIf)
        .unwrap();
    assert_eq!(revenue(&facts, "2021-03-01").status, Status::Met);
}

#[test]
fn the_answer_is_no_before_it_is_unknown() {
    let facts = |assumed: &[&str]| {
        let mut facts = steady("25000.00", "USD", Category::Cloud);
        for assumption in assumed {
            facts.assume(assumption).unwrap();
        }
        facts
    };
    let all = [
        "membership.active=true",
        "membership.mpn_id=4812345",
        "endorsement.authority_to_sign=true",
        "support.first_level=true",
        "billing.infrastructure=true",
    ];
    let answer = |facts: &Facts| ask("2021-03-01", Purpose::Enroll, facts).answer;
    assert_eq!(answer(&facts(&all)), Answer::Yes);
    assert_eq!(answer(&facts(&all[..4])), Answer::Unknown);
    let no = facts(&[&all[..4], &["support.first_level=false"]].concat());
    assert_eq!(answer(&no), Answer::No);
    assert_eq!(answer(&Facts::default()), Answer::Unknown);
}
