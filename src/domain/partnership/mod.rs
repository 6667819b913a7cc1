//! A partnership: one invitation of a provider to this account, and its result.

mod guard;
mod validation;

use super::calendar::{Day, Instant};
use super::link::Link;
use super::rule::providers as rule;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;
pub use guard::{may_authorize, may_be_invited, no_partnership, own_entry, reseller_inactive};
pub use validation::{
    ResellerValidation, ValidationAnswer, correct_partner_id, older_validation, record_validation,
    see_validation,
};

/// After how many days an invitation expires (csp's rule, not Microsoft's; nothing is published).
pub const INVITATION_DAYS: u64 = 30;

/// One invitation and its state.
///
/// ```text
/// invite ──▶ invited ──authorize──▶ active ──end──▶ ended
///               ├──decline──▶ declined   └─revoke-admin─▶ active without administrator access ─restore-admin─▶ active
///               └──30 days──▶ expired
/// ```
///
/// `ended`, `declined` and `expired` are final; after them a new invitation is needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Partnership {
    /// The personal link, as created or as received.
    pub link: Link,
    /// When the provider invited the account.
    pub invited_at: Instant,
    /// Its state.
    pub stage: PartnershipState,
}

/// The state of a partnership, with its data.
#[derive(Debug, Clone, PartialEq)]
pub enum PartnershipState {
    /// Waits for the account's global admin until `expires_at`.
    Invited {
        /// When the invitation expires.
        expires_at: Instant,
    },
    /// Reseller and provider work together.
    Active {
        /// Since when.
        authorized_at: Instant,
        /// Whether the provider has administrator access to the account.
        admin_access: bool,
    },
    /// Reseller and provider no longer work together.
    Ended {
        /// When they began to work together.
        authorized_at: Instant,
        /// When that ended.
        ended_at: Instant,
        /// Why it ended.
        reason: String,
    },
    /// The account declined.
    Declined {
        /// When.
        at: Instant,
        /// The reason, if given.
        reason: Option<String>,
    },
    /// Nobody answered in time.
    Expired {
        /// When the invitation expired.
        at: Instant,
    },
}

words! {
    /// The name of a partnership's state.
    pub enum PartnershipStateKind: "state of a partnership" {
        /// Waits for an answer.
        Invited = "invited",
        /// Both work together.
        Active = "active",
        /// They no longer work together.
        Ended = "ended",
        /// The account declined.
        Declined = "declined",
        /// Nobody answered in time.
        Expired = "expired",
    }
}

impl Toned for PartnershipStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Invited => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::Ended => Tone::Over,
            Self::Declined | Self::Expired => Tone::Bad,
        }
    }
}

impl PartnershipStateKind {
    /// Whether lists show it by default.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Invited | Self::Active)
    }
}

/// An event of a partnership.
#[derive(Debug, Clone, PartialEq)]
pub enum PartnershipEvent {
    /// The account authorizes the provider.
    Authorize,
    /// The account declines.
    Decline {
        /// The reason, if given.
        reason: Option<String>,
    },
    /// The account revokes the provider's administrator access.
    RevokeAdmin,
    /// The account restores it.
    RestoreAdmin,
    /// Either side ends it.
    End {
        /// Why.
        reason: String,
    },
}

impl PartnershipEvent {
    fn verb(&self) -> &'static str {
        match self {
            Self::Authorize => "authorized",
            Self::Decline { .. } => "declined",
            Self::RevokeAdmin => "left without administrator access",
            Self::RestoreAdmin => "given administrator access again",
            Self::End { .. } => "ended",
        }
    }
}

impl Partnership {
    /// A new invitation.
    pub fn invited(link: Link, now: Instant) -> Self {
        Self {
            link,
            invited_at: now,
            stage: PartnershipState::Invited {
                expires_at: now + chrono::Days::new(INVITATION_DAYS),
            },
        }
    }

