//! Forms of `application.…` and `business-profile.…` entries. Bank details are covered in all of them.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{FieldChange, Form};
use crate::domain::application::{Application, Field, cover};
use crate::domain::business_profile::{BusinessProfile, Description, Label};
use crate::domain::word::Word as _;

/// An application that was edited, before or after it was submitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApplicationEdited {
    fields: FieldChanges,
}

/// A business profile that was set; it replaces the one before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BusinessProfileSet<'a> {
    description: &'a Description,
    services: &'a [Label],
    industries: &'a [Label],
}

/// The changed fields of an application by their words, with both values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FieldChanges(Vec<(Field, FieldChange<Option<String>>)>);

impl Form for ApplicationEdited {}
impl Form for BusinessProfileSet<'_> {}

impl ApplicationEdited {
    /// Compares two applications.
    pub fn between(before: &Application, after: &Application) -> Self {
        Self {
            fields: FieldChanges::between(before, after),
        }
    }
}

impl FieldChanges {
    pub(super) fn between(before: &Application, after: &Application) -> Self {
        let covered = |one: &Application, field| one.get(field).map(|value| cover(field, value));
        let changes = after.changed_since(before).into_iter().map(|field| {
            let change = FieldChange {
                from: covered(before, field),
                to: covered(after, field),
            };
            (field, change)
        });
        Self(changes.collect())
    }
}

impl Serialize for FieldChanges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, change) in &self.0 {
            map.serialize_entry(field.word(), change)?;
        }
        map.end()
    }
}

impl<'a> From<&'a BusinessProfile> for BusinessProfileSet<'a> {
    fn from(profile: &'a BusinessProfile) -> Self {
        Self {
            description: &profile.description,
            services: &profile.services,
            industries: &profile.industries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;

    #[test]
    fn edited_applications_list_changes_and_mask_bank_details() {
        let mut before = Application::default();
        before.set(Field::City, "Lyon");
        let mut after = before.clone();
        after.set(Field::City, "Paris");
        after.set(Field::Iban, "FR1420041010050500013M02606");
        let edited = ApplicationEdited::between(&before, &after);
        assert!(!edited.to_json().unwrap().contains("20041010050500013M0"));
        assert_json(
            &edited,
            concat!(
                r#"{"fields":{"company.address.city":{"from":"Lyon","to":"Paris"},"#,
                r#""bank.iban":{"from":null,"to":"FR14•••••2606"}}}"#,
            ),
        );
    }

    #[test]
    fn a_business_profile_is_its_texts() {
        let profile = BusinessProfile {
            description: "We move mail.".parse().unwrap(),
            services: vec!["Migration".parse().unwrap()],
            industries: Vec::new(),
            set_at: chrono::DateTime::UNIX_EPOCH,
            set_by: "ada@contoso.fr".to_owned(),
        };
        assert_json(
            &BusinessProfileSet::from(&profile),
            r#"{"description":"We move mail.","services":["Migration"],"industries":[]}"#,
        );
    }
}
