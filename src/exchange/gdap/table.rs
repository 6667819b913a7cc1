//! Reads relationships from CSV: csp's own columns, Export-Csv of PowerShell, Microsoft's bulk tool, CIPP's table, and any
//! CSV whose columns are named as Graph names its fields.

use std::collections::BTreeSet;

use super::date::{SeenInstant, instant_of_text};
use super::duration::days_of_text;
use super::node::is_cut;
use super::note::GdapNote;
use super::own_table;
use super::reader::UnreadDates;
use super::roles::roles_in_text;
use super::shape::{EXPORT_RELATIONSHIPS, GdapShape};
use super::sink::Sink;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::gdap::role::role_named;
use crate::domain::gdap::{AssignmentSighting, EntraRoleId, RelationshipSighting, SeenRoles};
use crate::domain::text::kept_text;
use crate::exchange::decode::DecodedFile;
use crate::exchange::sheet::records::Records;
use crate::exchange::sheet::{HeadingKeys, Headings, Layout, Row, read_rows_below};

/// The kinds of table, by their headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    /// Columns named as Graph's fields.
    Graph(GdapShape),
    /// The bulk tool's assignments.
    Assignments,
    ActivityLog,
    /// Customers, which another command imports.
    Customers,
    Unknown,
}

fn kind_of(keys: &HeadingKeys) -> Kind {
    let has = |key: &str| keys.place(key).is_some();
    let has_some = |some: &[&str]| some.iter().any(|key| has(key));
    let of_graph = [
        "displayname",
        "duration",
        "enddatetime",
        "accessdetails",
        "customer.displayname",
    ];
    if has("gdaprelationshipid") && has("accessassignmentid") {
        Kind::Assignments
    } else if has("affected customer") && has("action") {
        Kind::ActivityLog
    } else if has("customerdelegatedadminrelationshipid") {
        Kind::Graph(GdapShape::BulkTool)
    } else if own_table::is_own(keys) {
        Kind::Own
    } else if has_some(&[
        "primary domain name",
        "defaultdomainname",
        "relationshiptopartner",
    ]) {
        Kind::Customers
    } else if has("status") && has_some(&of_graph) {
        Kind::Graph(if has("additionalproperties") {
            GdapShape::ExportCsv
        } else if has("customer.displayname") && !has("id") {
            GdapShape::Cipp
        } else {
            GdapShape::OtherCsv
        })
    } else {
        Kind::Unknown
    }
}

/// Reads a table.
pub(super) fn read(document: &DecodedFile, mistakes: &mut Diagnostics, sink: &mut Sink<'_, '_>) {
    let mut records = Records::new(document.bytes.as_slice(), document.delimiter);
    let headings = match Headings::read(&mut records) {
        Ok(Some(headings)) => headings,
        Ok(None) => return mistakes.push(Diagnostic::in_line(1, "the file is empty")),
        Err(stopped) => return mistakes.push(stopped),
    };
    let keys = headings.keyed(str::to_lowercase);
    let kind = kind_of(&keys);
    let columns: &[&str] = match kind {
        Kind::Own => {
            sink.shape(GdapShape::OwnCsv);
            sink.found.list.has_rows_of_csv = true;
            return own_table::read(document, mistakes, sink);
        }
        Kind::Graph(shape) => {
            sink.shape(shape);
            &OF_GRAPH
        }
        Kind::Assignments => {
            sink.shape(GdapShape::BulkTool);
            sink.shape(GdapShape::Assignments);
            &OF_ASSIGNMENTS
        }
        Kind::ActivityLog => {
            sink.shape(GdapShape::ActivityLog);
            &OF_ACTIVITY_LOG
        }
        Kind::Customers => {
            let message = "these are customers: import them with `csp customers import FILE`";
            return mistakes.push(Diagnostic::in_line(headings.line, message));
        }
        Kind::Unknown => return mistakes.push(unknown_columns(&headings)),
    };
    let mut places: Vec<Option<usize>> = columns.iter().map(|name| keys.place(name)).collect();
    if kind == Kind::Graph(GdapShape::BulkTool) {
        set_places_of_bulk_tool(&keys, &mut places);
    }
    sink.found.list.has_rows_of_csv = true;
    let layout = Layout::of_places(headings, places);
    read_rows_below(
        &layout,
        &mut records,
        mistakes,
        |row, mistakes| match kind {
            Kind::Graph(_) => read_relationship(row, mistakes, sink),
            Kind::Assignments => read_assignment(row, mistakes, sink),
            Kind::ActivityLog => read_log_line(row, mistakes, sink),
            Kind::Own | Kind::Customers | Kind::Unknown => {}
        },
    );
}

