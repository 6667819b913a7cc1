use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::money::Currency;
use crate::policy::facts::FactOrigin;
use crate::policy::revenue::RevenueKey;
use crate::policy::shipped;

fn facts(amounts: &[(i32, &str)]) -> Facts {
    let mut facts = Facts::default();
    facts
        .assume("tenure.indirect_reseller_since=2018-01-01")
        .unwrap();
    for (back, amount) in amounts {
        let key = RevenueKey {
            month: Month::of(day("2021-03-01")).plus(-back),
            category: Category::Cloud,
            currency: Currency::USD,
        };
        facts
            .revenue
            .add(key, amount.parse().unwrap(), FactOrigin::WhatIf)
            .unwrap();
    }
    facts
}

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn ask(facts: &Facts, today: &str, by: Option<&str>) -> Forecast {
    let policy = shipped(Model::DirectBill);
    forecast(policy, facts, Purpose::Enroll, day(today), by.map(day)).unwrap()
}

#[test]
fn a_steady_rise_is_carried_on() {
    // 11000, 12000, … 22000: together 198000; the window reaches 300000 with 21000 to 32000 (318000).
    let rising: Vec<(i32, String)> = (0..12)
        .map(|month| (12 - month, (11000 + 1000 * month).to_string()))
        .collect();
    let rising: Vec<(i32, &str)> = rising.iter().map(|(m, a)| (*m, a.as_str())).collect();
    let found = ask(&facts(&rising), "2021-03-15", None);
    assert_eq!(
        found.line,
        Some((Decimal::from(1000), Decimal::from(23000)))
    );
    // Windows after 9 months: 20000..31000 = 306000; after 8: 19000..30000 = 294000.
    assert_eq!(found.outlook, Outlook::MetOn(day("2021-12-01")));
}

#[test]
fn only_months_as_a_reseller_count_for_an_applicant() {
    let flat: Vec<(i32, &str)> = (1..=12).map(|back| (back, "30000")).collect();
    let since = |day: &str| {
        let mut facts = facts(&flat);
        let fact = format!("tenure.indirect_reseller_since={day}");
        facts.assume(&fact).unwrap();
        facts
    };
    // Ten months from November on: 300000 by September.
    let found = ask(&since("2020-11-20"), "2021-03-15", None);
    assert_eq!(found.complete_months(), 4);
    assert_eq!(found.outlook, Outlook::MetOn(day("2021-09-01")));
    let mut unknown = since("2020-11-20");
    unknown.forget(FactKey::ResellerSince);
    assert_eq!(ask(&unknown, "2021-03-15", None).outlook, Outlook::NoTenure);
    assert_eq!(
        ask(&since("2021-03-16"), "2021-03-15", None).outlook,
        Outlook::NoTenure
    );
    let policy = shipped(Model::DirectBill);
    let stays = forecast(policy, &unknown, Purpose::Retain, day("2021-03-15"), None);
    assert_eq!(stays.unwrap().outlook, Outlook::Met);
}

#[test]
fn a_negative_amount_without_a_rate_leaves_it_open() {
    let enough: Vec<(i32, &str)> = (1..=12).map(|back| (back, "25000")).collect();
    let mut facts = facts(&enough);
    let key = RevenueKey {
        month: Month::of(day("2021-02-01")),
        category: Category::Cloud,
        currency: "EUR".parse().unwrap(),
    };
    facts
        .revenue
        .add(key, Decimal::NEGATIVE_ONE, FactOrigin::WhatIf)
        .unwrap();
    assert_eq!(ask(&facts, "2021-03-15", None).outlook, Outlook::NoRate);
}

#[test]
fn a_flat_or_falling_line_never_gets_there() {
    let flat: Vec<(i32, &str)> = (1..=12).map(|back| (back, "1000")).collect();
    assert_eq!(
        ask(&facts(&flat), "2021-03-15", None).outlook,
        Outlook::NotInSight
    );
    let flat: Vec<(i32, &str)> = (1..=12).map(|back| (back, "25000")).collect();
    assert_eq!(ask(&facts(&flat), "2021-03-15", None).outlook, Outlook::Met);
}

