//! Requirements that depend on one fact.

use chrono::Datelike;
use rust_decimal::Decimal;

use super::outcome::{Dated, Outcome};
use crate::domain::calendar::{Day, months_after};
use crate::domain::counted;
use crate::domain::enrollment::is_mpa;
use crate::policy::describe::hours;
use crate::policy::facts::{FactKey, Facts};

pub(super) fn flag(key: FactKey, facts: &Facts) -> Outcome {
    if key == FactKey::MembershipActive {
        return membership(facts);
    }
    let Some((yes, origin)) = facts.flag(key) else {
        return Outcome::unknown("yes", key);
    };
    let mut outcome = Outcome::decided(yes, "yes", if yes { "yes" } else { "no" });
    outcome.cite(key, origin);
    outcome
}

/// A membership must be active and have an MPN ID, of the requested country if one is given. If something is unknown,
/// the result is unknown; an inactive membership is not met, whatever else is known.
fn membership(facts: &Facts) -> Outcome {
    let active = facts.flag(FactKey::MembershipActive);
    let has_id = facts.get(FactKey::MembershipMpnId).is_some();
    let mut outcome = match active {
        Some((false, _)) => Outcome::decided(false, "yes", "no"),
        Some((true, _)) if has_id => in_the_country_asked_about(facts),
        Some((true, _)) => {
            let mut outcome = Outcome::unknown("yes", FactKey::MembershipMpnId);
            outcome.found = Some("active, MPN ID unknown".to_owned());
            outcome
        }
        None => {
            let mut outcome = Outcome::unknown("yes", FactKey::MembershipActive);
            if !has_id {
                outcome.say("membership.mpn_id is unknown.");
                outcome.missing.push(FactKey::MembershipMpnId);
            }
            outcome
        }
    };
    if let Some((_, origin)) = active {
        outcome.cite(FactKey::MembershipActive, origin);
    }
    describe_membership(facts, &mut outcome);
    outcome
}

fn in_the_country_asked_about(facts: &Facts) -> Outcome {
    let asked = facts.country.as_deref();
    let stated = facts.get(FactKey::MembershipCountry);
    match (asked, stated.map(|stated| stated.value.to_string())) {
        (Some(asked), Some(country)) if !asked.eq_ignore_ascii_case(&country) => {
            let mut outcome = Outcome::decided(false, "yes", format!("active, in {country}"));
            outcome.say(format!(
                "The MPN ID belongs to {country}, but the account sells from {asked}."
            ));
            outcome
        }
        (Some(_), None) => Outcome::unknown("yes", FactKey::MembershipCountry),
        (Some(_), Some(_)) | (None, _) => Outcome::decided(true, "yes", "yes"),
    }
}

/// Describes the membership with its known MPN ID and country.
fn describe_membership(facts: &Facts, outcome: &mut Outcome) {
    for (key, what) in [
        (FactKey::MembershipMpnId, "MPN ID"),
        (FactKey::MembershipCountry, "Country"),
    ] {
        if let Some(stated) = facts.get(key) {
            outcome.say(format!("{what} {}.", stated.value));
            outcome.cite(key, &stated.origin);
        }
    }
}

pub(super) fn count(key: FactKey, at_least: u32, facts: &Facts) -> Outcome {
    let Some((found, origin)) = facts.count(key) else {
        return Outcome::unknown(at_least.to_string(), key);
    };
    let mut outcome = Outcome::decided(found >= at_least, at_least.to_string(), found.to_string());
    outcome.cite(key, origin);
    outcome
}

pub(super) fn at_most(key: FactKey, at_most: Decimal, facts: &Facts) -> Outcome {
    let required = hours(at_most);
    let Some((found, origin)) = facts.hours(key) else {
        return Outcome::unknown(required, key);
    };
    let mut outcome = Outcome::decided(found <= at_most, required, hours(found));
    outcome.cite(key, origin);
    outcome
}

pub(super) fn tenure(key: FactKey, months: u32, facts: &Facts, as_of: Day) -> Outcome {
    let required = counted(months, "month");
    let since = Dated::of(facts, key, as_of);
    match since {
        Dated::On(day, origin) => {
            let served = whole_months(day, as_of);
            let mut outcome =
                Outcome::decided(served >= months, required, counted(served, "month"));
            if served < months {
                outcome.say(format!(
                    "The months will be complete on {}.",
                    months_after(day, months)
                ));
            }
            outcome.cite(key, origin);
            outcome
        }
        Dated::Absent | Dated::Later(_) => since.unknown(required, key),
    }
}

