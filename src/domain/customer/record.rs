//! A customer's record, and the rules that every record must follow.

use super::{CspUse, CustomerOrigin};
use crate::diagnostic::Diagnostic;
use crate::domain::market::{Country, RegistrationFault, check_registration_id};
use crate::domain::rule::customers as rule;
use crate::domain::standing::{Standing, regions_apart};
use crate::domain::{Email, TenantDomain, TenantId};

/// The identity of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRecord {
    /// The organisation's name; several customers may share one.
    pub name: String,
    /// The domain of its tenant, which identifies the customer.
    pub domain: TenantDomain,
    /// The country of its tenant, wherever its offices are.
    pub country: Country,
    /// The email address, if known.
    pub email: Option<Email>,
    /// Its tenant id, if known.
    pub tenant_id: Option<TenantId>,
    /// Its registration ID, if it has one.
    pub registration_id: Option<String>,
    /// How it was won, if known.
    pub origin: Option<CustomerOrigin>,
    /// Whether the tenant is known to be used for CSP transactions.
    pub csp_tenant: bool,
}

/// Every reason against adding a record to the account's list, whatever its relationship: it is our own tenant, or its
/// registration ID is invalid.
pub fn faults_of_record(ours: &Standing, record: &CustomerRecord) -> Vec<Diagnostic> {
    let mut refusals = own_tenant(ours, record);
    if record.registration_id.is_some() {
        refusals.extend(registration(record));
    }
    refusals
}

/// Checks the rules on who can be a customer, when a relationship is requested.
pub(super) fn faults_of_buyer(
    ours: &Standing,
    record: &CustomerRecord,
    csp_use: Option<&CspUse>,
) -> Vec<Diagnostic> {
    let mut refusals = own_tenant(ours, record);
    refusals.extend(territory(ours, record));
    refusals.extend(csp_tenant(record, csp_use));
    refusals.extend(registration(record));
    refusals
}

fn own_tenant(ours: &Standing, record: &CustomerRecord) -> Vec<Diagnostic> {
    if !ours.owns_tenant(record.tenant_id, Some(&record.domain)) {
        return Vec::new();
    }
    let by_id = record
        .tenant_id
        .filter(|_| !ours.owns_tenant(None, Some(&record.domain)));
    let tenant = by_id.map_or_else(|| record.domain.to_string(), |id| id.to_string());
    vec![Diagnostic::refused(
        &rule::NOT_SELF,
        format!("`{tenant}` is this account's own tenant"),
    )]
}

/// Checks `customers.territory`.
pub(crate) fn territory(ours: &Standing, record: &CustomerRecord) -> Option<Diagnostic> {
    if ours.shares_region_with(record.country) {
        return None;
    }
    Some(
        Diagnostic::refused(
            &rule::TERRITORY,
            regions_apart(ours.country, record.country),
        )
        .with_help(format!(
            "If the country is wrong, correct it: `csp customers edit {} --country CC`\nOtherwise serve the customer from an account in its region.",
            record.domain
        )),
    )
}

/// Checks `customers.not-csp-tenant`.
pub(crate) fn csp_tenant(record: &CustomerRecord, csp_use: Option<&CspUse>) -> Option<Diagnostic> {
    let marked = record.csp_tenant.then_some(&CspUse::Marked);
    let refusal = |found: &CspUse| {
        Diagnostic::refused(
            &rule::NOT_CSP_TENANT,
            format!("{} is used for CSP transactions: {found}", record.domain),
        )
    };
    csp_use.or(marked).map(refusal)
}

/// Checks `customers.registration-id`; a missing number breaks it too.
pub(crate) fn registration(record: &CustomerRecord) -> Option<Diagnostic> {
    let fault = check_registration_id(record.country, record.registration_id.as_deref()).err()?;
    let remedy = match &fault {
        RegistrationFault::NotAsked { .. } => {
            format!(
                "Clear it: `csp customers edit {} --registration-id \"\"`",
                record.domain
            )
        }
        RegistrationFault::Missing { .. }
        | RegistrationFault::NotPlain
        | RegistrationFault::Form { .. } => {
            format!(
                "Set it: `csp customers edit {} --registration-id ID`",
                record.domain
            )
        }
    };
    Some(Diagnostic::refused(&rule::REGISTRATION_ID, fault.to_string()).with_help(remedy))
}
