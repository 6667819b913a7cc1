//! The pictures of the page: revenue by month, and dates by week. Places are whole numbers of a drawing 360 wide, which a
//! narrow screen shows at its size.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;

use super::cell_text::{dollars, found_in};
use crate::domain::calendar::{Day, Month, days_after};
use crate::domain::counted;
use crate::exchange::partner_report::{KnownPart, ReportedDate, ReportedRevenue};

const WIDTH: u32 = 360;
const HEIGHT: u32 = 170;
/// Where bars begin, and how high the highest one is.
const BASE: u32 = 145;
const HIGHEST: u32 = 120;

/// How many months the forecast is drawn ahead.
const AHEAD: i32 = 6;

#[derive(Serialize)]
pub(super) struct RevenuePlot {
    width: u32,
    height: u32,
    base: u32,
    text: String,
    caption: String,
    bars: Vec<Bar>,
    mark: Option<Mark>,
    ticks: Vec<Tick>,
}

#[derive(Serialize)]
struct Bar {
    class: &'static str,
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    middle: u32,
    label_y: u32,
    label: String,
}

/// The amount that each month must bring on average.
#[derive(Serialize)]
struct Mark {
    y: u32,
    label_y: u32,
    label: String,
}

#[derive(Serialize)]
struct Tick {
    x: u32,
    y: u32,
    anchor: &'static str,
    label: String,
}

#[derive(Serialize)]
pub(super) struct Weeks {
    width: u32,
    height: u32,
    base: u32,
    text: String,
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
}

/// Bars at equal distances; the highest one shows `largest`.
struct Scale {
    step: u32,
    largest: Decimal,
}

impl Scale {
    fn new(bars: usize, values: impl Iterator<Item = Decimal>) -> Self {
        let bars = u32::try_from(bars).unwrap_or(u32::MAX).max(1);
        Self {
            step: (WIDTH / bars).max(1),
            largest: values.max().unwrap_or_default(),
        }
    }

    fn height(&self, value: Decimal) -> u32 {
        let share = value
            .checked_mul(Decimal::from(HIGHEST))
            .and_then(|value| value.checked_div(self.largest));
        share
            .and_then(|share| share.round().to_u32())
            .unwrap_or(0)
            .min(HIGHEST)
    }

    fn bar(&self, at: u32, value: Decimal, class: &'static str, label: String) -> Bar {
        let gap = self.step / 6;
        let height = self.height(value);
        Bar {
            class,
            x: at * self.step + gap,
            y: BASE - height,
            width: self.step.saturating_sub(2 * gap).max(1),
            height,
            middle: at * self.step + self.step / 2,
            label_y: (BASE - height).saturating_sub(4),
            label,
        }
    }

    fn tick(&self, at: u32, anchor: &'static str, label: String) -> Tick {
        let x = match anchor {
            "start" => at * self.step + 1,
            "end" => (at + 1) * self.step,
            _ => at * self.step + self.step / 2,
        };
        Tick {
            x,
            y: BASE + 16,
            anchor,
            label,
        }
    }
}

