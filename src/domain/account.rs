//! An account: one partner tenant in the programme, with all its applications.

mod arrival;
mod identity;
mod transition;

use super::application::Application;
use super::calendar::Instant;
use super::enrollment::Enrollment;
use super::market::Market;
use super::{Email, Model, Slug, rule};
use crate::diagnostic::Diagnostic;
pub use arrival::ArrivalConflicts;
pub use identity::{IdentityOwners, slug_taken};
pub use transition::check_transition;

/// One account of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The store's number for it.
    pub id: i64,
    /// The short name that people type to choose it.
    pub slug: Slug,
    /// The values of its application, complete or not.
    pub application: Application,
    /// When it was started.
    pub created_at: Instant,
    /// Its enrollments, oldest first.
    pub enrollments: Vec<Enrollment>,
    /// The administrator named in the latest submitted application, if a draft has replaced that name since.
    pub former_owner: Option<Email>,
}

/// The error that several enrollments match, so the model has to be named.
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

    /// The refusal of a step for which the account has no enrollment. It names the state of the account instead.
    pub fn no_enrollment_as(&self, model: Option<Model>) -> Diagnostic {
        let what = model.map_or("application", Model::title);
        let states: Vec<String> = self
            .enrollments
            .iter()
            .map(|one| format!("{} as {}", one.stage(), one.model.title()))
            .collect();
        Diagnostic::refused(
            &rule::enroll::STEP,
            format!(
                "the account {} has no enrollment as {what}: it is {}",
                self.slug,
                states.join(" and ")
            ),
        )
    }

    /// The refusal to show an enrollment that the account does not have.
    pub fn no_such_enrollment(&self) -> Diagnostic {
        let message = format!("the account {} does not have this enrollment", self.slug);
        Diagnostic::refused(&rule::enroll::STEP, message)
    }

    /// Whether an application was started after the latest submitted one.
    pub fn has_begun_anew(&self) -> bool {
        let newest = self.enrollments.last();
        self.was_submitted() && newest.is_some_and(|newest| newest.submitted_at.is_none())
    }

    /// The owner's address: the administrator of the latest submitted application, even if that was withdrawn. Before
    /// the first submission it is the administrator named in the draft; later drafts do not change it.
    pub fn owner(&self) -> Option<Email> {
        let former = self.former_owner.clone();
        former
            .filter(|_| self.has_begun_anew())
            .or_else(|| self.application.admin_email())
    }

    /// The administrator of the submitted application, if this draft names another one than the account did `before`. A
    /// former owner that is already recorded is kept.
    pub fn owner_replaced_in(&self, before: &Self) -> Option<Email> {
        if !self.has_begun_anew() {
            return None;
        }
        before.former_owner.clone().or_else(|| {
            let named = before.application.admin_email();
            named.filter(|_| before.application.admin_email() != self.application.admin_email())
        })
    }

    /// The enrollment of a model that is in force: active, or restricted, which counts as active.
    pub fn in_force(&self, model: Model) -> Option<&Enrollment> {
        self.enrollments
            .iter()
            .find(|one| one.model == model && one.is_in_force())
    }

    /// Whether any enrollment is in force.
    pub fn is_in_force(&self) -> bool {
        self.enrollments.iter().any(Enrollment::is_in_force)
    }

    /// Whether it is or was active in the programme as an indirect reseller.
    pub fn was_reseller(&self) -> bool {
        let mut enrollments = self.enrollments.iter();
        enrollments.any(|one| one.model == Model::IndirectReseller && one.membership().is_some())
    }

    /// Whether it is or was active in the programme as a direct-bill partner, with invoices of Microsoft's own.
    pub fn was_direct_bill(&self) -> bool {
        let mut enrollments = self.enrollments.iter();
        enrollments.any(|one| one.model == Model::DirectBill && one.membership().is_some())
    }

    /// The latest enrollment of a model, whatever its state.
    pub fn latest_of(&self, model: Model) -> Option<usize> {
        self.enrollments.iter().rposition(|one| one.model == model)
    }

    /// The index of the enrollment that a step acts on: the latest one of `model` if given; otherwise the only one in
    /// progress, or the only one that was not withdrawn.
    ///
    /// # Errors
    /// When no model is given and several enrollments match. `Ok(None)` if the account has no enrollment, or none of
    /// that model.
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

    /// The index of the enrollment to show if none was named: the one in progress, otherwise the newest.
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

