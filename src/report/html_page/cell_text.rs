//! Amounts, states and days as the cells of the page show them.

use rust_decimal::Decimal;

use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::money::{Currency, Money};
use crate::domain::word::Word as _;
use crate::exchange::partner_report::ReportedRevenue;

/// How much of the required revenue is found, in percent.
pub(super) fn share(revenue: &ReportedRevenue) -> Option<Decimal> {
    let found = revenue.found?.checked_mul(Decimal::ONE_HUNDRED)?;
    found.checked_div(revenue.required?)
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

/// What a column of days is sorted by: rows without a day come last.
pub(super) fn sorted_by(day: Option<Day>) -> String {
    day.map_or_else(|| "9999".to_owned(), |day| day.to_string())
}
