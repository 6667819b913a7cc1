//! Our own account, as the rules of providers and customers see it: its identity and its state in the programme.

use super::account::Account;
use super::application::Field;
use super::calendar::Day;
use super::enrollment::{Enrollment, EnrollmentStateKind};
use super::market::{Country, Region, market_of};
use super::model::Model;
use super::{MpnId, TenantDomain, TenantId};

/// The state of the account in one of the two models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Footing {
    /// The account never applied.
    #[default]
    None,
    /// The application is in progress.
    UnderWay,
    /// It is active.
    Active,
    /// It is active and restricted; only a direct-bill partner ever is.
    Restricted,
    /// It was withdrawn.
    Withdrawn,
}

impl Footing {
    /// The state of an account in a model. A withdrawn enrollment counts only if there is no later one.
    pub fn of(account: &Account, model: Model) -> Self {
        let of_model = || account.enrollments.iter().filter(|one| one.model == model);
        let latest = of_model()
            .rfind(|one| one.stage() != EnrollmentStateKind::Withdrawn)
            .or(of_model().next_back());
        match latest.map(Enrollment::stage) {
            None => Self::None,
            Some(EnrollmentStateKind::Active) => Self::Active,
            Some(EnrollmentStateKind::Restricted) => Self::Restricted,
            Some(EnrollmentStateKind::Withdrawn) => Self::Withdrawn,
            Some(
                EnrollmentStateKind::Draft
                | EnrollmentStateKind::EmailVerification
                | EnrollmentStateKind::UnderReview
                | EnrollmentStateKind::ActionRequired
                | EnrollmentStateKind::CreditCheck
                | EnrollmentStateKind::SupportPlan
                | EnrollmentStateKind::Agreement,
            ) => Self::UnderWay,
        }
    }

    /// Whether the account is active in the programme with this model, or restricted.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Active | Self::Restricted)
    }
}

/// Our account, as the rules of partnerships and customers see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Our tenant id, if known; links need it.
    pub tenant_id: Option<TenantId>,
    /// The tenant's domain; a draft may lack it.
    pub tenant_domain: Option<TenantDomain>,
    /// Our location identifier; a draft may lack it.
    pub mpn_id: Option<MpnId>,
    /// The country of our tenant; a draft may lack it.
    pub country: Option<Country>,
    /// The state as an indirect reseller.
    pub indirect: Footing,
    /// The state as a direct-bill partner.
    pub direct: Footing,
    /// Whether the indirect reseller needs the Microsoft Partner Agreement and has not signed it. It depends on the
    /// day: [`Standing::on`] computes it, [`Standing::of`] leaves it false.
    pub needs_mpa: bool,
}

