//! Lists of customers: csp's own CSV, the JSON of the Partner Center API and its PowerShell module, and the CSV exports
//! of Partner Center and older tools.

mod csv;
mod json;
mod object;
mod partner_lists;

use super::decode::DecodedFile;
use super::sheet::{Parsed, Reread, Seen, Taker};
use crate::diagnostic::Diagnostics;
use crate::domain::customer::CustomerOrigin;
use crate::domain::rule::customers as rule;
use crate::domain::{Country, Email, TenantDomain, TenantId};
pub use csv::{COLUMNS, template};

/// The maximum size of a list of customers, in bytes.
pub const LARGEST: u64 = 256 << 20;

/// A customer as described in a file. Values that the file does not have are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRow {
    /// The position of the record.
    pub at: RecordPlace,
    /// The organisation's name.
    pub name: String,
    /// The domain of its tenant.
    pub domain: TenantDomain,
    /// The country of its tenant.
    pub country: Country,
    /// The email address.
    pub email: Option<Email>,
    /// The id of its tenant.
    pub tenant_id: Option<TenantId>,
    /// Its registration ID.
    pub registration_id: Option<String>,
    /// How the customer was won.
    pub origin: Option<CustomerOrigin>,
    /// Whether the tenant is used for CSP transactions.
    pub csp_tenant: Option<bool>,
    /// Whether it has granted us a relationship.
    pub reseller: Option<Granted>,
}

/// The position of a record and the columns that a check against the store or a rule may refer to. In JSON all of them
/// are the position where the record starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace {
    /// The line on which the record starts.
    pub line: u64,
    /// The column of the domain.
    pub domain: usize,
    /// The column of the tenant ID.
    pub tenant_id: usize,
    /// The column of the registration ID.
    pub registration_id: usize,
}

/// A relationship with us that another system reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Whether it includes delegated admin rights.
    pub admin_rights: bool,
}

/// A list of customers.
#[derive(Debug)]
pub struct CustomerList {
    document: Box<DecodedFile>,
    country: Option<Country>,
}

impl CustomerList {
    /// Parses a list of customers. The first character decides whether it is CSV or JSON.
    ///
    /// `country` is used for records without a country.
    pub fn read(document: DecodedFile, country: Option<Country>) -> Parsed<Self> {
        let list = Self {
            document: Box::new(document),
            country,
        };
        let mut mistakes = Diagnostics::default();
        let mut domains = Seen::<Box<str>>::new("domain", &rule::UNIQUE);
        let mut tenants = Seen::new("tenant_id", &rule::UNIQUE);
        list.walk(&mut mistakes, &mut |row, mistakes| {
            let (at, domain) = (row.at, &row.domain);
            domains.note((at.line, at.domain), domain, domain.key().into(), mistakes);
            if let Some(id) = row.tenant_id {
                tenants.note((at.line, at.tenant_id), &id, id, mistakes);
            }
        });
        Parsed {
            file: list,
            mistakes,
        }
    }
}

impl Reread for CustomerList {
    type Row = CustomerRow;

    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, CustomerRow>) {
        let text = self.document.bytes.as_slice();
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => json::read(text, self.country, mistakes, take),
            Some(_) | None => match partner_lists::List::of(&self.document) {
                Some(list) => list.read(self.country, mistakes, take),
                None => csv::read(&self.document, self.country, mistakes, take),
            },
        }
    }
}

#[cfg(test)]
mod tests;