    /// The partnership as of `now`: an invitation past its expiry is marked as expired.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Self {
        if let PartnershipState::Invited { expires_at } = self.stage
            && now >= expires_at
        {
            self.stage = PartnershipState::Expired { at: expires_at };
        }
        self
    }

    /// The partnership after the event, at `now`.
    ///
    /// # Errors
    /// `providers.step` when the event is not available in the present state.
    pub fn apply(self, event: PartnershipEvent, now: Instant) -> Result<Self, Diagnostic> {
        let Self {
            link,
            invited_at,
            stage,
        } = self.as_of(now);
        let state = stage.state();
        let stage = match stage {
            PartnershipState::Invited { .. } => match event {
                PartnershipEvent::Authorize => PartnershipState::Active {
                    authorized_at: now,
                    admin_access: true,
                },
                PartnershipEvent::Decline { reason } => {
                    PartnershipState::Declined { at: now, reason }
                }
                PartnershipEvent::RevokeAdmin
                | PartnershipEvent::RestoreAdmin
                | PartnershipEvent::End { .. } => {
                    return Err(out_of_step(state, &event));
                }
            },
            PartnershipState::Active {
                authorized_at,
                admin_access,
            } => match event {
                PartnershipEvent::RevokeAdmin if admin_access => PartnershipState::Active {
                    authorized_at,
                    admin_access: false,
                },
                PartnershipEvent::RevokeAdmin => {
                    return Err(Diagnostic::refused(
                        &rule::STEP,
                        "the provider's administrator access has already been taken back",
                    ));
                }
                PartnershipEvent::RestoreAdmin if !admin_access => PartnershipState::Active {
                    authorized_at,
                    admin_access: true,
                },
                PartnershipEvent::RestoreAdmin => {
                    return Err(Diagnostic::refused(
                        &rule::STEP,
                        "the provider already has administrator access",
                    ));
                }
                PartnershipEvent::End { reason } => PartnershipState::Ended {
                    authorized_at,
                    ended_at: now,
                    reason,
                },
                PartnershipEvent::Authorize | PartnershipEvent::Decline { .. } => {
                    return Err(out_of_step(state, &event));
                }
            },
            PartnershipState::Ended { .. }
            | PartnershipState::Declined { .. }
            | PartnershipState::Expired { .. } => match event {
                PartnershipEvent::Authorize
                | PartnershipEvent::Decline { .. }
                | PartnershipEvent::RevokeAdmin
                | PartnershipEvent::RestoreAdmin
                | PartnershipEvent::End { .. } => {
                    return Err(out_of_step(state, &event));
                }
            },
        };
        Ok(Self {
            link,
            invited_at,
            stage,
        })
    }

    /// The name of the state.
    pub fn state(&self) -> PartnershipStateKind {
        self.stage.state()
    }

    /// Whether reseller and provider work together.
    pub fn is_active(&self) -> bool {
        self.state() == PartnershipStateKind::Active
    }

    /// Whether reseller and provider worked together on a day; the day of the end does not count.
    pub fn stood_on(&self, day: Day) -> bool {
        self.authorized_at()
            .is_some_and(|at| at.date_naive() <= day)
            && self.ended_at().is_none_or(|at| at.date_naive() > day)
    }

    /// Whether the provider has administrator access to the account.
    pub fn admin_access(&self) -> bool {
        matches!(
            self.stage,
            PartnershipState::Active {
                admin_access: true,
                ..
            }
        )
    }

    /// When the invitation expires or expired; `None` once it was answered.
    pub fn expires_at(&self) -> Option<Instant> {
        match self.stage {
            PartnershipState::Invited { expires_at } => Some(expires_at),
            PartnershipState::Expired { at } => Some(at),
            PartnershipState::Active { .. }
            | PartnershipState::Ended { .. }
            | PartnershipState::Declined { .. } => None,
        }
    }

    /// When the account authorized the provider.
    pub fn authorized_at(&self) -> Option<Instant> {
        match self.stage {
            PartnershipState::Active { authorized_at, .. }
            | PartnershipState::Ended { authorized_at, .. } => Some(authorized_at),
            PartnershipState::Invited { .. }
            | PartnershipState::Declined { .. }
            | PartnershipState::Expired { .. } => None,
        }
    }

    /// When it reached a final state.
    pub fn ended_at(&self) -> Option<Instant> {
        match self.stage {
            PartnershipState::Ended { ended_at, .. } => Some(ended_at),
            PartnershipState::Declined { at, .. } | PartnershipState::Expired { at } => Some(at),
            PartnershipState::Invited { .. } | PartnershipState::Active { .. } => None,
        }
    }

    /// Why it ended or was declined.
    pub fn reason(&self) -> Option<&str> {
        match &self.stage {
            PartnershipState::Ended { reason, .. } => Some(reason),
            PartnershipState::Declined { reason, .. } => reason.as_deref(),
            PartnershipState::Invited { .. }
            | PartnershipState::Active { .. }
            | PartnershipState::Expired { .. } => None,
        }
    }

    /// Since when it is in its present state.
    pub fn since(&self) -> Instant {
        self.ended_at()
            .or(self.authorized_at())
            .unwrap_or(self.invited_at)
    }
}

impl PartnershipState {
    fn state(&self) -> PartnershipStateKind {
        match self {
            Self::Invited { .. } => PartnershipStateKind::Invited,
            Self::Active { .. } => PartnershipStateKind::Active,
            Self::Ended { .. } => PartnershipStateKind::Ended,
            Self::Declined { .. } => PartnershipStateKind::Declined,
            Self::Expired { .. } => PartnershipStateKind::Expired,
        }
    }
}

fn out_of_step(state: PartnershipStateKind, event: &PartnershipEvent) -> Diagnostic {
    Diagnostic::refused(
        &rule::STEP,
        format!("a partnership that is {state} cannot be {}", event.verb()),
    )
}

#[cfg(test)]
mod tests;
