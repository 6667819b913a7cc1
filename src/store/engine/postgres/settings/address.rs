//! The hosts of a connection: names, addresses and ports in lists, or folders with sockets.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::parameters::Parameters;
use super::surroundings::Surroundings;
use crate::diagnostic::Diagnostic;

/// The port of a server that was not told another.
pub(super) const PORT: u16 = 5432;

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Address {
    /// On the network.
    Tcp {
        /// The name that the certificate must have; the address where only that is known.
        name: String,
        /// The address, where it is known without asking for the name.
        numeric: Option<IpAddr>,
        /// The port.
        port: u16,
    },
    /// In a folder of this machine.
    Socket {
        /// The folder.
        folder: PathBuf,
        /// The port, a part of the file's name.
        port: u16,
    },
}

impl Address {
    /// The port.
    pub(in crate::store) fn port(&self) -> u16 {
        match self {
            Self::Tcp { port, .. } | Self::Socket { port, .. } => *port,
        }
    }

    /// The file of the socket; `None` on the network.
    pub(in crate::store) fn socket_file(&self) -> Option<PathBuf> {
        match self {
            Self::Tcp { .. } => None,
            Self::Socket { folder, port } => Some(socket_file(folder, *port)),
        }
    }

    /// Whether what is sent there stays on this machine, as far as name and address say.
    pub(in crate::store) fn is_local(&self) -> bool {
        match self {
            Self::Socket { .. } => true,
            Self::Tcp { name, numeric, .. } => {
                let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
                let named = name.parse().map(is_loopback);
                named.unwrap_or(name.eq_ignore_ascii_case("localhost"))
                    && numeric.is_none_or(is_loopback)
            }
        }
    }
}

fn socket_file(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// The hosts in their order.
///
/// # Errors
/// Where a host, an address or a port is not valid, or their lists have different lengths.
pub(super) fn read_hosts(
    parameters: &Parameters,
    surroundings: &Surroundings,
) -> Result<Vec<Address>, Diagnostic> {
    let list = |name: &str| {
        let text = parameters.text(name)?;
        Some(text.split(',').collect::<Vec<_>>())
    };
    let (hosts, addresses) = (list("host"), list("hostaddr"));
    let ports = list("port").unwrap_or_else(|| vec![""]);
    let count = addresses.as_ref().or(hosts.as_ref()).map_or(1, Vec::len);
    if let Some(hosts) = hosts.as_ref().filter(|hosts| hosts.len() != count) {
        return Err(different("hostaddr", count, hosts.len()));
    }
    if ports.len() != 1 && ports.len() != count {
        return Err(different("port", ports.len(), count));
    }
    let element = |list: &Option<Vec<&'_ str>>, at: usize| {
        let element = list.as_ref().and_then(|list| list.get(at).copied());
        element.unwrap_or_default().to_owned()
    };
    (0..count)
        .map(|at| {
            let port = ports.get(at).or(ports.first()).copied();
            let port = read_port(parameters, port.unwrap_or_default())?;
            let numeric = read_address(parameters, &element(&addresses, at))?;
            read_host(
                parameters,
                &element(&hosts, at),
                numeric,
                port,
                surroundings,
            )
        })
        .collect()
}

fn read_port(parameters: &Parameters, text: &str) -> Result<u16, Diagnostic> {
    match text.trim() {
        "" => Ok(PORT),
        text => match text.parse() {
            Ok(port) if port > 0 => Ok(port),
            Ok(_) | Err(_) => {
                let expected = "a whole number from 1 to 65535";
                Err(parameters.mistake("port", text, expected))
            }
        },
    }
}

fn read_address(parameters: &Parameters, text: &str) -> Result<Option<IpAddr>, Diagnostic> {
    if text.is_empty() {
        return Ok(None);
    }
    let address = text.parse();
    let expected = "an IP address such as 192.0.2.1";
    address
        .map(Some)
        .map_err(|_| parameters.mistake("hostaddr", text, expected))
}

fn read_host(
    parameters: &Parameters,
    host: &str,
    numeric: Option<IpAddr>,
    port: u16,
    surroundings: &Surroundings,
) -> Result<Address, Diagnostic> {
    let tcp = |name: String, numeric: Option<IpAddr>| Address::Tcp {
        name,
        numeric,
        port,
    };
    let is_folder = host.starts_with('/');
    if let Some(address) = numeric.filter(|_| host.is_empty() || is_folder) {
        return Ok(tcp(address.to_string(), numeric));
    }
    if is_folder {
        if !surroundings.has_sockets {
            let expected = "the name of a host; sockets in folders are not available on Windows";
            return Err(parameters.mistake("host", host, expected));
        }
        let folder = host.into();
        return Ok(Address::Socket { folder, port });
    }
    if host.is_empty() {
        let is_socket_in = |folder: &Path| socket_file(folder, port).exists();
        return Ok(match surroundings.socket_folder(is_socket_in) {
            Some(folder) => Address::Socket { folder, port },
            None => tcp("localhost".to_owned(), None),
        });
    }
    if host.starts_with('@') {
        let expected = "a host, or a folder with a socket; abstract sockets are not supported";
        return Err(parameters.mistake("host", host, expected));
    }
    if host.contains(|letter: char| letter.is_whitespace() || r"/@[]?#\=&".contains(letter)) {
        let expected = "a name, an IP address, or a folder that begins with /";
        return Err(parameters.mistake("host", host, expected));
    }
    Ok(tcp(host.to_owned(), numeric.or_else(|| host.parse().ok())))
}

fn different(name: &str, found: usize, hosts: usize) -> Diagnostic {
    let (value, fit) = match found {
        1 => ("value", "does not fit"),
        _ => ("values", "do not fit"),
    };
    let noun = if hosts == 1 { "host" } else { "hosts" };
    let message = format!("{found} {value} of {name} {fit} {hosts} {noun}");
    Diagnostic::usage(message).with_help(match name {
        "port" => "Give one port, or as many as there are hosts.",
        _ => "Give as many addresses as there are hosts.",
    })
}
