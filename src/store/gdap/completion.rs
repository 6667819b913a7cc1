//! Names for completion in a shell: the first that begin with a text.

use super::Gdap;
use super::relationships::name_key;
use crate::diagnostic::Diagnostic;
use crate::store::engine::Value;

impl Gdap<'_, '_> {
    /// Ids and names of relationships that begin with `typed`, at most `most` of each.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn ids_and_names(&self, typed: &str, most: u32) -> Result<Vec<String>, Diagnostic> {
        let ids = self.tx.texts(
            "SELECT id FROM gdap_relationships WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4",
            &self.range(&typed.to_lowercase(), most),
        )?;
        let names = self.tx.texts(
            "SELECT name FROM gdap_relationships WHERE account_id = ?1 AND name_key >= ?2 AND name_key < ?3
             ORDER BY name_key LIMIT ?4",
            &self.range(&name_key(typed), most),
        )?;
        Ok(ids.into_iter().chain(names).collect())
    }

    /// Ids and names of groups that have roles, those with an id that begins with `typed` first, at most `most` of each.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn groups_beginning(&self, typed: &str, most: u32) -> Result<Vec<String>, Diagnostic> {
        let ids = self.tx.texts(
            "SELECT DISTINCT group_id FROM gdap_assignments WHERE account_id = ?1 AND group_id >= ?2 AND group_id < ?3
             ORDER BY group_id LIMIT ?4",
            &self.range(&typed.to_lowercase(), most),
        )?;
        let names = self.tx.texts(
            "SELECT DISTINCT group_name FROM gdap_assignments WHERE account_id = ?1 AND group_name >= ?2
             AND group_name < ?3 ORDER BY group_name LIMIT ?4",
            &self.range(typed, most),
        )?;
        Ok(ids.into_iter().chain(names).collect())
    }

    /// The account, the first text, the text behind the last one, and how many.
    fn range(&self, beginning: &str, most: u32) -> [Value<'static>; 4] {
        [
            Value::Integer(self.account),
            beginning.to_owned().into(),
            format!("{beginning}\u{10ffff}").into(),
            Value::Integer(most.into()),
        ]
    }
}
