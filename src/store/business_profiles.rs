//! Business profiles: one an account.

use rusqlite::ToSql;

use super::column::{Reader, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::business_profile::{BusinessProfile, Label};

table!(pub(super) BUSINESS_PROFILES = "business_profiles", key 1, [
    "account_id", "description", "services", "industries", "set_at", "set_by",
]);

/// Labels stand in one column, a line each; a label has no line ends.
const BETWEEN: &str = "\n";

impl Tx<'_> {
    /// The business profile of an account, if it was set.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn business_profile(&self, account: i64) -> Result<Option<BusinessProfile>, StoreError> {
        let sql = format!("{} WHERE account_id = ?", BUSINESS_PROFILES.all());
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([account])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &BUSINESS_PROFILES)?;
        let labels = |at: usize| -> Result<Vec<Label>, StoreError> {
            let text = reader.text(at)?.unwrap_or_default();
            text.lines()
                .map(|line| {
                    line.parse()
                        .map_err(|_| reader.contradiction("a blank label"))
                })
                .collect()
        };
        Ok(Some(BusinessProfile {
            description: reader.word(1)?,
            services: labels(2)?,
            industries: labels(3)?,
            set_at: reader.instant(4)?,
            set_by: reader.word(5)?,
        }))
    }

    /// Saves the business profile of an account.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_business_profile(
        &self,
        account: i64,
        profile: &BusinessProfile,
    ) -> Result<(), StoreError> {
        let joined = |labels: &[Label]| {
            let texts: Vec<&str> = labels.iter().map(Label::as_str).collect();
            texts.join(BETWEEN)
        };
        let values: [&dyn ToSql; 6] = [
            &account,
            &profile.description.as_str(),
            &joined(&profile.services),
            &joined(&profile.industries),
            &seconds(profile.set_at),
            &profile.set_by,
        ];
        BUSINESS_PROFILES.put(self, &values)
    }
}
