//! Which account an application is for: a new one, a draft to fill, or one that was withdrawn and starts again.

use super::given::Given;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::application::{Application, Field};
use crate::domain::enrollment::{Enrollment, Stage};
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::{Account, Model, Slug};
use crate::exchange::application::ACCOUNT;
use crate::session::Context;
use crate::store::Tx;

/// Where an application goes.
pub(super) enum Target {
    /// A new account.
    New,
    /// The draft at this place of an account.
    Draft(Box<Account>, usize),
    /// An account whose last application was withdrawn.
    Again(Box<Account>),
}

impl Target {
    /// Finds the account that is meant: named by `--account`, else by MPN ID, tenant domain and tenant id.
    pub(super) fn find(
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        given: &Given,
        model: Option<Model>,
    ) -> Result<Self> {
        if let Some(typed) = &ctx.account_flag {
            let account = ctx.account_named(tx, typed)?;
            let submitted = Diagnostic::new(
                Kind::Refused,
                format!("the application of {} was submitted", account.slug),
            );
            return Self::of(account, model, submitted.under(&enroll::STEP as RuleRef));
        }
        let application = &given.application;
        let owners = Owners::find(tx, application)?;
        let found: Vec<&Account> = owners.all().collect();
        let Some(first) = found.first().copied() else {
            return Ok(Self::New);
        };
        let id_fits = application.mpn_id().is_none() || owners.of_mpn_id.is_some();
        let domain_fits = application.tenant_domain().is_none() || owners.of_domain.is_some();
        let is_one = found.iter().all(|account| account.id == first.id);
        if id_fits && domain_fits && is_one {
            return Self::owning(first.clone(), model);
        }
        // Where MPN ID and domain are those of one account, only what belongs to another one is refused.
        let own = match (&owners.of_mpn_id, &owners.of_domain) {
            (Some(one), Some(other)) if one.id == other.id => Some(one.id),
            _ => None,
        };
        owners.other_than(own).refuse(model).map(|()| Self::New)
    }

    /// The account that has the MPN ID and the tenant of the application.
    fn owning(account: Account, model: Option<Model>) -> Result<Self> {
        let message = format!(
            "this MPN ID and tenant belong to the account {}, which was submitted",
            account.slug
        );
        let submitted = Diagnostic::new(Kind::Refused, message)
            .under(&enroll::MPN_UNIQUE as RuleRef)
            .with_field("mpn_id")
            .with_flag("--mpn-id");
        Self::of(account, model, submitted)
    }

    /// The account's draft, or a new one after a withdrawal; `submitted` says why it can have neither.
    fn of(account: Account, model: Option<Model>, submitted: Diagnostic) -> Result<Self> {
        if let Some(place) = account
            .enrollments
            .iter()
            .position(|one| one.stage() == Stage::Draft)
        {
            return Ok(Self::Draft(Box::new(account), place));
        }
        if account.enrollments.iter().all(Enrollment::is_withdrawn) {
            return Ok(Self::Again(Box::new(account)));
        }
        let alive = account.enrollments.iter().find(|one| !one.is_withdrawn());
        let present = alive.map_or(Model::IndirectReseller, |one| one.model);
        let mut mistakes = Vec::new();
        if model.is_some_and(|model| model != present) {
            mistakes.push(holds_other_model(present));
        }
        mistakes.push(submitted);
        Diagnostic::unless_none(mistakes).map(|()| Self::New)
    }

