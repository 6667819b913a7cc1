//! What must be unique among the accounts of a store, read once for many new accounts: a query for each of them would read
//! all accounts and the store's whole chain each time.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::account_moves::{AccountMoves, MoveDirection, RecordedMove};
use super::accounts::number_for;
use super::chain::STORE;
use super::failure;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::application::Application;
use crate::domain::{Account, Slug, TenantId};

/// The values that accounts have. It does not say which account has one.
#[derive(Debug, Default)]
pub struct AccountIndex {
    numbers: HashSet<i64>,
    slugs: HashSet<Box<str>>,
    mpn_ids: HashSet<Box<str>>,
    domains: HashSet<Box<str>>,
    tenants: HashSet<TenantId>,
    moves: AccountMoves,
}

impl AccountIndex {
    /// The values of the accounts of a store. In a write nobody else can add one until the end.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn load(tx: &Tx<'_>) -> Result<Self, Diagnostic> {
        if tx.writes() {
            tx.session().hold_chain(STORE)?;
        }
        let mut index = Self::default();
        let sql = "SELECT id, slug, mpn_id, domain_key, company_tenant_id FROM accounts";
        tx.each_row(sql, &[], |row| {
            let [id, slug, mpn_id, domain, tenant] = row else {
                return Err(failure::corrupt("accounts", "", "cannot read the names"));
            };
            index.numbers.extend(id.as_integer());
            index.slugs.extend(slug.as_text().map(Box::from));
            index.mpn_ids.extend(mpn_id.as_text().map(Box::from));
            index.domains.extend(domain.as_text().map(Box::from));
            let tenant: Option<TenantId> = tenant.as_text().and_then(|text| text.parse().ok());
            index.tenants.extend(tenant);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        // An account that was moved away can come back, so its number stays its own.
        let moves = tx.account_moves()?;
        let left = moves
            .all()
            .filter(|one| one.moved.direction == MoveDirection::Left);
        index.numbers.extend(left.map(|one| one.moved.chain));
        index.moves = moves;
        Ok(index)
    }

    /// Whether an account has this short name.
    pub fn has_slug(&self, slug: &Slug) -> bool {
        self.slugs.contains(slug.as_str())
    }

    /// Where the account with this short name is, if it was moved to another store.
    pub fn departure_of(&self, slug: &Slug) -> Option<&RecordedMove> {
        self.moves.departure_of(slug.as_str())
    }

    /// Whether an account has the MPN ID, the tenant domain or the tenant ID of an application.
    pub fn has_identity(&self, application: &Application) -> bool {
        let mpn_id = application.mpn_id();
        let domain = application.tenant_domain();
        let tenant = application.tenant_id();
        mpn_id.is_some_and(|id| self.mpn_ids.contains(id.as_str()))
            || domain.is_some_and(|domain| self.domains.contains(domain.key()))
            || tenant.is_some_and(|id| self.tenants.contains(&id))
    }

    /// The number for a new account, as [`super::accounts::Accounts::next_id`] gives it.
    pub fn next_id(&self, slug: &Slug) -> i64 {
        let mut attempt = 0;
        loop {
            let number = number_for(slug, attempt);
            if number != STORE && !self.numbers.contains(&number) {
                return number;
            }
            attempt += 1;
        }
    }

    /// Adds the values of an account.
    pub fn add(&mut self, account: &Account) {
        let application = &account.application;
        self.numbers.insert(account.id);
        self.slugs.insert(account.slug.as_str().into());
        let mpn_id = application.mpn_id();
        self.mpn_ids.extend(mpn_id.map(|id| Box::from(id.as_str())));
        let domain = application.tenant_domain();
        self.domains
            .extend(domain.map(|domain| Box::from(domain.key())));
        self.tenants.extend(application.tenant_id());
    }
}
