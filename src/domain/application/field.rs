//! The fields of an application: keys, flags, words and rules, each defined once.
//!
//! The application file and its template, the flags, the interview, the columns of the store and all error messages use
//! this table.

use crate::domain::rule::{RuleRef, enroll};
use crate::domain::word::Word;

/// The type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// An email address.
    Email,
    /// A two-letter country code.
    Country,
    /// An internet domain.
    Domain,
    /// A GUID.
    Guid,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
}

/// The definition of a field.
#[derive(Debug)]
pub struct FieldFacts {
    /// The key in the application file, dotted.
    pub key: &'static str,
    /// The flag, without dashes.
    pub flag: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// Its purpose, in a few words.
    pub help: &'static str,
    /// An example.
    pub example: &'static str,
    /// The type of its value.
    pub kind: FieldKind,
    /// The rule that requires it.
    pub rule: RuleRef,
}

macro_rules! fields {
    ($( $variant:ident $key:literal $flag:literal $kind:ident $rule:ident $label:literal $help:literal $example:literal; )+) => {
        /// A field of an application, in the order in which the interview asks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $( #[doc = $label] $variant, )+ }

        impl Word for Field {
            const WHAT: &'static str = "field";
            const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];
            fn word(self) -> &'static str { match self { $( Self::$variant => $key, )+ } }
        }

        impl Field {
            /// The definition of the field.
            pub fn facts(self) -> &'static FieldFacts {
                match self { $( Self::$variant => {
                    static FACTS: FieldFacts = FieldFacts {
                        key: $key, flag: $flag, label: $label, help: $help, example: $example,
                        kind: FieldKind::$kind, rule: &enroll::$rule,
                    };
                    &FACTS
                } )+ }
            }
        }
    };
}

fields! {
    MpnId "mpn_id" "mpn-id" Text MPN_ID "MPN ID" "the location ID that carries your benefits and incentives" "4812345";
    MpnCountry "mpn_country" "mpn-country" Country MPN_COUNTRY "Country of the MPN ID" "if it differs from the company's country" "FR";
    LegalName "company.legal_name" "legal-name" Text LEGAL_PROFILE "Legal name" "as it is registered" "Contoso France SAS";
    Country "company.country" "country" Country MARKET "Country" "two-letter code" "FR";
    TenantDomain "company.tenant_domain" "tenant-domain" Domain MPN_UNIQUE "Tenant domain" "the domain of the work accounts" "contoso.fr";
    TenantId "company.tenant_id" "tenant-id" Guid MPN_UNIQUE "Tenant ID" "GUID of the tenant, required for relationship requests" "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    TaxId "company.tax_id" "tax-id" Text LEGAL_PROFILE "Tax ID" "VAT or tax number" "FR40303265045";
    RegistrationId "company.registration_id" "registration-id" Text REGISTRATION_ID "Registration ID" "required in some countries" "";
    Line1 "company.address.line1" "line1" Text LEGAL_PROFILE "Address line 1" "street and number" "39 quai du Président Roosevelt";
    Line2 "company.address.line2" "line2" Text LEGAL_PROFILE "Address line 2" "building, floor" "";
    City "company.address.city" "city" Text LEGAL_PROFILE "City" "of the business address" "Issy-les-Moulineaux";
    Region "company.address.region" "region" Text LEGAL_PROFILE "State or province" "if addresses in the country have one" "";
    PostalCode "company.address.postal_code" "postal-code" Text LEGAL_PROFILE "Postal code" "of the business address" "92130";
    ContactFirstName "primary_contact.first_name" "contact-first-name" Text PRIMARY_CONTACT "Primary contact's first name" "the person who is written to about the application" "Alice";
    ContactLastName "primary_contact.last_name" "contact-last-name" Text PRIMARY_CONTACT "Primary contact's last name" "the person who is written to about the application" "Martin";
    ContactEmail "primary_contact.email" "contact-email" Email PRIMARY_CONTACT "Primary contact's email" "a work address that is read; no web mail" "alice.martin@contoso.fr";
    ContactPhone "primary_contact.phone" "contact-phone" Text PRIMARY_CONTACT "Primary contact's phone" "with country code" "+33 1 57 75 10 00";
    SupportEmail "support_contact.email" "support-email" Email SUPPORT_CONTACT "Customer support email" "where customers write" "support@contoso.fr";
    SupportPhone "support_contact.phone" "support-phone" Text SUPPORT_CONTACT "Customer support phone" "where customers call" "+33 1 57 75 10 01";
    SupportWebsite "support_contact.website" "support-website" Text SUPPORT_CONTACT "Customer support website" "where customers find help" "https://contoso.fr/support";
    AdminFirstName "admin.first_name" "admin-first-name" Text ADMIN "Administrator's first name" "the owner of the account" "Bruno";
    AdminLastName "admin.last_name" "admin-last-name" Text ADMIN "Administrator's last name" "the owner of the account" "Petit";
    AdminEmail "admin.email" "admin-email" Email ADMIN "Administrator's work account" "an address on the tenant's domain" "bruno.petit@contoso.fr";
    BankHolder "bank.holder" "bank-holder" Text BANK "Account holder" "whose bank account it is" "Contoso France SAS";
    Iban "bank.iban" "iban" Text BANK "IBAN" "or give account number and bank code" "FR1420041010050500013M02606";
    AccountNumber "bank.account_number" "account-number" Text BANK "Account number" "if there is no IBAN" "";
    BankCode "bank.bank_code" "bank-code" Text BANK "Bank code" "if there is no IBAN" "";
    Bic "bank.bic" "bic" Text BANK "BIC" "of the bank" "PSSTFRPPPAR";
    BillingDay "direct.billing_day" "billing-day" Number BILLING_DAY "Billing day" "1 to 28, direct bill only; fixed once submitted" "5";
    Authority "declarations.authority_to_sign" "authority-to-sign" YesNo AUTHORITY "Authority to sign" "the applicant may sign legal agreements for the company" "true";
}

