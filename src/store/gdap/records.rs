//! Relationships with everything around them, for answers: assignments, conflicts, the customer on record.

use std::collections::{BTreeMap, HashMap};

use super::relationships::relationship_of;
use super::{Gdap, GdapConflict, GdapFilter, GdapRelationshipRow};
use crate::diagnostic::Diagnostic;
use crate::domain::gdap::{AccessAssignment, AdminRelationship, RelationshipId};
use crate::domain::{TenantDomain, TenantId};
use crate::store::engine::Value;

/// How many relationships are read at once.
const PAGE: usize = 256;

/// A relationship with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct GdapRecord {
    /// The relationship.
    pub relationship: AdminRelationship,
    /// Its assignments.
    pub assignments: Vec<AccessAssignment>,
    /// What files say against it.
    pub conflicts: Vec<GdapConflict>,
    /// The customer on record with its tenant or domain.
    pub customer: Option<NamedCustomer>,
}

/// A customer on record, as a relationship shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCustomer {
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: TenantDomain,
    /// Its tenant, if known.
    pub tenant_id: Option<TenantId>,
}

impl Gdap<'_, '_> {
    /// A relationship with what belongs to it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn record(&self, id: RelationshipId) -> Result<Option<GdapRecord>, Diagnostic> {
        let found = self.relationship(id)?;
        let records = self.records_of(found.into_iter().collect())?;
        Ok(records.into_iter().next())
    }

    /// Calls `each` with every relationship that matches, in the order of their ids.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_record<E: From<Diagnostic>>(
        &self,
        filter: &GdapFilter,
        mut each: impl FnMut(GdapRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut filter = filter.clone();
        let mut left = filter.limit.map_or(usize::MAX, |limit| limit as usize);
        while left > 0 {
            let page = self.page(&filter, left.min(PAGE))?;
            let is_last = page.len() < left.min(PAGE);
            left -= page.len().min(left);
            if let Some(last) = page.last() {
                filter.after = Some(last.id.to_string());
            }
            for record in self.records_of(page)? {
                each(record)?;
            }
            if is_last {
                break;
            }
        }
        Ok(())
    }

    /// The next relationships that match.
    fn page(&self, filter: &GdapFilter, most: usize) -> Result<Vec<AdminRelationship>, Diagnostic> {
        let (rest, values) = filter.query(self.account, most);
        let rows = self.tx.select::<GdapRelationshipRow>(&rest, &values)?;
        rows.into_iter().map(relationship_of).collect()
    }

    /// The records of some relationships, in their order. What belongs to them is read by the range of their ids.
    fn records_of(
        &self,
        relationships: Vec<AdminRelationship>,
    ) -> Result<Vec<GdapRecord>, Diagnostic> {
        let (Some(first), Some(last)) = (relationships.first(), relationships.last()) else {
            return Ok(Vec::new());
        };
        let range = (first.id.to_string(), last.id.to_string());
        let mut assignments: BTreeMap<RelationshipId, Vec<AccessAssignment>> = BTreeMap::new();
        for (of, assignment) in self.assignments_between(&range)? {
            assignments.entry(of).or_default().push(assignment);
        }
        let mut conflicts: BTreeMap<RelationshipId, Vec<GdapConflict>> = BTreeMap::new();
        for conflict in self.conflicts_between(&range)? {
            let of = conflicts.entry(conflict.relationship).or_default();
            of.push(conflict);
        }
        let customers = self.customers_of(&relationships)?;
        Ok(relationships
            .into_iter()
            .map(|relationship| {
                let customer = customer_among(&customers, &relationship).cloned();
                GdapRecord {
                    assignments: assignments.remove(&relationship.id).unwrap_or_default(),
                    conflicts: conflicts.remove(&relationship.id).unwrap_or_default(),
                    customer,
                    relationship,
                }
            })
            .collect())
    }

    /// The customers on record of some relationships.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn customers_on_record<'r>(
        &self,
        relationships: impl IntoIterator<Item = &'r AdminRelationship>,
    ) -> Result<HashMap<RelationshipId, NamedCustomer>, Diagnostic> {
        let relationships: Vec<AdminRelationship> = relationships.into_iter().cloned().collect();
        let mut found = HashMap::new();
        for page in relationships.chunks(PAGE) {
            let customers = self.customers_of(page)?;
            found.extend(page.iter().filter_map(|relationship| {
                let customer = customer_among(&customers, relationship)?;
                Some((relationship.id, customer.clone()))
            }));
        }
        Ok(found)
    }

    /// The customers on record of some relationships, by tenant; by domain where there is no tenant.
    fn customers_of(
        &self,
        relationships: &[AdminRelationship],
    ) -> Result<HashMap<String, NamedCustomer>, Diagnostic> {
        let mut values = vec![Value::Integer(self.account)];
        let mut placed = |text: String| {
            values.push(text.into());
            format!("?{}", values.len())
        };
        let mut tenants = Vec::new();
        let mut domains = Vec::new();
        for known in relationships.iter().map(|one| &one.customer) {
            if let Some(id) = known.tenant_id {
                tenants.push(placed(id.to_string()));
            }
            if let Some(domain) = &known.domain {
                domains.push(placed(domain.key().to_owned()));
            }
        }
        if tenants.is_empty() && domains.is_empty() {
            return Ok(HashMap::new());
        }
        let among = |column: &str, places: &[String]| match places {
            [] => "FALSE".to_owned(),
            some => format!("{column} IN ({})", some.join(", ")),
        };
        let condition = format!(
            "account_id = ?1 AND ({} OR {})",
            among("tenant_id", &tenants),
            among("domain_key", &domains)
        );
        self.tx
            .customers(self.account)
            .names_where(&condition, &values)
            .map(|found| {
                let keyed = found.into_iter().map(|customer| {
                    let by = customer.tenant_id.map(key);
                    (
                        by.unwrap_or_else(|| customer.domain.key().to_owned()),
                        customer,
                    )
                });
                keyed.collect()
            })
    }
}

/// The customer of a relationship: with its domain, else with its tenant.
fn customer_among<'c>(
    customers: &'c HashMap<String, NamedCustomer>,
    relationship: &AdminRelationship,
) -> Option<&'c NamedCustomer> {
    let known = &relationship.customer;
    let by_domain = known.domain.as_ref().and_then(|domain| {
        let with = |customer: &&NamedCustomer| customer.domain.key() == domain.key();
        customers.values().find(with)
    });
    by_domain.or_else(|| known.tenant_id.and_then(|id| customers.get(&key(id))))
}

fn key(id: TenantId) -> String {
    id.to_string()
}
