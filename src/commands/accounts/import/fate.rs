//! What becomes of an application of an import, beside the accounts that are there.

use super::AccountImport;
use super::source::SourceRow;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::application::{FieldFindingKind, assess};
use crate::domain::enrollment::{Enrollment, EnrollmentStateKind};
use crate::domain::rule::enroll;
use crate::domain::{Account, IdentityOwners, slug_taken};
use crate::exchange::application::ACCOUNT;
use crate::report::views::account_import::{ImportedAccountView, ImportedOutcome};
use crate::session::account::moved_away;
use crate::session::application::{ApplicationStart, StartedApplication};
use crate::session::find::OwnerLookup;
use crate::store::{RecordedMove, Tx};

/// What becomes of an application.
pub(super) enum Fate {
    /// It is started, or a draft goes on with it.
    Start(Box<StartedApplication>),
    /// The account stays as it is.
    Stay(Box<Account>, ImportedOutcome),
    /// The account was moved to another store, and the application is skipped.
    Away(Box<RecordedMove>),
}

impl AccountImport<'_, '_> {
    /// Decides an application, without writing.
    ///
    /// # Errors
    /// What is wrong with it, or that the acting user may not.
    pub(super) fn decide(
        &self,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
        row: &mut SourceRow,
    ) -> Result<Fate> {
        let identity = owners.owners(tx, &row.input.application)?;
        let of_slug = match &row.input.slug {
            Some(slug) if owners.has_slug(tx, slug)? => tx.accounts().with_slug(slug)?,
            Some(_) | None => None,
        };
        let known: Vec<Account> = identity.all().chain(&of_slug).cloned().collect();
        if let Some(first) = known.first().cloned() {
            // A short name alone may be that of another company.
            let has_identity = identity.all().next().is_some();
            let is_one = known.iter().all(|account| account.id == first.id);
            match self.on_conflict {
                OnConflict::Skip if is_one => {
                    return Ok(Fate::Stay(Box::new(first), ImportedOutcome::Skipped));
                }
                OnConflict::Update if is_one && has_identity => {
                    if let Some(stays) = self.check_known(row, &first)? {
                        return Ok(stays);
                    }
                    row.input.resumed = Some(first.slug);
                    row.input.slug = None;
                }
                OnConflict::Fail | OnConflict::Skip | OnConflict::Update => {
                    return Err(self.taken(tx, owners, row, identity, of_slug.as_ref()));
                }
            }
        }
        let (application, slug) = (&row.input.application, row.input.slug.as_ref());
        if known.is_empty()
            && let Some(moved) = owners.departure(tx, application, slug)?
        {
            return self.skip_moved(moved);
        }
        let started = self.start(row).decide(self.ctx, tx, owners)?;
        Ok(if started.is_change {
            Fate::Start(Box::new(started))
        } else {
            Fate::Stay(Box::new(started.account), ImportedOutcome::Unchanged)
        })
    }

    fn start<'r>(&'r self, row: &'r SourceRow) -> ApplicationStart<'r> {
        ApplicationStart {
            input: &row.input,
            model: row.input.model.or(self.model),
            start_as: self.start_as,
            evidence: &self.evidence,
        }
    }

    /// What becomes of an application of an account that was moved away: it is skipped, or a mistake of the file.
    fn skip_moved(&self, moved: RecordedMove) -> Result<Fate> {
        if self.on_conflict == OnConflict::Skip {
            return Ok(Fate::Away(Box::new(moved)));
        }
        self.is_known.set(true);
        Err(other_slug(moved_away(&moved).message()))
    }

    /// What becomes of an application of an account that is known, under `--on-conflict update`; `None` where it fills
    /// the draft or starts anew.
    fn check_known(&self, row: &SourceRow, account: &Account) -> Result<Option<Fate>> {
        if let Some(slug) = row
            .input
            .slug
            .as_ref()
            .filter(|slug| **slug != account.slug)
        {
            let known = &account.slug;
            let message = format!("the account with these values is called {known}, not {slug}");
            return Err(other_slug(&message));
        }
        let is_draft = |one: &Enrollment| one.stage() == EnrollmentStateKind::Draft;
        let mut enrollments = account.enrollments.iter();
        if enrollments.any(is_draft) || account.enrollments.iter().all(Enrollment::is_withdrawn) {
            return Ok(None);
        }
        let (before, model) = (&account.application, row.input.model.or(self.model));
        let after = row.input.laid_over(before.clone()).written_as(before);
        let has_model = model.is_none_or(|model| {
            let mut alive = account.enrollments.iter().filter(|one| !one.is_withdrawn());
            alive.any(|one| one.model == model)
        });
        if has_model && after.changed_since(before).is_empty() {
            let account = Box::new(account.clone());
            return Ok(Some(Fate::Stay(account, ImportedOutcome::Unchanged)));
        }
        Err(account.already_submitted(model))
    }

    /// The refusal of an application whose values accounts have, with whatever else is wrong with it.
    fn taken(
        &self,
        tx: &Tx<'_>,
        owners: &OwnerLookup,
        row: &mut SourceRow,
        identity: IdentityOwners,
        of_slug: Option<&Account>,
    ) -> Diagnostic {
        self.is_known.set(true);
        let mut found = Vec::new();
        if let Err(refused) = identity.check_free(row.input.model.or(self.model)) {
            found.extend(refused.parts().to_vec());
        }
        if let (Some(slug), Some(_)) = (row.input.slug.take(), of_slug) {
            found.push(slug_taken(&slug).with_field(ACCOUNT));
        }
        if let Err(failure) = self.start(row).decide(self.ctx, tx, owners) {
            let is_new = |one: &&Diagnostic| {
                one.rule() != Some(&enroll::MPN_UNIQUE) && one.rule() != Some(&enroll::ONE_MODEL)
            };
            found.extend(failure.parts().iter().filter(is_new).cloned());
        }
        Diagnostic::from(found)
    }
}

/// The refusal of a short name that the account cannot have.
fn other_slug(message: &str) -> Diagnostic {
    Diagnostic::usage(message)
        .under(&enroll::SLUG)
        .with_field(ACCOUNT)
}

impl Fate {
    /// What the answer says of it; `None` for an account that is in another store.
    ///
    /// # Errors
    /// If the account has no application, which is a bug.
    pub(super) fn view(&self) -> Result<Option<ImportedAccountView>> {
        let (account, place, outcome) = match self {
            Self::Away(_) => return Ok(None),
            Self::Start(started) if started.is_new => {
                (&started.account, started.place, ImportedOutcome::Added)
            }
            Self::Start(started) => (&started.account, started.place, ImportedOutcome::Changed),
            Self::Stay(account, outcome) => {
                let last = account.enrollments.len().saturating_sub(1);
                (&**account, account.shown(None).unwrap_or(last), *outcome)
            }
        };
        let enrollment = account.enrollment_at(place)?;
        let state = enrollment.stage();
        let missing = if state == EnrollmentStateKind::Draft {
            let findings = assess(enrollment.model, &account.application).into_iter();
            let missing = findings.filter(|one| one.kind == FieldFindingKind::Missing);
            missing.map(|one| one.field.facts().flag).collect()
        } else {
            Vec::new()
        };
        let application = &account.application;
        let text = |field| application.get(field).map(str::to_owned);
        Ok(Some(ImportedAccountView {
            account: account.slug.clone(),
            legal_name: text(crate::domain::application::Field::LegalName),
            mpn_id: text(crate::domain::application::Field::MpnId),
            model: enrollment.model,
            state,
            outcome,
            missing,
        }))
    }
}
