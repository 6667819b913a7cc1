//! Forecasts when the revenue requirement will be met, with a straight line through the last twelve months.

use rust_decimal::{Decimal, RoundingStrategy};

use super::edition::{
    BeforeFirst, Edition, Policy, Purpose, Requirement, RequirementId, Status, Test,
    activation_fact,
};
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
    /// No revenue is required for this purpose.
    NotAsked,
    /// Revenue will be required of this partner from this day on.
    AskedFrom(Day),
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
    /// Its threshold; `None` if it requires no revenue of the partner on that day.
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
    /// The known revenue that counts; `None` if nothing is known, or the sum is too large.
    pub fn found(&self) -> Option<Decimal> {
        let all = &self.window.months;
        let is_known = all.iter().any(|month| !month.is_silent());
        self.window.total.filter(|_| is_known)
    }

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
    model: Model,
    purpose: Purpose,
    today: Day,
}

impl Partner<'_> {
    /// From when a requirement holds for a partner that is in the programme, if that is known.
    fn starts(&self, requirement: &Requirement) -> Option<Day> {
        let start = requirement
            .retain_from
            .filter(|_| self.purpose == Purpose::Retain)?;
        let activated = self.facts.day(activation_fact(self.model));
        let activated = activated
            .map(|(day, _)| day)
            .filter(|day| *day <= self.today);
        match activated {
            Some(day) => Some(start.day(day)),
            None => (!start.needs_activation()).then(|| start.day(self.today)),
        }
    }

    /// The day on which an edition begins to require revenue of this partner, if that is after `day`.
    fn asked_after(&self, edition: &Edition, day: Day) -> Option<Day> {
        let requirement = edition.requirement(RequirementId::RevenueTtm)?;
        requirement.level(self.purpose)?;
        self.starts(requirement).filter(|start| *start > day)
    }

    /// What an edition requires of this partner on a day.
    fn asked<'e>(&self, edition: &'e Edition, day: Day) -> Option<Asked<'e>> {
        let requirement = edition.requirement(RequirementId::RevenueTtm)?;
        requirement.level(self.purpose)?;
        if self.asked_after(edition, day).is_some() {
            return None;
        }
        match &requirement.test {
            Test::Revenue {
                at_least,
                counts,
                as_reseller,
            } => Some(Asked {
                required: *at_least,
                counts,
                as_reseller: *as_reseller && self.purpose == Purpose::Enroll,
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
        model: policy.model,
        purpose,
        today,
    };
    let asked = partner.asked(edition, today);
    let window = partner.window(&Month::trailing_twelve(today), asked.as_ref());
    let line = Line::through(&window);
    let outlook = match &asked {
        None => partner
            .asked_after(edition, today)
            .map_or(Outlook::NotAsked, Outlook::AskedFrom),
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
        let Some(asked) = partner.asked(policy.in_force(day)?, day) else {
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
    let asked = partner.asked(edition, by);
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
mod tests;
