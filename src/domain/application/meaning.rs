//! Comparison of field values by meaning, not by spelling.

use std::str::FromStr;

use super::{Application, Field, FieldKind};
use crate::domain::market::Country;
use crate::domain::word::Word;
use crate::domain::{Email, MpnId, TenantDomain, TenantId};

impl Application {
    /// The same values; where the meaning is equal to that in `before`, the spelling of `before` is kept, so that it is
    /// not a change.
    #[must_use]
    pub fn written_as(mut self, before: &Self) -> Self {
        let kept: Vec<Field> = Field::ALL
            .iter()
            .copied()
            .filter(|field| self.meaning(*field) == before.meaning(*field))
            .collect();
        for field in kept {
            self.set(field, before.get(field).unwrap_or(""));
        }
        self
    }

    /// The value of a field in the form used for comparison; the text itself if it cannot be read.
    ///
    /// An email address that may be edited is compared as text: its spelling may be what is corrected.
    fn meaning(&self, field: Field) -> Option<String> {
        let value = match (field, self.get(field)) {
            (_, Some(value)) => value,
            (Field::MpnCountry, None) => return self.meaning(Field::Country),
            (_, None) => return None,
        };
        let read = match field.facts().kind {
            FieldKind::Country => as_read(value, |it: &Country| it.as_str().to_owned()),
            FieldKind::Domain => as_read(value, |it: &TenantDomain| it.key().to_owned()),
            FieldKind::Guid => as_read(value, TenantId::to_string),
            FieldKind::Number => as_read(value, i64::to_string),
            FieldKind::Email if field.is_frozen_once_submitted() => {
                as_read(value, |it: &Email| it.key().to_owned())
            }
            FieldKind::Text if field == Field::MpnId => {
                as_read(value, |it: &MpnId| it.as_str().to_owned())
            }
            FieldKind::Text | FieldKind::Email | FieldKind::YesNo => None,
        };
        Some(read.unwrap_or_else(|| value.to_owned()))
    }
}

fn as_read<T: FromStr>(value: &str, form: impl Fn(&T) -> String) -> Option<String> {
    value.parse().ok().map(|read| form(&read))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The recorded value, the new value, and whether that is a change.
    #[test]
    fn only_another_meaning_is_a_change() {
        let id = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
        let plain = id.replace('-', "");
        for (field, on_file, given, is_change) in [
            (Field::Country, "FR", "fr", false),
            (Field::Country, "fr", "FR", false),
            (Field::Country, "FR", "DE", true),
            (Field::Country, "FR", "France", true),
            (Field::TenantDomain, "contoso.fr", "CONTOSO.FR", false),
            (Field::TenantDomain, "bücher.de", "xn--bcher-kva.DE", false),
            (Field::TenantDomain, "contoso.fr", "www.contoso.fr", true),
            (Field::MpnId, "4812345", " 4812345 ", false),
            (Field::MpnId, "4812345", "04812345", true),
            (Field::TenantId, id, &id.to_uppercase(), false),
            (Field::TenantId, id, &plain, false),
            (Field::TenantId, id, &id.replace('d', "e"), true),
            (Field::BillingDay, "5", "05", false),
            (Field::BillingDay, "5", "15", true),
            (Field::AdminEmail, "own@contoso.fr", "Own@Contoso.FR", false),
            (Field::AdminEmail, "own@contoso.fr", "two@contoso.fr", true),
            (Field::AdminFirstName, "Bruno", "BRUNO", true),
            (Field::ContactEmail, "a@contoso.fr", "A@contoso.fr", true),
            (Field::SupportEmail, "a@contoso.fr", "A@contoso.fr", true),
            (Field::City, "Paris", "PARIS", true),
            (Field::Authority, "true", "false", true),
            (Field::Country, "Utopia", "Utopia", false),
            (Field::Country, "Utopia", "utopia", true),
            (Field::City, "Paris", "", true),
            (Field::City, "", "Paris", true),
        ] {
            let mut before = Application::default();
            before.set(field, on_file);
            let mut after = Application::default();
            after.set(field, given);
            let written = after.clone().written_as(&before);
            let case = format!("{field:?}: {on_file} to {given}");
            let kept = if is_change { after } else { before.clone() };
            assert_eq!(written, kept, "{case}");
            assert_eq!(
                !written.changed_since(&before).is_empty(),
                is_change,
                "{case}"
            );
        }
    }

    #[test]
    fn the_mpn_id_country_defaults_to_the_company_country() {
        for (on_file, given, is_change) in [
            ("", "fr", false),
            ("FR", "", false),
            ("", "DE", true),
            ("FR", "DE", true),
        ] {
            let with = |country| {
                let mut application = Application::default();
                application.set(Field::Country, "FR");
                application.set(Field::MpnCountry, country);
                application
            };
            let written = with(given).written_as(&with(on_file));
            let changed = written.changed_since(&with(on_file));
            assert_eq!(
                changed == [Field::MpnCountry],
                is_change,
                "{on_file} to {given}"
            );
        }
    }
}
