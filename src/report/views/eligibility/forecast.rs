//! The forecast, and the chart of the trailing twelve months.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::domain::calendar::{Day, Month};
use crate::domain::money::{Currency, Money};
use crate::domain::{Model, counted};
use crate::policy::{FEWEST_MONTHS, Forecast, Goal, Outlook, Trailing, month_list};
use crate::report::{Page, View};

/// A forecast.
#[derive(Debug, Serialize)]
pub struct ForecastView {
    model: Model,
    as_of: Day,
    policy: String,
    required: Option<Money>,
    found: Option<Money>,
    met: Option<bool>,
    met_on: Option<Day>,
    complete_months: usize,
    monthly_change: Option<Money>,
    present_month: Option<Money>,
    by: Option<GoalView>,
    note: String,
    #[serde(skip)]
    chart: Chart,
}

#[derive(Debug, Serialize)]
struct GoalView {
    date: Day,
    policy: String,
    required: Option<Money>,
    secured: Money,
    open_months: u32,
    monthly: Option<Money>,
}

impl ForecastView {
    /// The result in words.
    pub fn into_note(self) -> String {
        self.note
    }
}

fn usd(amount: Decimal) -> Money {
    Money {
        amount,
        currency: Currency::USD,
    }
}

impl From<Forecast> for ForecastView {
    fn from(forecast: Forecast) -> Self {
        let asked = forecast.required.is_some();
        let found = forecast.found().filter(|_| asked).map(usd);
        let met_on = if let Outlook::MetOn(day) = forecast.outlook {
            Some(day)
        } else {
            None
        };
        Self {
            note: note(&forecast),
            chart: Chart::of(&forecast.window, forecast.required),
            complete_months: forecast.complete_months(),
            model: forecast.model,
            as_of: forecast.as_of,
            policy: forecast.policy,
            required: forecast.required.map(usd),
            found,
            met: is_met(&forecast.outlook),
            met_on,
            monthly_change: forecast.line.map(|(rise, _)| usd(rise)),
            present_month: forecast.line.map(|(_, present)| usd(present)),
            by: forecast.goal.map(GoalView::from),
        }
    }
}

impl From<Goal> for GoalView {
    fn from(goal: Goal) -> Self {
        Self {
            date: goal.by,
            policy: goal.policy,
            required: goal.required.map(usd),
            secured: usd(goal.secured),
            open_months: goal.open_months,
            monthly: goal.monthly.map(usd),
        }
    }
}

/// Whether what is known meets the requirement; `None` where nothing is asked, or where that is not known.
fn is_met(outlook: &Outlook) -> Option<bool> {
    match outlook {
        Outlook::Met => Some(true),
        Outlook::MetOn(_) | Outlook::NotInSight | Outlook::TooFew => Some(false),
        Outlook::NotAsked | Outlook::AskedFrom(_) | Outlook::NoTenure | Outlook::NoRate => None,
    }
}

fn note(forecast: &Forecast) -> String {
    let early = forecast.window.early();
    let months = forecast.complete_months() + early.len();
    let basis = match months {
        0 => {
            " No month of the twelve is completely known; they count as they are known.".to_owned()
        }
        1..12 => {
            let known = counted(months as u64, "month");
            let are = if months == 1 { "is" } else { "are" };
            format!(
                " Only {known} of the twelve {are} completely known; the others count as they are known."
            )
        }
        _ => String::new(),
    };
    let answer = match forecast.outlook {
        Outlook::NotAsked => "No revenue is required.".to_owned(),
        Outlook::AskedFrom(day) => {
            format!("Revenue is required of this partner from {day} on, not before.")
        }
        Outlook::Met => "What is known meets the requirement already.".to_owned(),
        Outlook::MetOn(day) => format!(
            "At this pace it would be met on {day}. This is a straight line through the last twelve months, not a promise."
        ),
        Outlook::NotInSight => "At this pace it would not be met within ten years.".to_owned(),
        Outlook::TooFew => {
            format!(
                "Too few months are known for a forecast: a line needs at least {FEWEST_MONTHS}."
            )
        }
        Outlook::NoTenure => "Only revenue as an indirect reseller counts, and tenure.indirect_reseller_since is not known. Record it with `csp eligibility evidence set tenure.indirect_reseller_since DATE`.".to_owned(),
        Outlook::NoRate => "What is known would be enough, but a negative amount has no exchange rate and may lower it. Give the rate with `csp eligibility rates set CURRENCY RATE`.".to_owned(),
    };
    if forecast.required.is_none() {
        answer
    } else {
        let before = match early.as_slice() {
            [] => String::new(),
            months => format!(
                " Revenue before the time as an indirect reseller does not count: {}.",
                month_list(months)
            ),
        };
        format!("{answer}{basis}{before}")
    }
}

