//! What must be unique among the accounts of a store: MPN ID, tenant, model and short name.

use super::Account;
use crate::diagnostic::{Diagnostic, RuleRef};
use crate::domain::application::Field;
use crate::domain::enrollment::{Enrollment, EnrollmentStateKind};
use crate::domain::rule::enroll;
use crate::domain::{Model, Slug};

/// The accounts that have the MPN ID, the tenant domain and the tenant id of an application.
#[derive(Debug, Default)]
pub struct IdentityOwners {
    /// The account that has the MPN ID.
    pub of_mpn_id: Option<Account>,
    /// The account that has the tenant's domain.
    pub of_domain: Option<Account>,
    /// The account that has the tenant id.
    pub of_tenant_id: Option<Account>,
}

impl IdentityOwners {
    /// These accounts. An account occurs once for each of the three values that it has.
    pub fn all(&self) -> impl Iterator<Item = &Account> {
        let each = [&self.of_mpn_id, &self.of_domain, &self.of_tenant_id];
        each.into_iter().flatten()
    }

    /// These accounts without `own`, which may keep its own values.
    #[must_use]
    pub fn other_than(self, own: Option<i64>) -> Self {
        let other = |found: Option<Account>| found.filter(|found| Some(found.id) != own);
        Self {
            of_mpn_id: other(self.of_mpn_id),
            of_domain: other(self.of_domain),
            of_tenant_id: other(self.of_tenant_id),
        }
    }

    /// Whether an application for `model` may use the three values, given the accounts that already have them.
    ///
    /// # Errors
    /// `enroll.mpn-unique` for each value that an account has, and `enroll.one-model` where the tenant is in the
    /// programme under another model.
    pub fn check_free(&self, model: Option<Model>) -> Result<(), Diagnostic> {
        let tenants = [&self.of_domain, &self.of_tenant_id];
        let alive = tenants
            .into_iter()
            .flatten()
            .flat_map(|account| &account.enrollments)
            .filter(|one| !one.is_withdrawn() && one.stage() != EnrollmentStateKind::Draft);
        let mut refusals = Vec::new();
        if let Some(model) = model
            && let Some(other) = alive.map(|one| one.model).find(|present| *present != model)
        {
            refusals.push(other_model(other));
        }
        for (what, field, owner) in [
            ("MPN ID", Field::MpnId, &self.of_mpn_id),
            ("tenant domain", Field::TenantDomain, &self.of_domain),
            ("tenant id", Field::TenantId, &self.of_tenant_id),
        ] {
            let Some(owner) = owner else { continue };
            let message = format!("this {what} already belongs to the account {}", owner.slug);
            refusals.push(
                Diagnostic::refused(&enroll::MPN_UNIQUE, message)
                    .with_field(field.facts().key)
                    .with_flag(field.flag()),
            );
        }
        Diagnostic::unless_none(refusals)
    }
}

/// The refusal of a second model for one tenant (`enroll.one-model`).
fn other_model(present: Model) -> Diagnostic {
    let message = format!(
        "this tenant is already in the programme as {}",
        present.title()
    );
    Diagnostic::refused(&enroll::ONE_MODEL, message)
}

impl Account {
    /// Whether the enrollment at index `place` is the only one that was not withdrawn: a tenant has only one model.
    ///
    /// # Errors
    /// `enroll.one-model`.
    pub fn check_one_model(&self, place: usize) -> Result<(), Diagnostic> {
        let mut others = self.enrollments.iter().enumerate();
        let other = others.find(|(at, one)| *at != place && !one.is_withdrawn());
        other.map_or(Ok(()), |(_, other)| Err(other_model(other.model)))
    }

    /// The enrollment at an index.
    ///
    /// # Errors
    /// `enroll.step` if there is none.
    pub fn enrollment_at(&self, place: usize) -> Result<&Enrollment, Diagnostic> {
        let message = "this account does not have this application";
        let missing = || Diagnostic::refused(&enroll::STEP, message);
        self.enrollments.get(place).ok_or_else(missing)
    }

    /// The refusal of another application by this account, which was chosen by its short name (`enroll.step`), and
    /// of another model (`enroll.one-model`).
    pub fn already_submitted(&self, model: Option<Model>) -> Diagnostic {
        let message = format!(
            "the application of {} has already been submitted",
            self.slug
        );
        self.with_other_model(model, Diagnostic::refused(&enroll::STEP, message))
    }

    /// The same refusal if the account was found by MPN ID and tenant (`enroll.mpn-unique`).
    pub fn identity_submitted(&self, model: Option<Model>) -> Diagnostic {
        let message = format!(
            "this MPN ID and tenant belong to the account {}, which has already been submitted",
            self.slug
        );
        let refusal = Diagnostic::refused(&enroll::MPN_UNIQUE, message)
            .with_field("mpn_id")
            .with_flag("--mpn-id");
        self.with_other_model(model, refusal)
    }

    fn with_other_model(&self, model: Option<Model>, submitted: Diagnostic) -> Diagnostic {
        let alive = self.enrollments.iter().find(|one| !one.is_withdrawn());
        let present = alive.map_or(Model::IndirectReseller, |one| one.model);
        let mut refusals = Vec::new();
        if model.is_some_and(|model| model != present) {
            refusals.push(other_model(present));
        }
        refusals.push(submitted);
        Diagnostic::from(refusals)
    }

    /// Checks that the account keeps its short name, because the journal refers to it.
    ///
    /// # Errors
    /// `enroll.step` if `asked` is a different name.
    pub fn check_slug_kept(&self, asked: Option<&Slug>) -> Result<(), Diagnostic> {
        if asked.is_none_or(|slug| *slug == self.slug) {
            return Ok(());
        }
        let message = format!(
            "the short name {} cannot be changed: the journal refers to the account by it",
            self.slug
        );
        Err(Diagnostic::refused(&enroll::STEP, message).with_flag("--slug"))
    }
}

/// The refusal of a short name for a new account that another account has (`enroll.slug`).
pub fn slug_taken(slug: &Slug) -> Diagnostic {
    let rule: RuleRef = &enroll::SLUG;
    Diagnostic::refused(rule, format!("the short name {slug} is already taken")).with_flag("--slug")
}
