//! Delegated admin relationships and their rows.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Gdap, GdapRelationshipRow};
use crate::diagnostic::Diagnostic;
use crate::domain::gdap::{
    AdminRelationship, EntraRoleId, ListAbsence, RelationshipCustomer, RelationshipDecision,
    RelationshipId, SeenDays,
};
use crate::domain::{TenantDomain, TenantId};
use crate::store::engine::Value;
use crate::store::record::Record as _;

impl Gdap<'_, '_> {
    /// The relationship with this id.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn relationship(
        &self,
        id: RelationshipId,
    ) -> Result<Option<AdminRelationship>, Diagnostic> {
        let place = [Value::Integer(self.account), id.to_string().into()];
        let row = self.tx.find::<GdapRelationshipRow>(&place)?;
        row.map(relationship_of).transpose()
    }

    /// The relationships with this name, ignoring case; names that Microsoft shows may repeat.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn named(&self, name: &str) -> Result<Vec<AdminRelationship>, Diagnostic> {
        let key = name_key(name);
        self.select(
            "WHERE account_id = ?1 AND name_key = ?2 ORDER BY id",
            &[Value::Integer(self.account), key.into()],
        )
    }

    /// The relationships with a customer's tenant, or planned for its domain, in the order of their ids.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of_customer(
        &self,
        domain: &str,
        tenant: Option<TenantId>,
    ) -> Result<Vec<AdminRelationship>, Diagnostic> {
        let tenant = tenant.map(|id| id.to_string());
        self.select(
            "WHERE account_id = ?1 AND (customer_tenant = ?2 OR customer_domain = ?3) ORDER BY id",
            &[
                Value::Integer(self.account),
                tenant.map_or(Value::Null, Value::from),
                domain.into(),
            ],
        )
    }

    /// Every relationship, in the order of their ids.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_relationship<E: From<Diagnostic>>(
        &self,
        mut each: impl FnMut(AdminRelationship) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tx.each_record::<GdapRelationshipRow, E>(
            "WHERE account_id = ?1 ORDER BY id",
            &[Value::Integer(self.account)],
            |row| {
                each(relationship_of(row)?)?;
                Ok(ControlFlow::Continue(()))
            },
        )
    }

    /// The number of the next draft.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn next_draft(&self) -> Result<RelationshipId, Diagnostic> {
        let texts = self.tx.texts(
            "SELECT id FROM gdap_relationships WHERE account_id = ?1 AND id LIKE 'draft-%'",
            &[Value::Integer(self.account)],
        )?;
        let drafts = texts.iter().filter_map(|text| match text.parse() {
            Ok(RelationshipId::Draft(number)) => Some(number),
            Ok(RelationshipId::Microsoft(_)) | Err(_) => None,
        });
        Ok(RelationshipId::Draft(drafts.max().unwrap_or(0) + 1))
    }

    /// Saves a new relationship.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, relationship: &AdminRelationship) -> Result<(), Diagnostic> {
        self.tx.insert(&self.row_of(relationship))
    }

    /// Saves a relationship over the one with its id.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, relationship: &AdminRelationship) -> Result<(), Diagnostic> {
        self.tx.put(&self.row_of(relationship))
    }

    /// Gives a draft its id at Microsoft.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn rename(
        &self,
        draft: RelationshipId,
        relationship: &AdminRelationship,
    ) -> Result<(), Diagnostic> {
        self.tx.delete::<GdapRelationshipRow>(&[
            Value::Integer(self.account),
            draft.to_string().into(),
        ])?;
        self.save(relationship)
    }

    fn select(
        &self,
        rest: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<AdminRelationship>, Diagnostic> {
        let rows = self.tx.select::<GdapRelationshipRow>(rest, values)?;
        rows.into_iter().map(relationship_of).collect()
    }

    fn row_of(&self, it: &AdminRelationship) -> GdapRelationshipRow {
        let decision = it.decision.as_ref();
        GdapRelationshipRow {
            account_id: self.account,
            id: it.id,
            name_key: it.name.as_deref().map(name_key),
            name: it.name.clone(),
            customer_domain: it.customer.domain.as_ref().map(compared),
            customer_tenant: it.customer.tenant_id,
            customer_name: it.customer.name.clone(),
            state: it.state,
            state_since: it.state_since,
            microsoft_status: it.microsoft_status.clone(),
            origin: it.origin,
            provider_tenant: it.provider,
            consent_pending: it.consent_pending,
            decision: decision.map(|decision| decision.kind),
            decided_by: decision.map(|decision| decision.by.clone()),
            decided_at: decision.map(|decision| decision.at),
            decision_reason: decision.and_then(|decision| decision.reason.clone()),
            duration: it.duration.as_ref().map(days_text),
            auto_extend: it.auto_extend.as_ref().map(days_text),
            roles: it.roles.as_ref().map(roles_text),
            created_at: it.created_at,
            modified_at: it.modified_at,
            roles_as_of: it.roles_as_of,
            activated_at: it.activated_at,
            ends_at: it.ends_at,
            last_seen_at: it.last_seen_at,
            absence: it.absence.map(|absence| absence.kind),
            absent_since: it.absence.map(|absence| absence.since),
            note: it.note.clone(),
        }
    }
}

