use rust_decimal::Decimal;

use super::*;
use crate::domain::calendar::{Month, parse_day};
use crate::domain::money::Currency;
use crate::policy::{Category, FactOrigin, Rate, RevenueKey, shipped};

pub(super) fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub(super) fn ask(as_of: &str, purpose: Purpose, facts: &Facts) -> Verdict {
    let policy = shipped(Model::DirectBill);
    let question = EligibilityQuestion {
        model: Model::DirectBill,
        purpose,
        as_of: day(as_of),
    };
    evaluate(policy.in_force(question.as_of).unwrap(), question, facts)
}

pub(super) fn of(verdict: &Verdict, id: RequirementId) -> &RequirementFinding {
    verdict
        .findings
        .iter()
        .find(|finding| finding.id == id)
        .unwrap()
}

pub(super) fn revenue(facts: &Facts, as_of: &str) -> RequirementFinding {
    of(
        &ask(as_of, Purpose::Enroll, facts),
        RequirementId::RevenueTtm,
    )
    .clone()
}

pub(super) fn key(month: &str, currency: &str, category: Category) -> RevenueKey {
    RevenueKey {
        month: month.parse().unwrap(),
        currency: currency.parse().unwrap(),
        category,
    }
}

/// Facts of a partner that was an indirect reseller all the time.
pub(super) fn of_a_reseller() -> Facts {
    let mut facts = Facts::default();
    facts
        .assume("tenure.indirect_reseller_since=2018-01-01")
        .unwrap();
    facts
}

pub(super) fn with(entries: &[(RevenueKey, &str)]) -> Facts {
    let mut facts = of_a_reseller();
    for (key, amount) in entries {
        facts
            .revenue
            .add(*key, amount.parse().unwrap(), FactOrigin::WhatIf)
            .unwrap();
    }
    facts
}

/// The same amount in each of the twelve months before March 2021.
pub(super) fn steady(amount: &str, currency: &str, category: Category) -> Facts {
    let months = Month::trailing_twelve(day("2021-03-01"));
    let entries: Vec<_> = months
        .iter()
        .map(|month| (key(&month.to_string(), currency, category), amount))
        .collect();
    with(&entries)
}

#[test]
fn shown_amounts_are_truncated_and_never_equal_the_threshold() {
    let mut facts = steady("25000.00", "USD", Category::Cloud);
    facts
        .revenue
        .add(
            key("2021-02", "USD", Category::Cloud),
            "-0.001".parse().unwrap(),
            FactOrigin::WhatIf,
        )
        .unwrap();
    let found = revenue(&facts, "2021-03-01");
    assert_eq!(found.status, Status::NotMet);
    assert_eq!(found.found.as_deref(), Some("299999.99 USD"));
    assert_eq!(found.required.as_deref(), Some("300000.00 USD"));
}

#[test]
fn the_window_is_twelve_full_months_without_the_current_one() {
    let facts = with(&[
        (key("2020-02", "USD", Category::Cloud), "1000000"),
        (key("2021-03", "USD", Category::Cloud), "1000000"),
    ]);
    let found = revenue(&facts, "2021-03-31");
    assert_eq!((found.status, found.found), (Status::Unknown, None));
    let on_the_first = revenue(&facts, "2021-04-01");
    assert_eq!(on_the_first.status, Status::Met);
}

#[test]
fn what_is_missing_is_rounded_up_to_a_cent() {
    for (amount, missing) in [
        ("24999.99991", "0.01 USD more"),
        ("24999.99", "0.12 USD more"),
        ("20000.00", "60000.00 USD more"),
    ] {
        let found = revenue(&steady(amount, "USD", Category::Cloud), "2021-03-01");
        assert_eq!(found.status, Status::NotMet);
        assert!(found.detail.contains(missing), "{}", found.detail);
    }
}

#[test]
fn a_missing_rate_or_month_is_named_and_makes_it_unknown() {
    let mut facts = steady("25000.00", "EUR", Category::Cloud);
    let found = revenue(&facts, "2021-03-01");
    assert_eq!(found.status, Status::Unknown);
    assert!(
        found
            .detail
            .contains("There is no exchange rate for EUR in 2020-03 to 2021-02"),
        "{}",
        found.detail
    );
    assert!(
        found
            .remedy
            .unwrap()
            .contains("csp eligibility rates set EUR")
    );
    let eur: Currency = "EUR".parse().unwrap();
    facts
        .rates
        .set(eur, None, Rate::UsdForOne(Decimal::ONE), FactOrigin::WhatIf);
    assert_eq!(revenue(&facts, "2021-03-01").status, Status::Met);
    let one_month = with(&[(key("2020-03", "USD", Category::Cloud), "1")]);
    let found = revenue(&one_month, "2021-03-01");
    assert!(
        found
            .detail
            .contains("There are no figures for 2020-04 to 2021-02"),
        "{}",
        found.detail
    );
}

