//! The URL of a server: its parts, and what of it may be shown.
//!
//! Stricter than libpq in one thing: one `@` at most, and no `/` or `?` before it. Otherwise a password that was not
//! percent-encoded would be cut, and its pieces taken for a host, a database or a parameter, and shown as such.

use zeroize::Zeroizing;

use super::parameters::{is_known, is_secret};
use super::percent::{Flaw, decode};
use crate::diagnostic::Diagnostic;

const SCHEMES: [&str; 2] = ["postgres:", "postgresql:"];

/// What is shown instead of a secret.
const HIDDEN: &str = "***";

/// A parameter that a URL gives.
pub(super) struct UrlPart {
    pub(super) name: String,
    pub(super) value: Zeroizing<String>,
    /// Whether messages may quote the value; it could be part of a password by mistake.
    pub(super) may_quote: bool,
}

/// Whether text names a server instead of a file. It may still be wrong: `postgres:` alone is enough.
pub(in crate::store) fn is_url(text: &str) -> bool {
    split_scheme(text).is_some()
}

/// Whether a URL carries a password or another secret, so that one on the command line can be refused. One that cannot
/// be taken apart counts as one that does where it looks like it.
pub(in crate::store) fn has_password(url: &str) -> bool {
    match Split::of(url) {
        Ok(split) => {
            let in_query = split.parameters().any(|parameter| {
                let name = parameter.decoded_name();
                is_secret(&name) && !parameter.value.unwrap_or_default().is_empty()
            });
            in_query || split.password.is_some_and(|password| !password.is_empty())
        }
        Err(_) => split_scheme(url).is_some_and(|(_, rest)| {
            let before_host = rest.rsplit_once('@').map(|(before, _)| before);
            before_host.is_some_and(|before| before.contains([':', '=']))
                || rest.contains("password")
        }),
    }
}

/// A URL with its password replaced by `***`, for any text shown, even of a URL that cannot be understood. Text that is
/// not a URL stays as it is.
pub(in crate::store) fn without_secrets(url: &str) -> String {
    match Split::of(url) {
        Ok(split) => split.without_secrets(),
        Err(_) => match split_scheme(url) {
            Some((scheme, rest)) => {
                let end = rest.find([':', '/', '?', '@', '=']).unwrap_or(rest.len());
                format!("{scheme}//{}{HIDDEN}", &rest[..end])
            }
            None => url.to_owned(),
        },
    }
}

/// The scheme with its colon, and what follows it and its slashes.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(':')? + 1;
    let (scheme, rest) = text.split_at(end);
    SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
        .then(|| (scheme, rest.trim_start_matches('/')))
}

/// The parameters that a URL gives, in their order.
///
/// # Errors
/// A usage failure that quotes nothing that could be part of a password.
pub(super) fn parse(url: &str) -> Result<Vec<UrlPart>, Diagnostic> {
    let split = Split::of(url)?;
    let mut parts = Vec::new();
    let mut add = |name: &str, value: Zeroizing<String>, may_quote: bool| {
        if !value.is_empty() {
            let name = name.to_owned();
            parts.push(UrlPart {
                name,
                value,
                may_quote,
            });
        }
    };
    if let Some(user) = split.user {
        add("user", decode_part(user, "the user")?, true);
    }
    if let Some(password) = split.password {
        add("password", decode_part(password, "the password")?, false);
    }
    let (hosts, ports) = split.hosts_and_ports()?;
    // Without an `@`, what looks like a port may be the password of somebody who forgot the host.
    add("host", hosts, split.user.is_some());
    add("port", ports, false);
    if let Some(database) = split.database {
        add("dbname", decode_part(database, "the database")?, true);
    }
    let mut follows_secret = false;
    for parameter in split.parameters() {
        let (name, value) = parameter.decode(follows_secret)?;
        let (name, value) = translate_ssl(name, value);
        let is_secret = is_secret(&name);
        parts.push(UrlPart {
            name,
            value,
            may_quote: !follows_secret && !is_secret,
        });
        follows_secret |= is_secret;
    }
    Ok(parts)
}

