//! Reseller relationships: what a customer granted to one party.

use std::fmt;

use super::calendar::Instant;
use super::model::Model;
use super::rule::customers as rule;
use super::slug::Slug;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;

/// To whom a customer granted a relationship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// To us; written `self`.
    Us,
    /// To a provider, by its short name.
    Provider(Slug),
}

impl Party {
    /// The party as answers write it.
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
    /// How a relationship came about.
    pub enum Via: "way to a relationship" {
        /// The customer accepted a request of ours alone.
        Direct = "direct",
        /// The customer accepted a request of ours and a provider's together.
        Joint = "joint",
        /// We extended ours to a provider.
        Extension = "extension",
        /// It was there before the account was.
        Existing = "existing",
    }
}

words! {
    /// The name of a relationship's stage.
    pub enum RelationshipStateKind: "state of a relationship" {
        /// It holds.
        Active = "active",
        /// It was taken away.
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

/// One relationship and where it stands.
///
/// ```text
/// grant ──▶ active with admin rights ──rights-off──▶ active without ──┐
///                 └────────────────────remove───────────remove───────▶ removed ──grant──▶ active
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// With whom.
    pub party: Party,
    /// How it came about.
    pub via: Via,
    /// As what the account won the customer then.
    pub won_as: Model,
    /// Since when it is in its present state.
    pub since: Instant,
    /// Where it stands.
    pub stage: RelationshipState,
}

/// Where a relationship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationshipState {
    /// It holds.
    Active {
        /// Whether the party has delegated admin rights with the customer.
        admin_rights: bool,
    },
    /// It was taken away, the admin rights with it.
    Removed,
}

/// What a customer grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// How.
    pub via: Via,
    /// As what the account wins the customer.
    pub won_as: Model,
    /// Whether delegated admin rights come with it.
    pub admin_rights: bool,
}

/// What can happen to a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationshipEvent {
    /// The customer grants it again, perhaps with more rights.
    Grant(Grant),
    /// The admin rights go, the relationship stays.
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

    /// What the event makes of the relationship at `now`.
    ///
    /// A grant to a party whose relationship already holds adds admin rights and changes nothing else.
    ///
    /// # Errors
    /// `customers.step` when the event does not belong to the present state.
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

    /// The name of the stage.
    pub fn state(&self) -> RelationshipStateKind {
        match self.stage {
            RelationshipState::Active { .. } => RelationshipStateKind::Active,
            RelationshipState::Removed => RelationshipStateKind::Removed,
        }
    }

    /// Whether it holds.
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