fn unknown_columns(headings: &Headings) -> Diagnostic {
    // `Get-Mg… > FILE` writes what the screen shows, as a list or as a table.
    let of_screen = [
        "AccessDetails",
        "ActivatedDateTime",
        "AutoExtendDuration",
        "AccessAssignments",
    ];
    let begin = headings.texts.first().map_or("", String::as_str);
    if of_screen.iter().any(|name| begin.contains(name)) {
        let message =
            "this is what PowerShell shows on the screen, where values are cut off: export JSON";
        return Diagnostic::in_line(headings.line, message).with_help(EXPORT_RELATIONSHIPS);
    }
    let shown: Vec<String> = headings
        .texts
        .iter()
        .take(8)
        .map(|text| format!("`{text}`"))
        .collect();
    let message = format!(
        "the columns {} are not those of a list of delegated admin relationships",
        shown.join(", ")
    );
    Diagnostic::in_line(headings.line, message).with_help(format!(
        "Rename the columns to these; only id is required, and others can be left out:\n{}",
        own_table::template().trim_end()
    ))
}

/// Graph's names, in lower case. Two tools write the customer's fields with a dot.
const OF_GRAPH: [&str; 14] = [
    "id",
    "displayname",
    "status",
    "duration",
    "autoextendduration",
    "createddatetime",
    "lastmodifieddatetime",
    "activateddatetime",
    "enddatetime",
    "customer.displayname",
    "customer.tenantid",
    "accessdetails.unifiedroles",
    "accessdetails",
    "unifiedroles",
];
const ID: usize = 0;
const NAME: usize = 1;
const STATUS: usize = 2;
const DURATION: usize = 3;
const AUTO_EXTEND: usize = 4;
const CREATED: usize = 5;
const MODIFIED: usize = 6;
const ACTIVATED: usize = 7;
const ENDS: usize = 8;
const CUSTOMER_NAME: usize = 9;
const CUSTOMER_TENANT: usize = 10;
const ROLES: [usize; 3] = [11, 12, 13];

const OF_ASSIGNMENTS: [&str; 3] = ["gdaprelationshipid", "accessassignmentid", "status"];

const OF_ACTIVITY_LOG: [&str; 3] = ["date-time", "affected customer", "action"];

/// The bulk tool writes two pairs of the same headings: first the relationship's name and our tenant, then the customer.
fn set_places_of_bulk_tool(keys: &HeadingKeys, places: &mut [Option<usize>]) {
    for (column, key) in [
        (CUSTOMER_NAME, "displayname"),
        (CUSTOMER_TENANT, "tenantid"),
    ] {
        let second = keys.repeated().find(|(_, repeated)| *repeated == key);
        if let (Some(place), Some((at, _))) = (places.get_mut(column), second) {
            *place = Some(at);
        }
    }
}