#[test]
fn only_what_is_required_of_the_partner_is_forecast() {
    let policy = shipped(Model::IndirectReseller);
    let by = Some(day("2027-01-01"));
    let mut facts = Facts::default();
    facts
        .assume("tenure.indirect_reseller_since=2025-11-05")
        .unwrap();
    let ask = |purpose, today: &str| {
        let found = forecast(policy, &facts, purpose, day(today), by).unwrap();
        (found.outlook, found.required, found.goal.unwrap().required)
    };
    let thousand = Some(Decimal::from(1000));
    // The edition requires it of partners that stay only, from their first anniversary on.
    assert_eq!(
        ask(Purpose::Enroll, "2026-06-01"),
        (Outlook::NotAsked, None, None)
    );
    assert_eq!(
        ask(Purpose::Retain, "2026-06-01"),
        (Outlook::AskedFrom(day("2026-11-05")), None, thousand)
    );
    assert_eq!(
        ask(Purpose::Retain, "2026-11-05"),
        (Outlook::TooFew, thousand, thousand)
    );
    // Without the day of activation it may be required already.
    let nothing = Facts::default();
    let found = forecast(policy, &nothing, Purpose::Retain, day("2026-06-01"), None);
    assert_eq!(found.unwrap().required, thousand);
}

#[test]
fn too_few_months_are_reported() {
    let found = ask(&facts(&[(1, "1000"), (2, "900")]), "2021-03-15", None);
    assert_eq!(found.outlook, Outlook::TooFew);
    assert_eq!(found.complete_months(), 2);
    assert_eq!(
        ask(&Facts::default(), "2018-01-01", None).outlook,
        Outlook::NotAsked
    );
}

#[test]
fn three_months_are_enough_for_a_line() {
    let few = [(1, "1200"), (2, "1100"), (3, "1000")];
    assert_eq!(FEWEST_MONTHS, few.len());
    let found = ask(&facts(&few), "2021-03-15", None);
    assert_eq!(found.line, Some((Decimal::from(100), Decimal::from(1300))));
    assert_eq!(found.outlook, Outlook::NotInSight);
}

#[test]
fn few_months_are_few_although_nothing_will_be_asked() {
    let text = r#"model = "direct-bill"
        requirement.revenue-ttm = { title = "Revenue", kind = "revenue", remedy = "Sell." }
        requirement.authority-to-sign = { title = "Authority", kind = "flag", fact = "endorsement.authority_to_sign", remedy = "Ask." }
        [[edition]]
        id = "direct-bill/first"
        effective = 2020-01-01
        source = "A page"
        asks.revenue-ttm = { enroll = "mandatory", at_least = "10.00", counts = ["cloud"] }
        [[edition]]
        id = "direct-bill/second"
        effective = 2020-03-01
        source = "A page"
        asks.authority-to-sign = { enroll = "mandatory" }
    "#;
    let policy = crate::policy::load_policy(text.as_bytes()).unwrap();
    let nothing = Facts::default();
    let asked = |purpose| forecast(&policy, &nothing, purpose, day("2020-02-15"), None);
    let found = asked(Purpose::Enroll).unwrap();
    assert_eq!(found.outlook, Outlook::TooFew);
}

#[test]
fn the_monthly_amount_by_a_day_is_enough_to_the_cent() {
    let found = ask(
        &facts(&[(1, "100000"), (12, "50000")]),
        "2021-03-15",
        Some("2021-10-01"),
    );
    let goal = found.goal.unwrap();
    // The window is 2020-10 to 2021-09: seven open months, February 2021 is over, March 2020 has left it.
    assert_eq!(
        (goal.open_months, goal.secured),
        (7, Decimal::from(100_000))
    );
    assert_eq!(goal.monthly.unwrap().to_string(), "28571.43");
}

#[test]
fn a_day_whose_window_is_over_leaves_nothing_to_do() {
    let found = ask(&facts(&[(1, "10")]), "2021-03-15", Some("2021-03-20"));
    assert_eq!(found.goal.unwrap().monthly, None);
}

#[test]
fn a_later_edition_is_asked_on_its_own_days() {
    let policy = shipped(Model::DirectBill);
    let found = forecast(
        policy,
        &Facts::default(),
        Purpose::Enroll,
        day("2025-09-01"),
        Some(day("2025-10-01")),
    )
    .unwrap();
    assert_eq!(found.required, Some(Decimal::from(300_000)));
    assert_eq!(found.goal.unwrap().required, Some(Decimal::from(1_000_000)));
}
