//! How a server is reached: from a URL, a service file, the `PG*` variables and a password file, as libpq has it.
//!
//! Nothing here speaks to a server. The password is never part of a message, of debug output or of a URL that is shown.
//!
//! What differs from libpq: `sslmode` is `verify-full` unless every host is on this machine; a URL with an `@`, a `/` or a
//! `?` inside a name or a password is refused, so that no part of a password is taken for something that may be shown; a
//! password file, service file or key that was named and cannot be used is an error; Unix sockets match `localhost` in the
//! password file wherever they are.

mod address;
mod parameters;
mod password_file;
mod percent;
mod private_file;
mod service_file;
mod shown;
mod surroundings;
mod tls;
mod url;

use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::diagnostic::Diagnostic;

pub(in crate::store) use address::Address;
use parameters::{Origin, Parameters};
#[cfg(test)]
use surroundings::PersonalFolder;
pub(in crate::store) use surroundings::Surroundings;
pub(in crate::store) use tls::{Roots, Tls, TlsMode};
pub(in crate::store) use url::{has_password, is_url, without_secrets};

/// The name under which sessions appear in the server's lists, unless another is given.
const APPLICATION: &str = "csp";

/// Which server is reached, as whom, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Settings {
    /// The servers, in the order in which they are tried; at least one.
    pub(in crate::store) hosts: Vec<Address>,
    /// The role.
    pub(in crate::store) user: String,
    /// The password for every host: from the URL, the service file or `PGPASSWORD`.
    pub(in crate::store) password: Option<Password>,
    /// Where there is none: the password of each of the hosts from the password file, in their order.
    pub(in crate::store) host_passwords: Vec<Option<Password>>,
    /// The database.
    pub(in crate::store) database: String,
    /// Which kind of server is used.
    pub(in crate::store) target: Target,
    /// How the connection is encrypted, and what is verified; does not concern sockets.
    pub(in crate::store) tls: Tls,
    /// Whether the password exchange is tied to the TLS connection.
    pub(in crate::store) channel_binding: ChannelBinding,
    /// How long connecting to one host may take; without limit where there is none.
    pub(in crate::store) connect_timeout: Option<Duration>,
    /// The name under which sessions appear in the server's lists.
    pub(in crate::store) application: String,
}

/// A password; wiped when it is dropped, and not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::store) struct Password(Zeroizing<String>);

/// What a server must be so that it is used (`target_session_attrs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Target {
    /// The first one that answers.
    Any,
    /// One that takes writes.
    ReadWrite,
    /// One that takes no writes.
    ReadOnly,
    /// One that is not a standby.
    Primary,
    /// A standby.
    Standby,
    /// A standby, or any where there is none.
    PreferStandby,
}

/// Whether SCRAM is tied to the TLS connection (`channel_binding`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum ChannelBinding {
    /// Never.
    Disable,
    /// Where the server offers it.
    Prefer,
    /// Always; a server that does not offer it is refused.
    Require,
}

impl Settings {
    /// Reads a URL (`postgres://` or `postgresql://`) as libpq does. What it leaves open comes from the service file,
    /// then the `PG*` variables, then the password file, then defaults.
    ///
    /// # Errors
    /// A usage failure that names the parameter and the values that are possible, never the password.
    pub(in crate::store) fn read(
        url: &str,
        surroundings: &Surroundings,
    ) -> Result<Self, Diagnostic> {
        let mut parameters = Parameters::default();
        for part in url::parse(url)? {
            let origin = Origin::Url {
                may_quote: part.may_quote,
            };
            parameters.add(&part.name, part.value, origin)?;
        }
        service_file::add_service(&mut parameters, surroundings)?;
        parameters.add_variables(|name| surroundings.variable(name))?;
        Self::from_parameters(&parameters, surroundings)
    }

    fn from_parameters(
        parameters: &Parameters,
        surroundings: &Surroundings,
    ) -> Result<Self, Diagnostic> {
        let hosts = address::read_hosts(parameters, surroundings)?;
        let tls = tls::read_tls(parameters, &hosts, surroundings)?;
        let user = match parameters.text("user").or(surroundings.login()) {
            Some(user) => user.to_owned(),
            None => return Err(missing_user()),
        };
        let database = parameters.text("dbname").unwrap_or(&user).to_owned();
        let application = parameters
            .text("application_name")
            .or_else(|| parameters.text("fallback_application_name"));
        let mut settings = Self {
            hosts,
            password: parameters.text("password").map(Password::new),
            host_passwords: Vec::new(),
            database,
            target: parameters
                .choice("target_session_attrs", &Target::WORDS)?
                .unwrap_or(Target::Any),
            tls,
            channel_binding: parameters
                .choice("channel_binding", &ChannelBinding::WORDS)?
                .unwrap_or(ChannelBinding::Prefer),
            connect_timeout: parameters.seconds("connect_timeout")?,
            application: application.unwrap_or(APPLICATION).to_owned(),
            user,
        };
        if settings.password.is_none() {
            let passwords = password_file::find_passwords(&settings, parameters, surroundings)?;
            settings.host_passwords = passwords;
        }
        Ok(settings)
    }

    /// The password for one of the hosts.
    pub(in crate::store) fn password_for(&self, address: &Address) -> Option<&Password> {
        if self.password.is_some() {
            return self.password.as_ref();
        }
        let at = self.hosts.iter().position(|host| host == address)?;
        self.host_passwords.get(at)?.as_ref()
    }

    /// The URL as it may be shown: without password, service, certificate files and time limits. It depends on what was
    /// read only, so that it can name a store, and leads to the same database when it is read again.
    pub(in crate::store) fn shown(&self) -> String {
        shown::show(self)
    }
}

impl Password {
    fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The password itself, for the server alone.
    pub(in crate::store) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

impl Target {
    const WORDS: [(&'static str, Self); 6] = [
        ("any", Self::Any),
        ("read-write", Self::ReadWrite),
        ("read-only", Self::ReadOnly),
        ("primary", Self::Primary),
        ("standby", Self::Standby),
        ("prefer-standby", Self::PreferStandby),
    ];
}

impl ChannelBinding {
    const WORDS: [(&'static str, Self); 3] = [
        ("disable", Self::Disable),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
    ];
}

fn missing_user() -> Diagnostic {
    Diagnostic::usage("the user of the database is missing").with_help(
        "Give it in the URL, as in `postgres://USER@HOST/DATABASE`, or in the variable PGUSER.",
    )
}

#[cfg(test)]
mod error_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod secrets_tests;
#[cfg(test)]
mod test_machine;
#[cfg(test)]
mod tests;
