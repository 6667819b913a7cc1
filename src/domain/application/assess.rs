//! What is missing from an application, and which rules it breaks.

use super::{Application, Field, FieldKind};
use crate::diagnostic::{Diagnostic, Kind};
use crate::domain::bank::{AccountNumber, BankCode, Bic, Iban};
use crate::domain::market::{
    Country, RegistrationDemand, RegistrationFault, check_postal_code, check_registration_id,
    market_meant, market_of,
};
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::text::find_invisible;
use crate::domain::user::{CompanyName, PersonName};
use crate::domain::webmail::{is_onmicrosoft, is_webmail, is_webmail_domain};
use crate::domain::word::Word;
use crate::domain::{Email, Model, MpnId, TenantDomain, TenantId, check_phone};

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldFindingKind {
    /// No value was given.
    Missing,
    /// The value cannot be read as what the field holds.
    Unreadable,
    /// The value breaks a rule.
    AgainstRule,
}

/// One thing that is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFinding {
    /// The field.
    pub field: Field,
    /// The kind of mistake.
    pub kind: FieldFindingKind,
    /// The rule.
    pub rule: RuleRef,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl FieldFinding {
    /// The finding as a diagnostic, with the flag that sets the field.
    pub fn diagnostic(self) -> Diagnostic {
        let flag = self.field.flag();
        let of_kind = |kind| Diagnostic::new(kind, self.message).with_field(self.field.facts().key);
        match self.kind {
            FieldFindingKind::Missing => of_kind(Kind::InputRequired)
                .under(self.rule)
                .with_flag(flag),
            FieldFindingKind::Unreadable => {
                let rule = self.field.rule_of_form();
                with_template_hint(of_kind(Kind::Usage).under(rule), &flag)
            }
            FieldFindingKind::AgainstRule => {
                of_kind(Kind::Refused).under(self.rule).with_flag(flag)
            }
        }
    }

    /// Whether it is about how a name or a phone number is written.
    fn is_about_spelling(&self) -> bool {
        let is_written = matches!(
            self.field,
            Field::LegalName
                | Field::BankHolder
                | Field::ContactFirstName
                | Field::ContactLastName
                | Field::ContactPhone
                | Field::SupportPhone
                | Field::AdminFirstName
                | Field::AdminLastName
        );
        is_written && self.kind == FieldFindingKind::AgainstRule
    }

    /// The finding as a refusal, whatever its kind, for a step that needs the value.
    pub fn refusal(self) -> Diagnostic {
        Diagnostic::refused(self.rule, self.message)
            .with_field(self.field.facts().key)
            .with_flag(self.field.flag())
    }
}

/// Adds the flag, and the command that shows an example of each field, to a diagnostic for a value that cannot be read.
pub fn with_template_hint(mistake: Diagnostic, flag: &str) -> Diagnostic {
    mistake.with_flag(flag).with_help(format!(
        "Correct it with `{flag}` or in the file.\nTo see an example of each field: `csp enroll template`"
    ))
}

/// A warning: the value is accepted, but the applicant should know something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field that it is about.
    pub field: Field,
    /// The rule behind it.
    pub rule: RuleRef,
    /// The text of the warning.
    pub message: String,
}

/// Whether an application for `model` with these values needs a value in `field`.
pub fn is_wanted(field: Field, model: Model, application: &Application) -> bool {
    let country = application.country();
    let has_iban = application.get(Field::Iban).is_some();
    let has_number = application.get(Field::AccountNumber).is_some();
    let has_code = application.get(Field::BankCode).is_some();
    match field {
        Field::MpnId
        | Field::LegalName
        | Field::Country
        | Field::TenantDomain
        | Field::Line1
        | Field::City
        | Field::ContactFirstName
        | Field::ContactLastName
        | Field::ContactEmail
        | Field::AdminFirstName
        | Field::AdminLastName
        | Field::AdminEmail
        | Field::BankHolder
        | Field::Authority => true,
        Field::SupportEmail | Field::SupportPhone => model == Model::IndirectReseller,
        Field::BillingDay => model == Model::DirectBill,
        Field::PostalCode => country.is_none_or(Country::requires_postal_code),
        Field::Region => country.is_some_and(Country::has_provinces),
        Field::RegistrationId => country.is_some_and(|country| {
            matches!(
                RegistrationDemand::of(country),
                RegistrationDemand::Mandatory(_)
            )
        }),
        Field::Iban => !has_number && !has_code,
        Field::AccountNumber => !has_iban && has_code,
        Field::BankCode => !has_iban && has_number,
        Field::MpnCountry
        | Field::TenantId
        | Field::TaxId
        | Field::Line2
        | Field::ContactPhone
        | Field::SupportWebsite
        | Field::Bic => false,
    }
}

