//! A customer with the message that asks it for a relationship.

use serde::Serialize;

use super::customer::CustomerView;
use super::verification::write_message;
use crate::domain::customer::Customer;
use crate::exchange::mail::{Message, mailto_url};
use crate::report::{Page, View};

/// A customer with the message that was drafted for it.
#[derive(Debug, Clone, Serialize)]
pub struct InvitedView {
    #[serde(flatten)]
    customer: CustomerView,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessageView>,
    #[serde(skip)]
    url_only: bool,
}

#[derive(Debug, Clone, Serialize)]
struct MessageView {
    #[serde(flatten)]
    message: Message,
    mailto: String,
}

impl InvitedView {
    /// A customer, and the message unless it went into a file; `url_only` shows a person nothing but its URL.
    pub fn new(customer: &Customer, message: Option<Message>, url_only: bool) -> Self {
        let message = message.map(|message| MessageView {
            mailto: mailto_url(&message),
            message,
        });
        Self {
            customer: customer.into(),
            message,
            url_only,
        }
    }

    fn write_next(&self, page: &mut Page) {
        let domain = &self.customer.domain;
        page.heading("Next");
        page.item(
            "  ",
            &format!("After you sent the message: `csp customers sent {domain}`."),
        );
        page.item(
            "  ",
            &format!(
                "After the customer answered: `csp customers accept {domain}` or `csp customers decline {domain}`."
            ),
        );
    }
}

impl View for InvitedView {
    const NESTED: &'static [&'static str] = &[
        "relationships",
        "request",
        "agreement",
        "earlier_agreements",
        "verification",
        "message",
    ];

    fn page(&self, page: &mut Page) {
        if let Some(message) = self.message.as_ref().filter(|_| self.url_only) {
            page.line(&message.mailto);
            return;
        }
        self.customer.page(page);
        if let Some(message) = &self.message {
            write_message(page, &message.message);
        }
        self.write_next(page);
    }
}
