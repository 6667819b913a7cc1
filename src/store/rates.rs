//! Exchange rates that somebody gave for an account.

use super::column::Reader;
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::GivenRate;

table!(pub(super) EXCHANGE_RATES = "exchange_rates", key 3, [
    "account_id", "currency", "month", "usd_for_one", "source",
]);

/// The rates of one account.
pub struct ExchangeRates<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The exchange rates given for an account.
    pub fn exchange_rates(&self, account: i64) -> ExchangeRates<'_, 'c> {
        ExchangeRates { tx: self, account }
    }
}

impl ExchangeRates<'_, '_> {
    /// Every rate, by currency, the general one first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<GivenRate>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? ORDER BY currency, month",
            EXCHANGE_RATES.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([self.account])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &EXCHANGE_RATES)?;
            let month: String = reader.word(2)?;
            let general = month.is_empty();
            all.push(GivenRate {
                currency: reader.word::<Currency>(1)?,
                month: if general {
                    None
                } else {
                    Some(reader.word::<Month>(2)?)
                },
                usd_for_one: reader.word(3)?,
                source: reader.word(4)?,
            });
        }
        Ok(all)
    }

    /// Saves a rate, replacing the one of the same currency and month.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, rate: &GivenRate) -> Result<(), StoreError> {
        let month = rate
            .month
            .map_or_else(String::new, |month| month.to_string());
        EXCHANGE_RATES.put(
            self.tx,
            &[
                &self.account,
                &rate.currency.code(),
                &month,
                &rate.usd_for_one.to_string(),
                &rate.source,
            ],
        )
    }

    /// Takes back the rate of a currency, in general or of a month.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove(&self, currency: Currency, month: Option<Month>) -> Result<(), StoreError> {
        let month = month.map_or_else(String::new, |month| month.to_string());
        EXCHANGE_RATES.delete(self.tx, &[&self.account, &currency.code(), &month])
    }
}
