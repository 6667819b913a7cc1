//! The policies that csp decides by: its own editions, and beside them those of policy packs. An edition of a pack never
//! takes the place of one that is there already.

use std::borrow::Cow;

use super::edition::{Edition, Policy};
use super::pack::PolicyPack;
use super::pack_header::PackHeader;
use super::position::wrong;
use super::shipped::shipped;
use crate::diagnostic::Diagnostic;
use crate::domain::Model;

/// The policy of each model.
#[derive(Debug)]
pub struct Policies {
    direct_bill: Cow<'static, Policy>,
    indirect_reseller: Cow<'static, Policy>,
    unused: Vec<UnusedEdition>,
}

/// An edition of a pack that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedEdition {
    /// The model.
    pub model: Model,
    /// The edition.
    pub edition: Edition,
    /// Why it is not used: a sentence without a full stop.
    pub reason: String,
}

impl Policies {
    /// Those of csp alone.
    pub fn shipped() -> Self {
        Self {
            direct_bill: Cow::Borrowed(shipped(Model::DirectBill)),
            indirect_reseller: Cow::Borrowed(shipped(Model::IndirectReseller)),
            unused: Vec::new(),
        }
    }

    /// Those of csp and of these packs. Of two packs with overlapping editions, the first one's are used.
    pub fn with_packs<'p>(packs: impl IntoIterator<Item = &'p PolicyPack>) -> Self {
        let mut all = Self::shipped();
        for policy in packs.into_iter().flat_map(|pack| &pack.policies) {
            for edition in &policy.editions {
                all.add(policy.model, edition);
            }
        }
        all
    }

    fn add(&mut self, model: Model, edition: &Edition) {
        if let Some(reason) = overlap(self.of(model), edition) {
            self.unused.push(UnusedEdition {
                model,
                edition: edition.clone(),
                reason,
            });
            return;
        }
        let policy = match model {
            Model::DirectBill => &mut self.direct_bill,
            Model::IndirectReseller => &mut self.indirect_reseller,
        };
        let editions = &mut policy.to_mut().editions;
        editions.push(edition.clone());
        editions.sort_by_key(|edition| edition.effective);
    }

    /// The policy of a model.
    pub fn of(&self, model: Model) -> &Policy {
        match model {
            Model::DirectBill => &self.direct_bill,
            Model::IndirectReseller => &self.indirect_reseller,
        }
    }

    /// The editions of packs that are not used, because others are there already.
    pub fn unused(&self) -> &[UnusedEdition] {
        &self.unused
    }
}

/// Every edition of a pack that overlaps with one of `policies`, with its position in the pack's file.
pub fn find_overlaps(pack: &PolicyPack, policies: &Policies) -> Vec<Diagnostic> {
    let of_model = |policy: &Policy| {
        let there = policies.of(policy.model);
        let overlaps = policy.editions.iter().filter_map(|edition| {
            let reason = overlap(there, edition)?;
            Some(wrong(edition.at, format!("{}: {reason}", edition.id)))
        });
        overlaps.collect::<Vec<_>>()
    };
    pack.policies.iter().flat_map(of_model).collect()
}

/// Why an edition cannot be added to a policy; `None` if it can.
fn overlap(policy: &Policy, edition: &Edition) -> Option<String> {
    let whose = |twin: &Edition| match &twin.pack {
        Some(PackHeader { id, .. }) => format!("the policy pack {id}"),
        None => "this csp".to_owned(),
    };
    let mut editions = policy.editions.iter();
    editions.find_map(|twin| {
        if twin.id == edition.id {
            Some(format!("{} has an edition with this id", whose(twin)))
        } else if twin.effective == edition.effective {
            let (whose, day) = (whose(twin), edition.effective);
            Some(format!("{whose} has an edition in force from {day}"))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::load_pack;

    fn pack(id: &str, editions: &[&str]) -> PolicyPack {
        let mut text = format!(
            "model = \"indirect-reseller\"\n[pack]\nid = \"{id}\"\npublisher = \"Contoso\"\nversion = 1\n\
             date = 2026-11-28\n[requirement.application]\ntitle = \"Application\"\nkind = \"flag\"\n\
             fact = \"application.complete\"\nremedy = \"Complete it.\"\n"
        );
        for day in editions {
            text += &format!(
                "[[edition]]\nid = \"indirect-reseller/{day}\"\neffective = {}\nsource = \"Page 1\"\n\
                 asks = {{ application = {{ enroll = \"mandatory\" }} }}\n",
                &day[..10]
            );
        }
        load_pack(text.as_bytes()).unwrap()
    }

    fn day(text: &str) -> crate::domain::calendar::Day {
        text.parse().unwrap()
    }

    #[test]
    fn an_edition_of_a_pack_is_in_force_from_its_day() {
        let pack = pack("contoso", &["2027-01-01"]);
        let policies = Policies::with_packs([&pack]);
        let policy = policies.of(Model::IndirectReseller);
        let before = policy.in_force(day("2026-12-31")).unwrap();
        assert_eq!(
            (before.id.as_str(), &before.pack),
            ("indirect-reseller/2025-10-01", &None)
        );
        let after = policy.in_force(day("2027-01-01")).unwrap();
        assert_eq!(after.pack.as_ref(), Some(&pack.header));
        assert!(policies.unused().is_empty());
        assert_eq!(policies.of(Model::DirectBill), shipped(Model::DirectBill));
    }

    #[test]
    fn an_edition_of_csp_is_never_replaced() {
        for twin in ["2025-10-01", "2025-10-01-own"] {
            let pack = pack("contoso", &[twin]);
            let policies = Policies::with_packs([&pack]);
            let all = policies.of(Model::IndirectReseller);
            assert_eq!(all, shipped(Model::IndirectReseller), "{twin}");
            assert_eq!(policies.unused().len(), 1, "{twin}");
            let refused = find_overlaps(&pack, &Policies::shipped());
            assert_eq!(refused.len(), 1, "{twin}");
            assert_eq!(
                refused
                    .iter()
                    .filter_map(Diagnostic::line)
                    .collect::<Vec<_>>(),
                [12]
            );
        }
    }

    #[test]
    fn of_two_packs_with_one_day_the_first_is_used() {
        let (one, other) = (pack("a", &["2027-01-01"]), pack("b", &["2027-01-01-b"]));
        let policies = Policies::with_packs([&one, &other]);
        let used = policies
            .of(Model::IndirectReseller)
            .in_force(day("2027-05-01"));
        assert_eq!(used.unwrap().pack.as_ref(), Some(&one.header));
        let reasons: Vec<_> = policies
            .unused()
            .iter()
            .map(|one| one.reason.as_str())
            .collect();
        assert_eq!(
            reasons,
            ["the policy pack a has an edition in force from 2027-01-01"]
        );
    }
}
