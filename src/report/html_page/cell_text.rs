//! Amounts, states and days as the cells of the page show them.

use rust_decimal::Decimal;

use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::money::{Currency, Money};
use crate::domain::word::Word as _;
use crate::exchange::partner_report::{KnownPart, ReportedMonth, ReportedRevenue};

/// How much of the required revenue is found, in percent.
pub(super) fn share(revenue: &ReportedRevenue) -> Option<Decimal> {
    let found = revenue.found?.checked_mul(Decimal::ONE_HUNDRED)?;
    found.checked_div(revenue.required?)
}

/// A share above this is not shown: it says no more.
const LARGEST_SHARE: Decimal = Decimal::ONE_THOUSAND;

/// The same in words; empty where it would say too little.
pub(super) fn shown_share(revenue: &ReportedRevenue) -> String {
    let least = match revenue.known() {
        KnownPart::Whole | KnownPart::NotCounted => "",
        KnownPart::AtLeast => "at least ",
        KnownPart::Some | KnownPart::Nothing => return String::new(),
    };
    match share(revenue) {
        Some(share) if share > LARGEST_SHARE => "over 1,000 %".to_owned(),
        Some(share) => format!("{least}{} %", share.trunc()),
        None => String::new(),
    }
}

/// Whether it is known that the revenue is not enough.
pub(super) fn is_short(revenue: &ReportedRevenue) -> bool {
    let is_less = share(revenue).is_some_and(|share| share < Decimal::ONE_HUNDRED);
    is_less && revenue.known() == KnownPart::Whole
}

/// The known revenue of the trailing months.
pub(super) fn found(revenue: &ReportedRevenue) -> String {
    match (revenue.known(), revenue.found) {
        (KnownPart::Nothing, _) => "unknown".to_owned(),
        (_, None) => "too large".to_owned(),
        (known, Some(found)) => known_amount(found, known),
    }
}

/// The known revenue of a month.
pub(super) fn found_in(month: &ReportedMonth) -> String {
    known_amount(month.usd, month.known)
}

fn known_amount(usd: Decimal, known: KnownPart) -> String {
    match known {
        KnownPart::Whole => dollars(usd),
        KnownPart::AtLeast => format!("at least {}", dollars(usd)),
        KnownPart::Some => format!("{} known", dollars(usd)),
        KnownPart::Nothing => "unknown".to_owned(),
        KnownPart::NotCounted => "does not count".to_owned(),
    }
}

/// An amount in US dollars for people.
pub(super) fn dollars(amount: Decimal) -> String {
    let money = Money {
        amount,
        currency: Currency::USD,
    };
    money.grouped()
}

/// A state in words.
pub(super) fn spaced(state: EnrollmentStateKind) -> String {
    state.word().replace('-', " ")
}

/// What a column of days is sorted by; rows without a day come last, whichever way it is sorted.
pub(super) fn sorted_by(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// What a column of amounts is sorted by, as a number; rows without one come last, too.
pub(super) fn sorted_by_number(number: Option<Decimal>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::partner_report::samples;

    /// The revenue of the sample with these months, the newest first.
    fn revenue(newest: &[(u32, KnownPart)]) -> ReportedRevenue {
        let mut revenue = samples::report().accounts[1].revenue.clone().unwrap();
        for (month, (usd, known)) in revenue.months.iter_mut().rev().zip(newest) {
            (month.usd, month.known) = (Decimal::from(*usd), *known);
        }
        revenue.months.reverse();
        revenue.months.truncate(newest.len());
        let total = revenue.months.iter().map(|month| month.usd).sum();
        revenue.found = Some(total).filter(|_| revenue.known() != KnownPart::Nothing);
        revenue
    }

    #[test]
    fn unknown_revenue_is_neither_zero_nor_short() {
        use KnownPart::{AtLeast, NotCounted, Nothing, Some, Whole};
        for (newest, said, share, short) in [
            (&[(0, Nothing)][..], "unknown", "", false),
            (&[(0, Nothing), (0, NotCounted)], "unknown", "", false),
            (
                &[(30_000, Whole), (0, Nothing)],
                "at least 30,000.00 USD",
                "at least 10 %",
                false,
            ),
            (
                &[(30_000, AtLeast)],
                "at least 30,000.00 USD",
                "at least 10 %",
                false,
            ),
            (
                &[(30_000, Some), (0, Nothing)],
                "30,000.00 USD known",
                "",
                false,
            ),
            (&[(30_000, Whole)], "30,000.00 USD", "10 %", true),
            (&[(0, Whole), (0, NotCounted)], "0.00 USD", "0 %", true),
            (&[(300_000, Whole)], "300,000.00 USD", "100 %", false),
            (
                &[(4_000_000, Whole)],
                "4,000,000.00 USD",
                "over 1,000 %",
                false,
            ),
        ] {
            let revenue = revenue(newest);
            assert_eq!(found(&revenue), said, "{newest:?}");
            assert_eq!(shown_share(&revenue), share, "{newest:?}");
            assert_eq!(is_short(&revenue), short, "{newest:?}");
        }
    }
}