/// `ssl=true`, as JDBC has it, means `sslmode=require`.
fn translate_ssl(name: String, value: Zeroizing<String>) -> (String, Zeroizing<String>) {
    if name == "ssl" && value.as_str() == "true" {
        return ("sslmode".to_owned(), Zeroizing::new("require".to_owned()));
    }
    (name, value)
}

fn decode_part(text: &str, what: &str) -> Result<Zeroizing<String>, Diagnostic> {
    decode(text).map_err(|flaw| undecodable(flaw, what))
}

fn undecodable(flaw: Flaw, what: &str) -> Diagnostic {
    let message = format!("{what} in the URL {}", flaw.describe());
    let mistake = Diagnostic::usage(message);
    match flaw {
        Flaw::Unfinished => mistake.with_help("Write a % that means itself as %25."),
        Flaw::Zero | Flaw::NotText => mistake,
    }
}

/// A URL taken apart, still encoded.
struct Split<'u> {
    scheme: &'u str,
    user: Option<&'u str>,
    password: Option<&'u str>,
    /// Hosts with their ports, between commas.
    hosts: &'u str,
    database: Option<&'u str>,
    query: Option<&'u str>,
}

impl<'u> Split<'u> {
    fn of(url: &'u str) -> Result<Self, Diagnostic> {
        let url = url.trim();
        let Some((scheme, rest)) = split_scheme(url)
            .and_then(|(scheme, _)| Some((scheme, url[scheme.len()..].strip_prefix("//")?)))
        else {
            return Err(not_a_url());
        };
        let (login, rest) = match rest.find(['@', '/', '?']) {
            Some(at) if rest[at..].starts_with('@') => (Some(&rest[..at]), &rest[at + 1..]),
            Some(_) | None => (None, rest),
        };
        if rest.contains('@') {
            return Err(ambiguous());
        }
        let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, "")))
        {
            Some((user, password)) => (Some(user), Some(password)),
            None => (None, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (hosts, database) = match rest.split_once('/') {
            Some((hosts, database)) => (hosts, Some(database)),
            None => (rest, None),
        };
        Ok(Self {
            scheme,
            user,
            password,
            hosts,
            database,
            query,
        })
    }

    /// The hosts and the ports, decoded, each a list with commas; empty where none is given.
    fn hosts_and_ports(&self) -> Result<(Zeroizing<String>, Zeroizing<String>), Diagnostic> {
        let mut hosts = Zeroizing::new(String::new());
        let mut ports = Zeroizing::new(String::new());
        for (at, part) in self.hosts.split(',').enumerate() {
            if at > 0 {
                hosts.push(',');
                ports.push(',');
            }
            let (host, port) = split_port(part)?;
            hosts.push_str(&decode_part(host, "a host")?);
            ports.push_str(&decode_part(port.unwrap_or_default(), "a port")?);
        }
        Ok((hosts, ports))
    }

    fn parameters(&self) -> impl Iterator<Item = RawParameter<'u>> + use<'u> {
        let parts = self.query.unwrap_or_default().split('&');
        parts
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => RawParameter {
                    name,
                    value: Some(value),
                },
                None => RawParameter {
                    name: part,
                    value: None,
                },
            })
    }

    fn without_secrets(&self) -> String {
        let mut shown = format!("{}//", self.scheme);
        if let Some(user) = self.user {
            shown.push_str(user);
            if self.password.is_some_and(|password| !password.is_empty()) {
                shown.push(':');
                shown.push_str(HIDDEN);
            }
            shown.push('@');
        }
        let hosts: Vec<String> = self.hosts.split(',').map(show_host).collect();
        shown.push_str(&hosts.join(","));
        if let Some(database) = self.database {
            shown.push('/');
            shown.push_str(database);
        }
        let mut follows_secret = false;
        let parameters: Vec<String> = self
            .parameters()
            .map(|parameter| parameter.without_secrets(&mut follows_secret))
            .collect();
        if self.query.is_some() {
            shown.push('?');
            shown.push_str(&parameters.join("&"));
        }
        shown
    }
}

