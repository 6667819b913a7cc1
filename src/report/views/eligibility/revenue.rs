//! Revenue by month, and exchange rates.

use serde::Serialize;

use crate::domain::calendar::Month;
use crate::domain::first_names;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{Category, SourceKind};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, View, When, cells};

/// What one kind of source says of one month, category and currency.
#[derive(Debug, Clone, Serialize)]
pub struct RevenueView {
    /// The month.
    pub month: Month,
    /// The category.
    pub category: Category,
    /// The sum.
    pub amount: Money,
    /// What kind of source it is from.
    pub kind: SourceKind,
    /// Whether it counts: of the kinds that a month has only the strongest does.
    pub counted: bool,
    /// Where it came from.
    pub sources: Vec<String>,
}

impl ListRow for RevenueView {
    const HEADER: &'static [&'static str] =
        &["month", "category", "amount", "kind", "counted", "sources"];
    const CSV: &'static [&'static str] = &["month", "category", "kind", "counted", "sources"];
    const NARROW: &'static [Step<'static>] = &[
        ("sources", Narrow::Wraps),
        ("counted", Narrow::Hides),
        ("sources", Narrow::Hides),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("amount", "amounts"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.month.to_string(),
            self.category.to_string(),
            self.amount.grouped(),
            self.kind.to_string(),
            if self.counted { "yes" } else { "no" }.to_owned(),
            first_names(&self.sources, SOURCES),
        ]
    }
}

/// A table has room for a few sources.
const SOURCES: usize = 3;

impl View for RevenueView {
    const NESTED: &'static [&'static str] = &["amount"];

    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} {}", self.month, self.category));
        page.fact("Amount", Some(&self.amount.grouped()));
        page.fact("Kind", Some(&self.kind.to_string()));
        page.fact("Counted", Some(if self.counted { "yes" } else { "no" }));
        page.fact("Sources", Some(&self.sources.join(", ")));
    }
}

/// What `revenue remove` took back.
#[derive(Debug, Serialize)]
pub struct RemovedView {
    /// The month.
    pub month: Month,
    /// What was on record and no longer is.
    pub removed: Vec<RevenueView>,
}

impl View for RemovedView {
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "removed",
        &["month", "category", "kind", "counted", "sources"],
    ));

    fn page(&self, page: &mut Page) {
        page.heading(&format!("Removed from {}", self.month));
        let when = page.when();
        page.table(
            RevenueView::HEADER,
            self.removed.iter().map(|row| row.cells(when)),
        );
    }
}

/// An exchange rate.
#[derive(Debug, Serialize)]
pub struct RateView {
    /// The currency.
    pub currency: Currency,
    /// The month; `None` for the general rate.
    pub month: Option<Month>,
    /// US dollars for one unit.
    pub rate: String,
    /// Where it was given.
    pub source: String,
}

impl ListRow for RateView {
    const HEADER: &'static [&'static str] = &["currency", "month", "rate", "source"];
    const CSV: &'static [&'static str] = &["month", "currency", "rate", "source"];
    const NARROW: &'static [Step<'static>] = &[("source", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("rate", "rates"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.currency.to_string(),
            self.month
                .map_or_else(|| "any".to_owned(), |month| month.to_string()),
            self.rate.clone(),
            self.source.clone(),
        ]
    }
}

impl View for RateView {
    fn page(&self, page: &mut Page) {
        let month = self
            .month
            .map_or_else(|| "any month".to_owned(), |month| month.to_string());
        page.heading(&format!(
            "1 {} = {} USD ({month})",
            self.currency, self.rate
        ));
        page.fact("Source", Some(&self.source));
    }
}

/// What an import of rates did.
#[derive(Debug, Serialize)]
pub struct RatesImportView {
    /// Rates that are new.
    pub created: usize,
    /// Rates that replaced others.
    pub updated: usize,
    /// Rates that were known already.
    pub unchanged: usize,
}

impl View for RatesImportView {
    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} new, {} changed, {} unchanged.",
            self.created, self.updated, self.unchanged
        ));
    }
}
