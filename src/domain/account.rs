//! An account: one partner tenant in the programme, with all that it ever applied for.

use super::application::Application;
use super::calendar::Instant;
use super::enrollment::Enrollment;
use super::market::Market;
use super::{Email, Model, Slug};

/// One account of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The store's number for it.
    pub id: i64,
    /// The short name that people type.
    pub slug: Slug,
    /// What it tells about itself.
    pub application: Application,
    /// When it was started.
    pub created_at: Instant,
    /// Its enrollments, oldest first.
    pub enrollments: Vec<Enrollment>,
}

/// Which enrollment a step acts on cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhichModel;

impl Account {
    /// The legal name; empty while none was given.
    pub fn legal_name(&self) -> &str {
        self.application
            .get(super::application::Field::LegalName)
            .unwrap_or("")
    }

    /// The market of the company's country.
    pub fn market(&self) -> Option<Market> {
        self.application.market()
    }

    /// Whether any application was ever submitted; from then on users exist and are asked for permission.
    pub fn was_submitted(&self) -> bool {
        self.enrollments
            .iter()
            .any(|enrollment| enrollment.submitted_at.is_some())
    }

    /// The owner's address: the administrator of the application.
    pub fn owner(&self) -> Option<Email> {
        self.application.admin_email()
    }

    /// The enrollment of a model that is in force: active, or restricted, which counts as active.
    pub fn in_force(&self, model: Model) -> Option<&Enrollment> {
        self.enrollments
            .iter()
            .find(|one| one.model == model && one.is_in_force())
    }

    /// The latest enrollment of a model, whatever its state.
    pub fn latest_of(&self, model: Model) -> Option<usize> {
        self.enrollments.iter().rposition(|one| one.model == model)
    }

    /// The place of the enrollment that a step acts on: of the model that was named, else the one still on its way.
    ///
    /// # Errors
    /// When neither or more than one is on its way, so that the model has to be named. `Ok(None)` where the account
    /// has no enrollment of that model at all.
    pub fn acted_on(&self, model: Option<Model>) -> Result<Option<usize>, WhichModel> {
        if let Some(model) = model {
            return Ok(self.latest_of(model));
        }
        let places = |wanted: fn(&Enrollment) -> bool| -> Vec<usize> {
            (0..self.enrollments.len())
                .filter(|at| self.enrollments.get(*at).is_some_and(wanted))
                .collect()
        };
        let on_their_way = places(Enrollment::is_on_its_way);
        let alive = places(|one| !one.is_withdrawn());
        let all = places(|_| true);
        match (on_their_way.as_slice(), alive.as_slice(), all.as_slice()) {
            ([only], _, _) | ([], [only], _) | ([], [], [only]) => Ok(Some(*only)),
            ([], [], []) => Ok(None),
            ([], [], [.., last])
                if self
                    .enrollments
                    .iter()
                    .all(|one| one.model == self.enrollments[0].model) =>
            {
                Ok(Some(*last))
            }
            _ => Err(WhichModel),
        }
    }

    /// The place of the enrollment that is shown when none was named: the one on its way, else the newest.
    pub fn shown(&self, model: Option<Model>) -> Option<usize> {
        match model {
            Some(model) => self.latest_of(model),
            None => self
                .enrollments
                .iter()
                .rposition(Enrollment::is_on_its_way)
                .or_else(|| self.enrollments.len().checked_sub(1)),
        }
    }
}