impl Standing {
    /// The standing of an account.
    pub fn of(account: &Account) -> Self {
        let application = &account.application;
        let given = |field| {
            application
                .get(field)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        Self {
            tenant_id: given(Field::TenantId).and_then(|text| text.parse().ok()),
            tenant_domain: application.tenant_domain(),
            mpn_id: given(Field::MpnId).and_then(|text| text.parse().ok()),
            country: given(Field::Country).and_then(|text| text.parse().ok()),
            indirect: Footing::of(account, Model::IndirectReseller),
            direct: Footing::of(account, Model::DirectBill),
            needs_mpa: false,
        }
    }

    /// The standing of an account on a day, for rules about the agreement required on that day.
    pub fn on(account: &Account, today: Day) -> Self {
        let reseller = account.in_force(Model::IndirectReseller);
        Self {
            needs_mpa: reseller.is_some_and(|one| one.needs_mpa(today)),
            ..Self::of(account)
        }
    }

    /// Whether it is active as an indirect reseller.
    pub fn is_reseller(&self) -> bool {
        self.indirect.is_in()
    }

    /// Whether it is active as a direct-bill partner, or restricted.
    pub fn is_direct_bill(&self) -> bool {
        self.direct.is_in()
    }

    /// Whether its direct-bill enrollment is restricted.
    pub fn is_restricted(&self) -> bool {
        self.direct == Footing::Restricted
    }

    /// Whether any enrollment is active or restricted.
    pub fn is_active(&self) -> bool {
        self.is_reseller() || self.is_direct_bill()
    }

    /// Whether it is in transition, or has moved, from direct bill to indirect reseller and still has both enrollments.
    pub fn is_in_transition(&self) -> bool {
        self.is_reseller() && self.is_direct_bill()
    }

    /// The model under which a customer would be won now: indirect reseller from the day that enrollment is active.
    pub fn wins_as(&self) -> Model {
        let direct_alone = self.is_direct_bill()
            || (self.direct == Footing::UnderWay && self.indirect != Footing::UnderWay);
        if !self.is_reseller() && direct_alone {
            Model::DirectBill
        } else {
            Model::IndirectReseller
        }
    }

    /// The region in which it may sell; `None` if its country has no market.
    pub fn region(&self) -> Option<Region> {
        market_of(self.country?).map(|market| market.region)
    }

    /// Whether a company of `country` is in the account's region.
    pub fn shares_region_with(&self, country: Country) -> bool {
        let theirs = market_of(country).map(|market| market.region);
        theirs.is_some() && theirs == self.region()
    }

    /// Whether a tenant, by its id or its domain, is the account's own.
    pub fn owns_tenant(&self, id: Option<TenantId>, domain: Option<&TenantDomain>) -> bool {
        let same_id = id.is_some() && id == self.tenant_id;
        same_id || (domain.is_some() && domain == self.tenant_domain.as_ref())
    }
}

/// Why two countries are not in the same region, as part of a sentence.
pub(super) fn regions_apart(ours: Option<Country>, theirs: Country) -> String {
    let told = |country: Country| match market_of(country) {
        Some(market) => format!("{country} is in {}", market.region.title()),
        None => format!("the programme has no market in {country}"),
    };
    match ours {
        Some(ours) => format!("{}, and {}", told(ours), told(theirs)),
        None => format!(
            "the country of this account is not recorded, and {}",
            told(theirs)
        ),
    }
}

/// Standings for tests of the rules.
#[cfg(test)]
pub(crate) mod samples {
    use super::{Footing, Standing};

    /// A French account with a tenant id and these two states.
    pub(crate) fn account(indirect: Footing, direct: Footing) -> Standing {
        Standing {
            tenant_id: Some("0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11".parse().unwrap()),
            tenant_domain: Some("contoso.fr".parse().unwrap()),
            mpn_id: Some("4812345".parse().unwrap()),
            country: Some("FR".parse().unwrap()),
            indirect,
            direct,
            needs_mpa: false,
        }
    }

    pub(crate) fn reseller() -> Standing {
        account(Footing::Active, Footing::None)
    }

    pub(crate) fn direct_bill() -> Standing {
        account(Footing::None, Footing::Active)
    }

