//! Groups and keepers of accounts and customers, in tables beside them.

use std::collections::BTreeMap;

use super::among::Among;
use super::column::written;
use super::engine::Value;
use super::record::record;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::{Email, GroupName, GroupsAndKeeper};

written! { GroupName }

record! {
    /// A group that an account is in.
    pub(super) struct AccountGroupRow in ACCOUNT_GROUPS: "account_groups", key 2, chain Account {
        account_id: i64,
        name: GroupName,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes ["CREATE INDEX account_groups_name ON account_groups (name, account_id)"]
}

record! {
    /// Who looks after an account.
    pub(super) struct AccountKeeperRow in ACCOUNT_KEEPERS: "account_keepers", key 1, chain Account {
        account_id: i64,
        email_key: String,
        email: Email,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes ["CREATE INDEX account_keepers_email ON account_keepers (email_key, account_id)"]
}

record! {
    /// A group that a customer is in.
    pub(super) struct CustomerGroupRow in CUSTOMER_GROUPS: "customer_groups", key 3, chain Account {
        account_id: i64,
        domain_key: String,
        name: GroupName,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes ["CREATE INDEX customer_groups_name ON customer_groups (name, account_id, domain_key)"]
}

record! {
    /// Who looks after a customer.
    pub(super) struct CustomerKeeperRow in CUSTOMER_KEEPERS: "customer_keepers", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        email_key: String,
        email: Email,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes ["CREATE INDEX customer_keepers_email ON customer_keepers (email_key, account_id, domain_key)"]
}

/// Accounts or customers in one of some groups, and looked after by somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupFilter {
    /// Only those in one of these groups; empty for all.
    pub groups: Vec<GroupName>,
    /// Only those that this person looks after.
    pub keeper: Option<Email>,
}

impl GroupFilter {
    /// Whether everything matches.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.keeper.is_none()
    }

    /// Whether something in these groups, with this keeper, matches.
    pub fn matches(&self, marks: &GroupsAndKeeper) -> bool {
        let in_group = self.groups.iter().any(|name| marks.groups.contains(name));
        (self.groups.is_empty() || in_group)
            && self
                .keeper
                .as_ref()
                .is_none_or(|keeper| marks.keeper.as_ref() == Some(keeper))
    }

    /// The conditions on a row `it` of `accounts`; `place` gives each value its placeholder.
    pub(super) fn of_accounts(&self, place: &mut dyn FnMut(Value<'static>) -> String) -> String {
        self.conditions(["account_groups", "account_keepers"], "it.id", "", place)
    }

    /// The conditions on a row `it` of `accounts` that it or one of its customers matches: each part may be true of
    /// either, so that what is found is still to be looked at.
    pub(super) fn of_accounts_or_customers(
        &self,
        place: &mut dyn FnMut(Value<'static>) -> String,
    ) -> String {
        let groups = Self {
            keeper: None,
            ..self.clone()
        };
        let keeper = Self {
            groups: Vec::new(),
            ..self.clone()
        };
        let mut text = String::new();
        for part in [groups, keeper].iter().filter(|part| !part.is_empty()) {
            let own = part.of_accounts(place);
            let tables = ["customer_groups", "customer_keepers"];
            let of_customer = part.conditions(tables, "it.id", "", place);
            text.push_str(&format!(" AND ((1 = 1{own}) OR (1 = 1{of_customer}))"));
        }
        text
    }

    /// The conditions on a row `known` of `customers`: a customer is also in the groups of its account, and has the keeper
    /// of its account unless it has one of its own.
    pub(super) fn of_customers(&self, place: &mut dyn FnMut(Value<'static>) -> String) -> String {
        let of_account = |table: &str| {
            format!("SELECT 1 FROM {table} AS mark WHERE mark.account_id = known.account_id")
        };
        let own = |table: &str| {
            let of_account = of_account(table);
            format!("{of_account} AND mark.domain_key = known.domain_key")
        };
        let mut text = String::new();
        if !self.groups.is_empty() {
            let names = self.groups.iter().map(|name| name.to_string().into());
            let names: Vec<String> = names.map(&mut *place).collect();
            let named = format!("mark.name IN ({})", names.join(", "));
            text.push_str(&format!(
                " AND (EXISTS ({} AND {named}) OR EXISTS ({} AND {named}))",
                own("customer_groups"),
                of_account("account_groups")
            ));
        }
        if let Some(keeper) = &self.keeper {
            let keeper = place(keeper.key().to_owned().into());
            let kept = format!("mark.email_key = {keeper}");
            let own = own("customer_keepers");
            text.push_str(&format!(
                " AND (EXISTS ({own} AND {kept}) OR (NOT EXISTS ({own}) AND EXISTS ({} AND {kept})))",
                of_account("account_keepers")
            ));
        }
        text
    }

    /// The condition on a row `it` that names a customer, by domain or tenant: the customer matches, or its account where
    /// the customer is not on record.
    pub(super) fn of_rows_of_customers(
        &self,
        place: &mut dyn FnMut(Value<'static>) -> String,
    ) -> String {
        let marked = self.of_customers(place);
        let tables = ["account_groups", "account_keepers"];
        let of_account = self.conditions(tables, "it.account_id", "", place);
        let customer = "SELECT 1 FROM customers AS known WHERE known.account_id = it.account_id
            AND (known.domain_key = it.customer_domain OR known.tenant_id = it.customer_tenant)";
        format!("(EXISTS ({customer}{marked}) OR (NOT EXISTS ({customer}){of_account}))")
    }

    fn conditions(
        &self,
        [groups, keepers]: [&str; 2],
        account: &str,
        same: &str,
        place: &mut dyn FnMut(Value<'static>) -> String,
    ) -> String {
        let mut text = String::new();
        let mut add = |table: &str, condition: String| {
            text.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM {table} AS mark WHERE mark.account_id = {account}{same} AND {condition})"
            ));
        };
        if !self.groups.is_empty() {
            let names = self.groups.iter().map(|name| name.to_string().into());
            let names: Vec<String> = names.map(&mut *place).collect();
            add(groups, format!("mark.name IN ({})", names.join(", ")));
        }
        if let Some(keeper) = &self.keeper {
            let keeper = place(keeper.key().to_owned().into());
            add(keepers, format!("mark.email_key = {keeper}"));
        }
        text
    }
}

impl Tx<'_> {
    /// The groups and keepers of some accounts, a page of them at most. Accounts without any are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn groups_of_accounts(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, GroupsAndKeeper>, Diagnostic> {
        let mut found: BTreeMap<i64, GroupsAndKeeper> = BTreeMap::new();
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {}", among.condition());
        for row in self.select::<AccountGroupRow>(&rest, among.values())? {
            let of_one = found.entry(row.account_id).or_default();
            of_one.groups.insert(row.name);
        }
        for row in self.select::<AccountKeeperRow>(&rest, among.values())? {
            found.entry(row.account_id).or_default().keeper = Some(row.email);
        }
        Ok(found)
    }

