//! Enrollments, each a part of its account.

use serde_json::Value;

use super::{Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::calendar::Instant;
use crate::domain::enrollment::{Enrollment, EnrollmentEvent};
use crate::domain::{Account, Model};
use crate::session::journal::{EnrollmentMoved, Form as _};
use crate::session::needs::model_missing;
use crate::store::Tx;

/// An account, and which of its enrollments is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountEnrollment {
    /// The account with all its enrollments.
    pub account: Account,
    /// The model that was asked for.
    model: Option<Model>,
    /// The place of the enrollment among those of the account; `None` where it has none that could be meant.
    place: Option<usize>,
}

impl AccountEnrollment {
    /// The enrollment that is shown where none, or one of a model, was asked for.
    ///
    /// # Errors
    /// `enroll.step` where the account has no such enrollment.
    pub fn shown(account: Account, model: Option<Model>) -> Result<Self> {
        let place = account.shown(model);
        if place.is_none() {
            return Err(account.no_such_enrollment());
        }
        Ok(Self {
            account,
            model,
            place,
        })
    }

    /// The place of the enrollment among those of the account.
    ///
    /// # Errors
    /// `enroll.step` where the account has no such enrollment.
    pub fn place(&self) -> Result<usize> {
        let missing = || self.account.no_enrollment_as(self.model);
        self.place.ok_or_else(missing)
    }

    /// The enrollment.
    ///
    /// # Errors
    /// As [`AccountEnrollment::place`].
    pub fn enrollment(&self) -> Result<&Enrollment> {
        let missing = || self.account.no_enrollment_as(self.model);
        self.account
            .enrollments
            .get(self.place()?)
            .ok_or_else(missing)
    }

    /// The same after an event.
    ///
    /// # Errors
    /// As the domain refuses it.
    pub fn after(&self, event: EnrollmentEvent, now: Instant) -> Result<Self> {
        let after = self.enrollment()?.clone().apply(event, now)?;
        let mut changed = self.clone();
        if let Some(slot) = changed.account.enrollments.get_mut(self.place()?) {
            *slot = after;
        }
        Ok(changed)
    }
}

impl Subject for AccountEnrollment {
    /// The model, where one was named.
    type Key = Option<Model>;

    fn find(_: &Tx<'_>, account: &Account, model: &Option<Model>) -> Result<Self> {
        let place = account.acted_on(*model).map_err(|_| model_missing())?;
        Ok(Self {
            account: account.clone(),
            model: *model,
            place,
        })
    }
}

impl Journalled for AccountEnrollment {
    fn save(&self, tx: &Tx<'_>, _: &Account, _: &Self) -> Result<()> {
        tx.accounts().save(&self.account)
    }

    fn name(&self) -> String {
        self.account.slug.to_string()
    }

    fn changes_since(&self, before: &Self) -> Result<Value> {
        EnrollmentMoved::between(before.enrollment()?, self.enrollment()?).to_changes()
    }
}