/// Revenue by month, the forecast of the next months, and what each month must bring on average.
pub(super) fn revenue_plot(revenue: &ReportedRevenue) -> RevenuePlot {
    let ahead = forecast(revenue);
    let share = revenue
        .required
        .and_then(|required| required.checked_div(Decimal::from(12)));
    let known = revenue.months.iter().map(|month| month.usd);
    let values = known.chain(ahead.iter().map(|(_, usd)| *usd)).chain(share);
    let scale = Scale::new(revenue.months.len() + ahead.len(), values);
    let of_months = revenue.months.iter().map(|month| {
        let class = if month.known.is_complete() {
            "bar"
        } else {
            "open"
        };
        (month.usd, class)
    });
    let of_forecast = ahead.iter().map(|(_, usd)| (*usd, "ahead"));
    let bars = of_months.chain(of_forecast).zip(0_u32..);
    let mark = share.map(|share| {
        let y = BASE - scale.height(share);
        Mark {
            y,
            label_y: y.saturating_sub(4),
            label: format!("{} a month on average", dollars(share)),
        }
    });
    let count = u32::try_from(revenue.months.len()).unwrap_or(0);
    let mut ticks = Vec::new();
    if let Some(first) = revenue.months.first() {
        ticks.push(scale.tick(0, "start", first.month.to_string()));
    }
    if let Some(last) = revenue.months.last() {
        ticks.push(scale.tick(count.saturating_sub(1), "end", last.month.to_string()));
    }
    if let Some((month, _)) = ahead.last() {
        let at = count + u32::try_from(ahead.len()).unwrap_or(0) - 1;
        ticks.push(scale.tick(at, "end", month.to_string()));
    }
    RevenuePlot {
        width: WIDTH,
        height: HEIGHT,
        base: BASE,
        text: describe(revenue, &ahead, share),
        caption: caption(revenue, share.is_some(), !ahead.is_empty()),
        bars: bars
            .map(|((usd, class), at)| scale.bar(at, usd, class, String::new()))
            .collect(),
        mark,
        ticks,
    }
}

/// The next months on the line of the forecast, which is never below zero.
fn forecast(revenue: &ReportedRevenue) -> Vec<(Month, Decimal)> {
    let (Some((rise, present)), Some(last)) = (revenue.line, revenue.months.last()) else {
        return Vec::new();
    };
    let value = |ahead: i32| {
        let change = rise.checked_mul(Decimal::from(ahead - 1))?;
        let usd = present.checked_add(change)?.max(Decimal::ZERO);
        Some((last.month.plus(ahead), usd))
    };
    (1..=AHEAD).filter_map(value).collect()
}

fn caption(revenue: &ReportedRevenue, has_mark: bool, has_forecast: bool) -> String {
    let has = |known| revenue.months.iter().any(|month| month.known == known);
    let mut caption = "Filled bars: known revenue of each month in USD.".to_owned();
    if has(KnownPart::AtLeast) || has(KnownPart::Some) {
        caption.push_str(" Outlined bars: months that are only partly known.");
    }
    if has(KnownPart::Nothing) {
        caption.push_str(" No bar: unknown.");
    }
    if has_forecast {
        caption.push_str(" Dashed bars: the forecast, a straight line through the known months.");
    }
    if has_mark {
        caption.push_str(" Dashed line: what each of twelve months must bring on average.");
    }
    caption
}

/// The picture in words.
fn describe(
    revenue: &ReportedRevenue,
    ahead: &[(Month, Decimal)],
    share: Option<Decimal>,
) -> String {
    let mut text = String::new();
    if let (Some(first), Some(last)) = (revenue.months.first(), revenue.months.last()) {
        text = format!(
            "From {} in {} to {} in {}.",
            found_in(first),
            first.month,
            found_in(last),
            last.month
        );
    }
    if let Some((month, usd)) = ahead.last() {
        text.push_str(&format!(" Forecast: {} in {month}.", dollars(*usd)));
    }
    if let Some(share) = share {
        text.push_str(&format!(
            " Required on average: {} a month.",
            dollars(share)
        ));
    }
    text
}

