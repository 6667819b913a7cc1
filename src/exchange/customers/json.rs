//! Customers in the JSON of the Partner Center API and its PowerShell module.
//!
//! The API returns a collection (`items`) or one customer, the module an array or one object. The API uses camel case
//! for keys, the module Pascal case. Enumerations are words or, from `ConvertTo-Json`, numbers. Several values may
//! follow each other (JSON lines). Contracts from Graph and from older modules, and the tenants of CIPP, use other keys
//! and contain no relationship.

use serde_json::value::RawValue;

use super::object::{Object, Places};
use super::{CustomerRow, Granted, RecordPlace};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::Country;
use crate::domain::user::Name;
use crate::exchange::sheet::Taker;
use crate::policy::utf8;

/// The value `reseller` of `relationshipToPartner` as a .NET number.
const RESELLER_IN_DOTNET: &str = "1";

pub(super) fn read(
    bytes: &[u8],
    country: Option<Country>,
    mistakes: &mut Diagnostics,
    take: &mut Taker<'_, CustomerRow>,
) {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(fault) => {
            mistakes.push(fault);
            return;
        }
    };
    let places = Places::of(text);
    if let Some((line, column)) = places.too_deep() {
        let message = "the file is nested too deeply for a list of customers";
        mistakes.push(Diagnostic::usage(message).at(Place::at(line, column)));
        return;
    }
    // Several documents in a row are JSON lines.
    let mut customers = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        match value {
            Ok(value) => customers.extend(customers_in(value)),
            Err(error) => {
                let place = Place::at(error.line() as u64, error.column().max(1));
                let message = format!("this is not valid JSON: {}", what(&error));
                mistakes.push(Diagnostic::usage(message).at(place));
                return;
            }
        }
    }
    if customers.is_empty() {
        mistakes.push(Diagnostic::in_line(
            1,
            "the file does not contain customers",
        ));
    }
    for value in customers {
        let reader = Reader {
            places: &places,
            value,
            mistakes,
        };
        if let Some(row) = reader.read(country) {
            take(row, mistakes);
        }
    }
}

/// The message of serde_json without the position, which is reported separately.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The message for nested values that PowerShell truncated to text.
const CUT: &str =
    "the nested values were cut to text: export the file again with ConvertTo-Json -Depth 10";

/// A customer has at least one of these keys.
const CUSTOMER_KEYS: [&str; 8] = [
    "companyProfile",
    "billingProfile",
    "name",
    "domain",
    "displayName",
    "defaultDomainName",
    "customerId",
    "relationshipToPartner",
];

/// The first value of a customer that PowerShell truncated to text because of its depth.
fn cut_value<'a>(customer: &Object<'a>) -> Option<(&'static str, &'a RawValue)> {
    ["companyProfile", "billingProfile", "items", "value"]
        .into_iter()
        .find_map(|key| {
            let value = customer.get(key)?;
            let text = text_of(value)?;
            is_cut(&text).then_some((key, value))
        })
}

/// Whether a text is what `ConvertTo-Json` writes for a value below its depth: a hash table as `@{…}`, or the name of a
/// type.
fn is_cut(text: &str) -> bool {
    text.starts_with("@{")
        || ["System.", "Microsoft."]
            .iter()
            .any(|space| text.starts_with(space) && !text.contains(' '))
}

