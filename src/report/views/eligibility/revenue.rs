//! Revenue by month, what an import did, and exchange rates.

use serde::Serialize;

use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::Category;
use crate::report::{Page, Row, View, When};

/// What is known of one month, category and currency.
#[derive(Debug, Clone, Serialize)]
pub struct RevenueView {
    /// The month.
    pub month: Month,
    /// The category.
    pub category: Category,
    /// The sum.
    pub amount: Money,
    /// Where it came from.
    pub sources: Vec<String>,
}

impl Row for RevenueView {
    const HEADER: &'static [&'static str] = &["month", "category", "amount", "sources"];
    const CSV: &'static [&'static str] = &["month", "category", "sources"];
    fn cells(&self, _: When) -> Vec<String> {
        vec![
            self.month.to_string(),
            self.category.to_string(),
            self.amount.to_string(),
            shortened(&self.sources),
        ]
    }
}

/// A table has room for a few sources.
fn shortened(sources: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = sources.iter().take(SHOWN).map(String::as_str).collect();
    match sources.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        Some(0) | None => shown.join(", "),
    }
}

impl View for RevenueView {
    const NESTED: &'static [&'static str] = &["amount"];

    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} {}", self.month, self.category));
        page.fact("Amount", Some(&self.amount.to_string()));
        page.fact("Sources", Some(&self.sources.join(", ")));
    }
}

/// What one file of an import did.
#[derive(Debug, Serialize)]
pub struct ImportedFile {
    /// The file as it was given.
    pub file: String,
    /// What it was recognised as.
    pub kind: String,
    /// Rows that were counted.
    pub rows: u64,
    /// Rows of other resellers that were left out.
    pub other_resellers: u64,
    /// Rows left out because the export marks them as attributed twice.
    pub duplicates: u64,
    /// Invoices, periods or stated totals that are new.
    pub new: usize,
    /// Those that replaced older ones.
    pub replaced: usize,
    /// Those that were known already.
    pub unchanged: usize,
}

/// What an import did.
#[derive(Debug, Serialize)]
pub struct ImportView {
    /// File by file.
    pub files: Vec<ImportedFile>,
}

impl View for ImportView {
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "files",
        &[
            "file",
            "kind",
            "rows",
            "other_resellers",
            "duplicates",
            "new",
            "replaced",
            "unchanged",
        ],
    ));

    fn page(&self, page: &mut Page) {
        let rows = self.files.iter().map(|file| {
            vec![
                file.file.clone(),
                file.kind.clone(),
                file.rows.to_string(),
                (file.other_resellers + file.duplicates).to_string(),
                file.new.to_string(),
                file.replaced.to_string(),
                file.unchanged.to_string(),
            ]
        });
        page.table(
            &[
                "file",
                "kind",
                "rows",
                "left out",
                "new",
                "replaced",
                "unchanged",
            ],
            rows,
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

impl Row for RateView {
    const HEADER: &'static [&'static str] = &["currency", "month", "rate", "source"];
    const CSV: &'static [&'static str] = &["month", "currency", "rate", "source"];
    fn cells(&self, _: When) -> Vec<String> {
        vec![
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
            "{} new, {} changed, {} known already",
            self.created, self.updated, self.unchanged
        ));
    }
}
