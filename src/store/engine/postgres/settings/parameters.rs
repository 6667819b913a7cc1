//! The parameters of a connection: which there are, where each was given, and what its value may be.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::diagnostic::{Diagnostic, Place};

/// A parameter that libpq has.
struct Parameter {
    name: &'static str,
    /// The variable of the environment that gives it.
    variable: Option<&'static str>,
    treatment: Treatment,
}

/// What csp does with a parameter.
#[derive(Clone, Copy)]
enum Treatment {
    /// It does what libpq does.
    Use,
    /// Nothing: it changes neither which database is reached nor how well the connection is protected.
    Ignore,
    /// Nothing, as these values ask for what csp does anyway; others are refused.
    Allow(&'static [&'static str]),
    /// csp cannot do it, and leaving it out would change what is reached or protected.
    Refuse,
}

const fn used(name: &'static str, variable: &'static str) -> Parameter {
    parameter(name, Some(variable), Treatment::Use)
}

const fn ignored(name: &'static str) -> Parameter {
    parameter(name, None, Treatment::Ignore)
}

const fn allowed(name: &'static str, values: &'static [&'static str]) -> Parameter {
    parameter(name, None, Treatment::Allow(values))
}

const fn refused(name: &'static str) -> Parameter {
    parameter(name, None, Treatment::Refuse)
}

const fn parameter(
    name: &'static str,
    variable: Option<&'static str>,
    treatment: Treatment,
) -> Parameter {
    Parameter {
        name,
        variable,
        treatment,
    }
}

/// Every parameter. Variables that csp does not honour are ignored, as they are set for all programs; those that ask for
/// more protection than csp gives are refused like the parameter.
const PARAMETERS: &[Parameter] = &[
    used("host", "PGHOST"),
    used("hostaddr", "PGHOSTADDR"),
    used("port", "PGPORT"),
    used("dbname", "PGDATABASE"),
    used("user", "PGUSER"),
    used("password", "PGPASSWORD"),
    used("passfile", "PGPASSFILE"),
    used("service", "PGSERVICE"),
    used("servicefile", "PGSERVICEFILE"),
    used("sslmode", "PGSSLMODE"),
    used("sslrootcert", "PGSSLROOTCERT"),
    used("sslcert", "PGSSLCERT"),
    used("sslkey", "PGSSLKEY"),
    used("channel_binding", "PGCHANNELBINDING"),
    used("connect_timeout", "PGCONNECT_TIMEOUT"),
    used("target_session_attrs", "PGTARGETSESSIONATTRS"),
    used("application_name", "PGAPPNAME"),
    parameter("fallback_application_name", None, Treatment::Use),
    // csp has its own time limits.
    ignored("keepalives"),
    ignored("keepalives_idle"),
    ignored("keepalives_interval"),
    ignored("keepalives_count"),
    ignored("tcp_user_timeout"),
    // The name of the server is always sent.
    ignored("sslsni"),
    // Never compressed.
    ignored("sslcompression"),
    allowed(
        "client_encoding",
        &["UTF8", "utf8", "UTF-8", "utf-8", "auto"],
    ),
    allowed("replication", &["false", "off", "no", "0"]),
    allowed("load_balance_hosts", &["disable"]),
    allowed("sslnegotiation", &["postgres"]),
    allowed("sslcertmode", &["allow"]),
    parameter(
        "ssl_min_protocol_version",
        Some("PGSSLMINPROTOCOLVERSION"),
        Treatment::Allow(&["TLSv1", "TLSv1.1", "TLSv1.2"]),
    ),
    allowed("ssl_max_protocol_version", &["TLSv1.3"]),
    allowed("min_protocol_version", &["3.0"]),
    allowed("max_protocol_version", &["3.0", "3.2", "latest"]),
    parameter(
        "gssencmode",
        Some("PGGSSENCMODE"),
        Treatment::Allow(&["disable", "prefer"]),
    ),
    allowed("gssdelegation", &["0"]),
    parameter("require_auth", Some("PGREQUIREAUTH"), Treatment::Refuse),
    parameter("requirepeer", Some("PGREQUIREPEER"), Treatment::Refuse),
    parameter("sslcrl", Some("PGSSLCRL"), Treatment::Refuse),
    parameter("sslcrldir", Some("PGSSLCRLDIR"), Treatment::Refuse),
    refused("options"),
    refused("requiressl"),
    refused("sslpassword"),
    refused("sslkeylogfile"),
    refused("krbsrvname"),
    refused("gsslib"),
    refused("scram_client_key"),
    refused("scram_server_key"),
    refused("oauth_issuer"),
    refused("oauth_client_id"),
    refused("oauth_client_secret"),
    refused("oauth_scope"),
];

/// The variable that names the folder with the service file for everybody.
pub(super) const SYSTEM_FOLDER: &str = "PGSYSCONFDIR";

/// Parameters whose value is never shown.
const SECRETS: [&str; 5] = [
    "password",
    "sslpassword",
    "scram_client_key",
    "scram_server_key",
    "oauth_client_secret",
];

fn find(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

/// Whether libpq has a parameter of this name.
pub(super) fn is_known(name: &str) -> bool {
    find(name).is_some()
}

/// Whether the value of the parameter is never shown.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// The variables that are read.
pub(super) fn variables() -> impl Iterator<Item = &'static str> {
    let variables = PARAMETERS.iter().filter_map(|parameter| parameter.variable);
    variables.chain([SYSTEM_FOLDER])
}

/// Where a value was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the URL. What may be part of a password by mistake is not quoted.
    Url { may_quote: bool },
    /// In a line of a service file.
    Service { file: PathBuf, line: u64 },
    /// In a variable of the environment.
    Variable(&'static str),
}

/// A value, and where it was given.
pub(super) struct Given {
    value: Zeroizing<String>,
    origin: Origin,
}

/// The parameters that were given, each by the first that gives it.
#[derive(Default)]
pub(super) struct Parameters(BTreeMap<&'static str, Given>);

impl Parameters {
    /// Adds a parameter unless it was given before; in a URL the last one counts.
    pub(super) fn add(
        &mut self,
        name: &str,
        value: Zeroizing<String>,
        origin: Origin,
    ) -> Result<(), Diagnostic> {
        let Some(parameter) = find(name) else {
            return Err(unknown(name, &origin));
        };
        let given = Given { value, origin };
        let name = parameter.name;
        match parameter.treatment {
            Treatment::Refuse => return Err(given.unsupported(name)),
            Treatment::Allow(values) if !values.contains(&given.value.as_str()) => {
                return Err(given.mistake(name, &one_of(values)));
            }
            Treatment::Use | Treatment::Ignore | Treatment::Allow(_) => {}
        }
        if given.value.contains('\0') {
            return Err(given.mistake(name, "text without zero bytes"));
        }
        if matches!(given.origin, Origin::Url { .. }) || !self.0.contains_key(name) {
            self.0.insert(name, given);
        }
        Ok(())
    }

    /// Adds what the variables give.
    pub(super) fn add_variables<'v>(
        &mut self,
        variable: impl Fn(&str) -> Option<&'v str>,
    ) -> Result<(), Diagnostic> {
        for parameter in PARAMETERS {
            let Some(name) = parameter.variable else {
                continue;
            };
            if let Some(value) = variable(name)
                && !self.0.contains_key(parameter.name)
            {
                let value = Zeroizing::new(value.to_owned());
                self.add(parameter.name, value, Origin::Variable(name))?;
            }
        }
        Ok(())
    }

    /// The value of a parameter; an empty one counts as absent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.given(name).map(|given| given.value.as_str())
    }

    fn given(&self, name: &str) -> Option<&Given> {
        self.0.get(name).filter(|given| !given.value.is_empty())
    }

    /// The value of a parameter that is one of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&'static str, T)],
    ) -> Result<Option<T>, Diagnostic> {
        let Some(given) = self.given(name) else {
            return Ok(None);
        };
        let found = choices
            .iter()
            .find(|(word, _)| *word == given.value.as_str());
        match found {
            Some((_, choice)) => Ok(Some(*choice)),
            None => {
                let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                Err(given.mistake(name, &one_of(&words)))
            }
        }
    }

    /// The value of a parameter that is a time in seconds; 0 and less are no limit, as libpq has it.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<Duration>, Diagnostic> {
        let Some(given) = self.given(name) else {
            return Ok(None);
        };
        match i32::from_str(given.value.trim()) {
            Ok(seconds) => Ok(u64::try_from(seconds)
                .ok()
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs)),
            Err(_) => Err(given.mistake(name, "a whole number of seconds")),
        }
    }

    /// Reports one element of a parameter that is not what was expected.
    pub(super) fn mistake(&self, name: &str, element: &str, expected: &str) -> Diagnostic {
        match self.0.get(name) {
            Some(given) => given.mistake_in(name, element, expected),
            None => Diagnostic::usage(format!("{name} is not valid (expected {expected})")),
        }
    }

    /// Reports something about a parameter in its own words, with what to do.
    pub(super) fn complaint(&self, name: &str, message: &str, help: &str) -> Diagnostic {
        let complaint = Diagnostic::usage(message);
        let complaint = match self.0.get(name) {
            Some(given) => given.origin.locate(complaint, name),
            None => complaint,
        };
        complaint.with_help(help)
    }
}