pub(super) fn recent(key: FactKey, months: u32, facts: &Facts, as_of: Day) -> Outcome {
    let required = format!("within {}", counted(months, "month"));
    let happened = Dated::of(facts, key, as_of);
    match happened {
        Dated::On(day, origin) => {
            let until = months_after(day, months);
            let mut outcome = Outcome::decided(as_of <= until, required, day.to_string());
            outcome.say(format!("It is valid until {until}."));
            outcome.cite(key, origin);
            outcome
        }
        Dated::Absent | Dated::Later(_) => happened.unknown(required, key),
    }
}

pub(super) fn dated(key: FactKey, facts: &Facts, as_of: Day) -> Outcome {
    let happened = Dated::of(facts, key, as_of);
    match happened {
        Dated::On(day, origin) => {
            let is_too_old = key == FactKey::MpaSignedOn && !is_mpa(day);
            let mut outcome = Outcome::decided(!is_too_old, "yes", day.to_string());
            if is_too_old {
                outcome.say("An agreement signed before 2019-09-01 is the older reseller agreement, not the Microsoft Partner Agreement.");
            }
            outcome.cite(key, origin);
            outcome
        }
        Dated::Absent | Dated::Later(_) => happened.unknown("yes", key),
    }
}

/// The number of whole months between two days. A month that began on a 29th, 30th or 31st is complete on the last day
/// of a shorter month.
fn whole_months(since: Day, until: Day) -> u32 {
    let years = until.year() - since.year();
    let apart = years * 12 + until.month() as i32 - since.month() as i32;
    let apart = u32::try_from(apart).unwrap_or(0);
    if apart > 0 && months_after(since, apart) > until {
        apart - 1
    } else {
        apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::policy::edition::Status;

    fn assuming(assumed: &[&str]) -> Facts {
        let mut facts = Facts::default();
        for assumption in assumed {
            facts.assume(assumption).unwrap();
        }
        facts
    }

    #[test]
    fn a_membership_is_shown_with_its_own_facts_only() {
        let facts = assuming(&[
            "membership.active=true",
            "membership.mpn_id=4812345",
            "membership.country=FR",
            "support.first_level=true",
        ]);
        let membership = flag(FactKey::MembershipActive, &facts);
        assert_eq!(membership.said, ["MPN ID 4812345.", "Country FR."]);
        assert_eq!(
            membership.evidence,
            [
                "membership.active: --what-if",
                "membership.mpn_id: --what-if",
                "membership.country: --what-if"
            ]
        );
        let support = flag(FactKey::FirstLevelSupport, &facts);
        assert_eq!(support.said, [""; 0]);
        assert_eq!(support.evidence, ["support.first_level: --what-if"]);
    }

    #[test]
    fn a_membership_needs_to_be_active_and_to_have_an_mpn_id() {
        let (yes, no) = ("membership.active=true", "membership.active=false");
        let id = "membership.mpn_id=4812345";
        let (france, germany) = ("membership.country=FR", "membership.country=DE");
        for (assumed, asked, status, missing) in [
            (&[yes, id][..], None, Status::Met, &[][..]),
            (&[yes, id, germany], None, Status::Met, &[]),
            (&[yes, id, france], Some("fr"), Status::Met, &[]),
            (&[yes, id, germany], Some("FR"), Status::NotMet, &[]),
            (
                &[yes, id],
                Some("FR"),
                Status::Unknown,
                &[FactKey::MembershipCountry],
            ),
            (&[yes], None, Status::Unknown, &[FactKey::MembershipMpnId]),
            (&[id], None, Status::Unknown, &[FactKey::MembershipActive]),
            (
                &[],
                None,
                Status::Unknown,
                &[FactKey::MembershipActive, FactKey::MembershipMpnId],
            ),
            (&[no, id], None, Status::NotMet, &[]),
            (&[no], Some("FR"), Status::NotMet, &[]),
        ] {
            let mut facts = assuming(assumed);
            facts.country = asked.map(str::to_owned);
            let outcome = flag(FactKey::MembershipActive, &facts);
            assert_eq!(outcome.status, status, "{assumed:?} {asked:?}");
            assert_eq!(outcome.missing, missing, "{assumed:?} {asked:?}");
        }
    }

    #[test]
    fn an_agreement_older_than_the_mpa_is_not_the_mpa() {
        let as_of = parse_day("2021-03-01").unwrap();
        for (signed, status) in [
            ("2019-08-31", Status::NotMet),
            ("2019-09-01", Status::Met),
            ("2021-03-02", Status::Unknown),
        ] {
            let facts = assuming(&[&format!("agreements.mpa_signed_on={signed}")]);
            let outcome = dated(FactKey::MpaSignedOn, &facts, as_of);
            assert_eq!(outcome.status, status, "{signed}");
        }
        let facts = assuming(&["assessment.passed_on=2018-01-01"]);
        let outcome = dated(FactKey::AssessmentPassedOn, &facts, as_of);
        assert_eq!(outcome.status, Status::Met);
    }

    #[test]
    fn a_tenure_shows_its_months_and_when_it_is_complete() {
        let facts = assuming(&["tenure.indirect_reseller_since=2021-01-15"]);
        for (as_of, status, found, said) in [
            (
                "2021-02-14",
                Status::NotMet,
                "0 months",
                &["The months will be complete on 2021-03-15."][..],
            ),
            (
                "2021-02-15",
                Status::NotMet,
                "1 month",
                &["The months will be complete on 2021-03-15."],
            ),
            ("2021-03-15", Status::Met, "2 months", &[]),
            ("2021-04-15", Status::Met, "3 months", &[]),
        ] {
            let outcome = tenure(FactKey::ResellerSince, 2, &facts, parse_day(as_of).unwrap());
            assert_eq!(outcome.status, status, "{as_of}");
            assert_eq!(outcome.found.as_deref(), Some(found), "{as_of}");
            assert_eq!(outcome.said, said, "{as_of}");
        }
    }

    #[test]
    fn a_day_counts_from_itself_on() {
        let facts = assuming(&["agreements.mpa_signed_on=2021-03-01"]);
        for (as_of, status) in [
            ("2021-02-28", Status::Unknown),
            ("2021-03-01", Status::Met),
            ("2021-03-02", Status::Met),
        ] {
            let as_of = parse_day(as_of).unwrap();
            let outcome = dated(FactKey::MpaSignedOn, &facts, as_of);
            assert_eq!(outcome.status, status, "{as_of}");
        }
    }

    #[test]
    fn a_day_that_does_not_count_is_not_also_unknown() {
        let as_of = parse_day("2021-02-28").unwrap();
        for (assumed, said) in [
            (
                &["agreements.mpa_signed_on=2021-03-01"][..],
                "agreements.mpa_signed_on is 2021-03-01. This is after the day asked about, so it does not count.",
            ),
            (&[], "agreements.mpa_signed_on is unknown."),
        ] {
            let facts = assuming(assumed);
            for outcome in [
                dated(FactKey::MpaSignedOn, &facts, as_of),
                recent(FactKey::MpaSignedOn, 12, &facts, as_of),
                tenure(FactKey::MpaSignedOn, 12, &facts, as_of),
            ] {
                assert_eq!(outcome.status, Status::Unknown);
                assert_eq!(outcome.said, [said]);
                assert_eq!(outcome.missing, [FactKey::MpaSignedOn]);
            }
        }
    }

    #[test]
    fn one_hour_has_no_plural_and_a_part_of_one_has() {
        let key = FactKey::AlertResponseHours;
        for (found, words) in [
            ("1", "1 hour"),
            ("1.00", "1 hour"),
            ("0.5", "0.5 hours"),
            ("24", "24 hours"),
        ] {
            let facts = assuming(&[&format!("{}={found}", crate::domain::word::Word::word(key))]);
            let outcome = at_most(key, Decimal::ONE, &facts);
            assert_eq!(outcome.found.as_deref(), Some(words));
            assert_eq!(outcome.required.as_deref(), Some("1 hour"));
        }
    }

    #[test]
    fn months_are_whole_to_the_day() {
        for (since, until, months) in [
            ("2020-03-15", "2021-03-15", 12),
            ("2020-03-15", "2021-03-14", 11),
            ("2020-02-29", "2021-02-28", 12),
            ("2020-02-29", "2021-02-27", 11),
            ("2020-02-29", "2024-02-29", 48),
            ("2020-01-31", "2020-02-28", 0),
            ("2020-01-31", "2020-02-29", 1),
            ("2020-01-31", "2020-01-31", 0),
            ("2020-12-31", "2021-01-01", 0),
            ("2020-01-31", "2020-01-30", 0),
        ] {
            let (since, until) = (parse_day(since).unwrap(), parse_day(until).unwrap());
            assert_eq!(whole_months(since, until), months, "{since} {until}");
        }
    }
}