/// A parameter as the URL has it, still encoded.
struct RawParameter<'u> {
    name: &'u str,
    /// `None` where it has no `=`.
    value: Option<&'u str>,
}

impl RawParameter<'_> {
    /// The name, to be compared; empty where it cannot be decoded.
    fn decoded_name(&self) -> String {
        let name = decode(self.name).ok();
        name.map(|name| name.as_str().to_owned())
            .unwrap_or_default()
    }

    fn decode(&self, follows_secret: bool) -> Result<(String, Zeroizing<String>), Diagnostic> {
        let Some(value) = self.value else {
            return Err(without_value(follows_secret));
        };
        let name = decode_part(self.name, "the name of a parameter")?;
        let value = decode(value).map_err(|flaw| {
            let what = match is_known(&name) {
                true => format!("the parameter {}", *name),
                false => "a parameter".to_owned(),
            };
            undecodable(flaw, &what)
        })?;
        Ok((name.as_str().to_owned(), value))
    }

    fn without_secrets(&self, follows_secret: &mut bool) -> String {
        let name = self.decoded_name();
        let is_known = is_known(&name) || name == "ssl";
        match self.value {
            Some(value) if is_known && !is_secret(&name) => format!("{}={value}", self.name),
            Some(_) if is_known || !*follows_secret => {
                *follows_secret |= is_secret(&name);
                format!("{}={HIDDEN}", self.name)
            }
            Some(_) | None => HIDDEN.to_owned(),
        }
    }
}

/// Splits the port off a host, and takes the brackets of an IPv6 address away.
fn split_port(part: &str) -> Result<(&str, Option<&str>), Diagnostic> {
    if let Some(rest) = part.strip_prefix('[') {
        let Some((host, behind)) = rest.split_once(']').filter(|(host, _)| !host.is_empty()) else {
            return Err(bad_brackets());
        };
        return match behind.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if behind.is_empty() => Ok((host, None)),
            None => Err(bad_brackets()),
        };
    }
    match part.split_once(':') {
        Some((_, port)) if port.contains(':') => Err(bad_brackets()),
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((part, None)),
    }
}

/// A host with its port, unless that is something else.
fn show_host(part: &str) -> String {
    match split_port(part) {
        Ok((_, None)) => part.to_owned(),
        Ok((_, Some(port))) if port.bytes().all(|byte| byte.is_ascii_digit()) => part.to_owned(),
        Ok((host, Some(_))) => format!("{host}:{HIDDEN}"),
        Err(_) => HIDDEN.to_owned(),
    }
}

fn not_a_url() -> Diagnostic {
    Diagnostic::usage("this is not the URL of a PostgreSQL server")
        .with_help("Expected `postgres://USER@HOST:PORT/DATABASE`.")
}

fn ambiguous() -> Diagnostic {
    Diagnostic::usage("the URL of the server has an @, a / or a ? inside a name or a password")
        .with_help("Inside names and passwords write @ as %40, / as %2F and ? as %3F.")
}

fn bad_brackets() -> Diagnostic {
    Diagnostic::usage("a host in the URL is not valid (expected HOST, HOST:PORT or [IPV6]:PORT)")
        .with_help(
            "Write an IPv6 address in brackets, as in `postgres://[2001:db8::1]:5432/DATABASE`.",
        )
}

fn without_value(follows_secret: bool) -> Diagnostic {
    let help = if follows_secret {
        "Write & inside a password as %26."
    } else {
        "Write each parameter as NAME=VALUE, with & between two."
    };
    Diagnostic::usage("a parameter in the URL has no value").with_help(help)
}
