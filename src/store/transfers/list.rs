//! Lists of transfers, read page by page in the order of their ids.

use crate::domain::transfer::{TransferDirection, TransferStateKind};
use crate::domain::word::Word as _;
use crate::domain::{TenantDomain, TenantId};
use crate::store::GroupFilter;
use crate::store::engine::Value;

/// Which transfers to list.
#[derive(Debug, Clone, Default)]
pub struct TransferFilter {
    /// Only in these states; `None` lists all that are current.
    pub states: Option<Vec<TransferStateKind>>,
    /// Only those of this customer: its domain, tenant and name.
    pub customer: Option<(TenantDomain, Option<TenantId>)>,
    /// Only those of customers in one of these groups, or of this keeper.
    pub marks: GroupFilter,
    /// Only in this direction.
    pub direction: Option<TransferDirection>,
    /// Only ids after this one.
    pub after: Option<String>,
    /// At most this many.
    pub limit: Option<u32>,
}

impl TransferFilter {
    /// What selects at most so many matching transfers of an account, in the order of their ids, and its values.
    pub(super) fn query(&self, account: i64, most: usize) -> (String, Vec<Value<'static>>) {
        let mut values = vec![Value::Integer(account)];
        let mut place = |value: Value<'static>| {
            values.push(value);
            format!("?{}", values.len())
        };
        let mut conditions = vec!["account_id = ?1".to_owned()];
        let current = || {
            let all = TransferStateKind::ALL.iter().copied();
            all.filter(|state| state.is_current()).collect()
        };
        let states: Vec<TransferStateKind> = self.states.clone().unwrap_or_else(current);
        let states: Vec<String> = states
            .iter()
            .map(|state| place(state.word().into()))
            .collect();
        conditions.push(format!("state IN ({})", states.join(", ")));
        if let Some(direction) = self.direction {
            let direction = place(direction.word().into());
            conditions.push(format!("direction = {direction}"));
        }
        if let Some(after) = &self.after {
            let after = place(after.clone().into());
            conditions.push(format!("id > {after}"));
        }
        if let Some((domain, tenant)) = &self.customer {
            let domain = place(domain.key().to_owned().into());
            let tenant = place(tenant.map_or(Value::Null, |id| id.to_string().into()));
            conditions.push(format!(
                "(customer_domain = {domain} OR customer_tenant = {tenant})"
            ));
        }
        if !self.marks.is_empty() {
            conditions.push(self.marks.of_rows_of_customers(&mut place));
        }
        let conditions = conditions.join(" AND ");
        let rest = format!("AS it WHERE {conditions} ORDER BY id LIMIT {most}");
        (rest, values)
    }
}
