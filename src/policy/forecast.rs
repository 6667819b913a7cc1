//! Forecasts when the revenue requirement will be met, with a straight line through the last twelve months.

use rust_decimal::{Decimal, RoundingStrategy};

use super::edition::{BeforeFirst, Edition, Policy, Purpose, RequirementId, Status, Test};
use super::facts::{FactKey, Facts};
use super::revenue::Category;
use super::trailing::{MonthSum, Trailing};
use crate::domain::Model;
use crate::domain::calendar::{Day, Month};
use crate::domain::word::Word;

/// The minimum number of complete months for a line.
pub const FEWEST_MONTHS: usize = 3;
/// How many months ahead the forecast looks.
pub(super) const HORIZON: i32 = 120;

/// The result of the forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// The edition in force requires no revenue.
    NotAsked,
    /// Known revenue already meets the requirement.
    Met,
    /// It will be met on this day, the first of a month.
    MetOn(Day),
    /// It will not be met within the months of the forecast.
    NotInSight,
    /// Too few months are complete for a line.
    TooFew,
    /// Only revenue as an indirect reseller counts, and the start of that is unknown.
    NoTenure,
    /// Known revenue would be enough, but a negative amount without a rate may lower it.
    NoRate,
}

/// What is needed to meet the requirement by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The day.
    pub by: Day,
    /// The edition in force on it.
    pub policy: String,
    /// Its threshold; `None` if it requires no revenue.
    pub required: Option<Decimal>,
    /// The revenue of the months of its window that are already over.
    pub secured: Decimal,
    /// The number of months of its window that are not over, including the present one.
    pub open_months: u32,
    /// The revenue needed in each of them; `None` if there is none, or nothing is required.
    pub monthly: Option<Decimal>,
}

/// A forecast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The model.
    pub model: Model,
    /// The day it was made for.
    pub as_of: Day,
    /// The edition in force on it.
    pub policy: String,
    /// The threshold.
    pub required: Option<Decimal>,
    /// The trailing twelve months.
    pub window: Trailing,
    /// The result.
    pub outlook: Outlook,
    /// The monthly increase of the line, and its value for the present month.
    pub line: Option<(Decimal, Decimal)>,
    /// What is needed by the day asked for.
    pub goal: Option<Goal>,
}

impl Forecast {
    /// The number of complete months of the window. Months that do not count are not included.
    pub fn complete_months(&self) -> usize {
        let known = self
            .window
            .months
            .iter()
            .filter(|month| is_on_the_line(month));
        known.count()
    }
}

/// Whether a month is used for the line: it counts and is complete.
fn is_on_the_line(month: &MonthSum) -> bool {
    !month.early && month.is_complete()
}

/// A straight line through the complete months of a window; month 0 is the first.
#[derive(Debug, Clone, Copy)]
struct Line {
    rise: Decimal,
    start: Decimal,
}

impl Line {
    /// The least-squares line; `None` if there are too few months or a figure is too large.
    fn through(window: &Trailing) -> Option<Self> {
        let months = window.months.iter().zip(0_i32..);
        let points: Vec<(Decimal, Decimal)> = months
            .filter(|(month, _)| is_on_the_line(month))
            .map(|(month, x)| (Decimal::from(x), month.usd))
            .collect();
        if points.len() < FEWEST_MONTHS {
            return None;
        }
        let n = Decimal::from(points.len());
        let (mut sx, mut sy, mut sxy, mut sxx) = <(Decimal, Decimal, Decimal, Decimal)>::default();
        for (x, y) in points {
            sx = sx.checked_add(x)?;
            sy = sy.checked_add(y)?;
            sxy = sxy.checked_add(x.checked_mul(y)?)?;
            sxx = sxx.checked_add(x.checked_mul(x)?)?;
        }
        let spread = n.checked_mul(sxx)?.checked_sub(sx.checked_mul(sx)?)?;
        let rise = n
            .checked_mul(sxy)?
            .checked_sub(sx.checked_mul(sy)?)?
            .checked_div(spread)?;
        let start = sy.checked_sub(rise.checked_mul(sx)?)?.checked_div(n)?;
        Some(Self { rise, start })
    }

    /// The value of the line for a month of the window or later; never negative.
    fn at(self, month: i32) -> Option<Decimal> {
        let value = self
            .rise
            .checked_mul(Decimal::from(month))?
            .checked_add(self.start)?;
        Some(value.max(Decimal::ZERO))
    }
}

/// The revenue requirement of an edition for this partner.
struct Asked<'e> {
    required: Decimal,
    counts: &'e [Category],
    /// Whether only revenue as an indirect reseller counts.
    as_reseller: bool,
}

/// A partner whose revenue is forecast: facts, purpose, and today.
#[derive(Clone, Copy)]
struct Partner<'f> {
    facts: &'f Facts,
    purpose: Purpose,
    today: Day,
}

