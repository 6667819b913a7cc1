//! Whether an order would be allowed, and each condition.

use serde::Serialize;

use crate::diagnostic::join_lines;
use crate::domain::TenantDomain;
use crate::domain::customer::Customer;
use crate::domain::order::{Condition, OrderAnswer, OrderOperation};
use crate::domain::relationship::Party;
use crate::domain::tone::Tone;
use crate::report::{Page, View};

/// Whether an order would be allowed.
#[derive(Debug, Clone, Serialize)]
pub struct CanOrderView {
    customer: TenantDomain,
    ordered_by: Option<Party>,
    allowed: bool,
    conditions: Vec<ConditionView>,
    operation: OrderOperation,
}

#[derive(Debug, Clone, Serialize)]
struct ConditionView {
    rule: &'static str,
    met: Option<bool>,
    detail: String,
    remedy: Option<String>,
    #[serde(skip)]
    ways: String,
}

impl From<&Condition> for ConditionView {
    fn from(condition: &Condition) -> Self {
        Self {
            rule: condition.rule.id,
            met: condition.met,
            detail: condition.detail.clone(),
            remedy: condition.remedy.as_deref().map(join_lines),
            ways: condition.remedy.clone().unwrap_or_default(),
        }
    }
}

impl CanOrderView {
    /// The answer for a customer and an operation.
    pub fn new(customer: &Customer, operation: OrderOperation, answer: &OrderAnswer) -> Self {
        Self {
            customer: customer.record.domain.clone(),
            operation,
            ordered_by: answer.ordered_by.clone(),
            allowed: answer.allowed(),
            conditions: answer.conditions.iter().map(ConditionView::from).collect(),
        }
    }
}

impl View for CanOrderView {
    const NESTED: &'static [&'static str] = &["conditions"];

    fn page(&self, page: &mut Page) {
        page.heading(&self.verdict());
        let by = match &self.ordered_by {
            Some(Party::Us) => "us",
            Some(Party::Provider(slug)) => slug.as_str(),
            None => "nobody yet",
        };
        page.fact("Ordered by", Some(by));
        for (met, mark, tone) in [
            (Some(false), "NOT MET", Tone::Bad),
            (None, "unknown", Tone::Waiting),
            (Some(true), "met    ", Tone::Good),
        ] {
            for condition in self.conditions.iter().filter(|one| one.met == met) {
                let text = format!("{} ({})", condition.detail, condition.rule);
                page.toned_item(&format!("  {mark}  "), tone, &text);
                for way in condition.ways.lines() {
                    page.prose(11, way);
                }
            }
        }
    }
}

impl CanOrderView {
    /// The answer in one or two sentences.
    fn verdict(&self) -> String {
        let what = match self.operation {
            OrderOperation::New => "An order",
            OrderOperation::MoreSeats => "More seats",
            OrderOperation::FewerSeats => "Fewer seats",
            OrderOperation::Change => "A change of term or billing plan",
            OrderOperation::Upgrade => "An upgrade",
            OrderOperation::Renew => "A renewal by hand",
            OrderOperation::AutoRenew => "Automatic renewal",
            OrderOperation::Cancel => "A cancellation",
        };
        let not = if self.allowed { "" } else { " not" };
        let verdict = format!("{what} for {} would{not} be allowed.", self.customer);
        let unknown = self
            .conditions
            .iter()
            .filter(|one| one.met.is_none() && self.allowed);
        match unknown.count() {
            0 => verdict,
            1 => format!("{verdict} Warning: 1 condition is not known."),
            count => format!("{verdict} Warning: {count} conditions are not known."),
        }
    }
}