impl Field {
    /// The flag, including its dashes.
    pub fn flag(self) -> String {
        format!("--{}", self.facts().flag)
    }

    /// The rule to cite for a value of the wrong format. The programme has no rule for the format of a domain or GUID.
    pub fn rule_of_form(self) -> Option<RuleRef> {
        let is_form_only = matches!(self, Self::TenantDomain | Self::TenantId);
        (!is_form_only).then_some(self.facts().rule)
    }

    /// The column of the store.
    pub fn column(self) -> String {
        self.facts().key.replace('.', "_")
    }

    /// Fields that cannot be changed once the application is submitted.
    pub fn is_frozen_once_submitted(self) -> bool {
        matches!(
            self,
            Self::MpnId
                | Self::MpnCountry
                | Self::Country
                | Self::TenantDomain
                | Self::BillingDay
                | Self::AdminFirstName
                | Self::AdminLastName
                | Self::AdminEmail
                | Self::Authority
        )
    }

    /// Whether the value is an identifier for machines, where an invisible character would make it a different one.
    pub fn is_identity(self) -> bool {
        match self.facts().kind {
            FieldKind::Email | FieldKind::Domain | FieldKind::Guid | FieldKind::Country => true,
            FieldKind::Number | FieldKind::YesNo => true,
            FieldKind::Text => self == Self::MpnId,
        }
    }

    /// Whether the business check verifies the field.
    pub fn is_legal_profile(self) -> bool {
        matches!(
            self,
            Self::LegalName
                | Self::Line1
                | Self::Line2
                | Self::City
                | Self::Region
                | Self::PostalCode
        )
    }

    /// Whether the value is a bank account number, which is masked wherever it is shown.
    pub fn is_covered(self) -> bool {
        matches!(self, Self::Iban | Self::AccountNumber | Self::BankCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_columns_are_made_from_the_table() {
        assert_eq!(Field::TenantDomain.flag(), "--tenant-domain");
        assert_eq!(Field::TenantDomain.column(), "company_tenant_domain");
    }

    #[test]
    fn which_fields_are_fixed_verified_or_covered() {
        let those = |is: fn(Field) -> bool| -> Vec<&str> {
            let all = Field::ALL.iter().copied();
            all.filter(|field| is(*field)).map(Field::word).collect()
        };
        assert_eq!(
            those(Field::is_frozen_once_submitted),
            [
                "mpn_id",
                "mpn_country",
                "company.country",
                "company.tenant_domain",
                "admin.first_name",
                "admin.last_name",
                "admin.email",
                "direct.billing_day",
                "declarations.authority_to_sign",
            ]
        );
        assert_eq!(
            those(Field::is_legal_profile),
            [
                "company.legal_name",
                "company.address.line1",
                "company.address.line2",
                "company.address.city",
                "company.address.region",
                "company.address.postal_code",
            ]
        );
        assert_eq!(
            those(Field::is_covered),
            ["bank.iban", "bank.account_number", "bank.bank_code"]
        );
    }
}
