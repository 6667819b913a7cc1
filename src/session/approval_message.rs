//! The message that asks a customer to approve a delegated admin relationship.

use std::path::Path;

use super::company_mailbox::company_mailbox;
use super::{Actor, Context};
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::customer::CustomerRecord;
use crate::domain::gdap::role::role_name;
use crate::domain::gdap::{AdminRelationship, incomplete_refusal, unknown_customer_refusal};
use crate::domain::{Account, Language};
use crate::exchange::mail::{ApprovalMessage, Message, TemplateName};
use crate::store::Tx;

/// The message for a relationship, to the customer on record. A draft does not have a link yet: then the line for it says
/// in brackets what the sender puts there.
///
/// # Errors
/// If the customer's address, the roles or the duration are not on record, or the person's own text cannot be used.
pub fn approval_message(
    ctx: &Context<'_>,
    account: &Account,
    customer: &CustomerRecord,
    relationship: &AdminRelationship,
    language: Language,
) -> Result<Message> {
    let to = customer
        .email
        .as_ref()
        .ok_or_else(|| no_address(customer))?;
    let (Some(roles), Some(days)) = (&relationship.roles, relationship.duration_days()) else {
        return Err(incomplete_refusal(relationship));
    };
    let mut roles: Vec<String> = roles.iter().map(|id| role_name(*id)).collect();
    roles.sort_unstable();
    let link = relationship
        .approval_link()
        .unwrap_or_else(|| link_marker(relationship));
    let message = ApprovalMessage {
        to,
        customer: &customer.name,
        company: account.legal_name(),
        roles: &roles,
        duration_days: days,
        extends_itself: relationship.extends_itself(),
        link: &link,
    };
    ctx.message(TemplateName::GdapApproval, language, |own| {
        message.message(language, own)
    })
}

/// Writes the message for a relationship to a mail file, from the acting user to the customer on record.
///
/// # Errors
/// As [`approval_message`], or if its customer is not on record, or the file cannot be written.
pub fn write_approval_message(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    (account, actor): (&Account, &Actor),
    relationship: &AdminRelationship,
    (place, language): (&Path, Language),
) -> Result<()> {
    let on_record = tx.gdap(account.id).customers_on_record([relationship])?;
    let domain = on_record
        .get(&relationship.id)
        .map(|customer| &customer.domain);
    let customers = tx.customers(account.id);
    let customer = domain
        .map(|domain| customers.with_domain(domain))
        .transpose()?;
    let customer = customer.flatten();
    let customer = customer.ok_or_else(|| unknown_customer_refusal(relationship))?;
    let message = approval_message(ctx, account, &customer.record, relationship, language)?;
    ctx.draft(place, &message, &company_mailbox(account, actor)?)
}

/// What is in the message of a draft in place of the link.
pub fn link_marker(draft: &AdminRelationship) -> String {
    format!(
        "[LINK: put the approval link here; csp gdap created {} --id RELATIONSHIP-ID shows it]",
        draft.id
    )
}

/// The refusal of a message to a customer without an address.
pub fn no_address(customer: &CustomerRecord) -> Diagnostic {
    let message = format!(
        "the email address of {} ({}) is not on record",
        customer.name, customer.domain
    );
    Diagnostic::new(Kind::InputRequired, message)
        .with_flag("--draft-out")
        .with_help(format!(
            "Record it: `csp customers edit {} --email EMAIL`",
            customer.domain
        ))
}
