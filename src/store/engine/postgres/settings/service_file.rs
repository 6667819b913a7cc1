//! Service files: parameters of a connection under a name.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::parameters::{Origin, Parameters, SYSTEM_FOLDER};
use super::private_file::read_text;
use super::surroundings::Surroundings;
use crate::diagnostic::{Diagnostic, Place};
use crate::host::files::{is_there, unreadable};

/// Adds what the service gives that the URL or `PGSERVICE` names, unless the URL gave it.
///
/// # Errors
/// A usage failure where the service is not defined, or its lines are not valid.
pub(super) fn add_service(
    parameters: &mut Parameters,
    surroundings: &Surroundings,
) -> Result<(), Diagnostic> {
    let given = parameters.text("service");
    let Some(service) = given.or_else(|| surroundings.variable("PGSERVICE")) else {
        return Ok(());
    };
    let service = service.to_owned();
    let files = service_files(parameters, surroundings)?;
    for file in &files {
        if add_from_file(parameters, file, &service)? {
            return Ok(());
        }
    }
    let message = format!("the service `{service}` is not defined");
    Err(
        Diagnostic::usage(message).with_help(match files.as_slice() {
            [] => "No service file was found. Give one in the variable PGSERVICEFILE.".to_owned(),
            files => {
                let names: Vec<String> = files
                    .iter()
                    .map(|file| file.display().to_string())
                    .collect();
                format!("Add a section [{service}] to {}.", names.join(" or "))
            }
        }),
    )
}

/// The files in which a service is looked for, in their order.
fn service_files(
    parameters: &Parameters,
    surroundings: &Surroundings,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let given = parameters.text("servicefile");
    let named = given.or_else(|| surroundings.variable("PGSERVICEFILE"));
    let own = match named {
        Some(named) => Some(PathBuf::from(named)),
        None => surroundings.service_file(),
    };
    let shared = surroundings
        .variable(SYSTEM_FOLDER)
        .map(|folder| Path::new(folder).join("pg_service.conf"));
    let mut files = Vec::new();
    for (file, is_named) in [(own, named.is_some()), (shared, false)] {
        let Some(file) = file else { continue };
        // A file that was named has to be there; reading says so.
        if is_named || is_there(&file).map_err(|error| unreadable(&file, &error))? {
            files.push(file);
        }
    }
    Ok(files)
}

/// Adds the lines of a service's section; `false` where the file does not have it.
fn add_from_file(
    parameters: &mut Parameters,
    file: &Path,
    service: &str,
) -> Result<bool, Diagnostic> {
    let text = read_text(file)?;
    let mut is_found = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(section) = line.strip_prefix('[') {
            if is_found {
                break;
            }
            is_found = section.strip_suffix(']') == Some(service);
        } else if is_found {
            add_line(parameters, file, number, line)?;
        }
    }
    Ok(is_found)
}

fn add_line(
    parameters: &mut Parameters,
    file: &Path,
    number: u64,
    line: &str,
) -> Result<(), Diagnostic> {
    let bad = |message: &str| {
        Diagnostic::usage(message)
            .at(Place::at(number, 1).in_file(file.display().to_string()))
            .with_help("Write each parameter as NAME=VALUE in a line of its own.")
    };
    let Some((name, value)) = line.split_once('=') else {
        return Err(bad("this line is not a connection parameter"));
    };
    // What follows the sign is the value, blanks included: they may be part of a password.
    if name.ends_with(char::is_whitespace) {
        return Err(bad("blanks before the = are not allowed"));
    }
    if name.starts_with("ldap") {
        return Err(bad("services in LDAP are not supported"));
    }
    if matches!(name, "service" | "servicefile") {
        return Err(bad("a service cannot name another service"));
    }
    let origin = Origin::Service {
        file: file.to_owned(),
        line: number,
    };
    parameters.add(name, Zeroizing::new(value.to_owned()), origin)
}
