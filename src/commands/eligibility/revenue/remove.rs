//! `csp eligibility revenue remove`: takes back what was stated or imported for a month.

use std::collections::{BTreeMap, BTreeSet};

use super::rows;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{Category, RevenueDocumentKind, RevenueKey, SourceKind};
use crate::domain::role::Permission;
use crate::domain::word::Word;
use crate::report::Outcome;
use crate::report::views::eligibility::revenue::{RemovedView, RevenueView};
use crate::session::Context;
use crate::session::journal::{RevenueForm, RevenueRemoved, entry};
use crate::session::needs::require_value;
use crate::store::RevenueStore;

/// Which amounts of a month; what is not given matches any.
pub(in crate::commands::eligibility) struct RevenueFilter {
    /// A kind of source, or a source as `revenue list` names it.
    pub(in crate::commands::eligibility) source: Option<String>,
    pub(in crate::commands::eligibility) category: Option<Category>,
    pub(in crate::commands::eligibility) currency: Option<Currency>,
}

impl RevenueFilter {
    fn matches(&self, key: RevenueKey, kind: SourceKind, names: &[&str]) -> bool {
        let source = self.source.as_deref().map(str::trim);
        let is_source = |wanted: &str| {
            wanted.eq_ignore_ascii_case(kind.word())
                || names.iter().any(|name| wanted.eq_ignore_ascii_case(name))
        };
        source.is_none_or(is_source)
            && self
                .category
                .is_none_or(|category| category == key.category)
            && self
                .currency
                .is_none_or(|currency| currency == key.currency)
    }
}

pub(in crate::commands::eligibility) fn remove(
    ctx: &Context<'_>,
    month: Option<Month>,
    filter: &RevenueFilter,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let month = needs.value(month, "The month (YYYY-MM)", "MONTH", None)?;
    needs.met()?;
    let month = require_value(month)?;
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let store = tx.revenue(account.id);
        let before = rows(tx, &account, Some((month, month)))?;
        let removed = removed(&store, month, filter, &before)?;
        if removed.is_empty() {
            return Err(Diagnostic::not_found(format!(
                "there is no recorded revenue for {month} with this source, category and currency"
            ))
            .with_help("To see what is recorded: `csp eligibility revenue list`"));
        }
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        take_back(&store, month, filter)?;
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "revenue.removed",
            &month.to_string(),
            &RevenueRemoved {
                removed: removed.iter().map(journal_form).collect(),
            },
        )?)?;
        Ok(RemovedView { month, removed })
    })?;
    Ok(Outcome::thing(view))
}

fn journal_form(row: &RevenueView) -> RevenueForm {
    let kind = (row.kind, row.counted);
    RevenueForm::new(row.month, row.category, &row.amount, kind, &row.sources)
}

/// What will no longer be on record, as `revenue list` shows it.
fn removed(
    store: &RevenueStore<'_, '_>,
    month: Month,
    filter: &RevenueFilter,
    before: &[RevenueView],
) -> Result<Vec<RevenueView>> {
    let mut gone: BTreeMap<(RevenueKey, SourceKind), Vec<(rust_decimal::Decimal, String)>> =
        BTreeMap::new();
    for (key, sum) in store.stated(Some((month, month)))? {
        if filter.matches(key, SourceKind::Stated, &[&sum.source]) {
            let part = (sum.amount, sum.source);
            gone.entry((key, SourceKind::Stated))
                .or_default()
                .push(part);
        }
    }
    for sum in store.of_documents(Some((month, month)))? {
        let source = format!("{} {}", sum.kind, sum.name);
        let kind = sum.kind.source_kind();
        if filter.matches(sum.key, kind, &[&source, &sum.name]) {
            gone.entry((sum.key, kind))
                .or_default()
                .push((sum.amount, source));
        }
    }
    let views = before.iter().filter_map(|row| {
        let key = RevenueKey {
            month: row.month,
            category: row.category,
            currency: row.amount.currency,
        };
        let parts = gone.remove(&(key, row.kind))?;
        let (amounts, sources): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let amount = crate::domain::sum::cut_sum(amounts.iter().copied())?;
        let mut view = row.clone();
        view.amount.amount = amount;
        view.sources = sources;
        Some(view)
    });
    Ok(views.collect())
}

fn take_back(store: &RevenueStore<'_, '_>, month: Month, filter: &RevenueFilter) -> Result<()> {
    for (key, sum) in store.stated(Some((month, month)))? {
        if filter.matches(key, SourceKind::Stated, &[&sum.source]) {
            store.unstate(key)?;
        }
    }
    let mut documents: BTreeSet<(RevenueDocumentKind, String)> = BTreeSet::new();
    for sum in store.of_documents(Some((month, month)))? {
        let source = format!("{} {}", sum.kind, sum.name);
        if filter.matches(sum.key, sum.kind.source_kind(), &[&source, &sum.name]) {
            documents.insert((sum.kind, sum.name));
        }
    }
    for (kind, name) in documents {
        let source = format!("{kind} {name}");
        let mut sums = store.document((kind, &name))?.unwrap_or_default();
        sums.amounts.retain(|key, _| {
            key.month != month || !filter.matches(*key, kind.source_kind(), &[&source, &name])
        });
        let left: BTreeSet<(Month, Currency)> = sums
            .amounts
            .keys()
            .map(|key| (key.month, key.currency))
            .collect();
        sums.rates.retain(|place, _| left.contains(place));
        store.reduce_document((kind, &name), &sums)?;
    }
    Ok(())
}
