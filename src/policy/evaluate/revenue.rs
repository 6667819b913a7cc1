//! Compares the revenue of the trailing twelve months with a threshold.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use super::EligibilityQuestion;
use super::outcome::{Dated, Outcome};
use crate::domain::calendar::{Day, Month};
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::SourceKind;
use crate::domain::word::Word;
use crate::policy::edition::{Purpose, Status};
use crate::policy::facts::{FactKey, FactOrigin, Facts};
use crate::policy::revenue::Category;
use crate::policy::trailing::{Trailing, month_list};

/// The revenue requirement of a policy.
pub(super) struct Asked<'p> {
    pub(super) at_least: Decimal,
    pub(super) counts: &'p [Category],
    /// Whether an applicant must have earned it as an indirect reseller.
    pub(super) as_reseller: bool,
}

const TENURE: FactKey = FactKey::ResellerSince;

pub(super) fn trailing(asked: &Asked<'_>, question: EligibilityQuestion, facts: &Facts) -> Outcome {
    let months = Month::trailing_twelve(question.as_of);
    let tenure = tenure(asked, question, facts);
    let window = Trailing::since(
        tenure.first_month(),
        &months,
        &facts.revenue,
        &facts.rates,
        asked.counts,
    );
    let status = match tenure {
        Tenure::Missing(_) => Status::Unknown,
        Tenure::NotAsked | Tenure::Since(..) => window.reaches(asked.at_least),
    };
    let mut outcome = Outcome::new(status, usd(asked.at_least));
    if window.months.iter().any(|month| month.known) {
        outcome.found = window.total.map(usd);
    }
    outcome.say(format!(
        "Counts the 12 full months {}.",
        month_list(&months)
    ));
    say_what_counts(&window, asked.counts, &mut outcome);
    say_which_sources_count(&months, facts, &mut outcome);
    tenure.say(asked, &window, &mut outcome);
    say_what_is_missing(&window, &mut outcome);
    match (status, window.total) {
        (Status::Met, _) => outcome.say("Microsoft reviews the figure and may ask for more."),
        (Status::NotMet, Some(total)) => {
            if let Some(short) = asked.at_least.checked_sub(total) {
                outcome.say(format!("{} more is needed.", usd(enough(short))));
            }
        }
        (Status::NotMet | Status::Unknown, _) => {
            outcome.remedy = how_to_decide(&tenure, &window, &outcome);
        }
    }
    if let Some(origin) = &window.place {
        outcome.stand_at(origin);
    }
    outcome.evidence = evidence(&window);
    if let Tenure::Since(_, origin) = tenure {
        // If no month is before the day, the answer does not depend on it, so its position is not reported.
        if window.early().is_empty() {
            let cited = format!("{}: {origin}", TENURE.word());
            outcome.evidence.push(cited);
        } else {
            outcome.cite(TENURE, origin);
        }
    }
    outcome
}

/// From when revenue counts that must be earned as an indirect reseller.
enum Tenure<'f> {
    /// The policy does not require that.
    NotAsked,
    /// From this day on.
    Since(Day, &'f FactOrigin),
    /// The day is unknown, or does not count.
    Missing(Dated<'f>),
}

/// The published page requires this of applicants only. A direct-bill partner already earns its revenue as one.
fn tenure<'f>(asked: &Asked<'_>, question: EligibilityQuestion, facts: &'f Facts) -> Tenure<'f> {
    if !asked.as_reseller || question.purpose == Purpose::Retain {
        return Tenure::NotAsked;
    }
    match Dated::of(facts, TENURE, question.as_of) {
        Dated::On(day, origin) => Tenure::Since(day, origin),
        missing @ (Dated::Absent | Dated::Later(_)) => Tenure::Missing(missing),
    }
}

impl Tenure<'_> {
    /// The first month that counts. The month in which the tenure begins counts too: revenue is known only by month,
    /// and before that day the partner had none as an indirect reseller.
    fn first_month(&self) -> Option<Month> {
        match self {
            Self::NotAsked | Self::Missing(_) => None,
            Self::Since(day, _) => Some(Month::of(*day)),
        }
    }

    fn say(&self, asked: &Asked<'_>, window: &Trailing, outcome: &mut Outcome) {
        match self {
            Self::NotAsked if asked.as_reseller => {
                outcome.say("Only applicants must have earned it as an indirect reseller.")
            }
            Self::NotAsked => {}
            Self::Since(day, _) => {
                let early = window.early();
                if !early.is_empty() {
                    outcome.say(format!(
                        "Only revenue as an indirect reseller counts, from {day} on: {} is before that and does not count.",
                        month_list(&early)
                    ));
                }
            }
            Self::Missing(dated) => {
                match dated {
                    Dated::Later(_) => dated.note(TENURE, outcome),
                    Dated::Absent | Dated::On(..) => {
                        outcome.say(format!("{} is unknown.", TENURE.word()));
                    }
                }
                outcome.say("Only revenue as an indirect reseller counts. Without this day it is unknown which months count.");
                outcome.missing.push(TENURE);
            }
        }
    }
}

