//! What the store knows about a partner, as facts: the account's own record, revenue, rates, and recorded evidence.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::{Day, Month};
use crate::domain::evidence::RecordedEvidence;
use crate::domain::revenue::{GivenRate, Rate, RevenueDocumentKind, RevenueKey, SourceKind};
use crate::domain::{Account, Model};
use crate::policy::{FactOrigin, Facts, Purpose, facts_of_account};
use crate::store::{DocumentRates, DocumentSum, Held, StatedSum, Tx, partnered_on};

/// The months that a check of this day looks at.
pub fn window(as_of: Day) -> (Month, Month) {
    let this = Month::of(as_of);
    (this.plus(-12), this.plus(-1))
}

/// The default purpose of a question about an account: whether it may stay where an enrollment of the model is in force,
/// else whether it could enroll.
pub fn purpose(account: &Account, model: Model) -> Purpose {
    match account.in_force(model) {
        Some(_) => Purpose::Retain,
        None => Purpose::Enroll,
    }
}

/// The facts about an account as of a day, for a question about one model, with the revenue of the months that a check
/// of that day looks at.
///
/// # Errors
/// If the store cannot be read.
pub fn facts(tx: &Tx<'_>, account: &Account, model: Model, on: Day) -> Result<Facts> {
    facts_with_revenue(tx, account, model, on, Some(window(on)))
}

/// The same with the revenue of all months.
///
/// # Errors
/// If the store cannot be read.
pub fn facts_of_all_months(tx: &Tx<'_>, account: &Account, model: Model, on: Day) -> Result<Facts> {
    facts_with_revenue(tx, account, model, on, None)
}

fn facts_with_revenue(
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    on: Day,
    months: Option<(Month, Month)>,
) -> Result<Facts> {
    let ids = [account.id];
    let partnerships = tx.partnerships_of(&ids)?;
    KeptFacts::read(tx, &ids, months)?.facts(account, &partnerships, model, on)
}

/// Revenue, rates and evidence of some accounts, as the store keeps them.
pub struct KeptFacts {
    evidence: BTreeMap<i64, Vec<RecordedEvidence>>,
    stated: BTreeMap<i64, BTreeMap<RevenueKey, StatedSum>>,
    of_documents: BTreeMap<i64, Vec<DocumentSum>>,
    rates_of_documents: BTreeMap<i64, DocumentRates>,
    rates: BTreeMap<i64, Vec<GivenRate>>,
}

impl KeptFacts {
    /// What is kept of these accounts, a page of them at most, with the revenue of some months or of all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read(tx: &Tx<'_>, accounts: &[i64], months: Option<(Month, Month)>) -> Result<Self> {
        Ok(Self {
            evidence: tx.evidence_of(accounts)?,
            stated: tx.stated_of(accounts, months)?,
            of_documents: tx.document_sums_of(accounts, months)?,
            rates_of_documents: tx.document_rates_of(accounts, months)?,
            rates: tx.exchange_rates_of(accounts)?,
        })
    }

    /// The facts about one of these accounts as of a day, for a question about one model.
    ///
    /// Recorded evidence takes precedence over what the store has by itself.
    ///
    /// # Errors
    /// If sums are too large.
    pub fn facts(
        &self,
        account: &Account,
        partnerships: &BTreeMap<i64, Vec<Held>>,
        model: Model,
        on: Day,
    ) -> Result<Facts> {
        let partnerships = partnerships.get(&account.id).map_or(&[][..], Vec::as_slice);
        let partnered = u32::try_from(partnered_on(partnerships, on)).unwrap_or(u32::MAX);
        let mut facts = facts_of_account(account, model, partnered, on);
        for evidence in self.evidence.get(&account.id).into_iter().flatten() {
            let origin = FactOrigin::Recorded {
                on: evidence.recorded_at.date_naive(),
                note: evidence.note.clone(),
            };
            facts.state(evidence.key, evidence.value.clone(), origin);
        }
        self.revenue(account.id, &mut facts)?;
        self.rates(account.id, &mut facts);
        Ok(facts)
    }

    fn revenue(&self, account: i64, facts: &mut Facts) -> Result<()> {
        let too_large = |error: crate::policy::TooLarge| Diagnostic::failed(error.to_string());
        for (key, sum) in self.stated.get(&account).into_iter().flatten() {
            let origin = FactOrigin::Known(sum.source.clone());
            facts
                .revenue
                .add_from(SourceKind::Stated, *key, sum.amount, origin)
                .map_err(too_large)?;
        }
        for sum in self.of_documents.get(&account).into_iter().flatten() {
            let origin = FactOrigin::Known(collection(sum.kind).to_owned());
            facts
                .revenue
                .add_from(sum.kind.source_kind(), sum.key, sum.amount, origin)
                .map_err(too_large)?;
        }
        Ok(())
    }

    /// Rates of invoices first, so that those given by hand replace them.
    fn rates(&self, account: i64, facts: &mut Facts) {
        let of_documents = self.rates_of_documents.get(&account);
        for ((month, currency), rate) in of_documents.into_iter().flatten() {
            let origin = FactOrigin::Known("invoices of that month".to_owned());
            let rate = Rate::ForOneUsd(rate.for_one_usd);
            facts.rates.set(*currency, Some(*month), rate, origin);
        }
        for rate in self.rates.get(&account).into_iter().flatten() {
            let origin = FactOrigin::Known(rate.source.clone());
            let given = Rate::UsdForOne(rate.usd_for_one);
            facts.rates.set(rate.currency, rate.month, given, origin);
        }
    }
}

/// Many invoices of a kind are one piece of evidence.
fn collection(kind: RevenueDocumentKind) -> &'static str {
    match kind {
        RevenueDocumentKind::LicenceBased => "licence-based files",
        RevenueDocumentKind::UsageBased => "usage-based invoices",
        RevenueDocumentKind::NewCommerce => "new-commerce invoices",
        RevenueDocumentKind::Insights => "Insights exports",
    }
}