/// Accounts for tests.
#[cfg(test)]
pub(crate) mod samples {
    use super::{Account, Application, Enrollment, Instant};
    use crate::domain::Model;
    use crate::domain::application::Field;
    use crate::domain::calendar::parse_day;
    use crate::domain::enrollment::{EnrollmentState, Membership};

    /// 09:00 UTC on a day such as 2021-03-01.
    pub(crate) fn nine(day: &str) -> Instant {
        let day = parse_day(day).unwrap();
        day.and_hms_opt(9, 0, 0).unwrap().and_utc()
    }

    pub(crate) fn membership() -> Membership {
        let since = nine("2021-03-01");
        Membership::new(since.date_naive(), since)
    }

    pub(crate) fn active() -> EnrollmentState {
        EnrollmentState::Active(membership())
    }

    pub(crate) fn restricted() -> EnrollmentState {
        EnrollmentState::Restricted {
            membership: membership(),
            reason: "threshold".to_owned(),
        }
    }

    pub(crate) fn withdrawn() -> EnrollmentState {
        EnrollmentState::Withdrawn {
            membership: None,
            reason: "sold".to_owned(),
            at: nine("2021-03-02"),
        }
    }

    /// An account named `contoso` with an enrollment per model and state, in that order.
    pub(crate) fn account(enrollments: &[(Model, EnrollmentState)]) -> Account {
        let now = nine("2021-02-01");
        Account {
            id: 1,
            slug: "contoso".parse().unwrap(),
            application: Application::default(),
            created_at: now,
            enrollments: enrollments
                .iter()
                .map(|(model, state)| Enrollment {
                    state: state.clone(),
                    ..Enrollment::draft(*model, now)
                })
                .collect(),
            former_owner: None,
        }
    }

    /// The account with values set in its application.
    pub(crate) fn telling(mut account: Account, values: &[(Field, &str)]) -> Account {
        for (field, value) in values {
            account.application.set(*field, value);
        }
        account
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{account, active, restricted, telling, withdrawn};
    use super::*;
    use crate::domain::application::Field;
    use crate::domain::enrollment::EnrollmentState;
    use Model::{DirectBill, IndirectReseller};

    /// Enrollments, the one that a step acts on, and the one that is shown if no model is named.
    type Case<'a> = (
        &'a [(Model, EnrollmentState)],
        Result<Option<usize>, WhichModel>,
        Option<usize>,
    );

    #[test]
    fn which_enrollment_a_step_acts_on_and_which_is_shown() {
        let (draft, review) = (EnrollmentState::Draft, EnrollmentState::UnderReview);
        let cases: [Case<'_>; 10] = [
            (&[], Ok(None), None),
            (&[(DirectBill, draft.clone())], Ok(Some(0)), Some(0)),
            (&[(DirectBill, withdrawn())], Ok(Some(0)), Some(0)),
            (
                &[(DirectBill, active()), (IndirectReseller, review.clone())],
                Ok(Some(1)),
                Some(1),
            ),
            (
                &[(IndirectReseller, review.clone()), (DirectBill, active())],
                Ok(Some(0)),
                Some(0),
            ),
            (
                &[(DirectBill, withdrawn()), (IndirectReseller, active())],
                Ok(Some(1)),
                Some(1),
            ),
            (
                &[(DirectBill, review), (IndirectReseller, draft)],
                Err(WhichModel),
                Some(1),
            ),
            (
                &[(DirectBill, restricted()), (IndirectReseller, active())],
                Err(WhichModel),
                Some(1),
            ),
            (
                &[(DirectBill, withdrawn()), (DirectBill, withdrawn())],
                Ok(Some(1)),
                Some(1),
            ),
            (
                &[(DirectBill, withdrawn()), (IndirectReseller, withdrawn())],
                Err(WhichModel),
                Some(1),
            ),
        ];
        for (enrollments, acted_on, shown) in cases {
            let account = account(enrollments);
            assert_eq!(account.acted_on(None), acted_on, "{enrollments:?}");
            assert_eq!(account.shown(None), shown, "{enrollments:?}");
        }
    }

