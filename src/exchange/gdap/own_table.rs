//! Relationships in csp's own columns, to which a person renames the columns of any other table.

use std::collections::BTreeSet;

use super::date::{SeenInstant, instant_of_text};
use super::duration::days_of_text;
use super::sink::Sink;
use crate::diagnostic::Diagnostics;
use crate::domain::calendar::Instant;
use crate::domain::gdap::role::role_named;
use crate::domain::gdap::{EntraRoleId, RelationshipSighting, SeenDays, SeenRoles};
use crate::domain::text::kept_text;
use crate::exchange::decode::DecodedFile;
use crate::exchange::sheet::{self, Column, HeadingKeys, Row, optional, read_rows, required};

/// The columns, in the order of the template.
pub const COLUMNS: &[Column] = &[
    required("id"),
    optional("name"),
    optional("customer_tenant_id"),
    optional("customer_name"),
    optional("status"),
    optional("duration_days"),
    optional("auto_extend_days"),
    optional("roles"),
    optional("created_at"),
    optional("activated_at"),
    optional("ends_at"),
];

/// An empty file to fill in.
pub fn template() -> String {
    sheet::template(COLUMNS)
}

/// Whether the headings are ours: `id`, and most of the others. A column with a wrong name is then a mistake that names
/// the nearest.
pub(super) fn is_own(keys: &HeadingKeys) -> bool {
    let ours = |heading: &str| {
        let heading = heading.replace(['-', ' '], "_");
        COLUMNS.iter().any(|column| column.heading == heading)
    };
    let (known, all) = keys.iter().fold((0, 0), |(known, all), (_, key)| {
        (known + usize::from(ours(key)), all + 1)
    });
    keys.place("id").is_some() && known * 2 > all
}

pub(super) fn read(document: &DecodedFile, mistakes: &mut Diagnostics, sink: &mut Sink<'_, '_>) {
    read_rows(document, COLUMNS, mistakes, |row, mistakes| {
        if let Some(seen) = read_row(row, mistakes) {
            sink.relationship((row.line, 1), seen, mistakes);
        }
    });
}

fn read_row(row: &Row<'_>, mistakes: &mut Diagnostics) -> Option<RelationshipSighting> {
    let before = mistakes.count();
    let id = row.needed(0, mistakes);
    let shown = |column: usize, mistakes: &mut Diagnostics| {
        let text = row.text(column, mistakes)?;
        Some(kept_text(text).into_owned())
    };
    let (name, customer_name) = (shown(1, mistakes), shown(3, mistakes));
    let (customer_tenant, status) = (row.value(2, mistakes), shown(4, mistakes));
    let (duration, auto_extend) = (days(row, 5, mistakes), days(row, 6, mistakes));
    let roles = roles(row, 7, mistakes);
    let (created_at, activated_at) = (moment(row, 8, mistakes), moment(row, 9, mistakes));
    let ends_at = moment(row, 10, mistakes);
    let is_valid = mistakes.count() == before;
    id.filter(|_| is_valid).map(|id| RelationshipSighting {
        name,
        customer_tenant,
        customer_name,
        status,
        duration,
        auto_extend,
        roles,
        created_at,
        activated_at,
        ends_at,
        ..RelationshipSighting::of(id)
    })
}

fn days(row: &Row<'_>, column: usize, mistakes: &mut Diagnostics) -> Option<SeenDays> {
    match days_of_text(row.text(column, mistakes)?) {
        SeenDays::AsShown(text) => {
            let message =
                format!("`{text}` is not valid: expected a number of days, for example 730");
            mistakes.push(row.mistake(column, message));
            None
        }
        days @ SeenDays::Days(_) => Some(days),
    }
}

fn moment(row: &Row<'_>, column: usize, mistakes: &mut Diagnostics) -> Option<Instant> {
    match instant_of_text(row.text(column, mistakes)?) {
        SeenInstant::Absent => None,
        SeenInstant::At(at) => Some(at),
        SeenInstant::Unread(text) => {
            let message = format!(
                "`{text}` is not valid: expected a day (2028-03-01) or a moment (2028-03-01T09:40:12Z)"
            );
            mistakes.push(row.mistake(column, message));
            None
        }
    }
}

fn roles(row: &Row<'_>, column: usize, mistakes: &mut Diagnostics) -> SeenRoles {
    let Some(cell) = row.text(column, mistakes) else {
        return SeenRoles::Unsaid;
    };
    let mut roles = BTreeSet::<EntraRoleId>::new();
    for part in cell
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match role_named(part) {
            Ok(role) => {
                roles.insert(role);
            }
            Err(unknown) => mistakes.push(row.mistake(column, unknown)),
        }
    }
    SeenRoles::All(roles)
}
