//! Lists of customers: our own CSV, the JSON that the Partner Center API and its PowerShell module print, and the lists
//! that Partner Center and older tools export as CSV.

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

/// The most bytes that a list of customers may have.
pub const LARGEST: u64 = 256 << 20;

/// A customer as a file describes it; what the file is silent about is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRow {
    /// Where it stands.
    pub at: RecordPlace,
    /// The organisation's name.
    pub name: String,
    /// The domain of its tenant.
    pub domain: TenantDomain,
    /// The country of its tenant.
    pub country: Country,
    /// Whom to write to.
    pub email: Option<Email>,
    /// Its tenant.
    pub tenant_id: Option<TenantId>,
    /// Its registration ID.
    pub registration_id: Option<String>,
    /// Where it came from.
    pub origin: Option<CustomerOrigin>,
    /// Whether the tenant is used for CSP transactions.
    pub csp_tenant: Option<bool>,
    /// Whether it has granted us a relationship.
    pub reseller: Option<Granted>,
}

/// Where a record stands, and in which columns what the store or a rule may be against. In JSON all of that is where
/// the record starts.
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

/// A relationship with us that another system knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Whether delegated admin rights come with it.
    pub admin_rights: bool,
}

/// A list of customers.
#[derive(Debug)]
pub struct CustomerList {
    document: Box<DecodedFile>,
    country: Option<Country>,
}

impl CustomerList {
    /// Reads a list of customers; whether it is CSV or JSON is told by its first character.
    ///
    /// `country` stands in where the file names none.
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
