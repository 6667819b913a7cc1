//! What a server said, in words for the person who chose it.

use std::io;
use std::path::Path;

use super::fault::{Fault, ServerError};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::failure;

/// The diagnostic for a fault of the store with this name.
pub(super) fn explain(fault: Fault, name: &str) -> Diagnostic {
    match fault {
        Fault::Settings(diagnostic) => diagnostic,
        Fault::Server(error) => server(error, name),
        Fault::Lost(error) => lost(&error, name),
        Fault::Foreign(what) => Diagnostic::new(
            Kind::NotAStore,
            format!("the server at {name} does not answer like a PostgreSQL server: {what}"),
        )
        .with_help("Check the host and the port. To see which store is used: `csp store path`"),
    }
}

fn lost(error: &io::Error, name: &str) -> Diagnostic {
    let why = match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe => "the connection ended".to_owned(),
        io::ErrorKind::TimedOut => "no answer in time".to_owned(),
        io::ErrorKind::ConnectionRefused => "no server listens there".to_owned(),
        _ => crate::host::files::describe_error(error).to_string(),
    };
    Diagnostic::new(
        Kind::Busy,
        format!("cannot reach the store {name}: {why}; nothing was changed"),
    )
    .with_help(
        "Try again, or wait longer with `--wait SECONDS`.\nTo see what is wrong: `csp doctor`",
    )
}

/// The role may not create the store, and there is none yet.
pub(super) fn cannot_create(user: &str, name: &str) -> Diagnostic {
    Diagnostic::new(
        Kind::ReadOnlyStore,
        format!("there is no store at {name} yet, and the role {user} may not create it"),
    )
    .with_help(
        "Let the owner of the database run the first command that writes, for example `csp enroll`.\n\
         Then let the owner grant the roles, as the page \"A store for a team\" shows.",
    )
}

/// The role may not add the tables of this release to a store of version `found`.
pub(super) fn cannot_upgrade(user: &str, name: &str, found: i64, needed: i64) -> Diagnostic {
    Diagnostic::new(
        Kind::ReadOnlyStore,
        format!(
            "the store {name} has version {found}, this csp needs version {needed}, and the role {user} may not upgrade it"
        ),
    )
    .with_help(
        "Let the owner of the store run any command of this csp once: `csp status`\nThe csp of before goes on working with the upgraded store.",
    )
}

fn server(error: ServerError, name: &str) -> Diagnostic {
    let path = Path::new(name);
    match error.code.as_str() {
        // Waited too long for a row that another one holds.
        "55P03" | "57014" | "40001" | "40P01" => failure::busy(path),
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => lost(
            &io::Error::other(error.message),
            name,
        ),
        "53300" => Diagnostic::new(
            Kind::Busy,
            format!("the server of the store {name} has no connection left; nothing was changed"),
        )
        .with_help("Try again later, or put a pooler before the server."),
        "53100" => Diagnostic::new(
            Kind::DiskFull,
            "the disk of the database server is full; nothing was changed",
        )
        .with_help("Free some disk space on the server, then run the command again."),
        "25006" => failure::read_only(path, "the server is a standby or was made read-only")
            .with_help(
                "Name every server in the URL and add `target_session_attrs=read-write`: csp then finds the one that takes writes.",
            ),
        "42501" => Diagnostic::new(
            Kind::ReadOnlyStore,
            format!("the database role may not do this: {}", error.message),
        )
        .with_help("Let the owner grant it, as the page \"A store for a team\" shows."),
        "28P01" | "28000" => {
            let help = if error.message.ends_with("no encryption") {
                "The server may take encrypted connections only: leave `sslmode=disable` out of the URL.\n\
                 Else check the server's pg_hba.conf."
            } else {
                "Check the role and its password (`~/.pgpass`, PGPASSWORD), and the server's pg_hba.conf."
            };
            Diagnostic::failed(format!("cannot sign in to the database server: {}", error.message))
                .with_help(help)
        }
        "3D000" => Diagnostic::new(Kind::MissingStore, error.message)
            .with_help("Create the database on the server: `createdb NAME`"),
        code if code.starts_with("23") => failure::contradiction(error.message),
        _ => {
            let problem = failure::database(error.clone());
            if error.detail.is_empty() {
                problem
            } else {
                problem.with_help(error.detail)
            }
        }
    }
}
