//! Where a store is: in a file, or in a database on a server.

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::host::Host;

#[cfg(feature = "postgres")]
use super::engine::postgres::{Settings, Surroundings, has_password, is_url};

/// The place of a store.
#[derive(Debug, Clone)]
pub struct StorePlace(Kind);

#[derive(Debug, Clone)]
enum Kind {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Server(Box<Settings>),
}

/// How the name of a store came to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// As an argument, which everybody on the machine can see.
    Argument,
    /// From the environment or the configuration file.
    Private,
}

/// The name of a store as it may be shown, with `***` for a password in it; also of one that cannot be used.
pub fn without_secrets(name: &str) -> String {
    #[cfg(feature = "postgres")]
    {
        super::engine::postgres::without_secrets(name)
    }
    #[cfg(not(feature = "postgres"))]
    {
        let rest = name.split_once("://").map_or("", |(_, rest)| rest);
        match rest.rsplit_once('@') {
            Some((before, _)) if before.contains(':') => name.replace(before, "***"),
            _ => name.to_owned(),
        }
    }
}

impl StorePlace {
    /// A file, which need not exist; without a name where no place was found for it.
    pub fn of_file(path: PathBuf) -> Self {
        Self(Kind::File(path))
    }

    /// What a person named: a URL of a server, or else a file.
    ///
    /// # Errors
    /// Where a URL is wrong, or carries a password as an argument.
    #[cfg(feature = "postgres")]
    pub fn named(name: PathBuf, origin: Origin, host: &Host) -> Result<Self, Diagnostic> {
        let Some(url) = name.to_str().filter(|text| is_url(text)) else {
            return Self::of_named_file(name);
        };
        if origin == Origin::Argument && has_password(url) {
            return Err(Diagnostic::usage(
                "the URL has a password in it: everybody on this machine can read the arguments of a command",
            )
            .with_flag("--store")
            .with_help(
                "Leave the password out, and write it to a password file (`~/.pgpass`, mode 0600), \
                 or set PGPASSWORD, or give the URL in CSP_STORE or in config.toml.",
            ));
        }
        let settings = Settings::read(url, &Surroundings::of(host))?;
        Ok(Self(Kind::Server(Box::new(settings))))
    }

    /// What a person named; this program was built without PostgreSQL.
    ///
    /// # Errors
    /// Where it is a URL.
    #[cfg(not(feature = "postgres"))]
    pub fn named(name: PathBuf, _: Origin, _: &Host) -> Result<Self, Diagnostic> {
        let text = name.to_string_lossy().trim().to_ascii_lowercase();
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Err(Diagnostic::usage(
                "this csp was built without PostgreSQL: the store has to be a file",
            )
            .with_flag("--store")
            .with_help(
                "Install a csp with PostgreSQL; `csp --version -v` says which one this is.",
            ));
        }
        Self::of_named_file(name)
    }

    /// A file that a person named. The URL of something else is refused, so that it does not become a folder.
    fn of_named_file(name: PathBuf) -> Result<Self, Diagnostic> {
        let Some(scheme) = name.to_str().and_then(scheme_of) else {
            return Ok(Self::of_file(name));
        };
        Err(Diagnostic::usage(format!(
            "`{scheme}://` is not the URL of a store (a file or postgres:// expected)"
        ))
        .with_flag("--store")
        .with_help("To see which store is used: `csp store path`"))
    }

    /// The file; `None` where the store is on a server.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kind::File(path) => Some(path),
            #[cfg(feature = "postgres")]
            Kind::Server(_) => None,
        }
    }

    /// The place as it may be shown: a path, or a URL without secrets.
    pub fn shown(&self) -> String {
        match &self.0 {
            Kind::File(path) => path.display().to_string(),
            #[cfg(feature = "postgres")]
            Kind::Server(settings) => settings.shown(),
        }
    }

    /// The same place, named so that it is found from every folder.
    #[must_use]
    pub fn absolute(&self) -> Self {
        match &self.0 {
            Kind::File(path) => {
                Self::of_file(std::path::absolute(path).unwrap_or_else(|_| path.clone()))
            }
            #[cfg(feature = "postgres")]
            Kind::Server(_) => self.clone(),
        }
    }

    /// The settings of the server; `None` where the store is in a file.
    #[cfg(feature = "postgres")]
    pub(super) fn server(&self) -> Option<&Settings> {
        match &self.0 {
            Kind::File(_) => None,
            Kind::Server(settings) => Some(settings),
        }
    }
}

/// The scheme of a URL. One letter is a drive of Windows.
fn scheme_of(text: &str) -> Option<&str> {
    let (scheme, _) = text.trim().split_once("://")?;
    let is_scheme = scheme.len() > 1
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    is_scheme.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_another_server_is_not_a_file() {
        assert_eq!(scheme_of("mysql://db/csp"), Some("mysql"));
        for file in [
            r"C:\csp.db",
            "C://csp.db",
            "csp.db",
            "/data/postgres://db",
            "a/b://c",
        ] {
            assert_eq!(scheme_of(file), None, "{file}");
        }
        let refused = StorePlace::of_named_file(PathBuf::from("https://db/csp"));
        assert!(refused.is_err());
        assert!(StorePlace::of_named_file(PathBuf::from("csp.db")).is_ok());
    }
}
