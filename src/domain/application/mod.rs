//! The application of a partner, complete or not.

mod assess;
mod field;
mod meaning;

pub use assess::{
    FieldFinding, FieldFindingKind, Warning, assess, assess_change, check_value, is_complete,
    is_wanted, warnings, with_template_hint,
};
pub use field::{Field, FieldFacts, FieldKind};

use std::collections::BTreeMap;

use super::bank::BankShown;
use super::market::{Country, Market, market_of};
use super::rule::verify;
use super::text::kept_text;
use super::{Email, MpnId, TenantDomain, TenantId};
use crate::diagnostic::Diagnostic;

/// The values of an application as given: trimmed and readable. They may be incomplete and may break rules unless
/// [`assess`] returns no finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Application {
    values: BTreeMap<Field, String>,
}

impl Application {
    /// The value of a field, if one was given.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.get(&field).map(String::as_str)
    }

    /// Sets a field; a blank value clears it.
    pub fn set(&mut self, field: Field, value: &str) {
        let value = field.kept_value(value);
        if value.is_empty() {
            self.values.remove(&field);
        } else {
            self.values.insert(field, value);
        }
    }

    /// This application, with the values of `other` replacing its own.
    #[must_use]
    pub fn overlaid(mut self, other: &Self) -> Self {
        for (field, value) in &other.values {
            self.values.insert(*field, value.clone());
        }
        self
    }

    /// The fields that have a value.
    pub fn filled_fields(&self) -> impl Iterator<Item = (Field, &str)> {
        self.values
            .iter()
            .map(|(field, value)| (*field, value.as_str()))
    }

    /// The fields whose values differ between two applications.
    pub fn changed_since(&self, before: &Self) -> Vec<Field> {
        use super::word::Word;
        Field::ALL
            .iter()
            .copied()
            .filter(|field| self.get(*field) != before.get(*field))
            .collect()
    }

    fn parsed<T: std::str::FromStr>(&self, field: Field) -> Option<T> {
        self.get(field)?.parse().ok()
    }

    /// The MPN ID, if it has the right form.
    pub fn mpn_id(&self) -> Option<MpnId> {
        self.parsed(Field::MpnId)
    }

    /// The country of the company, which is that of its tenant.
    pub fn country(&self) -> Option<Country> {
        self.parsed(Field::Country)
    }

    /// The market of the company's country.
    pub fn market(&self) -> Option<Market> {
        market_of(self.country()?)
    }

    /// The tenant's domain.
    pub fn tenant_domain(&self) -> Option<TenantDomain> {
        self.parsed(Field::TenantDomain)
    }

    /// The tenant's id.
    pub fn tenant_id(&self) -> Option<TenantId> {
        self.parsed(Field::TenantId)
    }

    /// The primary contact's address.
    pub fn contact_email(&self) -> Option<Email> {
        self.parsed(Field::ContactEmail)
    }

    /// The primary contact's address, required for sending a message to it.
    ///
    /// # Errors
    /// `verify.email-first` if the application has none.
    pub fn address_of_contact(&self) -> Result<Email, Diagnostic> {
        self.contact_email().ok_or_else(|| {
            Diagnostic::refused(
                &verify::EMAIL_FIRST,
                "the application does not have the primary contact's email address",
            )
        })
    }

    /// The first administrator's address.
    pub fn admin_email(&self) -> Option<Email> {
        self.parsed(Field::AdminEmail)
    }

    /// Whether the declaration of authority to sign was given.
    pub fn may_sign(&self) -> bool {
        self.get(Field::Authority) == Some("true")
    }

    /// Bank details to show: masked, or in full for those who may see them.
    pub fn bank(&self, revealed: bool) -> BankShown {
        let text = |field| self.get(field).map(str::to_owned);
        let covered = |field| {
            let value = self.get(field)?;
            Some(if revealed {
                value.to_owned()
            } else {
                cover(field, value)
            })
        };
        BankShown {
            holder: text(Field::BankHolder).unwrap_or_default(),
            iban: covered(Field::Iban),
            account_number: covered(Field::AccountNumber),
            bank_code: covered(Field::BankCode),
            bic: text(Field::Bic),
        }
    }
}

impl Field {
    /// The value to store: bank codes in canonical form, addresses and domains as their types show them, text in NFC
    /// without invisible characters. A value that cannot be read stays as typed, and [`check_value`] refuses it.
    fn kept_value(self, typed: &str) -> String {
        use super::bank::{Bic, Iban};
        let typed = typed.trim();
        let read = match self.facts().kind {
            FieldKind::Email => typed.parse().ok().map(|it: Email| it.as_str().to_owned()),
            FieldKind::Domain => typed
                .parse()
                .ok()
                .map(|it: TenantDomain| it.as_str().to_owned()),
            FieldKind::Text if self == Self::Iban => {
                typed.parse().ok().map(|it: Iban| it.reveal().to_owned())
            }
            FieldKind::Text if self == Self::Bic => {
                typed.parse().ok().map(|it: Bic| it.as_str().to_owned())
            }
            FieldKind::Text if self == Self::MpnId => None,
            FieldKind::Text => Some(kept_text(typed).trim().to_owned()),
            FieldKind::Country | FieldKind::Guid | FieldKind::Number | FieldKind::YesNo => None,
        };
        read.unwrap_or_else(|| typed.to_owned())
    }
}

