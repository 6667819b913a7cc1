//! A delegated admin relationship as recorded.

use std::collections::BTreeSet;

use super::id::{EntraRoleId, RelationshipId};
use super::sighting::SeenDays;
use super::state::AdminRelationshipStateKind;
use crate::domain::calendar::Instant;
use crate::domain::word::words;
use crate::domain::{TenantDomain, TenantId};

words! {
    /// Who made a relationship.
    pub enum RelationshipOrigin: "origin of a delegated admin relationship" {
        /// Planned and made by us, with csp.
        Own = "own",
        /// An indirect provider made it for us.
        ProviderMade = "provider-made",
        /// Microsoft made it in place of the older admin rights (2023).
        MicrosoftLed = "microsoft-led",
        /// It came with a new customer.
        Default = "default",
        /// First seen in a file; who made it is not known.
        Imported = "imported",
    }
}

words! {
    /// Our decision on a relationship that a provider made.
    pub enum DecisionKind: "decision" {
        /// We approve it.
        Approve = "approve",
        /// We reject it.
        Reject = "reject",
    }
}

words! {
    /// Why a relationship is not in a complete list of Microsoft's.
    pub enum AbsenceKind: "reason for not being listed" {
        /// Microsoft erases requests after 90 days, and ended relationships after a year.
        Erased = "erased",
        /// Nobody knows: it may have been deleted, or the list was not complete.
        NotListed = "not-listed",
    }
}

/// Our decision on a provider-made relationship, kept beside Microsoft's flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipDecision {
    /// What we decided.
    pub kind: DecisionKind,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: Option<String>,
}

/// That a complete list did not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListAbsence {
    /// Why, as far as dates tell.
    pub kind: AbsenceKind,
    /// Since when.
    pub since: Instant,
}

/// The customer of a relationship, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationshipCustomer {
    /// The domain of the customer on record for whom it was planned.
    pub domain: Option<TenantDomain>,
    /// The tenant.
    pub tenant_id: Option<TenantId>,
    /// The name, as Microsoft shows it.
    pub name: Option<String>,
}

/// A delegated admin relationship. Dates are kept as Microsoft shows them and are never computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminRelationship {
    /// Microsoft's id, or our own number of a draft.
    pub id: RelationshipId,
    /// Its name; `None` where no file had it.
    pub name: Option<String>,
    /// The customer.
    pub customer: RelationshipCustomer,
    /// Its state.
    pub state: AdminRelationshipStateKind,
    /// Since when csp knows this state.
    pub state_since: Instant,
    /// Microsoft's word for the state as it was last shown, also one that csp does not know.
    pub microsoft_status: Option<String>,
    /// Who made it.
    pub origin: RelationshipOrigin,
    /// The tenant of the provider that made it for us.
    pub provider: Option<TenantId>,
    /// Whether Microsoft waits for our decision on it.
    pub consent_pending: Option<bool>,
    /// Our own decision.
    pub decision: Option<RelationshipDecision>,
    /// How long it lasts.
    pub duration: Option<SeenDays>,
    /// By how much its end moves; 0 days is off, `None` is not known.
    pub auto_extend: Option<SeenDays>,
    /// Its roles; `None` where no file had them whole.
    pub roles: Option<BTreeSet<EntraRoleId>>,
    /// When it was made.
    pub created_at: Option<Instant>,
    /// When it was last changed at Microsoft, as far as files say.
    pub modified_at: Option<Instant>,
    /// When what is recorded of its roles was true: the last change at Microsoft in the file that had them.
    pub roles_as_of: Option<Instant>,
    /// When it became active.
    pub activated_at: Option<Instant>,
    /// When it ends or ended.
    pub ends_at: Option<Instant>,
    /// When it was last recorded or seen in a file.
    pub last_seen_at: Option<Instant>,
    /// That a complete list did not have it.
    pub absence: Option<ListAbsence>,
    /// Who prepared it and why, from tools that note it; or why we gave it up.
    pub note: Option<String>,
}

impl AdminRelationship {
    /// The days of auto-extend, where they are known.
    pub fn auto_extend_days(&self) -> Option<u32> {
        days(self.auto_extend.as_ref())
    }

    /// The days of its duration, where they are known.
    pub fn duration_days(&self) -> Option<u32> {
        days(self.duration.as_ref())
    }

    /// Whether it is known that its end moves by itself.
    pub fn extends_itself(&self) -> bool {
        self.auto_extend_days().is_some_and(|days| days > 0)
    }

    /// Whether Global Administrator is among the roles.
    pub fn has_global_administrator(&self) -> bool {
        let roles = self.roles.as_ref();
        roles.is_some_and(|roles| roles.contains(&EntraRoleId::GLOBAL_ADMINISTRATOR))
    }

    /// When it ends: as Microsoft shows, else activation and duration. For warnings alone; what is shown is Microsoft's date.
    pub fn expected_end(&self) -> Option<Instant> {
        self.ends_at.or_else(|| {
            let days = self.duration_days()?;
            self.activated_at?
                .checked_add_days(chrono::Days::new(days.into()))
        })
    }

    /// Whether we rejected it. Then nobody asks the customer to approve it.
    pub fn is_rejected(&self) -> bool {
        let decision = self.decision.as_ref();
        decision.is_some_and(|decision| decision.kind == DecisionKind::Reject)
    }

    /// Whether lists show it by default.
    pub fn is_current(&self) -> bool {
        let erased = self
            .absence
            .is_some_and(|absence| absence.kind == AbsenceKind::Erased);
        self.state.is_current() && !erased
    }

    /// Its name, else its id.
    pub fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.to_string())
    }

    /// Where the customer approves it. Only a relationship that exists at Microsoft has a link, and it works only while the
    /// customer is to approve.
    pub fn approval_link(&self) -> Option<String> {
        self.id.microsoft().map(|id| {
            format!(
                "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/{id}"
            )
        })
    }
}

fn days(seen: Option<&SeenDays>) -> Option<u32> {
    match seen {
        Some(SeenDays::Days(days)) => Some(*days),
        Some(SeenDays::AsShown(_)) | None => None,
    }
}
