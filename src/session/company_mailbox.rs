//! Who writes to a customer.

use super::Actor;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::{Account, Email};
use crate::exchange::mail::Mailbox;

/// The acting user, in the company's name.
///
/// # Errors
/// If neither the acting user nor the account's owner has an address.
pub fn company_mailbox(account: &Account, actor: &Actor) -> Result<Mailbox> {
    let acting = actor.name().and_then(|name| name.parse::<Email>().ok());
    let address = acting.or_else(|| account.owner());
    let address = address.ok_or_else(|| {
        Diagnostic::usage("it is unclear who writes the message; choose the acting user with --as")
    })?;
    Ok(Mailbox {
        name: Some(account.legal_name().to_owned()),
        address,
    })
}
