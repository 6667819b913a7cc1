//! Lists of accounts or customers in groups or of a keeper.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use crate::cli::groups::{AccountFilterArgs, CustomerFilterArgs};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;
use crate::domain::{Account, GroupsAndKeeper, first_names};
use crate::store::{GroupFilter, Tx};

/// What a filter selects of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterScope {
    /// All of it.
    Whole,
    /// What is about these customers, by the domains in which they are compared.
    Customers(BTreeSet<String>),
}

impl FilterScope {
    /// Whether something about this customer is selected, or about no customer.
    pub fn covers(&self, customer: Option<&String>) -> bool {
        match self {
            Self::Whole => true,
            Self::Customers(domains) => customer.is_some_and(|domain| domains.contains(domain)),
        }
    }

    /// What a filter selects of an account with these marks; `None` if nothing. A customer is also in the groups of its
    /// account, and has the keeper of its account unless it has one of its own.
    fn of(
        filter: &GroupFilter,
        account: &GroupsAndKeeper,
        customers: impl Iterator<Item = (String, GroupsAndKeeper)>,
    ) -> Option<Self> {
        if filter.matches(account) {
            return Some(Self::Whole);
        }
        let mut domains = BTreeSet::new();
        for (domain, mut marks) in customers {
            marks.groups.extend(account.groups.iter().cloned());
            marks.keeper = marks.keeper.or_else(|| account.keeper.clone());
            if filter.matches(&marks) {
                domains.insert(domain);
            }
        }
        (!domains.is_empty()).then_some(Self::Customers(domains))
    }
}

impl From<&AccountFilterArgs> for GroupFilter {
    fn from(args: &AccountFilterArgs) -> Self {
        Self {
            groups: args.groups.clone(),
            keeper: args.keeper.clone(),
        }
    }
}

impl From<&CustomerFilterArgs> for GroupFilter {
    fn from(args: &CustomerFilterArgs) -> Self {
        Self {
            groups: args.groups.clone(),
            keeper: args.keeper.clone(),
        }
    }
}

impl Context<'_> {
    /// The same as [`Context::each_page_of_accounts`], with the accounts that match.
    ///
    /// # Errors
    /// As [`Context::account`], or as `each` says.
    pub fn each_page_of_marked_accounts(
        &self,
        tx: &Tx<'_>,
        filter: &GroupFilter,
        mut each: impl FnMut(Vec<Account>) -> Result<()>,
    ) -> Result<()> {
        let Some(typed) = &self.account_flag else {
            return tx.accounts().each_page_marked(filter, each);
        };
        let account = self.account_named(tx, typed)?;
        if !filter.is_empty() && !filter.matches(&tx.groups_of_account(account.id)?) {
            return Ok(());
        }
        each(vec![account])
    }

    /// Calls `each` with pages of the accounts that match or that have customers that match, each with what matches.
    ///
    /// # Errors
    /// As [`Context::account`], or as `each` says.
    pub fn each_page_of_concerned_accounts(
        &self,
        tx: &Tx<'_>,
        filter: &GroupFilter,
        mut each: impl FnMut(Vec<Account>, Vec<FilterScope>) -> Result<()>,
    ) -> Result<()> {
        let page = |accounts: Vec<Account>| {
            if filter.is_empty() {
                let whole = vec![FilterScope::Whole; accounts.len()];
                return each(accounts, whole);
            }
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let mut of_accounts = tx.groups_of_accounts(&ids)?;
            let mut of_customers: BTreeMap<i64, Vec<_>> = BTreeMap::new();
            for ((account, domain), marks) in tx.marks_of_customers(&ids)? {
                of_customers
                    .entry(account)
                    .or_default()
                    .push((domain, marks));
            }
            let concern = |account: &Account| {
                let own = of_accounts.remove(&account.id).unwrap_or_default();
                let customers = of_customers.remove(&account.id).unwrap_or_default();
                FilterScope::of(filter, &own, customers.into_iter())
            };
            let concerns: Vec<Option<FilterScope>> = accounts.iter().map(concern).collect();
            let selected = accounts.into_iter().zip(concerns);
            let (accounts, concerns) = selected.filter_map(|(it, of)| Some((it, of?))).unzip();
            each(accounts, concerns)
        };
        match &self.account_flag {
            None => tx.accounts().each_page_concerned(filter, page),
            Some(typed) => {
                let mut page = page;
                page(vec![self.account_named(tx, typed)?])
            }
        }
    }

    /// Refuses a filter with a group or a keeper that nothing has, where an empty answer would look like a good one.
    ///
    /// # Errors
    /// Not found, with the nearest name and those that are known.
    pub fn require_known_groups(&self, tx: &Tx<'_>, filter: &GroupFilter) -> Result<()> {
        let mut mistakes = Vec::new();
        if !filter.groups.is_empty() {
            let known = tx.names_of_groups()?;
            for name in &filter.groups {
                if !known.iter().any(|one| one == name.as_str()) {
                    let what = format!("group `{name}` not found");
                    mistakes.push(unknown(&what, "--group", name.as_str(), "groups", &known));
                }
            }
        }
        if let Some(keeper) = &filter.keeper {
            let known = tx.keepers()?;
            if !known.iter().any(|one| one == keeper.key()) {
                let what = format!("{keeper} is not the keeper of an account or customer");
                mistakes.push(unknown(&what, "--keeper", keeper.key(), "keepers", &known));
            }
        }
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Diagnostic::from(mistakes))
        }
    }

    /// Says on standard error which of the groups of a filter do not exist, of accounts or of customers, and
    /// which do; the same for a keeper.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn note_unknown_groups(&self, tx: &Tx<'_>, filter: &GroupFilter) -> Result<()> {
        if !filter.groups.is_empty() {
            let known = tx.names_of_groups()?;
            let is_unknown =
                |name: &&crate::domain::GroupName| !known.iter().any(|one| one == name.as_str());
            for name in filter.groups.iter().filter(is_unknown) {
                self.out.note(&format!(
                    "group {name} not found; {}",
                    listed("groups", &known)
                ));
            }
        }
        if let Some(keeper) = &filter.keeper {
            let known = tx.keepers()?;
            if !known.iter().any(|one| one == keeper.key()) {
                self.out.note(&format!(
                    "{keeper} is not the keeper of an account or customer; {}",
                    listed("keepers", &known)
                ));
            }
        }
        Ok(())
    }
}

/// The failure for a group or a keeper that nothing has.
fn unknown(what: &str, flag: &str, typed: &str, noun: &str, known: &[String]) -> Diagnostic {
    let near = nearest(typed, known.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let mut help = listed(noun, known);
    if let Some(first) = help.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Diagnostic::not_found(format!("{what}{near}"))
        .with_flag(flag)
        .with_help(help)
}

/// How many names a note lists.
const MOST: usize = 20;

/// The names that exist, for a note.
fn listed(what: &str, known: &[String]) -> String {
    if known.is_empty() {
        format!("there are no {what} yet")
    } else {
        format!("known {what}: {}", first_names(known, MOST))
    }
}
