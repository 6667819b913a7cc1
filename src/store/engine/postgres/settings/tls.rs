//! How a connection is encrypted, and what is verified.

use std::path::PathBuf;

use super::address::Address;
use super::parameters::Parameters;
use super::private_file::check_private_key;
use super::surroundings::Surroundings;
use crate::diagnostic::Diagnostic;

/// Encryption of connections over the network; sockets have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Tls {
    /// Whether there is any, and what is verified; `Disable` where every host is a socket.
    pub(in crate::store) mode: TlsMode,
    /// Whose certificates are trusted.
    pub(in crate::store) roots: Roots,
    /// The file with the client's certificate, where it has one.
    pub(in crate::store) certificate: Option<PathBuf>,
    /// The file with the key of that certificate; there whenever the certificate is.
    pub(in crate::store) key: Option<PathBuf>,
}

/// `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum TlsMode {
    /// Never.
    Disable,
    /// Where the server insists.
    Allow,
    /// Where the server offers it.
    Prefer,
    /// Always, with any certificate.
    Require,
    /// Always, with a certificate that is trusted.
    VerifyCa,
    /// Always, with a certificate that is trusted and has the name of the host.
    VerifyFull,
}

/// Whose certificates are trusted (`sslrootcert`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Roots {
    /// Those that the system trusts.
    System,
    /// Those in a file.
    File(PathBuf),
}

impl TlsMode {
    pub(super) const WORDS: [(&'static str, Self); 6] = [
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    /// What holds where nobody says anything else.
    fn default_for(hosts: &[Address]) -> Self {
        if hosts.iter().all(Address::is_local) {
            Self::Prefer
        } else {
            Self::VerifyFull
        }
    }
}

/// Reads the parameters that begin with `ssl`.
///
/// # Errors
/// Where they contradict each other, or the key may be read by other users.
pub(super) fn read_tls(
    parameters: &Parameters,
    hosts: &[Address],
    surroundings: &Surroundings,
) -> Result<Tls, Diagnostic> {
    let asked = parameters.choice("sslmode", &TlsMode::WORDS)?;
    let given = parameters.text("sslrootcert");
    let roots = match given {
        Some("system") => None,
        Some(file) => Some(PathBuf::from(file)),
        None => surroundings.certificate_file("root.crt"),
    };
    let roots = roots.map_or(Roots::System, Roots::File);
    let mode = match asked {
        Some(weak) if given == Some("system") && weak < TlsMode::VerifyFull => {
            return Err(weak_with_system(parameters));
        }
        // With certificates at hand the server's is verified, as libpq does.
        Some(TlsMode::Require) if roots != Roots::System => TlsMode::VerifyCa,
        Some(mode) => mode,
        None if given == Some("system") => TlsMode::VerifyFull,
        None => TlsMode::default_for(hosts),
    };
    let is_tcp = |host: &Address| matches!(host, Address::Tcp { .. });
    // Sockets are never encrypted, whatever is asked for.
    let mode = if hosts.iter().any(is_tcp) {
        mode
    } else {
        TlsMode::Disable
    };
    let (certificate, key) = if mode == TlsMode::Disable {
        (None, None)
    } else {
        read_certificate(parameters, surroundings)?
    };
    Ok(Tls {
        mode,
        roots,
        certificate,
        key,
    })
}

/// The client's certificate and its key, both or neither.
fn read_certificate(
    parameters: &Parameters,
    surroundings: &Surroundings,
) -> Result<(Option<PathBuf>, Option<PathBuf>), Diagnostic> {
    let file = |name: &str, default: &str| {
        let given = parameters.text(name).map(PathBuf::from);
        given.or_else(|| surroundings.certificate_file(default))
    };
    let is_given = |name| parameters.text(name).is_some();
    let certificate = file("sslcert", "postgresql.crt");
    let key = file("sslkey", "postgresql.key");
    match (certificate, key) {
        (Some(certificate), Some(key)) => {
            check_private_key(&key)?;
            Ok((Some(certificate), Some(key)))
        }
        (Some(_), None) if is_given("sslcert") => Err(parameters.complaint(
            "sslcert",
            "sslcert is given without sslkey",
            "Give the file with the key of the certificate as sslkey.",
        )),
        (None, Some(_)) if is_given("sslkey") => Err(parameters.complaint(
            "sslkey",
            "sslkey is given without sslcert",
            "Give the file with the certificate of the key as sslcert.",
        )),
        _ => Ok((None, None)),
    }
}

fn weak_with_system(parameters: &Parameters) -> Diagnostic {
    let message = "sslrootcert=system requires sslmode=verify-full";
    let help = "Leave sslmode out, or name a file with the trusted certificates as sslrootcert.";
    parameters.complaint("sslmode", message, help)
}