    /// The groups and the keeper of an account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn groups_of_account(&self, account: i64) -> Result<GroupsAndKeeper, Diagnostic> {
        let mut found = self.groups_of_accounts(&[account])?;
        Ok(found.remove(&account).unwrap_or_default())
    }

    /// Saves what differs in the groups and the keeper of an account.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_groups_of_account(
        &self,
        account: i64,
        before: &GroupsAndKeeper,
        after: &GroupsAndKeeper,
    ) -> Result<(), Diagnostic> {
        for gone in before.groups.difference(&after.groups) {
            let key = [Value::Integer(account), gone.as_str().into()];
            self.delete::<AccountGroupRow>(&key)?;
        }
        for name in after.groups.difference(&before.groups) {
            self.put(&AccountGroupRow {
                account_id: account,
                name: name.clone(),
            })?;
        }
        if before.keeper.as_ref().map(Email::as_str) == after.keeper.as_ref().map(Email::as_str) {
            return Ok(());
        }
        match &after.keeper {
            Some(email) => self.put(&AccountKeeperRow {
                account_id: account,
                email_key: email.key().to_owned(),
                email: email.clone(),
            }),
            None => self.delete::<AccountKeeperRow>(&[Value::Integer(account)]),
        }
    }

    /// The groups and keepers of the customers of some accounts, a page of them at most, by account and domain.
    /// Customers without any are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn marks_of_customers(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<(i64, String), GroupsAndKeeper>, Diagnostic> {
        let mut found: BTreeMap<(i64, String), GroupsAndKeeper> = BTreeMap::new();
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {}", among.condition());
        for row in self.select::<CustomerGroupRow>(&rest, among.values())? {
            let of_one = found.entry((row.account_id, row.domain_key)).or_default();
            of_one.groups.insert(row.name);
        }
        for ((account, domain), keeper) in self.keepers_of_customers(accounts)? {
            found.entry((account, domain)).or_default().keeper = Some(keeper);
        }
        Ok(found)
    }

    /// The names of all groups of accounts and of customers, in their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn names_of_groups(&self) -> Result<Vec<String>, Diagnostic> {
        let mut names = self.names_of_account_groups()?;
        names.extend(self.names_of_customer_groups(None)?);
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The names of all groups of accounts, in their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn names_of_account_groups(&self) -> Result<Vec<String>, Diagnostic> {
        self.texts(
            "SELECT DISTINCT name FROM account_groups ORDER BY name",
            &[],
        )
    }

    /// The names of all groups of customers, in their order: of one account, or of all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn names_of_customer_groups(
        &self,
        account: Option<i64>,
    ) -> Result<Vec<String>, Diagnostic> {
        match account {
            None => self.texts(
                "SELECT DISTINCT name FROM customer_groups ORDER BY name",
                &[],
            ),
            Some(account) => self.texts(
                "SELECT DISTINCT name FROM customer_groups WHERE account_id = ?1 ORDER BY name",
                &[Value::Integer(account)],
            ),
        }
    }

    /// The addresses of everybody who looks after an account or a customer, in their order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn keepers(&self) -> Result<Vec<String>, Diagnostic> {
        self.texts(
            "SELECT email_key FROM account_keepers UNION SELECT email_key FROM customer_keepers ORDER BY email_key",
            &[],
        )
    }

    /// The keepers of the customers of some accounts, a page of them at most, by account and domain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn keepers_of_customers(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<(i64, String), Email>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {}", among.condition());
        let rows = self.select::<CustomerKeeperRow>(&rest, among.values())?;
        let keyed = rows
            .into_iter()
            .map(|row| ((row.account_id, row.domain_key), row.email));
        Ok(keyed.collect())
    }
}
