//! Revenue of the trailing twelve months against a threshold.

use rust_decimal::{Decimal, RoundingStrategy};

use super::outcome::Outcome;
use crate::domain::calendar::{Day, Month};
use crate::domain::money::{Currency, Money};
use crate::domain::word::Word;
use crate::policy::edition::Status;
use crate::policy::facts::Facts;
use crate::policy::revenue::Category;
use crate::policy::trailing::{Trailing, month_list};

pub(super) fn trailing(
    at_least: Decimal,
    counts: &[Category],
    facts: &Facts,
    as_of: Day,
) -> Outcome {
    let months = Month::trailing_twelve(as_of);
    let window = Trailing::over(&months, &facts.revenue, &facts.rates, counts);
    let known = window.total;
    let status = match known {
        Some(total) if total >= at_least => Status::Met,
        Some(_) if window.is_complete() => Status::NotMet,
        Some(_) | None => Status::Unknown,
    };
    let mut outcome = Outcome::new(status, usd(at_least));
    if window.months.iter().any(|month| month.known) {
        outcome.found = known.map(usd);
    }
    outcome.say(format!(
        "Counted are the twelve whole months {}.",
        month_list(&months)
    ));
    say_what_counts(&window, counts, &mut outcome);
    say_what_is_missing(&window, &mut outcome);
    match (status, known) {
        (Status::Met, _) => outcome.say("Microsoft reviews the figure and may ask for more."),
        (Status::NotMet, Some(total)) => {
            if let Some(short) = at_least.checked_sub(total) {
                outcome.say(format!("{} more would be needed.", usd(enough(short))));
            }
        }
        (Status::NotMet | Status::Unknown, _) => outcome.remedy = Some(how_to_complete(&window)),
    }
    if outcome.status == Status::NotMet {
        outcome.remedy = None;
    }
    outcome.evidence = evidence(&window);
    outcome
}

/// An amount in US dollars, cut to cents and never rounded up to the threshold.
fn usd(amount: Decimal) -> String {
    Money {
        amount,
        currency: Currency::USD,
    }
    .to_string()
}

/// What is missing, rounded up to cents: less would not be enough, and what is missing is never nothing.
fn enough(short: Decimal) -> Decimal {
    short.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero)
}

fn say_what_counts(window: &Trailing, counts: &[Category], outcome: &mut Outcome) {
    let left_out: Vec<&str> = window
        .left_out
        .iter()
        .map(|category| category.word())
        .collect();
    if counts.len() == Category::ALL.len() {
        outcome.say("Every category counts.");
    } else if left_out.is_empty() {
        let counted: Vec<&str> = counts.iter().map(|category| category.word()).collect();
        outcome.say(format!("Only {} counts.", counted.join(" and ")));
    } else {
        outcome.say(format!("Left out: {}.", left_out.join(", ")));
    }
    if window.left_out.contains(&Category::ThirdParty) {
        outcome.say("The pages are silent on third-party products.");
    }
}

fn say_what_is_missing(window: &Trailing, outcome: &mut Outcome) {
    let silent = window.silent();
    if !silent.is_empty() {
        outcome.say(format!("Nothing is known of {}.", month_list(&silent)));
    }
    for (currency, months) in window.unrated() {
        outcome.say(format!(
            "No rate is known for {currency} in {}.",
            month_list(&months)
        ));
    }
    if window.total.is_none() || window.months.iter().any(|month| month.too_large) {
        outcome.say("Some figures are too large to be added exactly.");
    }
}

fn how_to_complete(window: &Trailing) -> String {
    let mut steps = Vec::new();
    if let Some(month) = window.silent().first() {
        steps.push(format!(
            "give the missing months with `csp eligibility revenue import FILE` or `csp eligibility revenue add {month} AMOUNT`"
        ));
    }
    for (currency, months) in window.unrated() {
        let month = months
            .first()
            .map(|month| format!(" --month {month}"))
            .unwrap_or_default();
        steps.push(format!(
            "give the rate with `csp eligibility rates set {currency} RATE{month}`"
        ));
    }
    if steps.is_empty() {
        steps.push("correct the figures that are too large".to_owned());
    }
    let text = steps.join("; ");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!(
        "{}{}; in a facts file as [[revenue]] and [rates].",
        first.unwrap_or(' '),
        letters.as_str()
    )
}

fn evidence(window: &Trailing) -> Vec<String> {
    let figures = window.origins.iter().map(|(origin, months)| {
        let months: Vec<Month> = months.iter().copied().collect();
        format!("revenue of {}: {origin}", month_list(&months))
    });
    let rates = window.rates.iter().map(|rate| format!("rate {rate}"));
    figures.chain(rates).collect()
}
