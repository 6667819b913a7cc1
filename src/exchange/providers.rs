//! Bulk import of the provider directory: a CSV file whose columns are the flags of `csp providers add`.

use super::decode::DecodedFile;
use super::sheet::{Column, Parsed, Reread, Row, Seen, Taker, optional, read_rows, required};
use crate::diagnostic::Diagnostics;
use crate::domain::provider::{Service, tidy_services};
use crate::domain::rule::providers::UNIQUE;
use crate::domain::user::Name;
use crate::domain::{Country, Email, MpnId, TenantDomain, TenantId};

/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    required("name"),
    required("country"),
    required("mpn-id"),
    optional("tenant-id"),
    optional("tenant-domain"),
    optional("email"),
    optional("service"),
    optional("notes"),
];

/// A provider as described in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRow {
    /// The position of the row.
    pub at: RowPlace,
    /// The company's name.
    pub name: String,
    /// Its country.
    pub country: Country,
    /// Its location identifier.
    pub mpn_id: MpnId,
    /// The id of its tenant, if given.
    pub tenant_id: Option<TenantId>,
    /// The tenant's domain, if given.
    pub tenant_domain: Option<TenantDomain>,
    /// The email address, if given.
    pub email: Option<Email>,
    /// Its services, separated by `;` in the file.
    pub services: Vec<Service>,
    /// Free notes, if given.
    pub notes: Option<String>,
}

/// The position of a row and the columns that a check against the directory may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// The physical line on which the row starts.
    pub line: u64,
    /// The column of the MPN ID.
    pub mpn_id: usize,
    /// The column of the tenant ID.
    pub tenant_id: usize,
    /// The column of the tenant's domain.
    pub tenant_domain: usize,
}

/// A directory of providers.
#[derive(Debug)]
pub struct ProviderList {
    document: Box<DecodedFile>,
}

impl ProviderList {
    /// Parses a directory.
    pub fn read(document: DecodedFile) -> Parsed<Self> {
        let list = Self {
            document: Box::new(document),
        };
        let mut mistakes = Diagnostics::default();
        let mut mpn_ids = Seen::<Box<str>>::new("mpn-id", &UNIQUE);
        let mut tenants = Seen::new("tenant-id", &UNIQUE);
        let mut domains = Seen::<Box<str>>::new("tenant-domain", &UNIQUE);
        list.walk(&mut mistakes, &mut |row, mistakes| {
            let id = row.mpn_id.as_str();
            let at = row.at;
            mpn_ids.note((at.line, at.mpn_id), &id, id.into(), mistakes);
            if let Some(id) = row.tenant_id {
                tenants.note((at.line, at.tenant_id), &id, id, mistakes);
            }
            if let Some(domain) = &row.tenant_domain {
                let key = domain.key();
                domains.note((at.line, at.tenant_domain), &key, key.into(), mistakes);
            }
        });
        Parsed {
            file: list,
            mistakes,
        }
    }
}

impl Reread for ProviderList {
    type Row = ProviderRow;

    fn walk(&self, mistakes: &mut Diagnostics, take: &mut Taker<'_, ProviderRow>) {
        read_rows(&self.document, COLUMNS, mistakes, |row, mistakes| {
            if let Some(row) = read_row(row, mistakes) {
                take(row, mistakes);
            }
        });
    }
}

fn read_row(row: &Row<'_>, mistakes: &mut Diagnostics) -> Option<ProviderRow> {
    let name = row.needed::<Name>(0, mistakes).map(|name| name.to_string());
    let country = row.needed(1, mistakes);
    let mpn_id = row.needed(2, mistakes);
    let tenant_id = row.value(3, mistakes);
    let tenant_domain = row.value(4, mistakes);
    let email = row.value(5, mistakes);
    let mut services = Vec::new();
    for word in row.text(6, mistakes).unwrap_or_default().split(';') {
        match word.trim() {
            "" => {}
            word => match word.parse::<Service>() {
                Ok(service) => services.push(service),
                Err(error) => mistakes.push(row.mistake(6, error)),
            },
        }
    }
    Some(ProviderRow {
        at: RowPlace {
            line: row.line,
            mpn_id: row.place(2),
            tenant_id: row.place(3),
            tenant_domain: row.place(4),
        },
        name: name?,
        country: country?,
        mpn_id: mpn_id?,
        tenant_id,
        tenant_domain,
        email,
        services: tidy_services(&services),
        notes: row.text(7, mistakes).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    fn document(text: &str) -> DecodedFile {
        DecodedFile::read(text.as_bytes(), Opening::ROWS).unwrap()
    }

    #[test]
    fn a_directory_is_read_with_hyphens_or_underscores() {
        let text = "name,country,mpn_id,tenant-id,tenant_domain,email,service\n\
            Nordic Distribution,SE,5550001,11111111-2222-3333-4444-555555555555,nordic.example,hi@nordic.example,billing;training\n\
            Southern,ES,5550002,,,,\n";
        let mut rows = Vec::new();
        let list = ProviderList::read(document(text)).into_result().unwrap();
        let taken = list.each(|row| {
            rows.push(row);
            Ok::<_, std::convert::Infallible>(())
        });
        taken.unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].services, [Service::Training, Service::Billing]);
        assert_eq!(rows[1].tenant_id, None);
        assert_eq!(rows[1].at.line, 3);
    }

    #[test]
    fn every_mistake_of_a_row_is_told() {
        let text =
            "name,country,mpn-id,service\n,France,12,selling\nA,FR,5550001,\nB,FR,5550001,\n";
        let told: Vec<String> = ProviderList::read(document(text))
            .mistakes
            .into_listed()
            .into_iter()
            .map(|it| it.located_message())
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
