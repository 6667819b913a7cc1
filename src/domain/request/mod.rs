//! Relationship requests: the message with a personal link that a customer accepts.

use super::calendar::Instant;
use super::link::Token;
use super::rule::customers as rule;
use super::slug::Slug;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;

/// How many days a sent request waits (csp's rule, not Microsoft's, after the one period that is published: that of requests
/// for administration rights).
pub const REQUEST_DAYS: u64 = 90;

words! {
    /// With whom a request asks for a relationship.
    pub enum RequestKind: "kind of request" {
        /// With us alone.
        Direct = "direct",
        /// With us and a provider at the same time.
        Joint = "joint",
    }
}

/// One request and where it stands.
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
    /// What makes the link personal.
    pub token: Token,
    /// The whole link.
    pub link: String,
    /// Whether the relationship is to come with delegated admin rights; one switch for both parties.
    pub admin_rights: bool,
    /// When the first draft was written.
    pub created_at: Instant,
    /// When the message went out.
    pub sent_at: Option<Instant>,
    /// Where the request stands.
    pub stage: RequestState,
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestState {
    /// Written, not known to have gone out.
    Draft,
    /// Waits for the customer until `expires_at`.
    Sent {
        /// The moment from which the request no longer holds.
        expires_at: Instant,
    },
    /// The customer granted the relationship.
    Accepted {
        /// When.
        at: Instant,
    },
    /// The customer said no.
    Declined {
        /// When.
        at: Instant,
        /// Why, where it was said.
        reason: Option<String>,
    },
    /// Nobody answered in time.
    Expired {
        /// When the request ran out.
        at: Instant,
    },
    /// We took it back.
    Cancelled {
        /// When.
        at: Instant,
        /// Why, where something else brought it about.
        reason: Option<String>,
    },
}

words! {
    /// The name of a request's stage.
    pub enum RequestStateKind: "state of a request" {
        /// Written, not sent.
        Draft = "draft",
        /// Waits for the customer.
        Sent = "sent",
        /// The customer granted it.
        Accepted = "accepted",
        /// The customer said no.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
        /// We took it back.
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

/// What can happen to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestEvent {
    /// The draft is written again.
    Redraft {
        /// Whether the relationship is to come with delegated admin rights.
        admin_rights: bool,
        /// The link, made from what is on record now.
        link: String,
    },
    /// The message went out.
    Send,
    /// The customer granted it.
    Accept,
    /// The customer said no.
    Decline {
        /// Why, where it is said.
        reason: Option<String>,
    },
    /// We take it back.
    Cancel {
        /// Why, where something else brings it about.
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

    /// With whom it asks for a relationship.
    pub fn kind(&self) -> RequestKind {
        match self.provider {
            Some(_) => RequestKind::Joint,
            None => RequestKind::Direct,
        }
    }

    /// The request as it is at `now`: one that has run out is expired.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Self {
        if let RequestState::Sent { expires_at } = self.stage
            && now >= expires_at
        {
            self.stage = RequestState::Expired { at: expires_at };
        }
        self
    }

    /// What the event makes of the request at `now`.
    ///
    /// # Errors
    /// `customers.step` when the event does not belong to the present state.
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

    /// The name of the stage.
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

    /// Whether it still waits for something.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, RequestState::Draft | RequestState::Sent { .. })
    }

    /// When the customer's answer became due or ran out; `None` while it is a draft and once it was given.
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

    /// When it became final.
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

    /// Whether `link` is this request's: the token decides.
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
