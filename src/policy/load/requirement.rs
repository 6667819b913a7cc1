//! A requirement's definition, which says what it is, and what an edition asks of it.

use rust_decimal::Decimal;
use toml::de::{DeTable, DeValue};

use crate::domain::evidence::{FactKey, FactKind};
use crate::policy::document::{self, Document, Placed, Section};
use crate::policy::edition::{Kind, Level, Requirement, RequirementId, Start, Test};
use crate::policy::position::Position;
use crate::policy::revenue::Category;

impl Kind {
    /// What an edition must say for this kind.
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Flag | Self::Dated => &[],
            Self::Count => &["at_least"],
            Self::AtMost => &["at_most"],
            Self::SupportPlan => &["after_credit"],
            Self::Revenue => &["at_least", "counts"],
            Self::Tenure | Self::Recent => &["months"],
        }
    }

    /// What its fact is made of; `None` where the kind knows its facts itself.
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

/// What a requirement is, in every edition.
pub(super) struct Definition {
    pub(super) at: Position,
    title: String,
    remedy: String,
    kind: Kind,
    fact: Option<FactKey>,
}

const ASKED: &[&str] = &["enroll", "retain", "retain_from", "doubt", "source"];
const START: &[&str] = &[
    "on",
    "first_anniversary",
    "anniversary_from",
    "anniversary_month_after",
];

impl Definition {
    pub(super) fn read<'d, 'i>(
        document: &'d Document<'i>,
        keys: &'d DeTable<'i>,
        at: Position,
    ) -> Option<Self> {
        let section = Section::open(document, keys, at, &["title", "kind", "fact", "remedy"]);
        let title = section.need("title", document::text);
        let remedy = section.need("remedy", document::text);
        let kind = section.need("kind", document::word::<Kind>)?.value;
        let fact = match kind.fact_kinds() {
            Some(fitting) => Some(
                section
                    .need("fact", |value| fitting_fact(value, kind, fitting))?
                    .value,
            ),
            None if section.has("fact") => {
                document.fault(at, format!("a requirement of kind {kind} names no fact"));
                None
            }
            None => None,
        };
        Some(Self {
            at,
            title: title?.value,
            remedy: remedy?.value,
            kind,
            fact,
        })
    }

    /// The requirement as one edition asks for it.
    pub(super) fn requirement<'d, 'i>(
        &self,
        document: &'d Document<'i>,
        id: RequirementId,
        asked: &'d DeTable<'i>,
        at: Position,
        edition_source: &str,
    ) -> Option<Requirement> {
        let known: Vec<&str> = ASKED
            .iter()
            .chain(self.kind.parameters())
            .copied()
            .collect();
        let section = Section::open(document, asked, at, &known);
        let level = |key| {
            section
                .take(key, document::word::<Level>)
                .map(|placed| placed.value)
        };
        let (enroll, retain) = (level("enroll"), level("retain"));
        if !section.has("enroll") && !section.has("retain") {
            document.fault(at, format!("`{id}` says neither `enroll` nor `retain`"));
        }
        let retain_from = start(document, &section);
        if retain.is_none() && section.has("retain_from") {
            document.fault(
                at,
                format!("`{id}` has `retain_from` but is not asked for with `retain`"),
            );
        }
        let optional = |key| section.take(key, document::text).map(|placed| placed.value);
        Some(Requirement {
            id,
            title: self.title.clone().into(),
            test: self.test(&section)?,
            enroll,
            retain,
            retain_from,
            doubt: optional("doubt").map(Into::into),
            remedy: self.remedy.clone().into(),
            source: optional("source").map_or_else(|| edition_source.to_owned().into(), Into::into),
        })
    }

    fn test(&self, section: &Section<'_, '_>) -> Option<Test> {
        let value = |placed: Placed<u32>| placed.value;
        Some(match self.kind {
            Kind::Flag => Test::Flag { fact: self.fact? },
            Kind::Dated => Test::Dated { fact: self.fact? },
            Kind::Count => Test::Count {
                fact: self.fact?,
                at_least: section.need("at_least", document::count).map(value)?,
            },
            Kind::Tenure => Test::Tenure {
                fact: self.fact?,
                months: section.need("months", months).map(value)?,
            },
            Kind::Recent => Test::Recent {
                fact: self.fact?,
                months: section.need("months", months).map(value)?,
            },
            Kind::AtMost => Test::AtMost {
                fact: self.fact?,
                at_most: section.need("at_most", threshold)?.value,
            },
            Kind::SupportPlan => Test::SupportPlan {
                after_credit: section.need("after_credit", document::flag)?.value,
            },
            Kind::Revenue => Test::Revenue {
                at_least: section.need("at_least", threshold)?.value,
                counts: section.need("counts", categories)?.value.into(),
            },
        })
    }
}

fn fitting_fact(value: &DeValue<'_>, kind: Kind, fitting: &[FactKind]) -> Result<FactKey, String> {
    let key = document::word::<FactKey>(value)?;
    if fitting.contains(&key.kind()) {
        Ok(key)
    } else {
        Err(format!("`{key}` does not fit a requirement of kind {kind}"))
    }
}

fn months(value: &DeValue<'_>) -> Result<u32, String> {
    match document::count(value)? {
        months @ 1..=1200 => Ok(months),
        other => Err(format!("{other} is no number of months from 1 to 1200")),
    }
}

fn threshold(value: &DeValue<'_>) -> Result<Decimal, String> {
    let amount = document::decimal(value)?;
    if amount > Decimal::ZERO {
        Ok(amount)
    } else {
        Err("a threshold is above zero".to_owned())
    }
}

fn categories(value: &DeValue<'_>) -> Result<Vec<Category>, String> {
    let mut counts = document::list(value, document::word::<Category>)?;
    counts.sort_unstable();
    counts.dedup();
    if counts.is_empty() {
        return Err("at least one category counts".to_owned());
    }
    Ok(counts)
}

fn start(document: &Document<'_>, section: &Section<'_, '_>) -> Option<Start> {
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
            let message = "`first_anniversary` is true, or left out";
            document.fault(flagged.at, message.to_owned());
        }
    }
    if found.len() != 1 && START.iter().filter(|key| start.has(key)).count() != 1 {
        document.fault(
            start.at(),
            format!("`retain_from` says one of {}", START.join(", ")),
        );
    }
    found.first().copied()
}
