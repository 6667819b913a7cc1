//! The fields in which something differs from what it was.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{CustomerForm, Form, RelationshipForm, TransferForm, UserFields};
use crate::diagnostic::Result;
use crate::domain::customer::Customer;
use crate::domain::gdap::AdminRelationship;
use crate::domain::transfer::Transfer;
use crate::domain::user::User;

/// The fields in which two forms of one thing differ, in the order of the form, each with both values.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct EditedFields(Map<String, Value>);

impl Form for EditedFields {}

impl EditedFields {
    /// Compares two forms, key by key of `after`. A key that `before` does not have counts as null there.
    ///
    /// # Errors
    /// If a form cannot be written as JSON, which is a bug.
    pub fn between<F: Form + PartialEq>(before: &F, after: &F) -> Result<Self> {
        if before == after {
            return Ok(Self::default());
        }
        let before = before.to_changes()?;
        let Value::Object(after) = after.to_changes()? else {
            return Ok(Self::default());
        };
        let edited = after.into_iter().filter_map(|(key, to)| {
            let from = before.get(&key);
            if from == Some(&to) {
                return None;
            }
            let mut change = Map::new();
            change.insert("from".to_owned(), from.cloned().unwrap_or(Value::Null));
            change.insert("to".to_owned(), to);
            Some((key, Value::Object(change)))
        });
        Ok(Self(edited.collect()))
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is different in a user now.
    ///
    /// # Errors
    /// As [`EditedFields::between`].
    pub fn of_user(before: &User, after: &User) -> Result<Self> {
        Self::between(&UserFields::from(before), &UserFields::from(after))
    }

    /// What is different in a customer now.
    ///
    /// # Errors
    /// As [`EditedFields::between`].
    pub fn of_customer(before: &Customer, after: &Customer) -> Result<Self> {
        Self::between(&CustomerForm::from(before), &CustomerForm::from(after))
    }

    /// What is different in a delegated admin relationship now.
    ///
    /// # Errors
    /// As [`EditedFields::between`].
    pub fn of_relationship(before: &AdminRelationship, after: &AdminRelationship) -> Result<Self> {
        Self::between(
            &RelationshipForm::from(before),
            &RelationshipForm::from(after),
        )
    }

    /// What is different in a transfer now.
    ///
    /// # Errors
    /// As [`EditedFields::between`].
    pub fn of_transfer(before: &Transfer, after: &Transfer) -> Result<Self> {
        Self::between(&TransferForm::from(before), &TransferForm::from(after))
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;

    #[derive(PartialEq, Serialize)]
    struct Sample {
        z: u8,
        a: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        m: Option<&'static str>,
    }

    impl Form for Sample {}

    fn sample(z: u8, a: Option<u8>, m: Option<&'static str>) -> Sample {
        Sample { z, a, m }
    }

    fn edited(before: &Sample, after: &Sample) -> EditedFields {
        EditedFields::between(before, after).unwrap()
    }

    #[test]
    fn only_fields_that_differ_are_recorded() {
        let before = sample(1, None, Some("x"));
        assert_json(&edited(&before, &before), "{}");
        assert_json(
            &edited(&before, &sample(2, Some(3), Some("x"))),
            r#"{"z":{"from":1,"to":2},"a":{"from":null,"to":3}}"#,
        );
    }

    #[test]
    fn a_new_key_was_null_and_a_key_that_goes_is_not_recorded() {
        let (without, with) = (sample(1, None, None), sample(1, None, Some("x")));
        assert_json(&edited(&without, &with), r#"{"m":{"from":null,"to":"x"}}"#);
        assert_json(&edited(&with, &without), "{}");
    }
}
