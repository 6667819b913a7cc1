//! Lists of customers: our own CSV, and the JSON that the Partner Center API and its PowerShell module print.

mod csv;
mod json;
mod object;

use super::mistake::{Mistake, Mistakes};
use crate::domain::customer::Origin;
use crate::domain::rule::customers as rule;
use crate::domain::{Country, Email, TenantDomain, TenantId};
pub use csv::{COLUMNS, template};

/// The most bytes that a list of customers may have.
pub const LARGEST: u64 = 256 << 20;

/// A customer as a file describes it; what the file is silent about is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRow {
    /// The line on which its record starts.
    pub line: u64,
    /// The column in which it starts.
    pub column: usize,
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
    pub origin: Option<Origin>,
    /// Whether the tenant is used for CSP transactions.
    pub csp_tenant: Option<bool>,
    /// Whether it has granted us a relationship.
    pub reseller: Option<Granted>,
}

/// A relationship with us that another system knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Whether delegated admin rights come with it.
    pub admin_rights: bool,
}

/// A list with something wrong in it.
#[derive(Debug, Default)]
pub struct BadList {
    /// Everything that is wrong with the list itself.
    pub mistakes: Mistakes,
    /// The records that could be read: the store may have something against them too.
    pub good: Vec<CustomerRow>,
}

/// Reads a list of customers; whether it is CSV or JSON is told by its first character.
///
/// `country` stands in where the file names none.
///
/// # Errors
/// Every mistake of the file, with the records that could be read.
pub fn read_customers(bytes: &[u8], country: Option<Country>) -> Result<Vec<CustomerRow>, BadList> {
    let decoded = utf16(bytes);
    let bytes = decoded.as_deref().map_or(bytes, str::as_bytes);
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let mut mistakes = Mistakes::default();
    let rows = match first {
        Some(b'{' | b'[') => json::read(text, country, &mut mistakes),
        Some(_) | None => csv::read(bytes, country, &mut mistakes),
    };
    find_doubles(&rows, &mut mistakes);
    if mistakes.is_empty() {
        Ok(rows)
    } else {
        Err(BadList {
            mistakes,
            good: rows,
        })
    }
}

/// The text of a UTF-16 file, as older PowerShells redirect their output.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = bytes.starts_with(&[0xff, 0xfe]);
    if !little && !bytes.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let units = bytes.get(2..)?.chunks(2).map(|pair| match *pair {
        [a, b] if little => u16::from_le_bytes([a, b]),
        [a, b] => u16::from_be_bytes([a, b]),
        _ => 0xfffd,
    });
    Some(
        char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect(),
    )
}

/// Two records that name one customer.
fn find_doubles(rows: &[CustomerRow], mistakes: &mut Mistakes) {
    let mut domains: std::collections::HashMap<&str, u64> = std::collections::HashMap::new();
    let mut tenants: std::collections::HashMap<TenantId, u64> = std::collections::HashMap::new();
    let mut double = |row: &CustomerRow, field: &str, value: &dyn std::fmt::Display, first: u64| {
        mistakes.push(Mistake {
            line: row.line,
            column: row.column,
            field: Some(field.to_owned()),
            message: format!("{field}: {value} stands in line {first} already"),
            rule: Some(&rule::UNIQUE),
        });
    };
    for row in rows {
        if let Some(first) = domains.insert(row.domain.key(), row.line) {
            double(row, "domain", &row.domain, first);
        }
        if let Some(id) = row.tenant_id
            && let Some(first) = tenants.insert(id, row.line)
        {
            double(row, "tenant_id", &id, first);
        }
    }
}

#[cfg(test)]
mod tests;