/// What to provide to decide an unknown answer: the day, then months and rates.
fn how_to_decide(tenure: &Tenure<'_>, window: &Trailing, outcome: &Outcome) -> Option<String> {
    let figures = || how_to_complete(window);
    match tenure {
        Tenure::Missing(_) if window.is_complete() => Some(outcome.how_to_state()),
        Tenure::Missing(_) => Some(format!("{} {}", outcome.how_to_state(), figures())),
        Tenure::NotAsked | Tenure::Since(..) => Some(figures()),
    }
}

/// An amount in US dollars, truncated to cents so that it is never rounded up to the threshold.
fn usd(amount: Decimal) -> String {
    Money {
        amount,
        currency: Currency::USD,
    }
    .to_string()
}

/// The missing amount, rounded up to cents: never too little, and never zero.
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
    if window.has_third_party {
        outcome.say("Microsoft's pages do not mention third-party products.");
    }
}

/// Sources of one month describe the same revenue. Those that were not counted are named.
fn say_which_sources_count(months: &[Month], facts: &Facts, outcome: &mut Outcome) {
    let mut by_kinds: BTreeMap<(SourceKind, SourceKind), Vec<Month>> = BTreeMap::new();
    for month in months {
        if let Some((counted, others)) = facts.revenue.not_counted(*month) {
            for other in others {
                by_kinds.entry((counted, other)).or_default().push(*month);
            }
        }
    }
    for ((counted, other), months) in by_kinds {
        outcome.say(format!(
            "Not counted in {}: {}, because the {} of a month count before them.",
            month_list(&months),
            other.plural(),
            counted.plural()
        ));
    }
}

fn say_what_is_missing(window: &Trailing, outcome: &mut Outcome) {
    let silent = window.silent();
    if !silent.is_empty() {
        outcome.say(format!("There are no figures for {}.", month_list(&silent)));
    }
    for (currency, months) in window.unrated() {
        outcome.say(format!(
            "There is no exchange rate for {currency} in {}.",
            month_list(&months)
        ));
    }
    if window
        .months
        .iter()
        .any(|month| month.may_be_lower && !month.unrated.is_empty())
    {
        outcome.say("An amount without a rate is negative, so the real sum may be lower.");
    }
    if window.total.is_none() || window.months.iter().any(|month| month.too_large) {
        outcome.say("Some figures are too large to add exactly.");
    }
}

fn how_to_complete(window: &Trailing) -> String {
    let mut steps = Vec::new();
    if let Some(month) = window.silent().first() {
        steps.push(format!(
            "Add the missing months: `csp eligibility revenue import FILE` or `csp eligibility revenue add {month} AMOUNT`."
        ));
    }
    for (currency, months) in window.unrated() {
        let month = months
            .first()
            .map(|month| format!(" --month {month}"))
            .unwrap_or_default();
        steps.push(format!(
            "Add the rate: `csp eligibility rates set {currency} RATE{month}`."
        ));
    }
    if steps.is_empty() {
        steps.push("Correct the figures that are too large.".to_owned());
    }
    format!(
        "{} In a facts file, use [[revenue]] and [rates].",
        steps.join(" ")
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
