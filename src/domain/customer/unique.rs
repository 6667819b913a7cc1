//! A domain and a tenant id each identify one customer of the account (`customers.unique`).

use super::CustomerRecord;
use crate::diagnostic::Diagnostic;
use crate::domain::TenantDomain;
use crate::domain::rule::customers as rule;

/// The customers in the store that share values with a record.
#[derive(Debug, Clone, Copy)]
pub struct Holders<'a> {
    /// The record's own domain, if it is already stored.
    pub known_as: Option<&'a str>,
    /// Whether a customer has the record's domain.
    pub has_domain: bool,
    /// The domain of the customer that has the record's tenant id.
    pub of_tenant: Option<&'a str>,
}

/// Every value of a record that another customer already has; empty if the record may be saved.
pub fn find_taken(record: &CustomerRecord, holders: Holders<'_>) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    if holders.known_as.is_none() && holders.has_domain {
        refusals.push(clash(
            format!(
                "the domain `{}` already belongs to a customer",
                record.domain
            ),
            record.domain.as_str(),
        ));
    }
    if let (Some(id), Some(holder)) = (record.tenant_id, holders.of_tenant)
        && Some(holder) != holders.known_as
    {
        refusals.push(clash(
            format!("the tenant ID `{id}` already belongs to the customer `{holder}`"),
            holder,
        ));
    }
    refusals
}

/// The refusal of an imported row whose domain a customer already has, if existing customers must not be changed.
pub fn domain_listed(domain: &TenantDomain) -> Diagnostic {
    Diagnostic::refused(
        &rule::UNIQUE,
        format!("`{domain}` already belongs to a customer"),
    )
}

fn clash(message: String, holder: &str) -> Diagnostic {
    Diagnostic::refused(&rule::UNIQUE, message).with_help(format!(
        "See the customer that has it: `csp customers show {holder}`"
    ))
}
