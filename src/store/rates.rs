//! Exchange rates that were entered for an account.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::among::{Among, by_account};
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::GivenRate;

record! {
    /// An entered rate: US dollars for one unit, of one month or in general (an empty month).
    pub(super) struct ExchangeRateRow in EXCHANGE_RATES: "exchange_rates", key 3, chain Account {
        account_id: i64,
        currency: Currency,
        month: String,
        usd_for_one: Decimal,
        source: String,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

/// The rates of one account.
pub struct ExchangeRates<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The exchange rates entered for an account.
    pub fn exchange_rates(&self, account: i64) -> ExchangeRates<'_, 'c> {
        ExchangeRates { tx: self, account }
    }

    /// Every rate entered for some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), sorted by currency, the
    /// general one first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn exchange_rates_of(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<GivenRate>>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!(
            "WHERE {} ORDER BY account_id, currency, month",
            among.condition()
        );
        let rows: Vec<ExchangeRateRow> = self.select(&rest, among.values())?;
        let rates = rows
            .into_iter()
            .map(|row| Ok((row.account_id, rate_of(row)?)));
        Ok(by_account(rates.collect::<Result<Vec<_>, Diagnostic>>()?))
    }
}

impl ExchangeRates<'_, '_> {
    /// Every rate, sorted by currency, the general one first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<GivenRate>, Diagnostic> {
        let mut found = self.tx.exchange_rates_of(&[self.account])?;
        Ok(found.remove(&self.account).unwrap_or_default())
    }

    /// Saves a rate, replacing the one of the same currency and month.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, rate: &GivenRate) -> Result<(), Diagnostic> {
        self.tx.put(&ExchangeRateRow {
            account_id: self.account,
            currency: rate.currency,
            month: written(rate.month),
            usd_for_one: rate.usd_for_one,
            source: rate.source.clone(),
        })
    }

    /// Deletes the rate of a currency, in general or of a month.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove(&self, currency: Currency, month: Option<Month>) -> Result<(), Diagnostic> {
        let key = [
            Value::Integer(self.account),
            currency.code().into(),
            written(month).into(),
        ];
        self.tx.delete::<ExchangeRateRow>(&key)
    }
}

/// The month as text for its column; empty for a general rate.
fn written(month: Option<Month>) -> String {
    month.map_or_else(String::new, |month| month.to_string())
}

fn rate_of(row: ExchangeRateRow) -> Result<GivenRate, Diagnostic> {
    let month = match row.month.as_str() {
        "" => None,
        month => Some(month.parse().map_err(|error| row.contradiction(error))?),
    };
    Ok(GivenRate {
        currency: row.currency,
        month,
        usd_for_one: row.usd_for_one,
        source: row.source,
    })
}
