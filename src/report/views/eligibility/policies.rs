//! Policy editions, and what changed between two of them.

use serde::Serialize;

use super::packs::PackHeaderView;
use crate::domain::calendar::Day;
use crate::domain::{Model, grouped_amounts};
use crate::policy::{
    Difference, Edition, EditionOrigin, Level, Requirement, RequirementId, UnusedEdition,
};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, View, When, cells};

/// One edition.
#[derive(Debug, Serialize)]
pub struct EditionView {
    id: String,
    model: Model,
    effective: Day,
    source: String,
    in_force: bool,
    requirements: Vec<RequirementView>,
    origin: EditionOrigin,
    pack: Option<PackHeaderView>,
    not_used: Option<String>,
}

/// One requirement of an edition.
#[derive(Debug, Serialize)]
pub struct RequirementView {
    id: RequirementId,
    title: String,
    enroll: Option<Level>,
    retain: Option<Level>,
    required: String,
    retain_from: Option<String>,
    note: Option<String>,
    doubt: Option<String>,
    source: String,
}

impl From<&Requirement> for RequirementView {
    fn from(requirement: &Requirement) -> Self {
        Self {
            id: requirement.id,
            title: requirement.title.to_string(),
            enroll: requirement.enroll,
            retain: requirement.retain,
            required: requirement.test.required(),
            retain_from: requirement.retain_from.map(|start| start.to_string()),
            note: requirement.note.clone(),
            doubt: requirement.doubt.as_deref().map(str::to_owned),
            source: requirement.source.to_string(),
        }
    }
}

impl RequirementView {
    /// The requirement in one line, for people.
    fn in_words(&self) -> String {
        grouped_amounts(&format!("{}: {}", self.id, self.required)).into_owned()
    }
}

impl EditionView {
    /// An edition, saying whether it is in force today.
    pub fn new(edition: &Edition, model: Model, in_force: bool) -> Self {
        Self {
            id: edition.id.to_string(),
            model,
            effective: edition.effective,
            source: edition.source.to_string(),
            in_force,
            requirements: edition
                .requirements
                .iter()
                .map(RequirementView::from)
                .collect(),
            origin: match edition.pack {
                Some(_) => EditionOrigin::Pack,
                None => EditionOrigin::Shipped,
            },
            pack: edition.pack.as_ref().map(PackHeaderView::from),
            not_used: None,
        }
    }

    /// An edition of a pack that is not used.
    pub fn unused(one: &UnusedEdition) -> Self {
        Self {
            not_used: Some(one.reason.clone()),
            ..Self::new(&one.edition, one.model, false)
        }
    }

    /// Where it comes from, for people.
    fn origin_in_words(&self) -> String {
        match &self.pack {
            Some(pack) => format!("{} {}", pack.in_words(), self.use_in_words()),
            None => "csp".to_owned(),
        }
        .trim_end()
        .to_owned()
    }

    fn use_in_words(&self) -> &'static str {
        if self.not_used.is_some() {
            "(not used)"
        } else {
            ""
        }
    }
}

impl ListRow for EditionView {
    const HEADER: &'static [&'static str] =
        &["edition", "in force", "origin", "requirements", "source"];
    const CSV: &'static [&'static str] = &[
        "id",
        "model",
        "effective",
        "source",
        "in_force",
        "origin",
        "not_used",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("source", Narrow::Hides),
        ("requirements", Narrow::Wraps),
        ("origin", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("edition", "editions"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        let asked: Vec<String> = self
            .requirements
            .iter()
            .map(|one| one.id.to_string())
            .collect();
        cells![
            self.id.clone(),
            if self.in_force { "yes" } else { "no" }.to_owned(),
            self.origin_in_words(),
            asked.join(", "),
            self.source.clone(),
        ]
    }
}

/// What changed for the models that were asked about.
#[derive(Debug, Serialize)]
pub struct DifferencesView {
    from: Day,
    to: Day,
    models: Vec<DifferenceView>,
}

/// What changed for one model.
#[derive(Debug, Serialize)]
struct DifferenceView {
    model: Model,
    from: String,
    to: String,
    added: Vec<RequirementView>,
    removed: Vec<RequirementView>,
    changed: Vec<ChangeView>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    id: RequirementId,
    aspect: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl DifferencesView {
    /// The differences between two days.
    pub fn new(from: Day, to: Day, differences: &[Difference]) -> Self {
        let models = differences.iter().map(DifferenceView::from).collect();
        Self { from, to, models }
    }
}

impl From<&Difference> for DifferenceView {
    fn from(difference: &Difference) -> Self {
        let changes = difference.changed.iter().map(|change| ChangeView {
            id: change.id,
            aspect: change.aspect,
            before: change.before.clone(),
            after: change.after.clone(),
        });
        Self {
            model: difference.model,
            from: difference.from.id.to_string(),
            to: difference.to.id.to_string(),
            added: difference.added.iter().map(RequirementView::from).collect(),
            removed: difference
                .removed
                .iter()
                .map(RequirementView::from)
                .collect(),
            changed: changes.collect(),
        }
    }
}

impl View for DifferencesView {
    const NESTED: &'static [&'static str] = &["models"];

    fn page(&self, page: &mut Page) {
        for model in &self.models {
            model.show(page);
        }
    }
}

impl DifferenceView {
    fn show(&self, page: &mut Page) {
        page.heading(&format!(
            "{}: {} to {}",
            self.model.title(),
            self.from,
            self.to
        ));
        if self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() {
            page.line("  Nothing changed.");
        }
        for one in &self.added {
            page.item("  + ", &one.in_words());
        }
        for one in &self.removed {
            page.item("  - ", &one.in_words());
        }
        for change in &self.changed {
            let absent = if change.aspect == "retain_from" {
                "from the first day"
            } else {
                "not asked"
            };
            let shown = |side: &Option<String>| side.clone().unwrap_or_else(|| absent.to_owned());
            let (before, after) = (shown(&change.before), shown(&change.after));
            let was = format!("{}: {} was {before}, is {after}", change.id, change.aspect);
            page.item("  ~ ", &grouped_amounts(&was));
        }
    }
}
