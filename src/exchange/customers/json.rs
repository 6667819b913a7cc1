//! Customers as the Partner Center API and its PowerShell module print them.
//!
//! The API answers a collection (`items`) or one customer, the module an array or one object; keys come in camel
//! case from the one and in Pascal case from the other, and enumerations as words or, out of `ConvertTo-Json`, as
//! numbers.

use serde_json::value::RawValue;

use super::object::{Object, Places};
use super::{CustomerRow, Granted, RecordPlace};
use crate::domain::Country;
use crate::domain::user::Name;
use crate::exchange::again::Taker;
use crate::exchange::mistake::{Mistake, Mistakes};
use crate::policy::utf8;

/// `reseller` among the values of `relationshipToPartner`, as .NET numbers them.
const RESELLER_IN_DOTNET: &str = "1";

pub(super) fn read(
    bytes: &[u8],
    country: Option<Country>,
    mistakes: &mut Mistakes,
    take: &mut Taker<'_, CustomerRow>,
) {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(fault) => {
            mistakes.push(Mistake {
                column: fault.at.column,
                ..Mistake::in_line(fault.at.line as u64, fault.message)
            });
            return;
        }
    };
    let places = Places::of(text);
    if let Some((line, column)) = places.too_deep() {
        let message = "the file is nested deeper than any list of customers";
        mistakes.push(Mistake {
            column,
            ..Mistake::in_line(line, message)
        });
        return;
    }
    let documents: Result<Vec<&RawValue>, _> = serde_json::Deserializer::from_str(text)
        .into_iter()
        .collect();
    let documents = match documents {
        Ok(documents) => documents,
        Err(error) => {
            let line = error.line() as u64;
            mistakes.push(Mistake {
                column: error.column().max(1),
                ..Mistake::in_line(line, format!("this is no JSON: {}", what(&error)))
            });
            return;
        }
    };
    // Several documents one after the other are JSON lines.
    let customers: Vec<&RawValue> = documents.into_iter().flat_map(customers_in).collect();
    if customers.is_empty() {
        mistakes.push(Mistake::in_line(1, "the file lists no customer"));
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

/// What serde_json says, without the place, which stands elsewhere.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn customers_in(whole: &RawValue) -> Vec<&RawValue> {
    if let Ok(all) = serde_json::from_str(whole.get()) {
        return all;
    }
    let object = Object::of(whole).unwrap_or_default();
    let wrapped = object.get("items").or_else(|| object.get("value"));
    match wrapped {
        Some(items) => serde_json::from_str(items.get()).unwrap_or_else(|_| vec![items]),
        None => vec![whole],
    }
}

struct Reader<'a, 'm> {
    places: &'m Places<'a>,
    value: &'a RawValue,
    mistakes: &'m mut Mistakes,
}

impl<'a> Reader<'a, '_> {
    fn read(mut self, default_country: Option<Country>) -> Option<CustomerRow> {
        let Some(customer) = Object::of(self.value) else {
            self.wrong(self.value, "customer", "this is no object");
            return None;
        };
        let company = customer.object("companyProfile");
        let billing = customer.object("billingProfile");
        let name: Option<Option<Name>> = self.first_value(&[
            (&company, "companyName"),
            (&customer, "name"),
            (&billing, "companyName"),
        ]);
        let domain = self.first_value(&[(&company, "domain"), (&customer, "domain")]);
        let country = self.first_value(&[
            (&company.object("address"), "country"),
            (&billing.object("defaultAddress"), "country"),
        ]);
        let email = self.first_value(&[(&billing, "email")]).flatten();
        let tenant_id = self
            .first_value(&[
                (&customer, "id"),
                (&customer, "customerId"),
                (&company, "tenantId"),
            ])
            .flatten();
        let registration_id = self.first_text(&[(&company, "organizationRegistrationNumber")]);
        let reseller = self.reseller(&customer);
        if name.is_none() {
            self.wrong(
                self.value,
                "companyProfile.companyName",
                "the name is missing",
            );
        }
        if domain.is_none() {
            self.wrong(self.value, "companyProfile.domain", "the domain is missing");
        }
        if country.is_none() && default_country.is_none() {
            self.wrong(
                self.value,
                "companyProfile.address.country",
                "the country is missing, in billingProfile.defaultAddress too; give --country",
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

    /// The first text that is given.
    fn first_text(&mut self, candidates: &[(&Object<'a>, &str)]) -> Option<String> {
        candidates.iter().find_map(|(object, key)| {
            let value = object.get(key)?;
            self.text(value, key)
        })
    }

    /// The first that is given: `Some(None)` if it is given and no good, which is noted.
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
                self.wrong(value, key, "the text has a NUL character in it");
                None
            }
            Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Err(_) => {
                self.wrong(value, key, "this is no text");
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
                    self.wrong(
                        value,
                        "allowDelegatedAccess",
                        "this is neither true nor false",
                    );
                    return None;
                }
            },
        };
        Some(Granted { admin_rights })
    }

    fn wrong(&mut self, value: &RawValue, field: &str, message: &str) {
        let at = self.places.of_value(value);
        self.mistakes.push(Mistake::in_field(at, field, message));
    }
}
