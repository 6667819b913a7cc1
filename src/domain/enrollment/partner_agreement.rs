//! Which agreement a partner has signed: the early reseller agreement, or the Microsoft Partner Agreement (MPA) that
//! replaced it. All other code uses these functions.

use super::{Enrollment, EnrollmentStateKind, Membership};
use crate::domain::calendar::{Day, Instant};
use crate::domain::word::Word;

/// The first day on which a signature is one of the MPA (agreement page of 2019-09).
pub const MPA_FROM: (i32, u32, u32) = (2019, 9, 1);

/// A signature of one of the two agreements, with its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// Of the MPA.
    Mpa(Day),
    /// Of the reseller agreement before it.
    ResellerAgreement(Day),
}

/// The first day on which a partner needs the MPA; Microsoft's deadline was the end of January 2020.
pub const MPA_REQUIRED_FROM: (i32, u32, u32) = (2020, 2, 1);

fn is_from(day: Day, (year, month, first): (i32, u32, u32)) -> bool {
    Day::from_ymd_opt(year, month, first).is_some_and(|from| day >= from)
}

/// Whether an agreement signed on this day is the MPA, and not the reseller agreement before it.
pub fn is_mpa(signed_on: Day) -> bool {
    is_from(signed_on, MPA_FROM)
}

/// Whether a partner needs the MPA on this day.
pub fn is_mpa_required(day: Day) -> bool {
    is_from(day, MPA_REQUIRED_FROM)
}

impl Membership {
    /// A membership that began with the signature of an agreement.
    pub fn new(signed_on: Day, since: Instant) -> Self {
        Self {
            signed_on,
            mpa_added_on: None,
            since,
        }
    }

    /// The day on which the MPA was signed: when the membership began, or later in addition to an older agreement.
    pub fn mpa_signed_on(self) -> Option<Day> {
        if is_mpa(self.signed_on) {
            Some(self.signed_on)
        } else {
            self.mpa_added_on
        }
    }

    /// The day on which the older reseller agreement was signed, if the membership began with it.
    pub fn reseller_agreement_signed_on(self) -> Option<Day> {
        (!is_mpa(self.signed_on)).then_some(self.signed_on)
    }

    /// The day of the latest agreement signed by the end of a day; if none was, the day of the first one.
    pub fn agreement_on(self, day: Day) -> Day {
        self.mpa_signed_on()
            .filter(|signed| *signed <= day)
            .unwrap_or(self.signed_on)
    }
}

impl Enrollment {
    /// Whether the older reseller agreement is the only one, on a day on which the MPA is required.
    pub fn needs_mpa(&self, today: Day) -> bool {
        let lacks = |membership: Membership| membership.mpa_signed_on().is_none();
        self.is_in_force() && is_mpa_required(today) && self.membership().is_some_and(lacks)
    }

    /// The agreement that was signed since `before`, and when.
    pub fn signature_since(&self, before: &Self) -> Option<Signature> {
        let days = |one: &Self| {
            let membership = one.membership();
            [
                membership.and_then(Membership::mpa_signed_on),
                membership.and_then(Membership::reseller_agreement_signed_on),
            ]
        };
        let [mpa, older] = days(self);
        let [mpa_before, older_before] = days(before);
        match (mpa.filter(|_| mpa_before.is_none()), older) {
            (Some(day), _) => Some(Signature::Mpa(day)),
            (None, Some(day)) if older_before.is_none() => Some(Signature::ResellerAgreement(day)),
            (None, _) => None,
        }
    }
}

