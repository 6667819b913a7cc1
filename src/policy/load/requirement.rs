//! The definition of a requirement, and its parameters in an edition.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use crate::domain::evidence::{FactKey, FactKind};
use crate::domain::word::Word;
use crate::policy::document::{self, Placed, PolicyDocument, Section};
use crate::policy::edition::{Level, Requirement, RequirementId, RequirementKind, Start, Test};
use crate::policy::position::Position;
use crate::policy::revenue::Category;

impl RequirementKind {
    /// The parameters that an edition must set for this kind.
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Flag | Self::Dated => &[],
            Self::Count => &["at_least"],
            Self::AtMost => &["at_most"],
            Self::SupportPlan => &["after_credit"],
            Self::Revenue => &["at_least", "counts", "as_reseller"],
            Self::Tenure | Self::Recent => &["months"],
        }
    }

    /// The allowed types of its fact; `None` if the kind has a fixed fact.
    fn fact_kinds(self) -> Option<&'static [FactKind]> {
        match self {
            Self::Flag => Some(&[FactKind::Flag, FactKind::FlagOrAddress]),
            Self::Count => Some(&[FactKind::Count]),
            Self::AtMost => Some(&[FactKind::Hours]),
            Self::Tenure | Self::Recent | Self::Dated => Some(&[FactKind::Day]),
            Self::SupportPlan | Self::Revenue => None,
        }
    }
}

/// The definition of a requirement for all editions, as far as it could be read.
pub(super) struct Definition {
    pub(super) at: Position,
    title: Option<String>,
    remedy: Option<String>,
    /// Its kind and fact; `None` if one of them has a mistake, so that its parameters are unknown.
    kind: Option<(RequirementKind, Option<FactKey>)>,
}

const ASKED: &[&str] = &["enroll", "retain", "retain_from", "note", "doubt", "source"];
const START: &[&str] = &[
    "on",
    "first_anniversary",
    "anniversary_from",
    "anniversary_month_after",
];

impl Definition {
    /// A definition that could not be read.
    pub(super) fn unreadable(at: Position) -> Self {
        Self {
            at,
            title: None,
            remedy: None,
            kind: None,
        }
    }

    pub(super) fn read<'d, 'i>(
        document: &'d PolicyDocument<'i>,
        keys: &'d DeTable<'i>,
        at: Position,
    ) -> Self {
        let section = Section::open(document, keys, at, &["title", "kind", "fact", "remedy"]);
        let text = |key| section.need(key, document::text).map(|placed| placed.value);
        Self {
            at,
            title: text("title"),
            remedy: text("remedy"),
            kind: kind_and_fact(document, &section),
        }
    }

    /// The requirement with the parameters of one edition.
    pub(super) fn requirement<'d, 'i>(
        &self,
        document: &'d PolicyDocument<'i>,
        (name, id): (&str, Option<RequirementId>),
        asked: &'d DeTable<'i>,
        at: Position,
        edition_source: &str,
    ) -> Option<Requirement> {
        let section = Section::open(document, asked, at, &self.keys());
        let level = |key| {
            section
                .take(key, document::word::<Level>)
                .map(|placed| placed.value)
        };
        let (enroll, retain) = (level("enroll"), level("retain"));
        if !section.has("enroll") && !section.has("retain") {
            document.fault(at, format!("`{name}` must have `enroll`, `retain` or both"));
        }
        let retain_from = start(document, &section);
        if section.has("retain_from") && !section.has("retain") {
            document.fault(
                at,
                format!("`{name}` has `retain_from` but is not asked for with `retain`"),
            );
        }
        let optional = |key| section.take(key, document::text).map(|placed| placed.value);
        let (note, doubt, source) = (optional("note"), optional("doubt"), optional("source"));
        let test = match self.kind {
            Some((kind, fact)) => test(document, &section, kind, fact),
            None => {
                look_over(document, &section);
                None
            }
        };
        Some(Requirement {
            id: id?,
            title: self.title.clone()?,
            test: test?,
            enroll,
            retain,
            retain_from,
            note,
            doubt,
            remedy: self.remedy.clone()?,
            source: source.unwrap_or_else(|| edition_source.to_owned()),
        })
    }

    /// The keys that an edition may set.
    fn keys(&self) -> Vec<&'static str> {
        let of_kind = |kind: RequirementKind| kind.parameters().iter().copied();
        let parameters: Vec<&str> = match self.kind {
            Some((kind, _)) => of_kind(kind).collect(),
            None => RequirementKind::ALL
                .iter()
                .copied()
                .flat_map(of_kind)
                .collect(),
        };
        ASKED.iter().copied().chain(parameters).collect()
    }
}