/// Everything that prevents an application for `model` from being submitted, in the order of the fields.
pub fn assess(model: Model, application: &Application) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    for &field in Field::ALL {
        match application.get(field) {
            Some(value) => findings.extend(check_value(field, value, application).err()),
            None if is_wanted(field, model, application) => findings.push(FieldFinding {
                field,
                kind: FieldFindingKind::Missing,
                rule: field.facts().rule,
                message: format!("{} is missing", field.facts().label),
            }),
            None => {}
        }
    }
    findings
}

/// Everything that speaks against a change of these fields of a submitted application. A name or phone number that was
/// recorded when less was asked of it stays as it is.
pub fn assess_change(
    model: Model,
    application: &Application,
    changed: &[Field],
) -> Vec<FieldFinding> {
    let mut findings = assess(model, application);
    findings.retain(|finding| changed.contains(&finding.field) || !finding.is_about_spelling());
    findings
}

/// Whether a submitted application has everything that its model needs. How a name or phone number on record is written
/// does not matter.
pub fn is_complete(model: Model, application: &Application) -> bool {
    assess(model, application)
        .iter()
        .all(FieldFinding::is_about_spelling)
}

/// Checks one value, given the others. The interview calls this after each answer.
///
/// # Errors
/// What is wrong with the value.
pub fn check_value(
    field: Field,
    value: &str,
    application: &Application,
) -> Result<(), FieldFinding> {
    readable(field, value)?;
    rules(field, value, application)
}

/// Whether the value has the format of the field.
fn readable(field: Field, value: &str) -> Result<(), FieldFinding> {
    let unreadable = |message: String| {
        Err(FieldFinding {
            field,
            kind: FieldFindingKind::Unreadable,
            rule: field.facts().rule,
            message,
        })
    };
    if value.chars().any(char::is_control) {
        return unreadable(format!(
            "{} contains a control character",
            field.facts().label
        ));
    }
    if let Some(invisible) = find_invisible(value).filter(|_| field.is_identity()) {
        return unreadable(format!("{} is not valid: {invisible}", field.facts().label));
    }
    if value.chars().count() > 256 {
        return unreadable(format!(
            "{} is longer than 256 characters",
            field.facts().label
        ));
    }
    match field.facts().kind {
        FieldKind::Email => value
            .parse::<Email>()
            .map(drop)
            .or_else(|bad| unreadable(bad.to_string())),
        FieldKind::Domain => value
            .parse::<TenantDomain>()
            .map(drop)
            .or_else(|bad| unreadable(bad.to_string())),
        FieldKind::Guid => value
            .parse::<TenantId>()
            .map(drop)
            .or_else(|bad| unreadable(bad.to_string())),
        FieldKind::Number if value.parse::<i64>().is_err() => {
            unreadable(format!("`{value}` is not valid: expected a whole number"))
        }
        FieldKind::YesNo if !matches!(value, "true" | "false") => {
            unreadable(format!("`{value}` is not valid: expected true or false"))
        }
        FieldKind::Text | FieldKind::Country | FieldKind::Number | FieldKind::YesNo => Ok(()),
    }
}

