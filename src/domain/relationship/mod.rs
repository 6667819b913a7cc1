//! Reseller relationships that customers grant.

use std::fmt;

use super::calendar::Instant;
use super::model::Model;
use super::rule::customers as rule;
use super::slug::Slug;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;

/// The party to whom a customer granted a relationship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// Our account; written `self`.
    Us,
    /// To a provider, by its short name.
    Provider(Slug),
}

impl Party {
    /// The party as written in answers.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Us => "self",
            Self::Provider(slug) => slug.as_str(),
        }
    }
}

impl std::str::FromStr for Party {
    type Err = <Slug as std::str::FromStr>::Err;
    fn from_str(written: &str) -> Result<Self, Self::Err> {
        match written {
            "self" => Ok(Self::Us),
            slug => slug.parse().map(Self::Provider),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl serde::Serialize for Party {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

words! {
    /// How a relationship was established.
    pub enum Via: "way to a relationship" {
        /// The customer accepted a request from us alone.
        Direct = "direct",
        /// The customer accepted a request from us and a provider together.
        Joint = "joint",
        /// We extended ours to a provider.
        Extension = "extension",
        /// It existed before the account.
        Existing = "existing",
    }
}

words! {
    /// The name of a relationship's state.
    pub enum RelationshipStateKind: "state of a relationship" {
        /// It is active.
        Active = "active",
        /// It was removed.
        Removed = "removed",
    }
}

impl Toned for RelationshipStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Good,
            Self::Removed => Tone::Over,
        }
    }
}

/// One relationship and its state.
///
/// ```text
/// grant ──▶ active with admin rights ──rights-off──▶ active without ──┐
///                 └────────────────────remove───────────remove───────▶ removed ──grant──▶ active
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// With whom.
    pub party: Party,
    /// How it was established.
    pub via: Via,
    /// The model under which the account won the customer.
    pub won_as: Model,
    /// Since when it is in its present state.
    pub since: Instant,
    /// Its state.
    pub stage: RelationshipState,
}

/// The state of a relationship, with its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationshipState {
    /// It is active.
    Active {
        /// Whether the party has delegated admin rights with the customer.
        admin_rights: bool,
    },
    /// It was removed, together with the admin rights.
    Removed,
}

/// What a customer grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// How it is granted.
    pub via: Via,
    /// The model under which the account wins the customer.
    pub won_as: Model,
    /// Whether it includes delegated admin rights.
    pub admin_rights: bool,
}

/// An event of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationshipEvent {
    /// The customer grants it again, perhaps with admin rights.
    Grant(Grant),
    /// The admin rights are removed; the relationship is kept.
    RightsOff,
    /// The relationship ends.
    Remove,
}

impl Relationship {
    /// A relationship that the customer grants for the first time.
    pub fn granted(party: Party, grant: Grant, now: Instant) -> Self {
        Self {
            party,
            via: grant.via,
            won_as: grant.won_as,
            since: now,
            stage: RelationshipState::Active {
                admin_rights: grant.admin_rights,
            },
        }
    }

    /// The relationship after the event, at `now`.
    ///
    /// A grant to a party with an active relationship can only add admin rights.
    ///
    /// # Errors
    /// `customers.step` when the event is not available in the present state.
    pub fn apply(self, event: RelationshipEvent, now: Instant) -> Result<Self, Diagnostic> {
        match self.stage {
            RelationshipState::Active { admin_rights } => match event {
                RelationshipEvent::Grant(grant) => Ok(Self {
                    stage: RelationshipState::Active {
                        admin_rights: admin_rights || grant.admin_rights,
                    },
                    ..self
                }),
                RelationshipEvent::RightsOff if admin_rights => Ok(Self {
                    stage: RelationshipState::Active {
                        admin_rights: false,
                    },
                    ..self
                }),
                RelationshipEvent::RightsOff => Err(Diagnostic::refused(
                    &rule::STEP,
                    format!(
                        "the relationship with {} does not have admin rights",
                        self.whom()
                    ),
                )),
                RelationshipEvent::Remove => Ok(Self {
                    since: now,
                    stage: RelationshipState::Removed,
                    ..self
                }),
            },
            RelationshipState::Removed => match event {
                RelationshipEvent::Grant(grant) => Ok(Self::granted(self.party, grant, now)),
                RelationshipEvent::RightsOff | RelationshipEvent::Remove => {
                    Err(Diagnostic::refused(
                        &rule::STEP,
                        format!(
                            "the relationship with {} has already been removed",
                            self.whom()
                        ),
                    ))
                }
            },
        }
    }

    /// The name of the state.
    pub fn state(&self) -> RelationshipStateKind {
        match self.stage {
            RelationshipState::Active { .. } => RelationshipStateKind::Active,
            RelationshipState::Removed => RelationshipStateKind::Removed,
        }
    }

    /// Whether it is active.
    pub fn is_active(&self) -> bool {
        self.state() == RelationshipStateKind::Active
    }

    /// Whether the party has delegated admin rights.
    pub fn admin_rights(&self) -> bool {
        matches!(self.stage, RelationshipState::Active { admin_rights: true })
    }

    fn whom(&self) -> &str {
        match &self.party {
            Party::Us => "us",
            Party::Provider(slug) => slug.as_str(),
        }
    }
}

#[cfg(test)]
mod tests;