impl Partner<'_> {
    /// When the partner became an indirect reseller, as known today.
    fn since(&self) -> Option<Day> {
        let (day, _) = self.facts.day(FactKey::ResellerSince)?;
        Some(day).filter(|day| *day <= self.today)
    }

    /// The known revenue of some months, as far as the requirement counts it.
    fn window(&self, months: &[Month], asked: Option<&Asked<'_>>) -> Trailing {
        let first = self
            .since()
            .filter(|_| asked.is_some_and(|asked| asked.as_reseller))
            .map(Month::of);
        let counts = asked.map_or(Category::ALL, |asked| asked.counts);
        Trailing::since(
            first,
            months,
            &self.facts.revenue,
            &self.facts.rates,
            counts,
        )
    }
}

fn revenue_asked(edition: &Edition, purpose: Purpose) -> Option<Asked<'_>> {
    match &edition.requirement(RequirementId::RevenueTtm)?.test {
        Test::Revenue {
            at_least,
            counts,
            as_reseller,
        } => Some(Asked {
            required: *at_least,
            counts,
            as_reseller: *as_reseller && purpose == Purpose::Enroll,
        }),
        Test::Flag { .. }
        | Test::Count { .. }
        | Test::AtMost { .. }
        | Test::SupportPlan { .. }
        | Test::Tenure { .. }
        | Test::Recent { .. }
        | Test::Dated { .. } => None,
    }
}

/// Forecasts the revenue requirement of a policy from the facts known today.
///
/// # Errors
/// When today or the day asked for is before the first edition.
pub fn forecast(
    policy: &Policy,
    facts: &Facts,
    purpose: Purpose,
    today: Day,
    by: Option<Day>,
) -> Result<Forecast, BeforeFirst> {
    let edition = policy.in_force(today)?;
    let partner = Partner {
        facts,
        purpose,
        today,
    };
    let asked = revenue_asked(edition, purpose);
    let window = partner.window(&Month::trailing_twelve(today), asked.as_ref());
    let line = Line::through(&window);
    let outlook = match &asked {
        None => Outlook::NotAsked,
        Some(asked) if asked.as_reseller && partner.since().is_none() => Outlook::NoTenure,
        Some(asked) if window.reaches(asked.required) == Status::Met => Outlook::Met,
        Some(asked) if window.total.is_some_and(|total| total >= asked.required) => Outlook::NoRate,
        Some(_) if line.is_none() => Outlook::TooFew,
        Some(_) => outlook(policy, partner)?,
    };
    let goal = by.map(|by| goal(policy, partner, by)).transpose()?;
    Ok(Forecast {
        model: policy.model,
        as_of: today,
        policy: edition.id.to_string(),
        required: asked.map(|asked| asked.required),
        line: line.and_then(|line| Some((line.rise, line.at(12)?))),
        window,
        outlook,
        goal,
    })
}

/// Moves forward month by month, and applies the edition in force in each.
fn outlook(policy: &Policy, partner: Partner<'_>) -> Result<Outlook, BeforeFirst> {
    let this = Month::of(partner.today);
    let months = Month::trailing_twelve(partner.today);
    for ahead in 1..=HORIZON {
        let day = this.plus(ahead).first_day();
        let Some(asked) = revenue_asked(policy.in_force(day)?, partner.purpose) else {
            continue;
        };
        let window = partner.window(&months, Some(&asked));
        let Some(line) = Line::through(&window) else {
            return Ok(Outlook::TooFew);
        };
        let still_counted = window
            .months
            .iter()
            .skip(usize::try_from(ahead).unwrap_or(usize::MAX));
        let past = still_counted.map(|month| Some(month.usd));
        let future = (ahead.max(12)..12 + ahead).map(|month| line.at(month));
        let total = past
            .chain(future)
            .try_fold(Decimal::ZERO, |total, month| total.checked_add(month?));
        if total.is_some_and(|total| total >= asked.required) {
            return Ok(Outlook::MetOn(day));
        }
    }
    Ok(Outlook::NotInSight)
}

fn goal(policy: &Policy, partner: Partner<'_>, by: Day) -> Result<Goal, BeforeFirst> {
    let edition = policy.in_force(by)?;
    let asked = revenue_asked(edition, partner.purpose);
    let this = Month::of(partner.today);
    let (over, open): (Vec<Month>, Vec<Month>) = Month::trailing_twelve(by)
        .into_iter()
        .partition(|month| *month < this);
    let secured = partner
        .window(&over, asked.as_ref())
        .total
        .unwrap_or_default();
    let monthly = asked
        .as_ref()
        .filter(|_| !open.is_empty())
        .and_then(|asked| {
            let short = asked.required.checked_sub(secured)?.max(Decimal::ZERO);
            let each = short.checked_div(Decimal::from(open.len()))?;
            Some(each.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero))
        });
    Ok(Goal {
        by,
        policy: edition.id.to_string(),
        required: asked.map(|asked| asked.required),
        secured,
        open_months: u32::try_from(open.len()).unwrap_or(0),
        monthly,
    })
}

#[cfg(test)]
mod tests {
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
}
