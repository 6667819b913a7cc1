//! The provider directory in bulk: a CSV file whose columns are the flags of `csp providers add`.

use std::io::BufRead;

use super::mistake::{Mistake, Mistakes};
use super::sheet::{Column, Row, optional, read_rows, required};
use crate::domain::provider::{Service, tidy_services};
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
];

/// A provider as a file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRow {
    /// The physical line on which the row starts.
    pub line: u64,
    /// The company's name.
    pub name: String,
    /// Its country.
    pub country: Country,
    /// Its location identifier.
    pub mpn_id: MpnId,
    /// Its tenant, where given.
    pub tenant_id: Option<TenantId>,
    /// The tenant's domain, where given.
    pub tenant_domain: Option<TenantDomain>,
    /// Whom to write to, where given.
    pub email: Option<Email>,
    /// What it does, `;` between them.
    pub services: Vec<Service>,
}

/// Reads a directory of providers.
///
/// # Errors
/// Every mistake of the file; an input that cannot be read at all is an [`std::io::Error`].
pub fn read_providers(input: impl BufRead) -> std::io::Result<Result<Vec<ProviderRow>, Mistakes>> {
    let mut mistakes = Mistakes::default();
    let mut rows = Vec::new();
    read_rows(input, COLUMNS, &mut mistakes, |row, mistakes| {
        rows.extend(read_row(row, mistakes))
    })?;
    find_doubles(&rows, &mut mistakes);
    Ok(if mistakes.is_empty() {
        Ok(rows)
    } else {
        Err(mistakes)
    })
}

fn read_row(row: &Row<'_>, mistakes: &mut Mistakes) -> Option<ProviderRow> {
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
        line: row.line,
        name: name?,
        country: country?,
        mpn_id: mpn_id?,
        tenant_id,
        tenant_domain,
        email,
        services: tidy_services(&services),
    })
}

/// Two rows that name one provider.
fn find_doubles(rows: &[ProviderRow], mistakes: &mut Mistakes) {
    let mut seen: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    for row in rows {
        let keys = [
            (3, "mpn-id", Some(row.mpn_id.to_string())),
            (4, "tenant-id", row.tenant_id.map(|id| id.to_string())),
            (
                5,
                "tenant-domain",
                row.tenant_domain.as_ref().map(|it| it.key().to_owned()),
            ),
        ];
        for (column, heading, key) in keys {
            let Some(key) = key else { continue };
            if let Some(first) = seen.insert(format!("{heading} {key}"), row.line) {
                mistakes.push(Mistake {
                    line: row.line,
                    column,
                    field: Some(heading.to_owned()),
                    message: format!("{heading}: {key} stands in line {first} already"),
                    rule: Some(&crate::domain::rule::providers::UNIQUE),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_read_with_hyphens_or_underscores() {
        let text = "name,country,mpn_id,tenant-id,tenant_domain,email,service\n\
            Nordic Distribution,SE,5550001,11111111-2222-3333-4444-555555555555,nordic.example,hi@nordic.example,billing;training\n\
            Southern,ES,5550002,,,,\n";
        let rows = read_providers(text.as_bytes()).unwrap().unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].services, [Service::Training, Service::Billing]);
        assert_eq!(rows[1].tenant_id, None);
        assert_eq!(rows[1].line, 3);
    }

    #[test]
    fn every_mistake_of_a_row_is_told() {
        let text =
            "name,country,mpn-id,service\n,France,12,selling\nA,FR,5550001,\nB,FR,5550001,\n";
        let told: Vec<String> = read_providers(text.as_bytes())
            .unwrap()
            .unwrap_err()
            .into_listed()
            .into_iter()
            .map(|it| format!("{}:{}: {}", it.line, it.column, it.message))
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