    #[test]
    fn a_model_that_is_named_means_its_latest_enrollment() {
        let account = account(&[
            (DirectBill, withdrawn()),
            (IndirectReseller, active()),
            (DirectBill, EnrollmentState::Draft),
        ]);
        for (model, at) in [(DirectBill, 2), (IndirectReseller, 1)] {
            assert_eq!(account.latest_of(model), Some(at));
            assert_eq!(account.acted_on(Some(model)), Ok(Some(at)));
            assert_eq!(account.shown(Some(model)), Some(at));
        }
    }

    #[test]
    fn a_restricted_enrollment_is_in_force_and_a_model_has_its_own() {
        let account = account(&[
            (DirectBill, withdrawn()),
            (DirectBill, restricted()),
            (IndirectReseller, EnrollmentState::Draft),
        ]);
        let in_force = account.in_force(DirectBill).unwrap();
        assert_eq!(in_force.state, restricted());
        assert_eq!(account.in_force(IndirectReseller), None);
    }

    #[test]
    fn one_submitted_application_is_enough_to_have_users() {
        let mut account = account(&[
            (DirectBill, EnrollmentState::Draft),
            (IndirectReseller, EnrollmentState::Draft),
        ]);
        assert!(!account.was_submitted());
        account.enrollments[1].submitted_at = Some(account.created_at);
        assert!(account.was_submitted());
    }

    #[test]
    fn the_owner_is_named_in_the_latest_submitted_application() {
        let (old, new) = ("old@contoso.fr", "new@contoso.fr");
        // Which enrollments were submitted, the recorded former owner, and the expected owner.
        for (submitted, former, owner) in [
            (&[false][..], None, new),
            (&[true], None, new),
            (&[true, false], Some(old), old),
            (&[true, false, false], Some(old), old),
            (&[true, false], None, new),
            (&[true, false, true], Some(old), new),
            (&[true, true], Some(old), new),
        ] {
            let states: Vec<_> = submitted
                .iter()
                .map(|_| (DirectBill, withdrawn()))
                .collect();
            let mut account = telling(account(&states), &[(Field::AdminEmail, new)]);
            let since = account.created_at;
            for (enrollment, is_submitted) in account.enrollments.iter_mut().zip(submitted) {
                enrollment.submitted_at = is_submitted.then_some(since);
            }
            account.former_owner = former.map(|email: &str| email.parse().unwrap());
            let found = account.owner().unwrap();
            assert_eq!(found.as_str(), owner, "{submitted:?} {former:?}");
        }
    }

    #[test]
    fn an_account_has_a_legal_name_an_owner_and_a_market() {
        let blank = account(&[]);
        assert_eq!(blank.legal_name(), "");
        assert_eq!((blank.owner(), blank.market()), (None, None));
        let told = telling(
            blank,
            &[
                (Field::LegalName, "Contoso SAS"),
                (Field::AdminEmail, "own@contoso.fr"),
                (Field::Country, "FR"),
            ],
        );
        assert_eq!(told.legal_name(), "Contoso SAS");
        assert_eq!(told.owner(), "own@contoso.fr".parse().ok());
        let country = told.application.country().unwrap();
        assert_eq!(told.market(), crate::domain::market::market_of(country));
    }
}