#[test]
fn currencies_are_added_in_dollars_at_each_months_rate() {
    let mut facts = steady("10000.00", "USD", Category::Cloud);
    facts
        .revenue
        .overlay(steady("10000.00", "EUR", Category::Cloud).revenue);
    let eur: Currency = "EUR".parse().unwrap();
    facts.rates.set(
        eur,
        None,
        Rate::UsdForOne("1.5".parse().unwrap()),
        FactOrigin::WhatIf,
    );
    assert_eq!(revenue(&facts, "2021-03-01").status, Status::Met);
    let march: Month = "2020-03".parse().unwrap();
    facts.rates.set(
        eur,
        Some(march),
        Rate::UsdForOne("1.499999".parse().unwrap()),
        FactOrigin::WhatIf,
    );
    let found = revenue(&facts, "2021-03-01");
    assert_eq!(
        (found.status, found.found.as_deref()),
        (Status::NotMet, Some("299999.99 USD"))
    );
}

#[test]
fn known_revenue_may_be_enough_without_a_missing_rate() {
    let mut facts = steady("25000.00", "USD", Category::Cloud);
    facts
        .revenue
        .add(
            key("2020-05", "GBP", Category::Cloud),
            Decimal::ONE,
            FactOrigin::WhatIf,
        )
        .unwrap();
    assert_eq!(revenue(&facts, "2021-03-01").status, Status::Met);
}

#[test]
fn third_party_products_are_left_out_with_a_note() {
    let found = revenue(
        &steady("25000.00", "USD", Category::ThirdParty),
        "2021-03-01",
    );
    assert_eq!(
        (found.status, found.found.as_deref()),
        (Status::NotMet, Some("0.00 USD"))
    );
    assert!(
        found.detail.contains("do not mention third-party"),
        "{}",
        found.detail
    );
}

#[test]
fn evidence_lists_each_file_once_and_what_counts() {
    let file = |line| FactOrigin::File {
        name: "facts.toml".to_owned(),
        at: crate::policy::Position { line, column: 1 },
    };
    let mut facts = Facts::default();
    for (month, line) in [("2020-04", 3), ("2020-05", 9)] {
        facts
            .revenue
            .add(key(month, "EUR", Category::Cloud), Decimal::ONE, file(line))
            .unwrap();
    }
    let eur: Currency = "EUR".parse().unwrap();
    let rate = Rate::UsdForOne("1.5".parse().unwrap());
    facts.rates.set(eur, "2020-04".parse().ok(), rate, file(20));
    let found = revenue(&facts, "2021-03-01");
    assert_eq!(
        found.evidence,
        [
            "revenue of 2020-04 to 2020-05: facts.toml",
            "rate EUR 2020-04 at 1.5 USD: facts.toml:20:1"
        ]
    );
    assert!(
        found.detail.contains("Only cloud counts."),
        "{}",
        found.detail
    );
}

#[test]
fn only_what_is_mandatory_and_not_met_is_open() {
    let mut facts = Facts::default();
    for assumed in [
        "membership.active=true",
        "membership.mpn_id=4812345",
        "support.first_level=false",
    ] {
        facts.assume(assumed).unwrap();
    }
    let verdict = ask("2021-03-01", Purpose::Enroll, &facts);
    let open: Vec<RequirementId> = verdict.open().map(|finding| finding.id).collect();
    assert!(open.contains(&RequirementId::FirstLevelSupport));
    assert!(!open.contains(&RequirementId::MpnMembership));
    let advice = of(&verdict, RequirementId::ManagedService);
    assert_eq!(
        (advice.level, advice.status),
        (Level::Recommended, Status::Unknown)
    );
    assert!(!open.contains(&advice.id));
}

#[test]
fn figures_that_are_too_large_are_unknown() {
    let found = revenue(
        &steady(&Decimal::MAX.to_string(), "USD", Category::Cloud),
        "2021-03-01",
    );
    assert_eq!(found.status, Status::Unknown);
    assert!(found.detail.contains("too large"), "{}", found.detail);
}

