//! Relationship requests: the message with a personal link that a customer accepts.

use super::calendar::Instant;
use super::link::Token;
use super::rule::customers as rule;
use super::slug::Slug;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;

/// After how many days a sent request expires (csp's rule, not Microsoft's). It follows the only published period, that
/// of requests for administration rights.
pub const REQUEST_DAYS: u64 = 90;

words! {
    /// The parties of a request.
    pub enum RequestKind: "kind of request" {
        /// With us alone.
        Direct = "direct",
        /// With us and a provider together.
        Joint = "joint",
    }
}

/// One request and its state.
///
/// ```text
/// draft ──sent──▶ sent ──accept──▶ accepted
///   │  └─accept (counts as sent)─▶ accepted
///   │              ├──decline──▶ declined
///   │              └──90 days──▶ expired
///   └──cancel──┴──cancel──▶ cancelled
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The provider of a joint request; `None` for a direct one.
    pub provider: Option<Slug>,
    /// The token of the personal link.
    pub token: Token,
    /// The whole link.
    pub link: String,
    /// Whether the relationship includes delegated admin rights; one setting for both parties.
    pub admin_rights: bool,
    /// When the first draft was written.
    pub created_at: Instant,
    /// When the message was sent.
    pub sent_at: Option<Instant>,
    /// Its state.
    pub stage: RequestState,
}

/// The state of a request, with its data.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestState {
    /// Written, but not recorded as sent.
    Draft,
    /// Waits for the customer until `expires_at`.
    Sent {
        /// When the request expires.
        expires_at: Instant,
    },
    /// The customer granted the relationship.
    Accepted {
        /// When.
        at: Instant,
    },
    /// The customer declined.
    Declined {
        /// When.
        at: Instant,
        /// The reason, if given.
        reason: Option<String>,
    },
    /// Nobody answered in time.
    Expired {
        /// When the request expired.
        at: Instant,
    },
    /// We cancelled it.
    Cancelled {
        /// When.
        at: Instant,
        /// The reason, if another event caused it.
        reason: Option<String>,
    },
}

words! {
    /// The name of a request's state.
    pub enum RequestStateKind: "state of a request" {
        /// Written, not sent.
        Draft = "draft",
        /// Waits for the customer.
        Sent = "sent",
        /// The customer granted the relationship.
        Accepted = "accepted",
        /// The customer declined.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// We cancelled it.
        Cancelled = "cancelled",
    }
}

impl Toned for RequestStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Draft | Self::Sent => Tone::Waiting,
            Self::Accepted => Tone::Good,
            Self::Declined | Self::Expired => Tone::Bad,
            Self::Cancelled => Tone::Over,
        }
    }
}

/// An event of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestEvent {
    /// The draft is rewritten.
    Redraft {
        /// Whether the relationship includes delegated admin rights.
        admin_rights: bool,
        /// The link, made from the ids recorded now.
        link: String,
    },
    /// The message was sent.
    Send,
    /// The customer granted the relationship.
    Accept,
    /// The customer declined.
    Decline {
        /// The reason, if given.
        reason: Option<String>,
    },
    /// We cancel it.
    Cancel {
        /// The reason, if another event causes it.
        reason: Option<String>,
    },
}

impl RequestEvent {
    fn verb(&self) -> &'static str {
        match self {
            Self::Redraft { .. } => "written again",
            Self::Send => "sent",
            Self::Accept => "accepted",
            Self::Decline { .. } => "declined",
            Self::Cancel { .. } => "cancelled",
        }
    }
}

impl Request {
    /// A new draft.
    pub fn draft(
        provider: Option<Slug>,
        token: Token,
        link: String,
        admin_rights: bool,
        now: Instant,
    ) -> Self {
        Self {
            provider,
            token,
            link,
            admin_rights,
            created_at: now,
            sent_at: None,
            stage: RequestState::Draft,
        }
    }

    /// The parties of the request.
    pub fn kind(&self) -> RequestKind {
        match self.provider {
            Some(_) => RequestKind::Joint,
            None => RequestKind::Direct,
        }
    }

