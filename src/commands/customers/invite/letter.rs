//! The message of a request, and who it is from.

use crate::diagnostic::Result;
use crate::domain::customer::Customer;
use crate::domain::provider::Provider;
use crate::domain::request::{Request, RequestKind};
use crate::domain::{Account, Email, Language};
use crate::exchange::mail::{Joint, Message, RelationshipRequest, TemplateName};
use crate::session::Context;
use crate::session::message_file::OwnText;

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
