//! The bytes between the program and a server: over a socket file, over the network, or encrypted.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::settings::Address;

/// An open connection, as bytes.
pub(super) enum Stream {
    /// Over the network.
    Tcp(TcpStream),
    /// Through a socket file of the same machine.
    #[cfg(unix)]
    Socket(UnixStream),
    /// Over the network, encrypted.
    Tls(Box<rustls::StreamOwned<rustls::ClientConnection, TcpStream>>),
}

/// How long the other side may be silent before the system looks whether it is still there.
const SILENCE: Duration = Duration::from_secs(3);

impl Stream {
    /// Connects, to each address of a name in turn.
    pub(super) fn connect(address: &Address, limit: Duration) -> io::Result<Self> {
        match address {
            #[cfg(unix)]
            Address::Socket { .. } => {
                let file = address.socket_file().unwrap_or_default();
                Ok(Self::Socket(UnixStream::connect(file)?))
            }
            #[cfg(not(unix))]
            Address::Socket { .. } => Err(io::Error::from(io::ErrorKind::Unsupported)),
            Address::Tcp {
                name,
                numeric,
                port,
            } => {
                let found: Vec<SocketAddr> = match numeric {
                    Some(numeric) => vec![SocketAddr::new(*numeric, *port)],
                    None => (name.as_str(), *port).to_socket_addrs()?.collect(),
                };
                let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
                for address in found {
                    match TcpStream::connect_timeout(&address, limit) {
                        Ok(stream) => return Self::watched(stream),
                        Err(error) => last = error,
                    }
                }
                Err(last)
            }
        }
    }

    /// A connection whose end is noticed when the cable is cut, and not only when the server says so.
    fn watched(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let socket = socket2::SockRef::from(&stream);
        let alive = socket2::TcpKeepalive::new()
            .with_time(SILENCE)
            .with_interval(Duration::from_secs(1))
            .with_retries(3);
        socket.set_tcp_keepalive(&alive)?;
        Ok(Self::Tcp(stream))
    }

    /// Where the server is, without asking for its name again.
    pub(super) fn peer(&self, address: &Address) -> Address {
        let peer = match self {
            Self::Tcp(stream) => stream.peer_addr().ok(),
            Self::Tls(stream) => stream.sock.peer_addr().ok(),
            #[cfg(unix)]
            Self::Socket(_) => None,
        };
        match peer {
            Some(peer) => Address::Tcp {
                name: String::new(),
                numeric: Some(peer.ip()),
                port: peer.port(),
            },
            None => address.clone(),
        }
    }

    /// How long one reading or writing may take.
    pub(super) fn limit(&self, limit: Duration) -> io::Result<()> {
        let limit = Some(limit.max(Duration::from_millis(1)));
        match self {
            Self::Tcp(stream) => {
                stream.set_read_timeout(limit)?;
                stream.set_write_timeout(limit)
            }
            #[cfg(unix)]
            Self::Socket(stream) => {
                stream.set_read_timeout(limit)?;
                stream.set_write_timeout(limit)
            }
            Self::Tls(stream) => {
                stream.sock.set_read_timeout(limit)?;
                stream.sock.set_write_timeout(limit)
            }
        }
    }

    /// Whether what passes is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self, Self::Tls(_))
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(into),
            #[cfg(unix)]
            Self::Socket(stream) => stream.read(into),
            Self::Tls(stream) => stream.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            #[cfg(unix)]
            Self::Socket(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.flush(),
            #[cfg(unix)]
            Self::Socket(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
