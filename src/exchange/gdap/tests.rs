use super::*;
use crate::domain::gdap::{SeenDays, SeenRoles};
use crate::exchange::decode::{Expected, Opening};
use crate::exchange::gdap::listing::Listing;

mod mistakes;
mod variants;

fn opening() -> Opening<'static> {
    Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    }
}

fn document(bytes: &[u8]) -> DecodedFile {
    DecodedFile::read(bytes, opening()).unwrap()
}

fn items(file: &GdapFile) -> Vec<GdapItem> {
    let mut items = Vec::new();
    let taken = file.each(|item| {
        items.push(item);
        Ok::<_, std::convert::Infallible>(())
    });
    taken.unwrap();
    items
}

fn read(text: &str) -> Parsed<GdapFile> {
    GdapFile::read(document(text.as_bytes()))
}

/// The samples: one for every known kind of export, by name.
fn samples() -> Vec<(String, String)> {
    let all: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(include_str!("samples/shapes.json")).unwrap();
    all.into_iter()
        .map(|(name, body)| {
            let text = if let serde_json::Value::String(text) = body {
                text
            } else if body.is_null() {
                "Relationship name,Customer,End date\nA,B,2028-03-01\n".to_owned()
            } else {
                serde_json::to_string_pretty(&body).unwrap()
            };
            (name, text)
        })
        .collect()
}

fn sample(name: &str) -> String {
    let found = samples().into_iter().find(|(known, _)| known == name);
    found.unwrap().1
}

fn days(seen: Option<&SeenDays>) -> String {
    match seen {
        None => "-".to_owned(),
        Some(SeenDays::Days(days)) => days.to_string(),
        Some(SeenDays::AsShown(text)) => format!("`{text}`"),
    }
}

fn roles(seen: &SeenRoles) -> String {
    match seen {
        SeenRoles::Unsaid => "roles unsaid".to_owned(),
        SeenRoles::Lost => "roles LOST".to_owned(),
        SeenRoles::All(roles) => format!("{} roles", roles.len()),
    }
}

fn moment(at: Option<crate::domain::calendar::Instant>) -> String {
    at.map_or("-".to_owned(), |at| at.format("%F %T").to_string())
}

fn assignment(seen: &AssignmentSighting) -> String {
    let of = seen
        .relationship
        .map_or("?".to_owned(), |id| id.to_string());
    format!(
        "assignment {:.8} of {of:.8}: {} group {:.8} {} {} modified {}",
        seen.id.to_string(),
        seen.status.as_deref().unwrap_or("-"),
        seen.group.map_or("-".to_owned(), |id| id.to_string()),
        seen.group_name.as_deref().unwrap_or("-"),
        roles(&seen.roles),
        moment(seen.modified_at),
    )
}

fn describe(item: &GdapItem) -> String {
    match &item.what {
        GdapContent::Relationship(seen) => {
            let tenant = seen
                .customer_tenant
                .map_or("-".to_owned(), |id| id.to_string());
            let mut text = format!(
                "relationship {:.8} {:?} {}, {} + {} days, {}, {} ({tenant:.8}), created {}, modified {}, activated {}, ends {}",
                seen.id.to_string(),
                seen.name.as_deref().unwrap_or("-"),
                seen.status.as_deref().unwrap_or("-"),
                days(seen.duration.as_ref()),
                days(seen.auto_extend.as_ref()),
                roles(&seen.roles),
                seen.customer_name.as_deref().unwrap_or("-"),
                moment(seen.created_at),
                moment(seen.modified_at),
                moment(seen.activated_at),
                moment(seen.ends_at),
            );
            if let Some(provider) = seen.provider {
                let tenant = provider.tenant.map_or("-".to_owned(), |id| id.to_string());
                text += &format!(
                    ", provider {tenant:.8} pending {:?}",
                    provider.consent_pending
                );
            }
            if let Some(reference) = &seen.reference {
                text += &format!(", reference {reference:?}");
            }
            for one in seen.assignments.iter().flatten() {
                text += &format!("\n      with {}", assignment(one));
            }
            text
        }
        GdapContent::Assignment(seen) => assignment(seen),
        GdapContent::Note(note) => format!("note {}: {note}", note.kind()),
    }
}

fn render(name: &str, text: &str) -> String {
    let parsed = read(text);
    let found = parsed.file.found();
    let shapes: Vec<String> = found.shapes.iter().map(ToString::to_string).collect();
    let listing = match found.list.listing() {
        Listing::Complete => "complete".to_owned(),
        Listing::Incomplete(gap) => format!("incomplete: {gap}"),
    };
    let notes: u64 = found.notes.values().map(|notes| notes.count).sum();
    let mut out = format!(
        "{name}\n  {}; {listing}; {} relationships, {} assignments, {notes} notes\n",
        shapes.join(" + "),
        found.relationships,
        found.assignments,
    );
    for export in &found.exports {
        out += &format!("  roles lost: {export}\n");
    }
    let all = items(&parsed.file);
    assert_eq!(
        all.len() as u64,
        found.relationships + found.assignments + notes
    );
    for item in &all {
        out += &format!("  {}:{} {}\n", item.at.0, item.at.1, describe(item));
    }
    for mistake in parsed.mistakes.into_listed() {
        out += &format!("  MISTAKE {}\n", mistake.located_message());
        if let Some(help) = mistake.own_help() {
            out += &format!("    help: {}\n", help.replace('\n', "\n          "));
        }
    }
    out
}

#[test]
fn every_known_shape_has_its_reviewed_outcome() {
    let all = samples();
    assert_eq!(all.len(), 50);
    let table: Vec<String> = all.iter().map(|(name, text)| render(name, text)).collect();
    insta::assert_snapshot!(table.join("\n"));
}