    /// The account that the application goes to, its values laid over what is on file, with the place of the draft.
    pub(super) fn prepared(
        self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        given: &Given,
        model: Model,
    ) -> Result<(Account, usize)> {
        let now = ctx.now();
        match self {
            Self::New => {
                let application = given.laid_over(Application::default());
                let slug = free_slug(tx, given, &application)?;
                let account = Account {
                    id: tx.accounts().next_id()?,
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
    pub(super) fn slug_taken(&self, tx: &Tx<'_>, given: &Given) -> Result<Vec<Diagnostic>> {
        let (Self::New, Some(slug)) = (self, &given.slug) else {
            return Ok(Vec::new());
        };
        if tx.accounts().with_slug(slug)?.is_none() {
            return Ok(Vec::new());
        }
        let mistake = Diagnostic::new(Kind::Refused, format!("the short name {slug} is taken"))
            .under(&enroll::SLUG as RuleRef)
            .with_field(ACCOUNT)
            .with_flag("--slug");
        Ok(given.placed(vec![mistake]))
    }

    /// The model of the draft, where there is one.
    pub(super) fn model(&self) -> Option<Model> {
        match self {
            Self::Draft(account, place) => account.enrollments.get(*place).map(|draft| draft.model),
            Self::New | Self::Again(_) => None,
        }
    }

    /// The account as it is stored, where it is.
    pub(super) fn stored(&self) -> Option<&Account> {
        match self {
            Self::New => None,
            Self::Draft(account, _) | Self::Again(account) => Some(account),
        }
    }

    /// What is on file already.
    pub(super) fn on_file(&self) -> Application {
        self.stored()
            .map_or_else(Default::default, |account| account.application.clone())
    }
}

/// Says that an account keeps its short name, where another one was asked for: the journal knows it by that name.
pub(super) fn keeps_its_name(ctx: &Context<'_>, given: &Given, account: &Account) {
    if given
        .slug
        .as_ref()
        .is_some_and(|slug| *slug != account.slug)
    {
        ctx.out.note(&format!(
            "warning: the account keeps its short name {}",
            account.slug
        ));
    }
}

/// The accounts that have the MPN ID, the tenant domain and the tenant id of an application.
#[derive(Default)]
struct Owners {
    of_mpn_id: Option<Account>,
    of_domain: Option<Account>,
    of_tenant_id: Option<Account>,
}

impl Owners {
    fn find(tx: &Tx<'_>, application: &Application) -> Result<Self> {
        let accounts = tx.accounts();
        let by_id = application.mpn_id().map(|id| accounts.with_mpn_id(&id));
        let domain = application.tenant_domain();
        let by_domain = domain.map(|domain| accounts.with_domain(&domain));
        let tenant = application.tenant_id();
        let by_tenant = tenant.map(|tenant| accounts.with_tenant_id(&tenant));
        Ok(Self {
            of_mpn_id: by_id.transpose()?.flatten(),
            of_domain: by_domain.transpose()?.flatten(),
            of_tenant_id: by_tenant.transpose()?.flatten(),
        })
    }

    fn all(&self) -> impl Iterator<Item = &Account> {
        let each = [&self.of_mpn_id, &self.of_domain, &self.of_tenant_id];
        each.into_iter().flatten()
    }

    /// The same without an account, which may have what is its own.
    fn other_than(self, own: Option<i64>) -> Self {
        let other = |found: Option<Account>| found.filter(|found| Some(found.id) != own);
        Self {
            of_mpn_id: other(self.of_mpn_id),
            of_domain: other(self.of_domain),
            of_tenant_id: other(self.of_tenant_id),
        }
    }

    /// Refuses what these accounts have; a tenant that is in the programme under another model is said to be.
    fn refuse(&self, model: Option<Model>) -> Result<()> {
        let tenants = [&self.of_domain, &self.of_tenant_id];
        let alive = tenants
            .into_iter()
            .flatten()
            .flat_map(|account| &account.enrollments)
            .filter(|one| !one.is_withdrawn() && one.stage() != Stage::Draft);
        let mut mistakes = Vec::new();
        if let Some(model) = model
            && let Some(other) = alive.map(|one| one.model).find(|present| *present != model)
        {
            mistakes.push(holds_other_model(other));
        }
        for (what, field, owner) in [
            ("MPN ID", Field::MpnId, &self.of_mpn_id),
            ("tenant domain", Field::TenantDomain, &self.of_domain),
            ("tenant id", Field::TenantId, &self.of_tenant_id),
        ] {
            let Some(owner) = owner else { continue };
            let message = format!("this {what} belongs to the account {}", owner.slug);
            mistakes.push(
                Diagnostic::new(Kind::Refused, message)
                    .under(&enroll::MPN_UNIQUE as RuleRef)
                    .with_field(field.facts().key)
                    .with_flag(field.flag()),
            );
        }
        Diagnostic::unless_none(mistakes)
    }
}

/// The refusal of a second model for one tenant.
fn holds_other_model(present: Model) -> Diagnostic {
    let message = format!(
        "this tenant is in the programme as {} already",
        present.title()
    );
    Diagnostic::new(Kind::Refused, message).under(&enroll::ONE_MODEL as RuleRef)
}

/// Refuses an MPN ID, tenant domain or tenant id that accounts other than `own` have.
pub(super) fn refuse_taken(
    tx: &Tx<'_>,
    account: &Account,
    own: Option<i64>,
    model: Model,
) -> Result<()> {
    let owners = Owners::find(tx, &account.application)?;
    owners.other_than(own).refuse(Some(model))
}

/// The short name that was asked for; else one made from the legal name, numbered if taken.
fn free_slug(tx: &Tx<'_>, given: &Given, application: &Application) -> Result<Slug> {
    let is_free = |slug: &Slug| -> Result<bool> { Ok(tx.accounts().with_slug(slug)?.is_none()) };
    if let Some(slug) = &given.slug {
        return Ok(slug.clone());
    }
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