impl View for ForecastView {
    const NESTED: &'static [&'static str] =
        &["required", "found", "monthly_change", "present_month", "by"];

    fn page(&self, page: &mut Page) {
        page.heading(&format!(
            "Revenue forecast as {} on {}",
            self.model.title(),
            self.as_of
        ));
        page.fact("Policy", Some(&self.policy));
        page.fact(
            "Required",
            self.required.map(|money| money.grouped()).as_deref(),
        );
        page.fact("Found", self.found.map(|money| money.grouped()).as_deref());
        page.fact(
            "Monthly change",
            self.monthly_change.map(|money| money.grouped()).as_deref(),
        );
        page.fact("Note", Some(&self.note));
        if let Some(by) = &self.by {
            by.show(page);
        }
        if self.required.is_some() {
            page.heading("Trailing twelve months");
            self.chart.write(page);
        }
    }
}

impl GoalView {
    fn show(&self, page: &mut Page) {
        page.heading(&format!("To meet it by {} ({})", self.date, self.policy));
        page.fact(
            "Required",
            self.required.map(|money| money.grouped()).as_deref(),
        );
        page.fact("Secured", Some(&self.secured.grouped()));
        page.fact("Months left", Some(&self.open_months.to_string()));
        match self.monthly {
            Some(monthly) => page.fact("Monthly amount", Some(&monthly.grouped())),
            None if self.required.is_none() => {
                page.item("  ", "No revenue is required of this partner then.")
            }
            None => page.item(
                "  ",
                "Every month that would count is over, so the sum cannot change any more.",
            ),
        }
    }
}

/// The most columns that a bar takes, and the fewest with which it still says something.
const BAR: std::ops::RangeInclusive<usize> = 10..=41;

/// The text before a bar, with the month in it.
const BEFORE: usize = "  2021-03 ".len();

/// A bar for each month, and the total against the threshold. A `|` marks what each month would have to bring.
#[derive(Debug, Default)]
pub struct Chart {
    months: Vec<(Month, Decimal, String)>,
    largest: Decimal,
    share: Option<Decimal>,
    notes: Vec<String>,
}

impl Chart {
    /// The chart of a window under the threshold of a policy, if it has one.
    pub fn of(window: &Trailing, required: Option<Decimal>) -> Self {
        let share = required.and_then(|required| required.checked_div(Decimal::from(12)));
        let largest = window
            .months
            .iter()
            .map(|month| month.usd)
            .chain(share)
            .max()
            .unwrap_or_default();
        let months = window.months.iter().map(|month| {
            let value = if month.known {
                usd(month.usd).grouped()
            } else {
                "unknown".to_owned()
            };
            let open = if month.unrated.is_empty() {
                ""
            } else {
                " + amounts without a rate"
            };
            (month.month, month.usd, format!("{value}{open}"))
        });
        Self {
            months: months.collect(),
            largest,
            share,
            notes: notes(window, required),
        }
    }

    /// The same with a further line below.
    #[must_use]
    pub fn noting(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }

    /// Writes it, its bars as long as there is room for them.
    pub fn write(&self, page: &mut Page) {
        let longest = self.months.iter().map(|(_, _, value)| value.len()).max();
        let taken = BEFORE + 1 + longest.unwrap_or(0);
        let room = usize::from(page.width()).saturating_sub(taken);
        let columns = room.clamp(*BAR.start(), *BAR.end());
        let mark = self.share.map(|share| self.reach(share, columns));
        for (month, amount, value) in &self.months {
            let bar = bar(columns, self.reach(*amount, columns), mark);
            page.line(&format!("  {month} {bar} {value}"));
        }
        for note in &self.notes {
            page.item("  ", note);
        }
    }

    /// How much of a bar of so many columns an amount fills; the last column is there for the mark alone.
    fn reach(&self, amount: Decimal, columns: usize) -> usize {
        let most = columns.saturating_sub(1);
        let share = amount
            .checked_mul(Decimal::from(most))
            .and_then(|amount| amount.checked_div(self.largest));
        share
            .and_then(|share| share.trunc().to_usize())
            .unwrap_or(0)
            .min(most)
    }
}

fn notes(window: &Trailing, required: Option<Decimal>) -> Vec<String> {
    let mut notes = Vec::new();
    let is_known = window.months.iter().any(|month| !month.is_silent());
    if let Some(total) = window.total.filter(|_| is_known) {
        let against = required.map_or_else(String::new, |required| {
            let percent = total
                .checked_mul(Decimal::ONE_HUNDRED)
                .and_then(|hundred| hundred.checked_div(required));
            let percent =
                percent.map_or_else(String::new, |percent| format!(" ({} %)", percent.trunc()));
            format!(" of {}{percent}", usd(required).grouped())
        });
        notes.push(format!("Total: {}{against}.", usd(total).grouped()));
    }
    let silent: Vec<Month> = window.silent();
    if !silent.is_empty() {
        notes.push(format!(
            "No revenue is recorded for {}.",
            month_list(&silent)
        ));
    }
    notes
}

fn bar(columns: usize, filled: usize, mark: Option<usize>) -> String {
    (0..columns)
        .map(|at| match (at < filled, mark == Some(at)) {
            (_, true) => '|',
            (true, false) => '#',
            (false, false) => '.',
        })
        .collect()
}
