//! Lists of relationships, read page by page in the order of their ids.

use crate::domain::calendar::Instant;
use crate::domain::gdap::{AbsenceKind, AdminRelationshipStateKind, EntraRoleId, GroupId};
use crate::domain::word::Word as _;
use crate::domain::{TenantDomain, TenantId};
use crate::store::GroupFilter;
use crate::store::engine::Value;

/// Which relationships to list.
#[derive(Debug, Clone, Default)]
pub struct GdapFilter {
    /// Only in these states; `None` lists all that are current.
    pub states: Option<Vec<AdminRelationshipStateKind>>,
    /// Only those of this customer.
    pub customer: Option<(TenantDomain, Option<TenantId>)>,
    /// Only those that end by then and have not ended.
    pub ends_by: Option<Instant>,
    /// Only those whose end does not move by itself, as far as is known.
    pub without_auto_extend: bool,
    /// Only those with this role.
    pub role: Option<EntraRoleId>,
    /// Only those with a live assignment of this group.
    pub group: Option<GroupId>,
    /// Only those of customers in one of these groups, or of this keeper.
    pub marks: GroupFilter,
    /// Only ids after this one.
    pub after: Option<String>,
    /// At most this many.
    pub limit: Option<u32>,
}

impl GdapFilter {
    /// What selects at most so many matching relationships of an account, in the order of their ids, and its values.
    pub(super) fn query(&self, account: i64, most: usize) -> (String, Vec<Value<'static>>) {
        let mut conditions = Conditions::of(account);
        conditions.add_filter(self);
        let rest = format!("AS it WHERE {} ORDER BY id LIMIT {most}", conditions.text);
        (rest, conditions.values)
    }
}

/// The conditions of a list, with the values of their placeholders.
struct Conditions {
    text: String,
    values: Vec<Value<'static>>,
}

impl Conditions {
    fn of(account: i64) -> Self {
        Self {
            text: "account_id = ?1".to_owned(),
            values: vec![Value::Integer(account)],
        }
    }

    fn place(&mut self, value: impl Into<Value<'static>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    fn add_filter(&mut self, filter: &GdapFilter) {
        match &filter.states {
            Some(states) => self.states(states),
            None => {
                let erased = self.place(AbsenceKind::Erased.word());
                let current: Vec<AdminRelationshipStateKind> = AdminRelationshipStateKind::ALL
                    .iter()
                    .copied()
                    .filter(|state| state.is_current())
                    .collect();
                self.states(&current);
                self.and(&format!("(absence IS NULL OR absence <> {erased})"));
            }
        }
        if let Some(after) = &filter.after {
            let after = self.place(after.clone());
            self.and(&format!("id > {after}"));
        }
        if let Some((domain, tenant)) = &filter.customer {
            let domain = self.place(domain.key().to_owned());
            let tenant = tenant.map_or(Value::Null, |id| id.to_string().into());
            let tenant = self.place(tenant);
            self.and(&format!(
                "(customer_domain = {domain} OR customer_tenant = {tenant})"
            ));
        }
        if !filter.marks.is_empty() {
            let marks = &filter.marks;
            let marked = marks.of_rows_of_customers(&mut |value| self.place(value));
            self.and(&marked);
        }
        if let Some(by) = filter.ends_by {
            let by = self.place(by.timestamp());
            self.and(&format!("ends_at <= {by}"));
        }
        if filter.without_auto_extend {
            self.and("(auto_extend IS NULL OR auto_extend = '0')");
        }
        if let Some(role) = filter.role {
            let role = self.place(format!("%{role}%"));
            self.and(&format!("roles LIKE {role}"));
        }
        if let Some(group) = filter.group {
            let group = self.place(group.to_string());
            self.and(&format!(
                "EXISTS (SELECT 1 FROM gdap_assignments AS given WHERE given.account_id = it.account_id
                 AND given.relationship = it.id AND given.group_id = {group}
                 AND given.state IN ('pending', 'active'))"
            ));
        }
    }

    fn states(&mut self, states: &[AdminRelationshipStateKind]) {
        let places: Vec<String> = states
            .iter()
            .map(|state| self.place(state.word()))
            .collect();
        self.and(&format!("state IN ({})", places.join(", ")));
    }
}