#[test]
fn the_plan_follows_the_credit_check() {
    for (purpose, typed, status) in [
        (Purpose::Enroll, &[][..], Status::Met),
        (Purpose::Retain, &[], Status::NotMet),
        (
            Purpose::Enroll,
            &["support.credit_check_passed_on=2021-02-01"],
            Status::NotMet,
        ),
        (Purpose::Enroll, &["support.plan=asfp"], Status::NotMet),
        (
            Purpose::Enroll,
            &["support.plan=asfp", "support.plan_purchased_on=2021-02-01"],
            Status::NotMet,
        ),
        (
            Purpose::Enroll,
            &["support.plan_purchased_on=2021-02-01"],
            Status::NotMet,
        ),
        (
            Purpose::Enroll,
            &[
                "support.plan=asfp",
                "support.credit_check_passed_on=2021-02-01",
            ],
            Status::Unknown,
        ),
        (
            Purpose::Enroll,
            &[
                "support.plan_purchased_on=2021-02-02",
                "support.credit_check_passed_on=2021-02-01",
            ],
            Status::Unknown,
        ),
        (
            Purpose::Enroll,
            &[
                "support.plan_purchased_on=2021-01-31",
                "support.credit_check_passed_on=2021-02-01",
            ],
            Status::NotMet,
        ),
        (
            Purpose::Enroll,
            &[
                "support.plan=asfp",
                "support.plan_purchased_on=2021-03-02",
                "support.credit_check_passed_on=2021-02-01",
            ],
            Status::NotMet,
        ),
        (
            Purpose::Retain,
            &[
                "support.plan=psfp",
                "support.plan_purchased_on=2021-02-01",
                "support.credit_check_passed_on=2021-02-01",
            ],
            Status::Met,
        ),
    ] {
        let mut facts = Facts::default();
        for assumption in typed {
            facts.assume(assumption).unwrap();
        }
        let verdict = ask("2021-03-01", purpose, &facts);
        let found = of(&verdict, RequirementId::SupportPlan);
        assert_eq!(
            found.status, status,
            "{purpose} {typed:?}: {}",
            found.detail
        );
    }
}

#[test]
fn a_later_day_does_not_count_and_is_mentioned() {
    let mut facts = Facts::default();
    facts
        .assume("tenure.indirect_reseller_since=2021-06-01")
        .unwrap();
    let verdict = ask("2021-05-01", Purpose::Enroll, &facts);
    let found = of(&verdict, RequirementId::ResellerTenure);
    assert_eq!(found.status, Status::Unknown);
    assert!(
        found.detail.contains("after the day asked about"),
        "{}",
        found.detail
    );
}

#[test]
fn a_requirement_that_starts_later_is_met_until_then() {
    let mut facts = steady("1.00", "USD", Category::Cloud);
    let verdict = ask("2020-12-31", Purpose::Retain, &facts);
    let found = of(&verdict, RequirementId::RevenueTtm);
    assert_eq!(
        (found.status, found.starts),
        (Status::Met, Some((day("2021-01-01"), Status::Unknown)))
    );
    assert!(
        found.detail.contains("from 2021-01-01 on"),
        "{}",
        found.detail
    );
    assert!(found.remedy.is_none());
    // If the activation is unknown, it is unknown whether the requirement applies yet.
    let verdict = ask("2026-01-15", Purpose::Retain, &facts);
    assert_eq!(
        of(&verdict, RequirementId::RevenueTtm).status,
        Status::Unknown
    );
    // A requirement that is met now counts as met, whenever it starts.
    facts.assume("security.admin_mfa=true").unwrap();
    let verdict = ask("2026-01-15", Purpose::Retain, &facts);
    let mfa = of(&verdict, RequirementId::AdminMfa);
    assert_eq!((mfa.status, &mfa.remedy), (Status::Met, &None));
    facts.assume("tenure.direct_bill_since=2019-05-10").unwrap();
    let verdict = ask("2026-01-15", Purpose::Retain, &facts);
    assert_eq!(
        of(&verdict, RequirementId::RevenueTtm)
            .starts
            .map(|(day, _)| day),
        Some(day("2026-05-01"))
    );
}

#[test]
fn every_finding_has_a_source_and_open_ones_a_remedy() {
    for as_of in [
        "2017-11-20",
        "2018-08-31",
        "2019-02-20",
        "2020-10-27",
        "2021-04-15",
        "2023-04-24",
        "2025-10-01",
    ] {
        for purpose in [Purpose::Enroll, Purpose::Retain] {
            for finding in ask(as_of, purpose, &Facts::default()).findings {
                assert!(!finding.source.is_empty());
                assert_eq!(
                    finding.remedy.is_some(),
                    finding.status != Status::Met,
                    "{finding:?}"
                );
                assert!(
                    finding.status == Status::Met || !finding.detail.is_empty(),
                    "{finding:?}"
                );
            }
        }
    }
}
