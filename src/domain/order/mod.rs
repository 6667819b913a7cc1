//! Whether an order for a customer would be allowed now, and which condition fails if not.
//!
//! All code that needs to know (`csp customers can-order`, hints, reports) calls [`can_order`].

mod condition;
mod dated_conditions;
mod operation;
mod rules;

use super::calendar::Day;
use super::customer::{CspUse, Customer};
use super::model::Model;
use super::partnership::ResellerValidation;
use super::relationship::Party;
use super::rule::{RuleRef, customers as rule};
use super::slug::Slug;
use super::standing::Standing;
pub use condition::Condition;
use dated_conditions::dated_conditions;
pub use operation::OrderOperation;
pub use rules::{
    OrderEdition, OrderEditionStart, OrderEffect, OrderExample, OrderRules, ProgrammeDay,
};

/// Every condition, in the published order. `provider-active` and `provider-relationship` apply where a provider orders,
/// `direct-order` where we order.
pub static CONDITIONS: [RuleRef; 13] = [
    &rule::ACCOUNT_ACTIVE,
    &rule::PROVIDER_ACTIVE,
    &rule::PROVIDER_RELATIONSHIP,
    &rule::DIRECT_ORDER,
    &rule::SELF_RELATIONSHIP,
    &rule::TERRITORY,
    &rule::NOT_CSP_TENANT,
    &rule::REGISTRATION_ID,
    &rule::AGREEMENT_FIRST,
    &rule::RESTRICTED,
    &rule::AGREEMENT_CURRENT,
    &rule::ACCOUNT_VERIFICATION,
    &rule::RESELLER_OF_RECORD,
];

/// The question.
#[derive(Debug, Clone)]
pub struct OrderQuestion<'a> {
    /// Our account.
    pub ours: &'a Standing,
    /// The customer of the order, as of now.
    pub customer: &'a Customer,
    /// The providers that the account has an active partnership with.
    pub partners: &'a [Slug],
    /// The provider that was named, if any.
    pub named: Option<&'a Slug>,
    /// Why the customer's tenant counts as a CSP tenant, if it does.
    pub csp_use: Option<&'a CspUse>,
    /// What is ordered.
    pub operation: OrderOperation,
    /// The day of the order.
    pub today: Day,
    /// Which condition blocks which operation.
    pub rules: &'a OrderRules,
    /// The day from which outdated agreements block orders, if it is configured.
    pub agreement_block_from: Option<Day>,
    /// The last validations of our Partner ID as reseller of record, by provider.
    pub validations: &'a [(Slug, ResellerValidation)],
}

impl OrderQuestion<'_> {
    fn effect(&self, condition: RuleRef) -> OrderEffect {
        let (operation, today) = (self.operation, self.today);
        let block_from = self.agreement_block_from;
        self.rules.effect(condition, operation, today, block_from)
    }

    fn validation_with(&self, provider: &Slug) -> Option<&ResellerValidation> {
        let mut all = self.validations.iter();
        all.find(|(with, _)| with == provider)
            .map(|(_, validation)| validation)
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderAnswer {
    /// Who would order; `None` if a provider would have to and there is none.
    pub ordered_by: Option<Party>,
    /// Every condition, in the published order.
    pub conditions: Vec<Condition>,
}

impl OrderAnswer {
    /// Whether the order would be allowed: no condition blocks it. What is not known blocks nothing.
    pub fn allowed(&self) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.met != Some(false))
    }
}

/// The error that several providers could order and none was named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("several providers could order: {}. Choose one with --provider", list(.0))]
pub struct SeveralProviders(pub Vec<Slug>);

fn list(slugs: &[Slug]) -> String {
    slugs
        .iter()
        .map(Slug::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Answers the question.
///
/// # Errors
/// When a provider would order and more than one could.
pub fn can_order(question: &OrderQuestion<'_>) -> Result<OrderAnswer, SeveralProviders> {
    let ordered_by = match question.named {
        Some(named) => Some(Party::Provider(named.clone())),
        None => {
            let (ours, customer) = (question.ours, question.customer);
            let related = customer.active_providers();
            who_orders(ours, customer.won_as(ours), related, question.partners)?
        }
    };
    let conditions = match &ordered_by {
        Some(Party::Us) => condition::when_we_order(question),
        Some(Party::Provider(slug)) => condition::when_a_provider_orders(question, Some(slug)),
        None => condition::when_a_provider_orders(question, None),
    };
    let conditions = conditions
        .into_iter()
        .map(|condition| condition.for_operation(question))
        .chain(dated_conditions(question, ordered_by.as_ref()))
        .collect();
    Ok(OrderAnswer {
        ordered_by,
        conditions,
    })
}

/// Who orders where no provider is named, in this order: our account, for a customer won as direct-bill partner while
/// that enrollment is in force; the only one of `related`, the providers with a relationship to the customer; the only
/// one of `partners`, the providers with an active partnership. If several providers have a relationship, those whose
/// partnership has ended are left out. `None` if a provider would have to order and there is none.
///
/// # Errors
/// When more than one provider could order.
pub fn who_orders(
    ours: &Standing,
    won_as: Model,
    related: Vec<Slug>,
    partners: &[Slug],
) -> Result<Option<Party>, SeveralProviders> {
    if ours.is_direct_bill() && won_as == Model::DirectBill {
        return Ok(Some(Party::Us));
    }
    let partnered = |slug: &Slug| partners.contains(slug);
    let candidates = match related.as_slice() {
        [_] => related,
        _ if related.iter().any(partnered) => related.into_iter().filter(partnered).collect(),
        _ => partners.to_vec(),
    };
    match candidates.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(Party::Provider(one.clone()))),
        _ => Err(SeveralProviders(candidates)),
    }
}

#[cfg(test)]
mod tests;