fn kind_and_fact(
    document: &PolicyDocument<'_>,
    section: &Section<'_, '_>,
) -> Option<(RequirementKind, Option<FactKey>)> {
    let Some(kind) = section.need("kind", document::word::<RequirementKind>) else {
        section.take("fact", document::word::<FactKey>);
        return None;
    };
    let kind = kind.value;
    match kind.fact_kinds() {
        Some(fitting) => {
            let fact = section.need("fact", |value| fitting_fact(value, kind, fitting))?;
            Some((kind, Some(fact.value)))
        }
        None => {
            if section.has("fact") {
                let message = format!("a requirement of kind {kind} cannot have a fact");
                document.fault(section.at(), message);
            }
            Some((kind, None))
        }
    }
}

fn test(
    document: &PolicyDocument<'_>,
    section: &Section<'_, '_>,
    kind: RequirementKind,
    fact: Option<FactKey>,
) -> Option<Test> {
    let value = |placed: Placed<u32>| placed.value;
    Some(match kind {
        RequirementKind::Flag => Test::Flag { fact: fact? },
        RequirementKind::Dated => Test::Dated { fact: fact? },
        RequirementKind::Count => Test::Count {
            fact: fact?,
            at_least: section.need("at_least", document::count).map(value)?,
        },
        RequirementKind::Tenure => Test::Tenure {
            fact: fact?,
            months: section.need("months", months).map(value)?,
        },
        RequirementKind::Recent => Test::Recent {
            fact: fact?,
            months: section.need("months", months).map(value)?,
        },
        RequirementKind::AtMost => Test::AtMost {
            fact: fact?,
            at_most: section.need("at_most", threshold)?.value,
        },
        RequirementKind::SupportPlan => Test::SupportPlan {
            after_credit: section.need("after_credit", document::flag)?.value,
        },
        RequirementKind::Revenue => {
            let at_least = section.need("at_least", threshold);
            let counts = categories(document, section);
            let as_reseller = section.take("as_reseller", document::flag);
            Test::Revenue {
                at_least: at_least?.value,
                counts: counts?,
                as_reseller: as_reseller.is_some_and(|flagged| flagged.value),
            }
        }
    })
}

/// Checks the parameters of a requirement of unknown kind for values that are wrong for every kind.
fn look_over(document: &PolicyDocument<'_>, section: &Section<'_, '_>) {
    section.take("months", months);
    section.take("at_most", threshold);
    section.take("after_credit", document::flag);
    section.take("as_reseller", document::flag);
    if section.has("counts") {
        categories(document, section);
    }
}

fn fitting_fact(
    value: &DeValue<'_>,
    kind: RequirementKind,
    fitting: &[FactKind],
) -> Result<FactKey, String> {
    let key = document::word::<FactKey>(value)?;
    if fitting.contains(&key.kind()) {
        Ok(key)
    } else {
        Err(format!(
            "`{key}` is not allowed in a requirement of kind {kind}"
        ))
    }
}

fn months(value: &DeValue<'_>) -> Result<u32, String> {
    match document::count(value)? {
        months @ 1..=1200 => Ok(months),
        other => Err(format!(
            "{other} is not valid: expected a number of months from 1 to 1200"
        )),
    }
}

fn threshold(value: &DeValue<'_>) -> Result<Decimal, String> {
    let amount = document::decimal(value)?;
    if amount > Decimal::ZERO {
        Ok(amount)
    } else {
        Err("a threshold must be greater than zero".to_owned())
    }
}

fn categories(document: &PolicyDocument<'_>, section: &Section<'_, '_>) -> Option<Vec<Category>> {
    let mut counts = section.need_list("counts", document::word::<Category>)?;
    counts.value.sort_unstable();
    counts.value.dedup();
    if counts.value.is_empty() {
        document.fault(counts.at, "`counts` must have at least one category");
        return None;
    }
    Some(counts.value)
}

fn start(document: &PolicyDocument<'_>, section: &Section<'_, '_>) -> Option<Start> {
    let start = section.section("retain_from", START)?;
    let day = |key| start.take(key, document::day).map(|placed| placed.value);
    let mut found: Vec<Start> = Vec::new();
    found.extend(day("on").map(Start::On));
    found.extend(day("anniversary_from").map(Start::AnniversaryFrom));
    found.extend(day("anniversary_month_after").map(Start::AnniversaryMonthAfter));
    if let Some(flagged) = start.take("first_anniversary", document::flag) {
        if flagged.value {
            found.push(Start::FirstAnniversary);
        } else {
            let message = "`first_anniversary` must be true or left out";
            document.fault(flagged.at, message.to_owned());
        }
    }
    if found.len() != 1 && START.iter().filter(|key| start.has(key)).count() != 1 {
        document.fault(
            start.at(),
            format!("`retain_from` must have one of {}", START.join(", ")),
        );
    }
    found.first().copied()
}
