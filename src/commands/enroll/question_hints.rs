//! What the interview says under each of its questions.

use crate::domain::application::Field;
use crate::session::country_answer::COUNTRY_HINT;

/// What helps to answer the question about a field: what it is for, where to find it, or an example.
pub(super) fn hint(field: Field) -> &'static str {
    match field {
        Field::MpnId => {
            "Also called Partner ID: that of the location with your benefits and incentives. Find it in Partner Center under Account settings > Identifiers."
        }
        Field::MpnCountry => {
            "The country of that location. A name or a two-letter code, for example France or FR."
        }
        Field::LegalName => "As registered, for example Contoso France SAS.",
        Field::Country => COUNTRY_HINT,
        Field::TenantDomain => "The domain of your work accounts, for example contoso.fr.",
        Field::TenantId => {
            "Optional: Enter skips it. Invitations to customers need it later. Find it in the Microsoft Entra admin centre under Overview."
        }
        Field::TaxId => "The VAT or tax number.",
        Field::RegistrationId => "The company's number in the register of its country.",
        Field::Line1 => "Street and number of the business address.",
        Field::Line2 => "Building or floor.",
        Field::City => "City of the business address.",
        Field::Region => "State or province of the business address.",
        Field::PostalCode => "Postal code of the business address.",
        Field::ContactFirstName | Field::ContactLastName => {
            "The person whom Microsoft writes to about the application."
        }
        Field::ContactEmail => {
            "A work address that this person reads. Webmail such as gmail.com is refused."
        }
        Field::ContactPhone => "With country code, for example +33 1 57 75 10 00.",
        Field::SupportEmail => "Where customers write for support.",
        Field::SupportPhone => {
            "Where customers call for support, with country code, for example +33 1 57 75 10 01."
        }
        Field::SupportWebsite => "Where customers find support on the web.",
        Field::AdminFirstName | Field::AdminLastName => {
            "The owner of the account, who becomes its first global admin."
        }
        Field::AdminEmail => {
            "The owner's address on the tenant domain, for example bruno.petit@contoso.fr."
        }
        Field::BankHolder => "The company that the bank account belongs to.",
        Field::Iban => {
            "Blanks are allowed. Without an IBAN press Enter: account number and bank code are asked for instead."
        }
        Field::AccountNumber => "The number of the bank account, where there is no IBAN.",
        Field::BankCode => "The code of the bank, where there is no IBAN.",
        Field::Bic => "The BIC of the bank.",
        Field::BillingDay => {
            "The day of the month, 1 to 28. It cannot be changed after the application is submitted."
        }
        Field::Authority => "May you sign legal agreements for the company?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word as _;

    #[test]
    fn every_hint_is_sentences_that_fit_two_rows() {
        for field in Field::ALL.iter().copied() {
            let hint = hint(field);
            assert!(hint.ends_with(['.', '?']), "{hint}");
            assert!(hint.chars().count() <= 150, "{hint}");
        }
    }
}