/// Why the MPA cannot be added to an active enrollment, if it cannot: the enrollment has one, or the day is before the
/// MPA's first.
pub(super) fn no_mpa_beside(
    membership: Membership,
    on: Day,
    stage: EnrollmentStateKind,
) -> Option<String> {
    if let Some(signed) = membership.mpa_signed_on() {
        return Some(format!(
            "the Microsoft Partner Agreement was already signed on {signed}; the enrollment is {}",
            stage.word()
        ));
    }
    let (year, month, day) = MPA_FROM;
    (!is_mpa(on)).then(|| {
        format!(
            "{on} is before {year}-{month:02}-{day:02}: until then partners signed the older reseller agreement, and this account signed it on {}",
            membership.signed_on
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account_samples::nine;
    use crate::domain::calendar::parse_day;
    use crate::domain::enrollment::{EnrollmentEvent, EnrollmentState};
    use crate::domain::model::Model;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn active(signed_on: &str) -> Enrollment {
        Enrollment {
            state: EnrollmentState::Active(Membership::new(day(signed_on), nine(signed_on))),
            ..Enrollment::draft(Model::IndirectReseller, nine("2018-03-01"))
        }
    }

    fn sign(enrollment: Enrollment, on: &str, now: &str) -> Result<Enrollment, &'static str> {
        let event = EnrollmentEvent::SignMpa { on: day(on) };
        enrollment
            .apply(event, nine(now))
            .map_err(|refusal| refusal.rule().unwrap().id)
    }

    #[test]
    fn the_day_decides_which_agreement_was_signed() {
        for (signed, mpa, older) in [
            ("2018-10-05", None, Some("2018-10-05")),
            ("2019-08-31", None, Some("2019-08-31")),
            ("2019-09-01", Some("2019-09-01"), None),
            ("2021-03-01", Some("2021-03-01"), None),
        ] {
            let membership = active(signed).membership().unwrap();
            assert_eq!(membership.mpa_signed_on(), mpa.map(day), "{signed}");
            let found = membership.reseller_agreement_signed_on();
            assert_eq!(found, older.map(day), "{signed}");
        }
    }

    #[test]
    fn the_mpa_is_recorded_once_beside_an_older_agreement() {
        let older = active("2018-10-05");
        assert!(!older.needs_mpa(day("2020-01-31")));
        assert!(older.needs_mpa(day("2020-02-01")));
        assert_eq!(
            sign(older.clone(), "2019-08-31", "2020-02-10"),
            Err("enroll.step")
        );
        assert_eq!(
            sign(older.clone(), "2020-02-11", "2020-02-10"),
            Err("enroll.step")
        );
        let both = sign(older.clone(), "2020-01-20", "2020-02-10").unwrap();
        assert_eq!(both.stage(), EnrollmentStateKind::Active);
        assert!(!both.needs_mpa(day("2020-02-10")));
        let membership = both.membership().unwrap();
        assert_eq!(membership.mpa_signed_on(), Some(day("2020-01-20")));
        assert_eq!(membership.since, older.membership().unwrap().since);
        assert_eq!(
            both.signature_since(&older),
            Some(Signature::Mpa(day("2020-01-20")))
        );
        assert_eq!(
            membership.agreement_on(day("2020-01-19")),
            day("2018-10-05")
        );
        assert_eq!(
            membership.agreement_on(day("2020-01-20")),
            day("2020-01-20")
        );
        assert_eq!(sign(both, "2020-02-10", "2020-02-10"), Err("enroll.step"));
        assert_eq!(
            sign(active("2019-09-01"), "2020-02-10", "2020-02-10"),
            Err("enroll.step")
        );
    }

    #[test]
    fn a_restricted_partner_signs_the_mpa_and_stays_restricted() {
        let membership = Membership::new(day("2018-10-05"), nine("2018-10-05"));
        let restricted = Enrollment {
            state: EnrollmentState::Restricted {
                membership,
                reason: "threshold".to_owned(),
            },
            ..Enrollment::draft(Model::DirectBill, nine("2018-03-01"))
        };
        let signed = sign(restricted, "2020-02-10", "2020-02-10").unwrap();
        assert_eq!(signed.stage(), EnrollmentStateKind::Restricted);
        assert_eq!(
            signed.membership().unwrap().mpa_signed_on(),
            Some(day("2020-02-10"))
        );
    }
}
