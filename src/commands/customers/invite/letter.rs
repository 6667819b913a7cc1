//! The message of a request, and who it is from.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::Customer;
use crate::domain::provider::Provider;
use crate::domain::request::{Request, RequestKind};
use crate::domain::{Account, Email, Language};
use crate::exchange::mail::{Joint, Mailbox, Message, RelationshipRequest, TemplateName};
use crate::session::message_file::OwnText;
use crate::session::{Actor, Context};

pub(super) fn message(
    ctx: &Context<'_>,
    account: &Account,
    customer: &Customer,
    to: &Email,
    provider: Option<&Provider>,
    own: Option<&OwnText>,
    language: Language,
) -> Result<Message> {
    let request = customer.request.as_ref();
    let name = match request.map(Request::kind) {
        Some(RequestKind::Joint) => TemplateName::RelationshipRequestJoint,
        Some(RequestKind::Direct) | None => TemplateName::RelationshipRequestDirect,
    };
    let composed = RelationshipRequest {
        to,
        customer: &customer.record.name,
        company: account.legal_name(),
        joint: provider.map(|provider| Joint {
            provider: &provider.name,
        }),
        link: request.map_or("", |request| request.link.as_str()),
        admin_rights: request.is_some_and(|request| request.admin_rights),
    };
    match own {
        Some(own) => composed
            .message(language, Some(own.text()))
            .map_err(|error| own.failure(error)),
        None => ctx.message(name, language, |own| composed.message(language, own)),
    }
}

/// The acting user, in the company's name.
pub(super) fn sender(account: &Account, actor: &Actor) -> Result<Mailbox> {
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