    /// The request as of `now`: a sent one past its expiry is marked as expired.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Self {
        if let RequestState::Sent { expires_at } = self.stage
            && now >= expires_at
        {
            self.stage = RequestState::Expired { at: expires_at };
        }
        self
    }

    /// The request after the event, at `now`.
    ///
    /// # Errors
    /// `customers.step` when the event is not available in the present state.
    pub fn apply(self, event: RequestEvent, now: Instant) -> Result<Self, Diagnostic> {
        let mut request = self.as_of(now);
        let state = request.state();
        request.stage = match request.stage {
            RequestState::Draft => match event {
                RequestEvent::Redraft { admin_rights, link } => {
                    request.admin_rights = admin_rights;
                    request.link = link;
                    RequestState::Draft
                }
                RequestEvent::Send => {
                    request.sent_at = Some(now);
                    RequestState::Sent {
                        expires_at: now + chrono::Days::new(REQUEST_DAYS),
                    }
                }
                RequestEvent::Accept => {
                    request.sent_at = Some(now);
                    RequestState::Accepted { at: now }
                }
                RequestEvent::Cancel { reason } => RequestState::Cancelled { at: now, reason },
                RequestEvent::Decline { .. } => {
                    return Err(out_of_step(state, &event).with_help(
                        "If the request was sent: `csp customers sent CUSTOMER`\nTo cancel it: `csp customers cancel CUSTOMER`",
                    ));
                }
            },
            RequestState::Sent { .. } => match event {
                RequestEvent::Accept => RequestState::Accepted { at: now },
                RequestEvent::Decline { reason } => RequestState::Declined { at: now, reason },
                RequestEvent::Cancel { reason } => RequestState::Cancelled { at: now, reason },
                RequestEvent::Redraft { .. } | RequestEvent::Send => {
                    return Err(out_of_step(state, &event).with_help(
                        "If the customer has answered: `csp customers accept CUSTOMER` or `csp customers decline CUSTOMER`\nTo make a new request, cancel this one first: `csp customers cancel CUSTOMER`",
                    ));
                }
            },
            RequestState::Accepted { .. }
            | RequestState::Declined { .. }
            | RequestState::Expired { .. }
            | RequestState::Cancelled { .. } => match event {
                RequestEvent::Redraft { .. }
                | RequestEvent::Send
                | RequestEvent::Accept
                | RequestEvent::Decline { .. }
                | RequestEvent::Cancel { .. } => {
                    let help = if state == RequestStateKind::Accepted {
                        "See what was accepted: `csp customers show CUSTOMER`"
                    } else {
                        "Make a new request: `csp customers invite CUSTOMER`"
                    };
                    return Err(out_of_step(state, &event).with_help(help));
                }
            },
        };
        Ok(request)
    }

    /// The name of the state.
    pub fn state(&self) -> RequestStateKind {
        match self.stage {
            RequestState::Draft => RequestStateKind::Draft,
            RequestState::Sent { .. } => RequestStateKind::Sent,
            RequestState::Accepted { .. } => RequestStateKind::Accepted,
            RequestState::Declined { .. } => RequestStateKind::Declined,
            RequestState::Expired { .. } => RequestStateKind::Expired,
            RequestState::Cancelled { .. } => RequestStateKind::Cancelled,
        }
    }

    /// Whether it has not reached a final state.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, RequestState::Draft | RequestState::Sent { .. })
    }

    /// When the request expires or expired; `None` for a draft and once it was answered.
    pub fn expires_at(&self) -> Option<Instant> {
        match self.stage {
            RequestState::Sent { expires_at } => Some(expires_at),
            RequestState::Expired { at } => Some(at),
            RequestState::Draft
            | RequestState::Accepted { .. }
            | RequestState::Declined { .. }
            | RequestState::Cancelled { .. } => None,
        }
    }

    /// When it reached a final state.
    pub fn closed_at(&self) -> Option<Instant> {
        match self.stage {
            RequestState::Accepted { at }
            | RequestState::Declined { at, .. }
            | RequestState::Expired { at }
            | RequestState::Cancelled { at, .. } => Some(at),
            RequestState::Draft | RequestState::Sent { .. } => None,
        }
    }

    /// Why it was declined or cancelled.
    pub fn reason(&self) -> Option<&str> {
        match &self.stage {
            RequestState::Declined { reason, .. } | RequestState::Cancelled { reason, .. } => {
                reason.as_deref()
            }
            RequestState::Draft
            | RequestState::Sent { .. }
            | RequestState::Accepted { .. }
            | RequestState::Expired { .. } => None,
        }
    }

    /// Whether `link` belongs to this request, compared by token.
    pub fn has_link(&self, link: &str) -> bool {
        Token::in_link(link).as_ref() == Some(&self.token)
    }
}

fn out_of_step(state: RequestStateKind, event: &RequestEvent) -> Diagnostic {
    Diagnostic::refused(
        &rule::STEP,
        format!("a request that is {state} cannot be {}", event.verb()),
    )
}

#[cfg(test)]
mod tests;
