//! Differences between the requirements on two days.

use super::edition::{BeforeFirst, Edition, Policy, Requirement, RequirementId};
use crate::domain::Model;
use crate::domain::calendar::Day;

/// One aspect of a requirement that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementChange {
    /// The requirement.
    pub id: RequirementId,
    /// `enroll`, `retain`, `required` or `retain_from`.
    pub aspect: &'static str,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// What changed for one model between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The model.
    pub model: Model,
    /// The edition in force on the first day.
    pub from: Edition,
    /// The edition in force on the second day.
    pub to: Edition,
    /// Requirements that only the second one has.
    pub added: Vec<Requirement>,
    /// Requirements that only the first one has.
    pub removed: Vec<Requirement>,
    /// Requirements of both that differ.
    pub changed: Vec<RequirementChange>,
}

impl Difference {
    /// Whether both days have the same requirements.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares the editions in force on two days.
///
/// # Errors
/// When one of the days is before the first edition.
pub fn difference(policy: &Policy, from: Day, to: Day) -> Result<Difference, BeforeFirst> {
    let (from, to) = (policy.in_force(from)?, policy.in_force(to)?);
    let only_in = |here: &Edition, there: &Edition| -> Vec<Requirement> {
        let missing = here
            .requirements
            .iter()
            .filter(|one| there.requirement(one.id).is_none());
        missing.cloned().collect()
    };
    let changed = from
        .requirements
        .iter()
        .filter_map(|before| Some((before, to.requirement(before.id)?)))
        .flat_map(|(before, after)| changes(before, after))
        .collect();
    Ok(Difference {
        model: policy.model,
        added: only_in(to, from),
        removed: only_in(from, to),
        changed,
        from: from.clone(),
        to: to.clone(),
    })
}

fn changes(before: &Requirement, after: &Requirement) -> Vec<RequirementChange> {
    let pairs = before.aspects().into_iter().zip(after.aspects());
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((aspect, was), (_, is))| RequirementChange {
            id: before.id,
            aspect,
            before: was,
            after: is,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::policy::shipped;

    #[test]
    fn october_2020_added_revenue_and_relaxed_managed_services() {
        let policy = shipped(Model::DirectBill);
        let day = |text: &str| parse_day(text).unwrap();
        let found = difference(policy, day("2020-10-26"), day("2020-10-27")).unwrap();
        let added: Vec<_> = found.added.iter().map(|one| one.id).collect();
        assert_eq!(added, [RequirementId::RevenueTtm]);
        assert!(found.removed.is_empty());
        assert!(!found.is_empty());
        assert!(found.changed.contains(&RequirementChange {
            id: RequirementId::ManagedService,
            aspect: "enroll",
            before: Some("mandatory".to_owned()),
            after: Some("recommended".to_owned()),
        }));
        assert!(
            difference(policy, day("2020-10-27"), day("2021-04-14"))
                .unwrap()
                .is_empty()
        );
        assert!(difference(policy, day("2017-11-19"), day("2021-04-14")).is_err());
    }

    #[test]
    fn backwards_swaps_added_and_removed() {
        let policy = shipped(Model::DirectBill);
        let day = |text: &str| parse_day(text).unwrap();
        let on = difference(policy, day("2018-01-01"), day("2026-01-01")).unwrap();
        let back = difference(policy, day("2026-01-01"), day("2018-01-01")).unwrap();
        assert_eq!(on.added, back.removed);
        assert_eq!(on.removed, back.added);
        assert_eq!(on.removed[0].id, RequirementId::Application);
        let nothing = || Difference {
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            ..on.clone()
        };
        assert!(nothing().is_empty());
        for some in [
            Difference {
                added: on.added.clone(),
                ..nothing()
            },
            Difference {
                removed: on.removed.clone(),
                ..nothing()
            },
            Difference {
                changed: vec![RequirementChange {
                    id: RequirementId::RevenueTtm,
                    aspect: "enroll",
                    before: None,
                    after: None,
                }],
                ..nothing()
            },
        ] {
            assert!(!some.is_empty());
        }
    }
}