impl Given {
    fn mistake(&self, name: &str, expected: &str) -> Diagnostic {
        self.mistake_in(name, &self.value, expected)
    }

    fn mistake_in(&self, name: &str, value: &str, expected: &str) -> Diagnostic {
        let message = if self.origin.may_quote() && !is_secret(name) {
            format!("`{value}` is not a valid {name} (expected {expected})")
        } else {
            format!("the {name} is not valid (expected {expected})")
        };
        self.origin.locate(Diagnostic::usage(message), name)
    }

    fn unsupported(&self, name: &str) -> Diagnostic {
        let message = format!("the connection parameter {name} is not supported by csp");
        let mistake = Diagnostic::usage(message);
        match &self.origin {
            Origin::Variable(variable) => {
                mistake.with_help(format!("Remove the variable {variable}."))
            }
            Origin::Url { .. } => mistake.with_help(format!("Remove {name} from the URL.")),
            Origin::Service { file, line } => mistake.at(place(file, *line)),
        }
    }
}

impl Origin {
    fn may_quote(&self) -> bool {
        !matches!(self, Self::Url { may_quote: false })
    }

    /// The mistake with where it is, or with what to change.
    fn locate(&self, mistake: Diagnostic, name: &str) -> Diagnostic {
        match self {
            Self::Url { .. } => mistake.with_help(format!("Change {name} in the URL.")),
            Self::Variable(variable) => mistake.with_help(format!(
                "Change the variable {variable}, or give {name} in the URL."
            )),
            Self::Service { file, line } => mistake.at(place(file, *line)),
        }
    }
}

fn place(file: &std::path::Path, line: u64) -> Place {
    Place::at(line, 1).in_file(file.display().to_string())
}

fn unknown(name: &str, origin: &Origin) -> Diagnostic {
    match origin {
        Origin::Url { may_quote: false } => {
            Diagnostic::usage("an unknown connection parameter follows a password in the URL")
                .with_help("Write & inside a password as %26.")
        }
        Origin::Service { file, line } => {
            let message = format!("`{name}` is not a known connection parameter");
            Diagnostic::usage(message)
                .at(place(file, *line))
                .with_help(NAMES)
        }
        Origin::Url { may_quote: true } | Origin::Variable(_) => {
            let message = format!("`{name}` is not a known connection parameter");
            Diagnostic::usage(message).with_help(NAMES)
        }
    }
}

/// The parameters that people use, for those who misspelt one.
const NAMES: &str = "Expected one of: host, hostaddr, port, dbname, user, password, passfile, service, sslmode, \
                     sslrootcert, sslcert, sslkey, channel_binding, connect_timeout, target_session_attrs, \
                     application_name.";

/// The words as a list: `a, b or c`.
fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