fn text_of(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn customers_in(whole: &RawValue) -> Vec<&RawValue> {
    if let Ok(all) = serde_json::from_str(whole.get()) {
        return all;
    }
    let object = Object::of(whole).unwrap_or_default();
    let wrapped = object.get("items").or_else(|| object.get("value"));
    match wrapped {
        // A value that is neither a list nor an object gets a clearer message with its key.
        Some(items) => {
            serde_json::from_str(items.get()).unwrap_or_else(|_| match Object::of(items) {
                Some(_) => vec![items],
                None => vec![whole],
            })
        }
        None => vec![whole],
    }
}

struct Reader<'a, 'm> {
    places: &'m Places<'a>,
    value: &'a RawValue,
    mistakes: &'m mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    fn read(mut self, default_country: Option<Country>) -> Option<CustomerRow> {
        let Some(customer) = Object::of(self.value) else {
            let is_cut = text_of(self.value).is_some_and(|text| is_cut(&text));
            let message = if is_cut { CUT } else { "expected an object" };
            self.wrong(self.value, "customer", message);
            return None;
        };
        if let Some((key, value)) = cut_value(&customer) {
            self.wrong(value, key, CUT);
            return None;
        }
        if let Some(error) = customer.get("error") {
            let said = Object::of(error)
                .unwrap_or_default()
                .get("message")
                .and_then(text_of)
                .or_else(|| text_of(error))
                .unwrap_or_else(|| "without a reason".to_owned());
            let message =
                format!("the file is an error message of the API, not a list of customers: {said}");
            self.wrong(self.value, "customer", &message);
            return None;
        }
        if !CUSTOMER_KEYS.iter().any(|key| customer.get(key).is_some()) {
            let message = "this is not a customer: expected the customers of the Partner Center API (`companyProfile`), of Get-PartnerCustomer (`Name`, `Domain`), or contracts (`displayName`, `defaultDomainName`)";
            self.wrong(self.value, "customer", message);
            return None;
        }
        let company = customer.object("companyProfile");
        let billing = customer.object("billingProfile");
        let name: Option<Option<Name>> = self.first_value(&[
            (&company, "companyName"),
            (&customer, "name"),
            (&customer, "displayName"),
            (&billing, "companyName"),
        ]);
        let domain = self.first_value(&[
            (&company, "domain"),
            (&customer, "domain"),
            (&customer, "defaultDomainName"),
        ]);
        let country = self.first_value(&[
            (&company.object("address"), "country"),
            (&billing.object("defaultAddress"), "country"),
        ]);
        let email = self.first_value(&[(&billing, "email")]).flatten();
        let tenant_id = self
            .first_value(&[
                // A contract has an id of its own; this is the id of the tenant.
                (&customer, "customerId"),
                (&customer, "tenantId"),
                (&customer, "id"),
                (&company, "tenantId"),
            ])
            .flatten();
        let registration_id = self.first_text(&[(&company, "organizationRegistrationNumber")]);
        let reseller = self.reseller(&customer);
        let (name_key, domain_key) =
            match (customer.get("companyProfile"), customer.get("displayName")) {
                (None, Some(_)) => ("displayName", "defaultDomainName"),
                (Some(_) | None, _) => ("companyProfile.companyName", "companyProfile.domain"),
            };
        if name.is_none() {
            self.wrong(self.value, name_key, "the name is missing");
        }
        if domain.is_none() {
            let of = match &name {
                Some(Some(name)) => format!(" of {name}"),
                Some(None) | None => String::new(),
            };
            let message = format!("the domain{of} is missing");
            self.wrong(self.value, domain_key, &message);
        }
        if country.is_none() && default_country.is_none() {
            self.wrong(
                self.value,
                "companyProfile.address.country",
                "the country is missing, also in billingProfile.defaultAddress; add it with --country",
            );
        }
        let (line, column) = self.places.of_value(self.value);
        Some(CustomerRow {
            at: RecordPlace {
                line,
                domain: column,
                tenant_id: column,
                registration_id: column,
            },
            name: name??.to_string(),
            domain: domain??,
            country: country.unwrap_or(default_country)?,
            email,
            tenant_id,
            registration_id,
            origin: None,
            csp_tenant: None,
            reseller,
        })
    }

    /// The first of the candidates that is present.
    fn first_text(&mut self, candidates: &[(&Object<'a>, &str)]) -> Option<String> {
        candidates.iter().find_map(|(object, key)| {
            let value = object.get(key)?;
            self.text(value, key)
        })
    }

    /// The first of the candidates that is present; `Some(None)` if it is invalid, which is recorded as a mistake.
    fn first_value<T>(&mut self, candidates: &[(&Object<'a>, &str)]) -> Option<Option<T>>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        candidates.iter().find_map(|(object, key)| {
            let value = object.get(key)?;
            let text = self.text(value, key)?;
            let parsed = text.parse().map_err(|error: T::Err| {
                self.wrong(value, key, &error.to_string());
            });
            Some(parsed.ok())
        })
    }

    fn text(&mut self, value: &'a RawValue, key: &str) -> Option<String> {
        match serde_json::from_str::<String>(value.get()) {
            Ok(text) if text.contains('\0') => {
                self.wrong(value, key, "the text contains a NUL character");
                None
            }
            Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Err(_) => {
                self.wrong(value, key, "expected a text");
                None
            }
        }
    }

    fn reseller(&mut self, customer: &Object<'a>) -> Option<Granted> {
        let relationship = customer.get("relationshipToPartner")?.get();
        let is_reseller = relationship == RESELLER_IN_DOTNET
            || relationship
                .trim_matches('"')
                .eq_ignore_ascii_case("reseller");
        if !is_reseller {
            return None;
        }
        let admin_rights = match customer.get("allowDelegatedAccess") {
            None => true,
            Some(value) => match value.get() {
                "true" => true,
                "false" => false,
                _ => {
                    self.wrong(value, "allowDelegatedAccess", "expected true or false");
                    return None;
                }
            },
        };
        Some(Granted { admin_rights })
    }

    fn wrong(&mut self, value: &RawValue, field: &str, message: &str) {
        let at = self.places.of_value(value);
        self.mistakes.push(Diagnostic::in_field(at, field, message));
    }
}
