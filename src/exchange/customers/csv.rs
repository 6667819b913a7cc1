//! Customers in csp's own CSV.

use super::{CustomerRow, RecordPlace};
use crate::diagnostic::Diagnostics;
use crate::domain::Country;
use crate::domain::user::Name;
use crate::exchange::decode::DecodedFile;
use crate::exchange::sheet::{
    self, Column, Row, Taker, optional, passed_over, read_rows, required,
};

/// The columns, in the order of the template. Other columns of our own export are ignored.
pub const COLUMNS: &[Column] = &[
    required("name"),
    required("domain"),
    optional("country"),
    optional("email"),
    optional("tenant_id"),
    optional("registration_id"),
    optional("origin"),
    optional("csp_tenant"),
    passed_over("account"),
    passed_over("state"),
    passed_over("created_at"),
    passed_over("groups"),
    passed_over("keeper"),
];

/// An empty file to fill in.
pub fn template() -> String {
    sheet::template(COLUMNS)
}

pub(super) fn read(
    document: &DecodedFile,
    country: Option<Country>,
    mistakes: &mut Diagnostics,
    take: &mut Taker<'_, CustomerRow>,
) {
    read_rows(document, COLUMNS, mistakes, |row, mistakes| {
        if let Some(row) = read_row(row, country, mistakes) {
            take(row, mistakes);
        }
    });
}

fn read_row(
    row: &Row<'_>,
    country: Option<Country>,
    mistakes: &mut Diagnostics,
) -> Option<CustomerRow> {
    let name = row.needed::<Name>(0, mistakes);
    let domain = row.needed(1, mistakes);
    let named = row.text(2, mistakes).is_some();
    let country = if named {
        row.value(2, mistakes)
    } else {
        country
    };
    if !named && country.is_none() {
        mistakes.push(row.mistake(
            2,
            "the cell is empty; fill it in, or give the country with --country",
        ));
    }
    let email = row.value(3, mistakes);
    let tenant_id = row.value(4, mistakes);
    let registration_id = row.text(5, mistakes).map(str::to_owned);
    let origin = row.value(6, mistakes);
    let csp_tenant = row
        .text(7, mistakes)
        .and_then(|text| match text.to_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => {
                mistakes
                    .push(row.mistake(7, format!("`{text}` is not valid: expected true or false")));
                None
            }
        });
    Some(CustomerRow {
        at: RecordPlace {
            line: row.line,
            domain: row.place(1),
            tenant_id: row.place(4),
            registration_id: row.place(5),
        },
        name: name?.to_string(),
        domain: domain?,
        country: country?,
        email,
        tenant_id,
        registration_id,
        origin,
        csp_tenant,
        reseller: None,
    })
}
