//! Which condition blocks which operation, and from which day. The dates are data: `policy` reads them from a file.

use super::OrderOperation;
use crate::domain::calendar::Day;
use crate::domain::rule::RuleRef;

/// When an edition begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEditionStart {
    /// It applies on every day: no first day is published.
    Always,
    /// It applies from this day on.
    On(Day),
    /// It applies from the day of the setting `orders.agreement-block-from`, which is empty by default.
    Configured,
}

/// From some day on, a condition that is not met blocks these operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEdition {
    /// The condition.
    pub condition: RuleRef,
    /// When it begins. It replaces the editions of the same condition before it.
    pub start: OrderEditionStart,
    /// The operations that are blocked.
    pub blocks: Vec<OrderOperation>,
    /// Where it is published.
    pub source: String,
    /// What is uncertain about it.
    pub doubt: Option<String>,
}

/// A day of the programme, with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeDay {
    /// The day.
    pub day: Day,
    /// Where it is published.
    pub source: String,
    /// What is uncertain about it.
    pub doubt: Option<String>,
}

/// An example: which conditions can block an operation on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderExample {
    /// What it shows.
    pub name: String,
    /// The day of the order.
    pub on: Day,
    /// What is ordered.
    pub operation: OrderOperation,
    /// The day from which outdated agreements block orders, if it is set.
    pub agreement_block_from: Option<Day>,
    /// Conditions that must block.
    pub blocks: Vec<RuleRef>,
    /// Conditions that must not block.
    pub passes: Vec<RuleRef>,
}

/// Everything about orders that depends on dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRules {
    /// An agreement accepted before this day must be accepted again.
    pub accept_again_if_before: ProgrammeDay,
    /// An attestation dated on or after this day needs the customer's company name.
    pub company_name_from: ProgrammeDay,
    /// The editions of all conditions.
    pub editions: Vec<OrderEdition>,
    /// Examples that run as tests.
    pub examples: Vec<OrderExample>,
}

/// What a condition that is not met does to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderEffect {
    /// It blocks.
    Now,
    /// It will block from this day on.
    From(Day),
    /// It will block, but the day is not known and not configured.
    DayUnknown,
    /// It does not block the operation.
    Never,
}

impl OrderRules {
    /// Whether `condition`, where it is not met, blocks `operation` on `today`.
    ///
    /// `block_from` is the configured day from which outdated agreements block orders. Of the editions of a condition
    /// that have begun, the latest decides.
    pub fn effect(
        &self,
        condition: RuleRef,
        operation: OrderOperation,
        today: Day,
        block_from: Option<Day>,
    ) -> OrderEffect {
        let of_condition = || {
            self.editions
                .iter()
                .filter(|edition| edition.condition.id == condition.id)
        };
        let start = |edition: &OrderEdition| match edition.start {
            OrderEditionStart::Always => Some(Day::MIN),
            OrderEditionStart::On(day) => Some(day),
            OrderEditionStart::Configured => block_from,
        };
        let begun = of_condition()
            .filter_map(|edition| Some((start(edition)?, edition)))
            .filter(|(day, _)| *day <= today)
            .max_by_key(|(day, _)| *day);
        if begun.is_some_and(|(_, edition)| edition.blocks.contains(&operation)) {
            return OrderEffect::Now;
        }
        let blocking = || of_condition().filter(|edition| edition.blocks.contains(&operation));
        let next = blocking()
            .filter_map(start)
            .filter(|day| *day > today)
            .min();
        match next {
            Some(day) => OrderEffect::From(day),
            None if blocking().any(|edition| start(edition).is_none()) => OrderEffect::DayUnknown,
            None => OrderEffect::Never,
        }
    }

    /// What the examples expect and the editions do not say.
    pub fn failed_examples(&self) -> Vec<String> {
        let fails = |example: &OrderExample| -> Vec<String> {
            let blocks = |condition: RuleRef| {
                let block_from = example.agreement_block_from;
                self.effect(condition, example.operation, example.on, block_from)
                    == OrderEffect::Now
            };
            let expected = |conditions: &[RuleRef], wanted: bool| -> Vec<String> {
                conditions
                    .iter()
                    .filter(|condition| blocks(condition) != wanted)
                    .map(|condition| {
                        let verb = if wanted { "blocks" } else { "does not block" };
                        format!(
                            "example `{}`: expected that {} {verb} {}",
                            example.name,
                            condition.id,
                            example.operation.phrase()
                        )
                    })
                    .collect()
            };
            let mut failed = expected(&example.blocks, true);
            failed.extend(expected(&example.passes, false));
            failed
        };
        self.examples.iter().flat_map(fails).collect()
    }
}