/// A domain as it is compared: the customer on record has the form that was typed.
fn compared(domain: &TenantDomain) -> TenantDomain {
    domain.key().parse().unwrap_or_else(|_| domain.clone())
}

/// A name as it is compared.
pub(super) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

pub(super) fn relationship_of(row: GdapRelationshipRow) -> Result<AdminRelationship, Diagnostic> {
    let decision = match (row.decision, &row.decided_by, row.decided_at) {
        (Some(kind), Some(by), Some(at)) => Some(RelationshipDecision {
            kind,
            by: by.clone(),
            at,
            reason: row.decision_reason.clone(),
        }),
        (None, None, None) => None,
        (Some(_) | None, ..) => return Err(row.contradiction("half of a decision")),
    };
    let absence = match (row.absence, row.absent_since) {
        (Some(kind), Some(since)) => Some(ListAbsence { kind, since }),
        (None, None) => None,
        (Some(_) | None, _) => return Err(row.contradiction("half of an absence")),
    };
    let roles = row.roles.as_deref().map(roles_from).transpose();
    let roles = match roles {
        Ok(roles) => roles,
        Err(what) => return Err(row.contradiction(what)),
    };
    Ok(AdminRelationship {
        id: row.id,
        name: row.name,
        customer: RelationshipCustomer {
            domain: row.customer_domain,
            tenant_id: row.customer_tenant,
            name: row.customer_name,
        },
        state: row.state,
        state_since: row.state_since,
        microsoft_status: row.microsoft_status,
        origin: row.origin,
        provider: row.provider_tenant,
        consent_pending: row.consent_pending,
        decision,
        duration: row.duration.map(days_from),
        auto_extend: row.auto_extend.map(days_from),
        roles,
        created_at: row.created_at,
        modified_at: row.modified_at,
        roles_as_of: row.roles_as_of,
        activated_at: row.activated_at,
        ends_at: row.ends_at,
        last_seen_at: row.last_seen_at,
        absence,
        note: row.note,
    })
}

fn days_text(days: &SeenDays) -> String {
    match days {
        SeenDays::Days(days) => days.to_string(),
        SeenDays::AsShown(text) => text.clone(),
    }
}

fn days_from(text: String) -> SeenDays {
    match text.parse() {
        Ok(days) => SeenDays::Days(days),
        Err(_) => SeenDays::AsShown(text),
    }
}

/// Ids of roles, joined by blanks.
pub(super) fn roles_text(roles: &BTreeSet<EntraRoleId>) -> String {
    let ids: Vec<String> = roles.iter().map(ToString::to_string).collect();
    ids.join(" ")
}

pub(super) fn roles_from(text: &str) -> Result<BTreeSet<EntraRoleId>, String> {
    let ids = text.split(' ').filter(|id| !id.is_empty());
    ids.map(|id| id.parse().map_err(|error| format!("{error}")))
        .collect()
}
