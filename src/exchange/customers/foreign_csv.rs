//! Customers as other systems list them in CSV: the list that Partner Center downloads, and what `Export-Csv` writes of
//! the partner modules of PowerShell. Columns that say nothing about a customer are passed over.

use std::fmt::Display;
use std::str::FromStr;

use super::{CustomerRow, Granted, RecordPlace};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::Country;
use crate::domain::user::Name;
use crate::exchange::again::Taker;
use crate::exchange::decode::Document;
use crate::exchange::records::{Fault, Record, Records, width_differs};
use crate::exchange::sheet::Heading;
use crate::exchange::spreadsheet::bare;

/// What the columns of one system are called, in small letters.
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

/// Words of a relationship that makes us the customer's reseller.
const RESELLER: [&str; 3] = ["reseller", "cloud reseller", "indirect reseller"];

/// Where the columns of a list of another system are.
#[derive(Debug)]
pub(super) struct Layout {
    headings: Vec<String>,
    name: usize,
    domain: usize,
    tenant_id: usize,
    relationship: Option<usize>,
    admin_rights: Option<usize>,
    country: Option<usize>,
}

impl Layout {
    /// The layout of a file whose heading is that of a known system; `None` for every other file.
    pub(super) fn of(document: &Document) -> Option<Self> {
        let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
        let first = records.next_record().ok()??;
        let headings: Vec<String> = first
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        let place = |wanted: &str| {
            headings
                .iter()
                .position(|heading| heading.to_lowercase() == wanted)
        };
        SYSTEMS.iter().find_map(|system| {
            Some(Self {
                name: place(system.name)?,
                domain: place(system.domain)?,
                tenant_id: place(system.tenant_id)?,
                relationship: system.relationship.and_then(place),
                admin_rights: system.admin_rights.and_then(place),
                country: system.country.and_then(place),
                headings: headings.clone(),
            })
        })
    }

    fn heading(&self, at: usize) -> Heading {
        Heading {
            column: at + 1,
            text: self.headings.get(at).cloned().unwrap_or_default(),
        }
    }
}

pub(super) fn read(
    document: &Document,
    layout: &Layout,
    country: Option<Country>,
    mistakes: &mut Diagnostics,
    take: &mut Taker<'_, CustomerRow>,
) {
    if let Err(fault) = read_records(document, layout, country, mistakes, take) {
        mistakes.push(Diagnostic::in_line(fault.line(), fault.to_string()));
    }
}

fn read_records(
    document: &Document,
    layout: &Layout,
    country: Option<Country>,
    mistakes: &mut Diagnostics,
    take: &mut Taker<'_, CustomerRow>,
) -> Result<(), Fault> {
    let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
    let heading_line = records.next_record()?.map_or(1, |heading| heading.line);
    let mut rows = 0_u64;
    while let Some(record) = records.next_record()? {
        if record.is_blank() {
            continue;
        }
        rows += 1;
        if record.width() > layout.headings.len() {
            let message = width_differs(record.width(), layout.headings.len());
            mistakes.push(Diagnostic::in_line(record.line, message));
            continue;
        }
        let row = Row { layout, record };
        if let Some(row) = row.read(country, mistakes) {
            take(row, mistakes);
        }
    }
    if rows == 0 {
        let message = "the file has a heading and no row";
        mistakes.push(Diagnostic::in_line(heading_line, message));
    }
    Ok(())
}

struct Row<'a> {
    layout: &'a Layout,
    record: Record<'a>,
}

impl Row<'_> {
    fn read(
        &self,
        default_country: Option<Country>,
        mistakes: &mut Diagnostics,
    ) -> Option<CustomerRow> {
        let layout = self.layout;
        let name = self.needed::<Name>(layout.name, mistakes);
        let domain = self.needed(layout.domain, mistakes);
        let tenant_id = self.value(layout.tenant_id, mistakes);
        let reseller = self.reseller(mistakes);
        let before = mistakes.count();
        let named = layout.country.and_then(|at| self.value(at, mistakes));
        let country = named.or(default_country);
        if country.is_none() && mistakes.count() == before {
            let message = "the file names no country; give the customers' country with --country";
            mistakes.push(Diagnostic::in_line(self.record.line, message));
        }
        Some(CustomerRow {
            at: RecordPlace {
                line: self.record.line,
                domain: layout.domain + 1,
                tenant_id: layout.tenant_id + 1,
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

    /// The relationship that the row names. Where it says nothing about admin rights they come with it, as in the
    /// answers of the API.
    fn reseller(&self, mistakes: &mut Diagnostics) -> Option<Granted> {
        let word = self.text(self.layout.relationship?, mistakes)?;
        if !RESELLER.contains(&word.to_lowercase().as_str()) {
            return None;
        }
        let rights = self
            .layout
            .admin_rights
            .and_then(|at| Some((at, self.text(at, mistakes)?)));
        let admin_rights = match rights {
            None => true,
            Some((at, text)) => match text.to_lowercase().as_str() {
                "true" => true,
                "false" => false,
                _ => {
                    self.wrong(at, format!("`{text}` is neither true nor false"), mistakes);
                    return None;
                }
            },
        };
        Some(Granted { admin_rights })
    }

    fn text(&self, at: usize, mistakes: &mut Diagnostics) -> Option<String> {
        let Ok(text) = std::str::from_utf8(self.record.cell(at)) else {
            let message = "the cell is not UTF-8; save the file as CSV UTF-8";
            self.wrong(at, message, mistakes);
            return None;
        };
        if text.contains('\0') {
            self.wrong(at, "the cell has a NUL character in it", mistakes);
            return None;
        }
        let text = bare(text.trim()).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn value<T: FromStr<Err: Display>>(&self, at: usize, mistakes: &mut Diagnostics) -> Option<T> {
        match self.text(at, mistakes)?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(at, error, mistakes);
                None
            }
        }
    }

    fn needed<T: FromStr<Err: Display>>(&self, at: usize, mistakes: &mut Diagnostics) -> Option<T> {
        let before = mistakes.count();
        let value = self.value(at, mistakes);
        if value.is_none() && mistakes.count() == before {
            self.wrong(at, "the cell is empty", mistakes);
        }
        value
    }

    fn wrong(&self, at: usize, message: impl Display, mistakes: &mut Diagnostics) {
        let heading = self.layout.heading(at);
        mistakes.push(heading.mistake(self.record.line, message));
    }
}