    pub(crate) fn transitioned() -> Standing {
        account(Footing::Active, Footing::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::samples::account;
    use super::*;

    #[test]
    fn customers_are_won_as_reseller_once_that_model_is_active() {
        use Footing::{Active, None, Restricted, UnderWay, Withdrawn};
        for (indirect, direct, model) in [
            (Active, None, Model::IndirectReseller),
            (UnderWay, None, Model::IndirectReseller),
            (None, Active, Model::DirectBill),
            (None, Restricted, Model::DirectBill),
            (None, UnderWay, Model::DirectBill),
            (UnderWay, Active, Model::DirectBill),
            (UnderWay, UnderWay, Model::IndirectReseller),
            (None, None, Model::IndirectReseller),
            (None, Withdrawn, Model::IndirectReseller),
            (Active, Active, Model::IndirectReseller),
            (Active, Restricted, Model::IndirectReseller),
            (Active, Withdrawn, Model::IndirectReseller),
            (Withdrawn, Active, Model::DirectBill),
        ] {
            assert_eq!(
                account(indirect, direct).wins_as(),
                model,
                "{indirect:?} {direct:?}"
            );
        }
    }

    #[test]
    fn a_withdrawn_enrollment_counts_only_where_no_other_one_does() {
        use crate::domain::account::samples as accounts;
        use crate::domain::enrollment::EnrollmentState;
        let (direct, indirect) = (Model::DirectBill, Model::IndirectReseller);
        let (active, withdrawn) = (accounts::active(), accounts::withdrawn());
        for (enrollments, footing) in [
            (vec![], Footing::None),
            (vec![(indirect, active.clone())], Footing::None),
            (
                vec![(direct, EnrollmentState::Agreement)],
                Footing::UnderWay,
            ),
            (vec![(direct, active.clone())], Footing::Active),
            (vec![(direct, accounts::restricted())], Footing::Restricted),
            (vec![(direct, withdrawn.clone())], Footing::Withdrawn),
            (
                vec![
                    (direct, withdrawn.clone()),
                    (direct, EnrollmentState::Draft),
                ],
                Footing::UnderWay,
            ),
            (
                vec![(direct, active.clone()), (direct, withdrawn)],
                Footing::Active,
            ),
        ] {
            let account = accounts::account(&enrollments);
            assert_eq!(Footing::of(&account, direct), footing, "{enrollments:?}");
            assert_eq!(Standing::of(&account).direct, footing);
        }
    }

    #[test]
    fn the_mpa_is_needed_where_only_the_older_agreement_was_signed() {
        use crate::domain::account::samples as accounts;
        use crate::domain::enrollment::{EnrollmentState, Membership};
        let day = |text: &str| accounts::nine(text).date_naive();
        let older = Membership::new(day("2018-10-05"), accounts::nine("2018-10-05"));
        for (state, today, needed) in [
            (EnrollmentState::Active(older), "2020-01-31", false),
            (EnrollmentState::Active(older), "2020-02-01", true),
            (accounts::active(), "2021-03-01", false),
        ] {
            let account = accounts::account(&[(Model::IndirectReseller, state)]);
            assert_eq!(
                Standing::on(&account, day(today)).needs_mpa,
                needed,
                "{today}"
            );
            assert!(!Standing::of(&account).needs_mpa);
        }
    }

    #[test]
    fn a_standing_has_the_values_of_the_application() {
        use crate::domain::account::samples::{account, telling};
        let blank = Standing::of(&account(&[]));
        assert_eq!((blank.mpn_id, blank.country), (None, None));
        let told = telling(
            account(&[]),
            &[(Field::MpnId, "4812345"), (Field::Country, "FR")],
        );
        let told = Standing::of(&told);
        assert_eq!(told.mpn_id, "4812345".parse().ok());
        assert_eq!(told.country, "FR".parse().ok());
    }

    #[test]
    fn countries_of_two_markets_are_named_with_their_regions() {
        let country = |text: &str| text.parse().unwrap();
        assert_eq!(
            regions_apart(Some(country("FR")), country("RU")),
            format!(
                "FR is in {}, and the programme has no market in RU",
                Region::Europe.title()
            )
        );
        assert_eq!(
            regions_apart(None, country("RU")),
            "the country of this account is not recorded, and the programme has no market in RU"
        );
    }

    #[test]
    fn regions_are_shared_through_the_markets() {
        let ours = account(Footing::Active, Footing::None);
        for (country, shared) in [("DE", true), ("FR", true), ("US", false), ("RU", false)] {
            assert_eq!(
                ours.shares_region_with(country.parse().unwrap()),
                shared,
                "{country}"
            );
        }
    }

    #[test]
    fn a_tenant_is_ours_by_id_or_by_domain() {
        let mut ours = account(Footing::Active, Footing::None);
        let domain: TenantDomain = "CONTOSO.fr".parse().unwrap();
        let other: TenantDomain = "fabrikam.fr".parse().unwrap();
        assert!(ours.owns_tenant(None, Some(&domain)));
        assert!(ours.owns_tenant(ours.tenant_id, Some(&other)));
        assert!(!ours.owns_tenant(None, Some(&other)));
        ours.tenant_id = None;
        assert!(!ours.owns_tenant(None, None));
    }
}
