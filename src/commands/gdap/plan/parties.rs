//! The customer, the template and the namesakes of a plan.

use super::Typed;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::customer::Customer;
use crate::domain::gdap::{AdminRelationship, RoleTemplate, own_tenant_refusal};
use crate::domain::standing::Standing;
use crate::session::approval_message::no_address;
use crate::session::find::customers::customer_named;
use crate::session::find::role_templates::{all_templates, template_named};
use crate::store::Tx;

/// A plan with its parties, so far as they were found.
pub(super) struct Parties {
    pub(super) standing: Standing,
    pub(super) customer: Option<Customer>,
    pub(super) template: Option<RoleTemplate>,
    pub(super) namesakes: Vec<AdminRelationship>,
}

/// The customer, the template and the relationships with the name. What is not found is added to the mistakes.
pub(super) fn find_parties(
    tx: &Tx<'_>,
    account: &Account,
    typed: &Typed<'_>,
    mistakes: &mut Vec<Diagnostic>,
) -> Result<Parties> {
    let standing = Standing::of(account);
    let mut found = Parties {
        customer: None,
        template: None,
        namesakes: Vec::new(),
        standing,
    };
    if let Some(customer) = &typed.customer {
        match customer_named(tx, account, customer) {
            Ok(customer) => found.customer = Some(customer),
            Err(failure) => mistakes.push(or_own_tenant(&found.standing, customer, failure)?),
        }
    }
    if let Some(name) = &typed.args.template {
        match template_named(&all_templates(tx, account.id)?, name) {
            Ok(template) => found.template = Some(template),
            Err(unknown) => mistakes.push(unknown.with_flag("--template")),
        }
    }
    if let Some(name) = &typed.name {
        found.namesakes = tx.gdap(account.id).named(name)?;
    }
    let address = found.customer.as_ref().map(|customer| &customer.record);
    if let Some(record) = address.filter(|record| record.email.is_none())
        && typed.args.draft.draft_out.is_some()
    {
        mistakes.push(no_address(record));
    }
    Ok(found)
}

/// A customer that was not found may be our own tenant, which is refused for that.
fn or_own_tenant(standing: &Standing, typed: &str, failure: Diagnostic) -> Result<Diagnostic> {
    if failure.kind() == Kind::Usage {
        return Ok(failure);
    }
    if failure.kind() != Kind::NotFound {
        return Err(failure);
    }
    let typed = typed.trim();
    let (id, domain) = (typed.parse().ok(), typed.parse().ok());
    let own = own_tenant_refusal(standing, id, domain.as_ref());
    Ok(own.unwrap_or(failure.with_flag("CUSTOMER")))
}
