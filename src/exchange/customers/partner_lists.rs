//! Customers in the CSV of other systems: the list that Partner Center downloads, and the output of `Export-Csv` for
//! the partner modules of PowerShell. Columns that do not describe a customer are ignored.

use super::{CustomerRow, Granted, RecordPlace};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::Country;
use crate::domain::user::Name;
use crate::exchange::decode::DecodedFile;
use crate::exchange::sheet::records::Records;
use crate::exchange::sheet::{Headings, Layout, Row, Taker, read_rows_below};

/// The names of one system's columns, in lower case.
struct System {
    name: &'static str,
    domain: &'static str,
    tenant_id: &'static str,
    relationship: Option<&'static str>,
    admin_rights: Option<&'static str>,
    country: Option<&'static str>,
}

const SYSTEMS: &[System] = &[
    // Partner Center, Customers > Download customers
    System {
        name: "company name",
        domain: "primary domain name",
        tenant_id: "microsoft id",
        relationship: Some("relationship"),
        admin_rights: None,
        country: Some("country/region"),
    },
    // Get-PartnerCustomer
    System {
        name: "name",
        domain: "domain",
        tenant_id: "customerid",
        relationship: Some("relationshiptopartner"),
        admin_rights: Some("allowdelegatedaccess"),
        country: None,
    },
    // Get-MsolPartnerContract
    System {
        name: "name",
        domain: "defaultdomainname",
        tenant_id: "tenantid",
        relationship: None,
        admin_rights: None,
        country: None,
    },
    // Get-MgContract, CIPP
    System {
        name: "displayname",
        domain: "defaultdomainname",
        tenant_id: "customerid",
        relationship: None,
        admin_rights: None,
        country: None,
    },
];

/// Relationship values that make us the customer's reseller.
const RESELLER: [&str; 3] = ["reseller", "cloud reseller", "indirect reseller"];

/// The columns that are read, by their index in the layout of a list.
const NAME: usize = 0;
const DOMAIN: usize = 1;
const TENANT_ID: usize = 2;
const RELATIONSHIP: usize = 3;
const ADMIN_RIGHTS: usize = 4;
const COUNTRY: usize = 5;

/// A list of another system, after its heading line.
#[derive(Debug)]
pub(super) struct List<'d> {
    layout: Layout,
    records: Records<&'d [u8]>,
}

impl<'d> List<'d> {
    /// The list, if the heading line is that of a known system; otherwise `None`.
    pub(super) fn of(document: &'d DecodedFile) -> Option<Self> {
        let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
        let headings = Headings::read(&mut records).ok()??;
        let keys = headings.keyed(str::to_lowercase);
        let places = SYSTEMS.iter().find_map(|system| {
            let place = |name: Option<&str>| name.and_then(|name| keys.place(name));
            Some(vec![
                Some(keys.place(system.name)?),
                Some(keys.place(system.domain)?),
                Some(keys.place(system.tenant_id)?),
                place(system.relationship),
                place(system.admin_rights),
                place(system.country),
            ])
        })?;
        Some(Self {
            layout: Layout::of_places(headings, places),
            records,
        })
    }

    /// Reads the rows; `country` is used for rows without a country.
    pub(super) fn read(
        mut self,
        country: Option<Country>,
        mistakes: &mut Diagnostics,
        take: &mut Taker<'_, CustomerRow>,
    ) {
        read_rows_below(
            &self.layout,
            &mut self.records,
            mistakes,
            |row, mistakes| {
                if let Some(row) = read_row(row, country, mistakes) {
                    take(row, mistakes);
                }
            },
        );
    }
}

fn read_row(
    row: &Row<'_>,
    default_country: Option<Country>,
    mistakes: &mut Diagnostics,
) -> Option<CustomerRow> {
    let name = row.needed::<Name>(NAME, mistakes);
    let domain = row.needed(DOMAIN, mistakes);
    let tenant_id = row.value(TENANT_ID, mistakes);
    let reseller = reseller(row, mistakes);
    let before = mistakes.count();
    let named = row.value(COUNTRY, mistakes);
    let country = named.or(default_country);
    if country.is_none() && mistakes.count() == before {
        let message = "the file does not have a country; add the customers' country with --country";
        mistakes.push(Diagnostic::in_line(row.line, message));
    }
    Some(CustomerRow {
        at: RecordPlace {
            line: row.line,
            domain: row.place(DOMAIN),
            tenant_id: row.place(TENANT_ID),
            registration_id: 1,
        },
        name: name?.to_string(),
        domain: domain?,
        country: country.filter(|_| mistakes.count() == before)?,
        email: None,
        tenant_id,
        registration_id: None,
        origin: None,
        csp_tenant: None,
        reseller,
    })
}

/// The relationship in a row. If the row says nothing about admin rights, they are included, as in the answers of the
/// API.
fn reseller(row: &Row<'_>, mistakes: &mut Diagnostics) -> Option<Granted> {
    let word = row.text(RELATIONSHIP, mistakes)?;
    if !RESELLER.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    let admin_rights = match row.text(ADMIN_RIGHTS, mistakes) {
        None => true,
        Some(text) => match text.to_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => {
                let message = format!("`{text}` is not valid: expected true or false");
                mistakes.push(row.mistake(ADMIN_RIGHTS, message));
                return None;
            }
        },
    };
    Some(Granted { admin_rights })
}
