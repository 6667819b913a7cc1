//! The table of operations, conditions and days, for people to read.

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::word::Word as _;
use crate::policy::order_rules;
use std::fmt::Write as _;

/// The days, each with the configured day from which outdated agreements block orders.
const DAYS: [(&str, Option<&str>); 8] = [
    ("2023-03-31", None),
    ("2023-04-01", None),
    ("2025-06-01", None),
    ("2025-06-02", None),
    ("2025-12-01", None),
    ("2026-01-05", None),
    ("2026-01-31", Some("2026-02-01")),
    ("2026-02-01", Some("2026-02-01")),
];

/// What a condition that is not met does to an operation.
fn shown(effect: OrderEffect) -> &'static str {
    match effect {
        OrderEffect::Now => "blocks",
        OrderEffect::From(_) => "later",
        OrderEffect::DayUnknown => "advice",
        OrderEffect::Never => ".",
    }
}

#[test]
fn operations_conditions_and_days_are_as_reviewed() {
    let mut text = String::new();
    for (today, block_from) in DAYS {
        let configured = block_from.map(|day| format!(", orders.agreement-block-from = {day}"));
        let _ = writeln!(text, "On {today}{}", configured.unwrap_or_default());
        let _ = write!(text, "{:<32}", "  if this is not met");
        for operation in OrderOperation::ALL {
            let _ = write!(text, "{:<13}", operation.word());
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        for condition in CONDITIONS {
            let _ = write!(
                text,
                "  {:<30}",
                condition.id.trim_start_matches("customers.")
            );
            for &operation in OrderOperation::ALL {
                let today = parse_day(today).unwrap();
                let block_from = block_from.map(|day| parse_day(day).unwrap());
                let rules = order_rules();
                let mut effect = rules.effect(condition, operation, today, block_from);
                let is_age = condition.id == "customers.agreement-current";
                if is_age && today < rules.accept_again_if_before.day {
                    // No acceptance is too old yet.
                    effect = OrderEffect::Never;
                }
                let _ = write!(text, "{:<13}", shown(effect));
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