/// The value to show: bank details are masked, or hidden completely if they cannot be read.
pub fn cover(field: Field, value: &str) -> String {
    use super::bank::{AccountNumber, BankCode, Iban};
    if !field.is_covered() {
        return value.to_owned();
    }
    let iban = value
        .parse::<Iban>()
        .ok()
        .filter(|_| field == Field::Iban)
        .map(|iban| iban.masked());
    let number = value
        .parse::<AccountNumber>()
        .ok()
        .filter(|_| field == Field::AccountNumber)
        .map(|number| number.masked());
    let code = value
        .parse::<BankCode>()
        .ok()
        .filter(|_| field == Field::BankCode)
        .map(|code| code.masked());
    iban.or(number)
        .or(code)
        .unwrap_or_else(|| "•••••".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application_with(values: &[(Field, &str)]) -> Application {
        let mut application = Application::default();
        for (field, value) in values {
            application.set(*field, value);
        }
        application
    }

    #[test]
    fn an_overlay_replaces_values_and_differences_are_listed() {
        let below = application_with(&[(Field::City, "Paris"), (Field::LegalName, "Contoso")]);
        let above = application_with(&[(Field::City, " Lyon "), (Field::Bic, "PSSTFRPP")]);
        let both = below.clone().overlaid(&above);
        assert_eq!(both.get(Field::City), Some("Lyon"));
        assert_eq!(both.get(Field::LegalName), Some("Contoso"));
        let given: Vec<_> = both.filled_fields().collect();
        assert_eq!(
            given,
            [
                (Field::LegalName, "Contoso"),
                (Field::City, "Lyon"),
                (Field::Bic, "PSSTFRPP")
            ]
        );
        assert_eq!(both.changed_since(&below), [Field::City, Field::Bic]);
        assert_eq!(both.changed_since(&both), []);
        let mut cleared = both.clone();
        cleared.set(Field::City, " ");
        assert_eq!(cleared.changed_since(&both), [Field::City]);
    }

    #[test]
    fn values_are_read_as_what_their_fields_hold() {
        let blank = Application::default();
        assert_eq!((blank.mpn_id(), blank.tenant_id()), (None, None));
        assert_eq!((blank.contact_email(), blank.admin_email()), (None, None));
        assert_eq!((blank.market(), blank.tenant_domain()), (None, None));
        let tenant = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
        let told = application_with(&[
            (Field::MpnId, "4812345"),
            (Field::Country, "FR"),
            (Field::TenantDomain, "contoso.fr"),
            (Field::TenantId, tenant),
            (Field::ContactEmail, "a@contoso.fr"),
            (Field::AdminEmail, "b@contoso.fr"),
        ]);
        assert_eq!(told.mpn_id(), "4812345".parse().ok());
        assert_eq!(told.tenant_domain(), "contoso.fr".parse().ok());
        assert_eq!(told.tenant_id(), tenant.parse().ok());
        assert_eq!(told.contact_email(), "a@contoso.fr".parse().ok());
        assert_eq!(told.admin_email(), "b@contoso.fr".parse().ok());
        assert_eq!(told.market().unwrap().name, "France");
    }

    #[test]
    fn only_a_declared_authority_lets_sign() {
        for (declared, may) in [("", false), ("false", false), ("true", true)] {
            assert_eq!(
                application_with(&[(Field::Authority, declared)]).may_sign(),
                may
            );
        }
    }

    #[test]
    fn bank_details_are_covered_each_as_what_it_is() {
        let iban = "FR1420041010050500013M02606";
        let shown = |field, value: &str| cover(field, value);
        assert_eq!(shown(Field::City, iban), iban);
        for (field, value, covered) in [
            (
                Field::Iban,
                iban,
                iban.parse::<super::super::bank::Iban>().unwrap().masked(),
            ),
            (Field::Iban, "12345678", "•••••".to_owned()),
            (
                Field::AccountNumber,
                "12345678",
                "12345678"
                    .parse::<super::super::bank::AccountNumber>()
                    .unwrap()
                    .masked(),
            ),
            (
                Field::BankCode,
                "12345678",
                "12345678"
                    .parse::<super::super::bank::BankCode>()
                    .unwrap()
                    .masked(),
            ),
        ] {
            assert_eq!(shown(field, value), covered, "{field:?}");
            assert!(!covered.contains(value));
            let account = application_with(&[(field, value), (Field::BankHolder, "Contoso")]);
            let (open, closed) = (account.bank(true), account.bank(false));
            let seen = |bank: &BankShown| {
                [&bank.iban, &bank.account_number, &bank.bank_code]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect::<String>()
            };
            assert_eq!(seen(&open), value);
            assert_eq!(seen(&closed), covered);
            assert_eq!(closed.holder, "Contoso");
        }
    }
}