/// How many dates fall in each week from today on, and how many are late. What ended earlier today is late too.
pub(super) fn weeks<'r>(
    dates: impl Iterator<Item = &'r ReportedDate>,
    today: Day,
    until: Day,
) -> Weeks {
    let ahead = u64::try_from((until - today).num_days()).unwrap_or(0);
    let count = usize::try_from(ahead / 7 + 1).unwrap_or(1);
    let mut late = 0_u64;
    let mut counts = vec![0_u64; count];
    for date in dates {
        let distance = usize::try_from((date.on - today).num_days());
        let Some(distance) = distance.ok().filter(|_| !date.overdue) else {
            late += 1;
            continue;
        };
        if let Some(week) = counts.get_mut(distance / 7) {
            *week += 1;
        }
    }
    let values = counts.iter().chain([&late]);
    let scale = Scale::new(count + 1, values.map(|count| Decimal::from(*count)));
    let all = [(late, "over")].into_iter();
    let all = all.chain(counts.iter().map(|count| (*count, "bar")));
    let label = |count: u64| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let bars = all
        .zip(0_u32..)
        .map(|((count, class), at)| scale.bar(at, Decimal::from(count), class, label(count)));
    let last = u32::try_from(count).unwrap_or(0);
    let half = last / 2;
    let of_week = |at: u32| days_after(today, 7 * at.saturating_sub(1)).to_string();
    let mut ticks = vec![scale.tick(0, "start", "late".to_owned())];
    for (at, anchor) in [(1, "start"), (half, "middle"), (last, "end")] {
        // A label needs the room of a few bars.
        if at == 1 || at > 4 {
            ticks.push(scale.tick(at, anchor, of_week(at)));
        }
    }
    let sum: u64 = counts.iter().sum();
    let first = counts.first().copied().unwrap_or(0);
    Weeks {
        width: WIDTH,
        height: HEIGHT,
        base: BASE,
        text: format!(
            "{} late, {} in the next seven days, {} until {until}.",
            counted(late, "date"),
            counted(first, "date"),
            counted(sum, "date")
        ),
        bars: bars.collect(),
        ticks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::exchange::partner_report::samples;

    #[test]
    fn the_highest_value_has_the_highest_bar() {
        let report = samples::report();
        let revenue = report.accounts[1].revenue.clone().unwrap();
        let plot = revenue_plot(&revenue);
        assert_eq!(plot.bars.len(), 12 + 6);
        assert_eq!(plot.bars.iter().map(|bar| bar.height).max(), Some(HIGHEST));
        let rising = plot.bars.is_sorted_by_key(|bar| bar.height);
        assert!(rising, "the sample rises");
        assert!(plot.bars.iter().all(|bar| bar.x + bar.width <= WIDTH));
        // 25,000 of 27,000.
        assert_eq!(plot.mark.unwrap().y, BASE - 111);
    }

    #[test]
    fn amounts_out_of_range_are_still_a_picture() {
        let report = samples::report();
        let mut revenue = report.accounts[1].revenue.clone().unwrap();
        revenue.months[0].usd = Decimal::MAX;
        revenue.months[1].usd = Decimal::MIN;
        revenue.line = Some((Decimal::MIN, Decimal::MAX));
        let plot = revenue_plot(&revenue);
        assert!(plot.bars.iter().all(|bar| bar.height <= HIGHEST));
        revenue.months.clear();
        assert!(revenue_plot(&revenue).bars.is_empty());
    }

    #[test]
    fn days_are_counted_by_week() {
        let day = |text: &str| parse_day(text).unwrap();
        let report = samples::report();
        let dates = [
            ("2021-03-09", true),
            ("2021-03-10", true),
            ("2021-03-10", false),
            ("2021-03-16", false),
            ("2021-03-17", false),
        ];
        let dates = dates.map(|(on, overdue)| ReportedDate {
            on: day(on),
            overdue,
            ..report.accounts[0].dates[0].clone()
        });
        let weeks = weeks(dates.iter(), day("2021-03-10"), day("2021-06-08"));
        let labels: Vec<&str> = weeks.bars.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(labels[..3], ["2", "2", "1"]);
        assert_eq!(weeks.bars.len(), 14);
        assert_eq!(
            weeks.text,
            "2 dates late, 2 dates in the next seven days, 3 dates until 2021-06-08."
        );
        // The label of the first week begins where its bar does, within the gap between bars.
        let (bar, tick) = (&weeks.bars[1], &weeks.ticks[1]);
        assert_eq!(tick.label, "2021-03-10");
        assert!(tick.x.abs_diff(bar.x) <= 4, "{} {}", tick.x, bar.x);
    }
}
