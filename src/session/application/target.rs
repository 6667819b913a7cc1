//! Which account an application is for: a new one, a draft to fill, or one that was withdrawn and starts again.

use super::input::ApplicationInput;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{Application, Field};
use crate::domain::enrollment::{Enrollment, EnrollmentStateKind};
use crate::domain::{Account, Model, Slug, slug_taken};
use crate::exchange::application::ACCOUNT;
use crate::session::Context;
use crate::session::find::OwnerLookup;
use crate::store::Tx;

/// Where an application goes.
pub enum ApplicationTarget {
    /// A new account.
    New,
    /// The draft at this place of an account.
    Draft(Box<Account>, usize),
    /// An account whose last application was withdrawn.
    Again(Box<Account>),
}

impl ApplicationTarget {
    /// Finds the account to work on: named by `--account`, else by MPN ID, tenant domain and tenant id.
    ///
    /// # Errors
    /// Why the account that was found can have no other application, or that there is no account of that name.
    pub fn find(
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
        given: &ApplicationInput,
        model: Option<Model>,
    ) -> Result<Self> {
        let resumed = given.resumed.as_ref().map(Slug::as_str);
        if let Some(typed) = ctx.account_flag.as_deref().or(resumed) {
            let account = ctx.account_named(tx, typed)?;
            let submitted = account.already_submitted(model);
            return Self::of(account, submitted);
        }
        let application = &given.application;
        let owners = owners.owners(tx, application)?;
        let found: Vec<&Account> = owners.all().collect();
        let Some(first) = found.first().copied() else {
            return Ok(Self::New);
        };
        let id_fits = application.mpn_id().is_none() || owners.of_mpn_id.is_some();
        let domain_fits = application.tenant_domain().is_none() || owners.of_domain.is_some();
        let is_one = found.iter().all(|account| account.id == first.id);
        if id_fits && domain_fits && is_one {
            return Self::owned_by(first.clone(), model);
        }
        // Where MPN ID and domain are those of one account, only what belongs to another one is refused.
        let own = match (&owners.of_mpn_id, &owners.of_domain) {
            (Some(one), Some(other)) if one.id == other.id => Some(one.id),
            _ => None,
        };
        owners.other_than(own).check_free(model).map(|()| Self::New)
    }

    /// The account that has the MPN ID and the tenant of the application.
    fn owned_by(account: Account, model: Option<Model>) -> Result<Self> {
        let submitted = account.identity_submitted(model);
        Self::of(account, submitted)
    }

    /// The account's draft, or a new one after a withdrawal; `submitted` says why it can have neither.
    fn of(account: Account, submitted: Diagnostic) -> Result<Self> {
        if let Some(place) = account
            .enrollments
            .iter()
            .position(|one| one.stage() == EnrollmentStateKind::Draft)
        {
            return Ok(Self::Draft(Box::new(account), place));
        }
        if account.enrollments.iter().all(Enrollment::is_withdrawn) {
            return Ok(Self::Again(Box::new(account)));
        }
        Err(submitted)
    }

    /// The account that the application goes to, its values laid over what is on file, with the place of the draft.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn prepare_account(
        self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
        given: &ApplicationInput,
        model: Model,
    ) -> Result<(Account, usize)> {
        let now = ctx.now();
        match self {
            Self::New => {
                let application = given.laid_over(Application::default());
                let slug = free_slug(tx, owners, given, &application)?;
                let account = Account {
                    id: owners.next_id(tx, &slug)?,
                    slug,
                    application,
                    created_at: now,
                    enrollments: vec![Enrollment::draft(model, now)],
                    former_owner: None,
                };
                Ok((account, 0))
            }
            Self::Draft(mut account, place) => {
                keeps_its_name(ctx, given, &account);
                account.application = given.laid_over(account.application);
                if let Some(draft) = account.enrollments.get_mut(place) {
                    draft.model = model;
                }
                Ok((*account, place))
            }
            Self::Again(mut account) => {
                keeps_its_name(ctx, given, &account);
                account.application = given.laid_over(account.application);
                account.enrollments.push(Enrollment::draft(model, now));
                let place = account.enrollments.len() - 1;
                Ok((*account, place))
            }
        }
    }

    /// What is wrong with the short name that was asked for: a new account cannot have one that is taken.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn slug_taken(
        &self,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
        given: &ApplicationInput,
    ) -> Result<Vec<Diagnostic>> {
        let (Self::New, Some(slug)) = (self, &given.slug) else {
            return Ok(Vec::new());
        };
        if !owners.has_slug(tx, slug)? {
            return Ok(Vec::new());
        }
        let mistake = slug_taken(slug).with_field(ACCOUNT);
        Ok(given.place_mistakes(vec![mistake]))
    }

    /// The model of the draft, where there is one.
    pub fn model(&self) -> Option<Model> {
        match self {
            Self::Draft(account, place) => account.enrollments.get(*place).map(|draft| draft.model),
            Self::New | Self::Again(_) => None,
        }
    }

    /// The account as it is stored, where it is.
    pub fn stored(&self) -> Option<&Account> {
        match self {
            Self::New => None,
            Self::Draft(account, _) | Self::Again(account) => Some(account),
        }
    }

    /// What is on file already.
    pub fn on_file(&self) -> Application {
        self.stored()
            .map_or_else(Default::default, |account| account.application.clone())
    }
}

/// Says that an account keeps its short name, where another one was asked for: the journal knows it by that name.
pub fn keeps_its_name(ctx: &Context<'_>, given: &ApplicationInput, account: &Account) {
    if given
        .slug
        .as_ref()
        .is_some_and(|slug| *slug != account.slug)
    {
        ctx.out.note(&format!(
            "warning: the short name of the account stays {}",
            account.slug
        ));
    }
}

/// The short name that was asked for, else a free one.
fn free_slug(
    tx: &Tx<'_>,
    owners: &OwnerLookup,
    given: &ApplicationInput,
    application: &Application,
) -> Result<Slug> {
    match &given.slug {
        Some(slug) => Ok(slug.clone()),
        None => suggest_slug(tx, owners, application),
    }
}

/// A short name made from the legal name, numbered if it is taken, or is that of an account that was moved away.
///
/// # Errors
/// If the store cannot be read.
pub fn suggest_slug(tx: &Tx<'_>, owners: &OwnerLookup, application: &Application) -> Result<Slug> {
    let is_free = |slug: &Slug| -> Result<bool> {
        Ok(!owners.has_slug(tx, slug)? && owners.departure_of(tx, slug)?.is_none())
    };
    let name = application.get(Field::LegalName).unwrap_or("");
    let plain = Slug::from_name(name, "account");
    if is_free(&plain)? {
        return Ok(plain);
    }
    let mut number = 2;
    while !is_free(&plain.numbered(number))? {
        number += 1;
    }
    Ok(plain.numbered(number))
}
