//! The accounts that have the MPN ID, the tenant domain, the tenant ID or the short name of an application.

use crate::diagnostic::Result;
use crate::domain::application::{Application, Field};
use crate::domain::{Account, IdentityOwners, Model, Slug};
use crate::store::{AccountIndex, RecordedMove, Tx};

/// The accounts of a store that have what an application names.
///
/// # Errors
/// If the store cannot be read.
pub fn find_owners(tx: &Tx<'_>, application: &Application) -> Result<IdentityOwners> {
    let accounts = tx.accounts();
    let by_id = application.mpn_id().map(|id| accounts.with_mpn_id(&id));
    let domain = application.tenant_domain();
    let by_domain = domain.map(|domain| accounts.with_domain(&domain));
    let tenant = application.tenant_id();
    let by_tenant = tenant.map(|tenant| accounts.with_tenant_id(&tenant));
    Ok(IdentityOwners {
        of_mpn_id: by_id.transpose()?.flatten(),
        of_domain: by_domain.transpose()?.flatten(),
        of_tenant_id: by_tenant.transpose()?.flatten(),
    })
}

/// How the accounts that have the values of an application are found.
#[derive(Debug)]
pub enum OwnerLookup {
    /// With queries, for one application.
    Queries,
    /// With an index of all accounts first, for many applications. An account is still read from the store.
    Index(Box<AccountIndex>),
}

impl OwnerLookup {
    /// A look-up for many applications.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn for_many(tx: &Tx<'_>) -> Result<Self> {
        Ok(Self::Index(Box::new(AccountIndex::load(tx)?)))
    }

    /// The accounts that have what an application names.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn owners(&self, tx: &Tx<'_>, application: &Application) -> Result<IdentityOwners> {
        match self {
            Self::Index(index) if !index.has_identity(application) => Ok(IdentityOwners::default()),
            Self::Index(_) | Self::Queries => find_owners(tx, application),
        }
    }

    /// Whether an account has this short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has_slug(&self, tx: &Tx<'_>, slug: &Slug) -> Result<bool> {
        match self {
            Self::Index(index) => Ok(index.has_slug(slug)),
            Self::Queries => Ok(tx.accounts().with_slug(slug)?.is_some()),
        }
    }

    /// The move with which the account that an application names has left this store. It is known by its short name: the
    /// one that was asked for, else the one that follows from the legal name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn departure(
        &self,
        tx: &Tx<'_>,
        application: &Application,
        slug: Option<&Slug>,
    ) -> Result<Option<RecordedMove>> {
        let name = application.get(Field::LegalName);
        let derived = || name.map(|name| Slug::from_name(name, "account"));
        let Some(slug) = slug.cloned().or_else(derived) else {
            return Ok(None);
        };
        if self.owners(tx, application)?.all().next().is_some() || self.has_slug(tx, &slug)? {
            return Ok(None);
        }
        self.departure_of(tx, &slug)
    }

    /// The move with which the account with this short name has left this store.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn departure_of(&self, tx: &Tx<'_>, slug: &Slug) -> Result<Option<RecordedMove>> {
        Ok(match self {
            Self::Index(index) => index.departure_of(slug).cloned(),
            Self::Queries => tx.account_moves()?.departure_of(slug.as_str()).cloned(),
        })
    }

    /// The number for a new account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn next_id(&self, tx: &Tx<'_>, slug: &Slug) -> Result<i64> {
        match self {
            Self::Index(index) => Ok(index.next_id(slug)),
            Self::Queries => tx.accounts().next_id(slug),
        }
    }

    /// Adds an account that is about to be saved.
    pub fn add(&mut self, account: &Account) {
        match self {
            Self::Index(index) => index.add(account),
            Self::Queries => {}
        }
    }

    /// Refuses an MPN ID, tenant domain or tenant ID that accounts other than `own` have.
    ///
    /// # Errors
    /// As [`IdentityOwners::check_free`], or if the store cannot be read.
    pub fn refuse_taken(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        own: Option<i64>,
        model: Model,
    ) -> Result<()> {
        let owners = self.owners(tx, &account.application)?;
        owners.other_than(own).check_free(Some(model))
    }
}