/// Whether a value of the right format follows the rules.
fn rules(field: Field, value: &str, application: &Application) -> Result<(), FieldFinding> {
    let against = |rule: RuleRef, message: String| {
        Err(FieldFinding {
            field,
            kind: FieldFindingKind::AgainstRule,
            rule,
            message,
        })
    };
    match field {
        Field::MpnId => value
            .parse::<MpnId>()
            .map(drop)
            .or_else(|bad| against(&enroll::MPN_ID, bad.to_string())),
        Field::Country => market(value).or_else(|message| against(&enroll::MARKET, message)),
        Field::MpnCountry => match application.get(Field::Country) {
            Some(country) if !country.eq_ignore_ascii_case(value) => against(
                &enroll::MPN_COUNTRY,
                format!(
                    "the MPN ID belongs to {}, but the tenant is in {}",
                    value.to_uppercase(),
                    country.to_uppercase()
                ),
            ),
            _ => Ok(()),
        },
        Field::ContactEmail => match value.parse::<Email>() {
            Ok(email) if is_webmail(&email) => {
                against(&enroll::WEBMAIL, format!("`{value}` is a web mail address"))
            }
            _ => Ok(()),
        },
        Field::TenantDomain => match value.parse::<TenantDomain>() {
            Ok(domain) if is_webmail_domain(domain.key()) => against(
                &enroll::WEBMAIL,
                format!(
                    "`{value}` is the domain of a web mail service: give the company's own domain"
                ),
            ),
            _ => Ok(()),
        },
        Field::AdminEmail => match (value.parse::<Email>(), application.tenant_domain()) {
            (Ok(email), Some(domain)) if !email.is_in(&domain) => against(
                &enroll::ADMIN,
                format!("`{value}` is not on the tenant's domain {domain}"),
            ),
            _ => Ok(()),
        },
        Field::Iban => part::<Iban>(value).or_else(|message| against(&enroll::BANK, message)),
        Field::AccountNumber => {
            part::<AccountNumber>(value).or_else(|message| against(&enroll::BANK, message))
        }
        Field::BankCode => {
            part::<BankCode>(value).or_else(|message| against(&enroll::BANK, message))
        }
        Field::Bic => part::<Bic>(value).or_else(|message| against(&enroll::BANK, message)),
        Field::BillingDay => match value.parse::<u8>() {
            Ok(1..=28) => Ok(()),
            _ => against(
                &enroll::BILLING_DAY,
                format!("`{value}` is not a valid billing day (1 to 28 expected)"),
            ),
        },
        Field::Authority if value == "false" => against(
            &enroll::AUTHORITY,
            "the applicant does not have the authority to sign legal agreements".to_owned(),
        ),
        Field::LegalName | Field::BankHolder => {
            part::<CompanyName>(value).or_else(|message| against(field.facts().rule, message))
        }
        Field::ContactFirstName
        | Field::ContactLastName
        | Field::AdminFirstName
        | Field::AdminLastName => {
            part::<PersonName>(value).or_else(|message| against(field.facts().rule, message))
        }
        Field::ContactPhone | Field::SupportPhone => {
            check_phone(value).or_else(|bad| against(field.facts().rule, bad.to_string()))
        }
        Field::Authority
        | Field::TenantId
        | Field::RegistrationId
        | Field::TaxId
        | Field::Line1
        | Field::Line2
        | Field::City
        | Field::Region
        | Field::PostalCode
        | Field::SupportEmail
        | Field::SupportWebsite => Ok(()),
    }
}

fn part<T: std::str::FromStr<Err: ToString>>(value: &str) -> Result<(), String> {
    value.parse::<T>().map(drop).map_err(|bad| bad.to_string())
}

fn market(typed: &str) -> Result<(), String> {
    let known = typed.parse::<Country>().ok().and_then(market_of);
    if known.is_some() {
        return Ok(());
    }
    let hint = market_meant(typed)
        .map(|meant| format!("; did you mean {} ({})?", meant.country, meant.name))
        .unwrap_or_default();
    Err(format!(
        "`{typed}` is not a country where the programme has a market{hint}"
    ))
}

/// Warnings about accepted values.
pub fn warnings(application: &Application) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(email) = application.contact_email() {
        let outside = application
            .tenant_domain()
            .is_some_and(|domain| !email.is_in(&domain));
        let what = if outside {
            "outside the tenant's domain: employment verification will ask for proof that the company owns it"
        } else {
            "in an onmicrosoft.com domain: employment verification will ask for proof that the company owns a domain"
        };
        if outside || is_onmicrosoft(&email) {
            warnings.push(Warning {
                field: Field::ContactEmail,
                rule: &enroll::CONTACT_DOMAIN,
                message: format!("{email} is {what}"),
            });
        }
    }
    let postal_code = application.get(Field::PostalCode);
    if let (Some(country), Some(code)) = (application.country(), postal_code)
        && let Err(bad) = check_postal_code(country, code)
    {
        warnings.push(Warning {
            field: Field::PostalCode,
            rule: &enroll::LEGAL_PROFILE,
            message: bad.to_string(),
        });
    }
    let number = application.get(Field::RegistrationId);
    if let (Some(country), Some(number)) = (application.country(), number)
        && let Err(fault @ (RegistrationFault::Form { .. } | RegistrationFault::NotPlain)) =
            check_registration_id(country, Some(number))
    {
        warnings.push(Warning {
            field: Field::RegistrationId,
            rule: &enroll::REGISTRATION_ID,
            message: fault.to_string(),
        });
    }
    warnings
}

#[cfg(test)]
mod tests;
