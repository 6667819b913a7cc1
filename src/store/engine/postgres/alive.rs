//! Whether a server that does not answer is still there.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;

use super::settings::Address;
use super::stream::Stream;

/// How long a server may be silent before it is asked whether it is still there.
pub(super) const SILENCE: Duration = Duration::from_secs(3);

/// How long that answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Whether a server answers at this address.
///
/// It is asked on a second connection, because the first may be silent for a good reason: its statement waits for a lock,
/// or takes long. A server that was stopped or whose cable was cut does not answer here either.
pub(super) fn answers(address: &Address) -> bool {
    ask(address).is_ok()
}

/// Asks whether the server offers encryption: the shortest question, which needs no password.
fn ask(address: &Address) -> io::Result<()> {
    let mut stream = Stream::connect(address, ANSWER)?;
    stream.limit(ANSWER)?;
    let mut question = BytesMut::new();
    frontend::ssl_request(&mut question);
    stream.write_all(&question)?;
    stream.read_exact(&mut [0])
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, TcpListener};

    use super::*;

    fn listening() -> (TcpListener, Address) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let address = Address::Tcp {
            name: String::new(),
            numeric: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port,
        };
        (listener, address)
    }

    #[test]
    fn a_server_that_answers_is_there() {
        let (listener, address) = listening();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = [0; 8];
            stream.read_exact(&mut question).unwrap();
            stream.write_all(b"N").unwrap();
        });
        assert!(answers(&address));
        server.join().unwrap();
    }

    #[test]
    fn a_server_that_hangs_up_is_not_there() {
        let (listener, address) = listening();
        let server = std::thread::spawn(move || drop(listener.accept().unwrap()));
        assert!(!answers(&address));
        server.join().unwrap();
    }

    #[test]
    fn nobody_listens_so_nobody_is_there() {
        let (listener, address) = listening();
        drop(listener);
        assert!(!answers(&address));
    }
}
