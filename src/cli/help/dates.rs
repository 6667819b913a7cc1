//! `csp help dates`: how days, months and times are typed and shown.

use super::layout;
use crate::domain::calendar::YEARS;
use crate::domain::word::Word as _;
use crate::exchange::revenue::DateOrder;

/// The page.
pub(super) fn text(width: usize) -> String {
    let typed = layout::table_in(
        width,
        &[
            ("Day", "YYYY-MM-DD, for example 2021-03-01"),
            ("Month", "YYYY-MM, for example 2021-03"),
            (
                "Time",
                "RFC 3339, for example 2021-03-01T09:00:00Z or 2021-03-01T10:00:00+01:00",
            ),
        ],
    );
    let orders: Vec<&str> = DateOrder::ALL.iter().map(|order| order.word()).collect();
    let revenue = layout::paragraph(&format!(
        "Revenue files may have dates in another order. The option --dates of `csp eligibility revenue import` says which: {}.",
        orders.join(", ")
    ));
    format!(
        "\
How to write days and times:

{typed}
The option --since of `csp audit log` accepts a day or a time. The years {} to
{} are accepted.

A day is a day in UTC: today ends at midnight UTC, on every machine. A time with
another offset is converted to UTC.

Tables show a day with its distance from today. JSON and CSV have the day or the
time alone, times in UTC and ending in Z.

--now TIME (CSP_NOW) uses this time instead of the clock, for a rehearsal or a
script that must give the same result every time. The journal marks entries that
were written this way.

{revenue}",
        YEARS.start(),
        YEARS.end(),
    )
}
