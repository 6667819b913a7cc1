//! The catalogue of Entra roles (`data/gdap_roles.csv`) and of tasks (`data/gdap_tasks.csv`), parsed once, on first use.

use std::sync::LazyLock;

use super::id::EntraRoleId;
use crate::domain::word::{Word, words};

words! {
    /// Who says that a delegated admin relationship may have a role.
    pub enum EntraRoleEvidence: "evidence" {
        /// Microsoft's own tool for many relationships has it in its list.
        Microsoft2022 = "microsoft-2022",
        /// Microsoft's FAQ names it as added in December 2024; known at second hand.
        Microsoft2024 = "microsoft-2024-12",
        /// Only CIPP offers it.
        Cipp = "cipp",
        /// Built in, but in no list of roles for relationships that was found.
        Unlisted = "unlisted",
        /// An old role that only CIPP lists.
        Doubtful = "doubtful",
        /// Microsoft says not to use it, or it is the role of the customer's user who approves.
        No = "no",
    }
}

impl EntraRoleEvidence {
    /// Whether a list of Microsoft has it.
    pub fn is_microsoft(self) -> bool {
        match self {
            Self::Microsoft2022 | Self::Microsoft2024 => true,
            Self::Cipp | Self::Unlisted | Self::Doubtful | Self::No => false,
        }
    }
}

words! {
    /// Whether Microsoft calls a role privileged.
    pub enum EntraRolePrivilege: "privilege" {
        /// It is, by Microsoft's table.
        Yes = "yes",
        /// It is not, by Microsoft's table.
        No = "no",
        /// It is, by others; newer than the table.
        ProbablyYes = "yes?",
        /// It is not, by others; newer than the table.
        ProbablyNo = "no?",
        /// Nobody says, as of very old roles.
        Unknown = "",
    }
}

impl EntraRolePrivilege {
    /// The same without the doubt; `None` if nobody says.
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Self::Yes | Self::ProbablyYes => Some(true),
            Self::No | Self::ProbablyNo => Some(false),
            Self::Unknown => None,
        }
    }
}

/// What is known of one Entra role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraRoleFacts {
    /// Its template id.
    pub id: EntraRoleId,
    /// Its English name.
    pub name: String,
    /// Whether it is privileged.
    pub privilege: EntraRolePrivilege,
    /// What it is about, for example `identity`.
    pub area: String,
    /// Who says that a relationship may have it.
    pub evidence: EntraRoleEvidence,
    /// The names of the sets that it is in.
    pub sets: Vec<String>,
    /// What it is for.
    pub purpose: String,
    /// Its earlier names, which older tables show.
    pub old_names: Vec<String>,
    /// A warning or a source.
    pub note: Option<String>,
}

/// A published set of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraRoleSet {
    /// Its name, for example `default-gdap`.
    pub name: &'static str,
    /// Where it comes from.
    pub about: &'static str,
    /// The set that its roles are added to; `None` if it is whole.
    pub adds_to: Option<&'static str>,
    /// Its own roles, in the order of the catalogue.
    pub roles: Vec<EntraRoleId>,
}

/// A task, and the least roles for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraRoleTask {
    /// The task, for example `invite a guest`.
    pub task: String,
    /// Any one of these is enough.
    pub roles: Vec<EntraRoleId>,
}

/// The names of the sets, where they come from, and what they add to.
const SETS: [(&str, &str, Option<&str>); 8] = [
    (
        "default-gdap",
        "The relationship that comes with a new customer (Microsoft, 2023-08-10)",
        None,
    ),
    (
        "default-gdap-db-ip",
        "The same at direct-bill partners and indirect providers (Microsoft, 2023-08-10)",
        Some("default-gdap"),
    ),
    (
        "default-gdap-domain-partner",
        "The same at domain partners (Microsoft, 2023-08-10)",
        Some("default-gdap"),
    ),
    (
        "mlt",
        "Relationships that Microsoft made in 2023 in place of DAP (Microsoft, 2023-07-17)",
        None,
    ),
    (
        "ms-provider",
        "Microsoft's suggestion for indirect providers (Microsoft, 2023-02-01)",
        None,
    ),
    (
        "ms-msp-tier1",
        "Microsoft's suggestion for a support desk (Microsoft, 2023-02-01)",
        None,
    ),
    ("cipp", "The roles that CIPP asks for", None),
    (
        "cipp-optional",
        "Three roles that CIPP added later",
        Some("cipp"),
    ),
];

pub(super) struct Catalogue {
    pub(super) roles: Vec<EntraRoleFacts>,
    /// The position of each role, sorted by id.
    by_id: Vec<(EntraRoleId, usize)>,
    pub(super) sets: Vec<EntraRoleSet>,
    pub(super) tasks: Vec<EntraRoleTask>,
}

impl Catalogue {
    pub(super) fn of(&self, id: EntraRoleId) -> Option<&EntraRoleFacts> {
        let found = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        let (_, at) = self.by_id.get(found)?;
        self.roles.get(*at)
    }
}