fn read_relationship(row: &Row<'_>, mistakes: &mut Diagnostics, sink: &mut Sink<'_, '_>) {
    let at = (row.line, 1);
    let shown = |column: usize, mistakes: &mut Diagnostics| {
        row.text(column, mistakes)
            .map(|text| kept_text(text).into_owned())
    };
    let before = mistakes.count();
    let Some(id) = row.value(ID, mistakes) else {
        if mistakes.count() == before {
            let name = row
                .text(NAME, mistakes)
                .or_else(|| row.text(CUSTOMER_NAME, mistakes));
            let name = name.unwrap_or_default().chars().take(80).collect();
            sink.note(at, GdapNote::WithoutId { name }, mistakes);
        }
        return;
    };
    let mut seen = RelationshipSighting::of(id);
    seen.name = shown(NAME, mistakes);
    seen.status = shown(STATUS, mistakes);
    seen.duration = row.text(DURATION, mistakes).map(days_of_text);
    seen.auto_extend = row.text(AUTO_EXTEND, mistakes).map(days_of_text);
    seen.customer_name = shown(CUSTOMER_NAME, mistakes).filter(|text| !is_cut(text));
    seen.customer_tenant = row.value(CUSTOMER_TENANT, mistakes);
    let mut dates = UnreadDates::default();
    let mut date = |field: &'static str, column: usize, mistakes: &mut Diagnostics| {
        let seen = row.text(column, mistakes).map(instant_of_text);
        dates.keep(field, seen.unwrap_or(SeenInstant::Absent))
    };
    seen.created_at = date("createdDateTime", CREATED, mistakes);
    seen.modified_at = date("lastModifiedDateTime", MODIFIED, mistakes);
    seen.activated_at = date("activatedDateTime", ACTIVATED, mistakes);
    seen.ends_at = date("endDateTime", ENDS, mistakes);
    let roles = ROLES
        .into_iter()
        .find_map(|column| row.text(column, mistakes));
    seen.roles = roles.map_or(SeenRoles::Unsaid, roles_of_cell);
    if seen.roles == SeenRoles::Lost {
        sink.found.exports.insert(EXPORT_RELATIONSHIPS);
    }
    if mistakes.count() > before {
        return;
    }
    if let Some(note) = dates.note() {
        sink.note(at, note, mistakes);
    }
    sink.relationship(at, seen, mistakes);
}

/// The roles of a cell: ids or names with commas or semicolons between them. A name that is not known makes the list
/// incomplete, so it counts as lost.
fn roles_of_cell(cell: &str) -> SeenRoles {
    // JSON, or PowerShell's text of objects or of a type.
    if is_cut(cell) || cell.starts_with(['[', '{']) {
        return roles_in_text(cell);
    }
    let parts = cell.split([',', ';']).map(str::trim);
    let roles: Result<BTreeSet<EntraRoleId>, _> = parts
        .filter(|part| !part.is_empty())
        .map(role_named)
        .collect();
    match roles {
        Ok(roles) if !roles.is_empty() => SeenRoles::All(roles),
        Ok(_) | Err(_) => SeenRoles::Lost,
    }
}

fn read_assignment(row: &Row<'_>, mistakes: &mut Diagnostics, sink: &mut Sink<'_, '_>) {
    let before = mistakes.count();
    let relationship = row.value(0, mistakes);
    let id = row.needed(1, mistakes);
    let (Some(id), true) = (id, mistakes.count() == before) else {
        return;
    };
    let status = row
        .text(2, mistakes)
        .map(|text| kept_text(text).into_owned());
    let seen = AssignmentSighting {
        relationship,
        id,
        status,
        group: None,
        group_name: None,
        roles: SeenRoles::Unsaid,
        modified_at: None,
    };
    sink.assignment((row.line, 1), seen, mistakes);
}

fn read_log_line(row: &Row<'_>, mistakes: &mut Diagnostics, sink: &mut Sink<'_, '_>) {
    let mut cell = |column: usize| row.text(column, mistakes).unwrap_or_default().to_owned();
    let (at, customer, action) = (cell(0), cell(1), cell(2));
    let note = GdapNote::LogLine {
        at,
        customer,
        action,
    };
    sink.note((row.line, 1), note, mistakes);
}