pub(super) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let roles: Vec<EntraRoleFacts> = rows(include_str!("../../../data/gdap_roles.csv"))
        .filter_map(|row| read_role(&row))
        .collect();
    let mut by_id: Vec<_> = roles.iter().map(|facts| facts.id).zip(0..).collect();
    by_id.sort_unstable();
    let sets = SETS.map(|(name, about, adds_to)| EntraRoleSet {
        name,
        about,
        adds_to,
        roles: roles
            .iter()
            .filter(|facts| facts.sets.iter().any(|set| set == name))
            .map(|facts| facts.id)
            .collect(),
    });
    let tasks = rows(include_str!("../../../data/gdap_tasks.csv")).map(|row| EntraRoleTask {
        task: row.get(0).unwrap_or_default().to_owned(),
        roles: listed(row.get(1), ";")
            .filter_map(|name| roles.iter().find(|facts| facts.name == name))
            .map(|facts| facts.id)
            .collect(),
    });
    Catalogue {
        tasks: tasks.collect(),
        sets: sets.into(),
        by_id,
        roles,
    }
});

fn rows(text: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes())
        .into_records()
        .filter_map(Result::ok)
}

fn listed<'c>(cell: Option<&'c str>, between: &'c str) -> impl Iterator<Item = &'c str> {
    let parts = cell.unwrap_or_default().split(between).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

fn read_role(row: &csv::StringRecord) -> Option<EntraRoleFacts> {
    let cell = |at: usize| row.get(at).unwrap_or_default().trim();
    let owned = |parts: &mut dyn Iterator<Item = &str>| parts.map(str::to_owned).collect();
    Some(EntraRoleFacts {
        id: cell(0).parse().ok()?,
        name: cell(1).to_owned(),
        privilege: EntraRolePrivilege::exactly(cell(2))?,
        area: cell(3).to_owned(),
        evidence: EntraRoleEvidence::exactly(cell(4))?,
        sets: owned(&mut listed(row.get(6), " ")),
        purpose: cell(8).to_owned(),
        old_names: owned(&mut listed(row.get(9), ";")),
        note: Some(cell(10).to_owned()).filter(|note| !note.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_catalogue_has_every_role_once() {
        assert_eq!(CATALOGUE.roles.len(), 135);
        let ids: BTreeSet<EntraRoleId> = CATALOGUE.roles.iter().map(|facts| facts.id).collect();
        assert_eq!(ids.len(), 135);
        let mut named = BTreeMap::new();
        for facts in &CATALOGUE.roles {
            for name in std::iter::once(&facts.name).chain(&facts.old_names) {
                let before = named.insert(name.to_lowercase(), facts.id);
                assert!(before.is_none_or(|id| id == facts.id), "{name}");
            }
        }
        for facts in &CATALOGUE.roles {
            assert_eq!(CATALOGUE.of(facts.id), Some(facts));
            assert!(
                !facts.purpose.is_empty() && !facts.area.is_empty(),
                "{}",
                facts.name
            );
        }
    }

    #[test]
    fn roles_are_counted_by_evidence_and_privilege() {
        let count = |is_it: &dyn Fn(&EntraRoleFacts) -> bool| {
            CATALOGUE.roles.iter().filter(|facts| is_it(facts)).count()
        };
        for (evidence, expected) in [
            (EntraRoleEvidence::Microsoft2022, 73),
            (EntraRoleEvidence::Microsoft2024, 12),
            (EntraRoleEvidence::Cipp, 17),
            (EntraRoleEvidence::Unlisted, 26),
            (EntraRoleEvidence::Doubtful, 3),
            (EntraRoleEvidence::No, 4),
        ] {
            assert_eq!(
                count(&|facts| facts.evidence == evidence),
                expected,
                "{evidence}"
            );
        }
        assert_eq!(
            count(&|facts| facts.privilege == EntraRolePrivilege::Yes),
            29
        );
    }

    #[test]
    fn sets_have_their_published_sizes() {
        let sizes: Vec<(&str, usize)> = CATALOGUE
            .sets
            .iter()
            .map(|set| (set.name, set.roles.len()))
            .collect();
        assert_eq!(
            sizes,
            [
                ("default-gdap", 9),
                ("default-gdap-db-ip", 2),
                ("default-gdap-domain-partner", 2),
                ("mlt", 9),
                ("ms-provider", 7),
                ("ms-msp-tier1", 16),
                ("cipp", 12),
                ("cipp-optional", 3),
            ]
        );
        let known: BTreeSet<&str> = CATALOGUE.sets.iter().map(|set| set.name).collect();
        for facts in &CATALOGUE.roles {
            assert!(
                facts.sets.iter().all(|set| known.contains(set.as_str())),
                "{}",
                facts.name
            );
        }
        for set in &CATALOGUE.sets {
            assert!(set.adds_to.is_none_or(|base| known.contains(base)));
        }
    }

    #[test]
    fn every_task_has_its_least_roles() {
        assert_eq!(CATALOGUE.tasks.len(), 11);
        for task in &CATALOGUE.tasks {
            let expected = if task.task == "consent to an app" {
                2
            } else {
                1
            };
            assert_eq!(task.roles.len(), expected, "{}", task.task);
        }
    }
}
