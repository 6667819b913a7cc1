//! An open connection: statements go out in groups, and their answers are read in order.
//!
//! What is queued is sent by [`Connection::send`]. A group ends with [`Connection::end_group`]; where a statement of it
//! fails the server skips the rest of the group.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read as _, Write as _};
use std::time::{Duration, Instant};

use bytes::{BufMut as _, BytesMut};
use postgres_protocol::Oid;
use postgres_protocol::message::backend::{DataRowBody, ErrorResponseBody, Message};
use postgres_protocol::message::frontend;

use fallible_iterator::FallibleIterator as _;

use super::alive;
use super::fault::{Fault, ServerError};
use super::settings::Address;
use super::statement::with_dollars;
use super::stream::Stream;
use super::wire_value;
use crate::store::engine::Value;

/// A connection to a server.
pub(super) struct Connection {
    stream: Stream,
    /// Where the server is, without a name that would have to be looked up.
    peer: Address,
    /// How long it may be silent.
    limit: Cell<Duration>,
    out: BytesMut,
    input: BytesMut,
    /// What was queued and is not answered yet, in order.
    awaited: VecDeque<Awaited>,
    /// How many groups were sent whose answers were not read.
    sent: usize,
    /// What the server tells about itself: its version, whether it is a standby.
    parameters: BTreeMap<String, String>,
    /// Warnings since they were last taken.
    warnings: Vec<ServerError>,
    /// Where the server is, as the settings name it.
    address: Address,
    /// The number of the server's process, as it was announced.
    process: Option<i32>,
}

/// Something that the server will answer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Awaited {
    /// A statement, or a step of one.
    Statement(Purpose),
    /// The end of a group.
    Ready,
}

/// What a statement is for, so that its answer goes to the right place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Begins or ends a transaction, or sets something for it.
    Frame,
    /// Ends a transaction by keeping it.
    Commit,
    /// Asks which version the store has.
    Version,
    /// Locks the heads of chains; answers their numbers.
    Lock,
    /// Writes; how many rows it changes does not matter, or was told to be one.
    Write {
        /// Whether exactly one row must change.
        must_change: bool,
    },
    /// What a command asks; its rows are wanted.
    Query,
}

/// What the server says.
pub(super) enum Event {
    /// The types of the columns that follow.
    Columns(Vec<Oid>),
    /// A row.
    Row(DataRowBody),
    /// A statement is done; so many rows.
    Done(Purpose, String),
    /// As many rows as were asked for at once; there may be more.
    Suspended,
    /// A statement failed; the rest of its group is skipped.
    Failed(Purpose, ServerError),
    /// A group is over.
    Ready,
}

impl Connection {
    /// A connection to a server over a stream, on which nothing was said yet.
    pub(super) fn over(stream: Stream, address: Address, limit: Duration) -> Self {
        Self {
            peer: stream.peer(&address),
            limit: Cell::new(limit),
            stream,
            out: BytesMut::new(),
            input: BytesMut::with_capacity(1 << 14),
            awaited: VecDeque::new(),
            sent: 0,
            parameters: BTreeMap::new(),
            warnings: Vec::new(),
            address,
            process: None,
        }
    }

    /// How long an answer may take from a server that is there. One that is not there is noticed sooner.
    pub(super) fn limit(&self, limit: Duration) -> Result<(), Fault> {
        self.limit.set(limit);
        Ok(self.stream.limit(limit.min(alive::SILENCE))?)
    }

    /// Whether what passes is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.stream.is_encrypted()
    }

    /// The version of the encryption; `None` where there is none.
    pub(super) fn encryption(&self) -> Option<&'static str> {
        match &self.stream {
            Stream::Tls(stream) => Some(match stream.conn.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
                Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "TLS",
            }),
            Stream::Tcp(_) => None,
            #[cfg(unix)]
            Stream::Socket(_) => None,
        }
    }

    /// Where the server is.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The number of the server's process, as it was announced when the connection began.
    pub(super) fn process(&self) -> Option<i32> {
        self.process
    }

    /// The certificate of the server, where the connection is encrypted.
    pub(super) fn certificate(&self) -> Option<&[u8]> {
        match &self.stream {
            Stream::Tls(stream) => {
                let chain = stream.conn.peer_certificates()?;
                chain.first().map(|first| &**first)
            }
            Stream::Tcp(_) => None,
            #[cfg(unix)]
            Stream::Socket(_) => None,
        }
    }

    /// What the server told about itself under this name.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The warnings since they were last taken.
    pub(super) fn take_warnings(&mut self) -> Vec<ServerError> {
        std::mem::take(&mut self.warnings)
    }

    /// Queues a statement whose rows are not wanted.
    pub(super) fn queue(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        purpose: Purpose,
    ) -> Result<(), Fault> {
        self.queue_bound("", sql, values)?;
        if purpose == Purpose::Version {
            frontend::describe(b'P', "", &mut self.out)?;
        }
        frontend::execute("", 0, &mut self.out)?;
        self.awaited.push_back(Awaited::Statement(purpose));
        Ok(())
    }

    /// Queues a query of which up to `most` rows are wanted at once.
    pub(super) fn queue_query(
        &mut self,
        portal: &str,
        sql: &str,
        values: &[Value<'_>],
        most: i32,
    ) -> Result<(), Fault> {
        self.queue_bound(portal, sql, values)?;
        frontend::describe(b'P', portal, &mut self.out)?;
        self.queue_more(portal, most)
    }

    /// Queues the wish for more rows of a query.
    pub(super) fn queue_more(&mut self, portal: &str, most: i32) -> Result<(), Fault> {
        frontend::execute(portal, most, &mut self.out)?;
        self.awaited.push_back(Awaited::Statement(Purpose::Query));
        Ok(())
    }

    /// Queues the end of a query of which not every row is wanted.
    pub(super) fn queue_close(&mut self, portal: &str) -> Result<(), Fault> {
        Ok(frontend::close(b'P', portal, &mut self.out)?)
    }

    fn queue_bound(&mut self, portal: &str, sql: &str, values: &[Value<'_>]) -> Result<(), Fault> {
        let out = &mut self.out;
        let types = values.iter().map(wire_value::type_of);
        frontend::parse("", &with_dollars(sql), types, out)?;
        let written = frontend::bind(
            portal,
            "",
            [1],
            values,
            |value, into| Ok(wire_value::write(value, into)),
            [1],
            out,
        );
        written.map_err(|error| match error {
            frontend::BindError::Conversion(error) => Fault::Foreign(error.to_string()),
            frontend::BindError::Serialization(error) => Fault::from(error),
        })
    }

    /// Queues rows for a table, as [`super::copy`] has prepared them.
    pub(super) fn queue_copy(&mut self, sql: &str, rows: &[u8]) -> Result<(), Fault> {
        /// So many bytes in a message at most.
        const PIECE: usize = 1 << 16;
        self.queue_bound("", sql, &[])?;
        frontend::execute("", 0, &mut self.out)?;
        for piece in rows.chunks(PIECE) {
            frontend::CopyData::new(piece)?.write(&mut self.out);
        }
        frontend::copy_done(&mut self.out);
        let purpose = Purpose::Write { must_change: false };
        self.awaited.push_back(Awaited::Statement(purpose));
        Ok(())
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        frontend::sync(&mut self.out);
        self.awaited.push_back(Awaited::Ready);
    }

    /// Sends what is queued.
    pub(super) fn send(&mut self) -> Result<(), Fault> {
        let is_end = |one: &&Awaited| **one == Awaited::Ready;
        self.sent = self.awaited.iter().filter(is_end).count();
        let mut out = std::mem::take(&mut self.out);
        let sent = self.send_bytes(&mut out);
        self.out = out;
        sent
    }

    /// Sends bytes, and empties them.
    pub(super) fn send_bytes(&mut self, out: &mut BytesMut) -> Result<(), Fault> {
        let sent = self.write(out);
        out.clear();
        Ok(sent.map_err(timed_out)?)
    }

    fn write(&mut self, mut rest: &[u8]) -> io::Result<()> {
        let mut since = Instant::now();
        while !rest.is_empty() {
            match self.stream.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    rest = rest.get(count..).unwrap_or_default();
                    since = Instant::now();
                }
                Err(error) if self.may_go_on(&error, since) => {}
                Err(error) => return Err(error),
            }
        }
        loop {
            match self.stream.flush() {
                Err(error) if self.may_go_on(&error, since) => {}
                flushed => return flushed,
            }
        }
    }

    /// Whether reading or writing that was interrupted goes on: the server may still be silent, and is there.
    fn may_go_on(&self, error: &io::Error, since: Instant) -> bool {
        match error.kind() {
            io::ErrorKind::Interrupted => true,
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                since.elapsed() < self.limit.get() && alive::answers(&self.peer)
            }
            _ => false,
        }
    }

    /// What the statement is for that is answered next.
    pub(super) fn next_purpose(&self) -> Option<Purpose> {
        match self.awaited.front() {
            Some(Awaited::Statement(purpose)) => Some(*purpose),
            Some(Awaited::Ready) | None => None,
        }
    }

    /// How many bytes are queued.
    pub(super) fn queued(&self) -> usize {
        self.out.len()
    }

    /// Whether a group was sent whose answers were not read.
    pub(super) fn has_sent(&self) -> bool {
        self.sent > 0
    }

    /// The next message; what the server remarks by the way is kept.
    pub(super) fn message(&mut self) -> Result<Message, Fault> {
        loop {
            match Message::parse(&mut self.input)? {
                None => self.read()?,
                Some(Message::ParameterStatus(body)) => {
                    let (name, value) = (body.name()?.to_owned(), body.value()?.to_owned());
                    self.parameters.insert(name, value);
                }
                Some(Message::NoticeResponse(body)) => {
                    self.warnings.push(ServerError::read(body.fields())?);
                }
                Some(Message::BackendKeyData(body)) => self.process = Some(body.process_id()),
                Some(Message::NotificationResponse(_)) => {}
                Some(message) => return Ok(message),
            }
        }
    }

    fn read(&mut self) -> Result<(), Fault> {
        /// What a message of the server that no query of csp causes may have: nothing here is that long.
        const LONGEST: usize = 1 << 30;
        if let Some(length) = self.input.get(1..5) {
            let length: [u8; 4] = length.try_into().unwrap_or_default();
            if u32::from_be_bytes(length) as usize > LONGEST {
                return Err(Fault::Foreign("an unknown message".to_owned()));
            }
        }
        let mut piece = [0; 1 << 14];
        let since = Instant::now();
        let count = loop {
            match self.stream.read(&mut piece) {
                Err(error) if self.may_go_on(&error, since) => {}
                read => break read.map_err(timed_out)?,
            }
        };
        if count == 0 {
            return Err(Fault::Lost(io::ErrorKind::UnexpectedEof.into()));
        }
        self.input.put_slice(&piece[..count]);
        Ok(())
    }

    /// What an error says.
    pub(super) fn failed(&self, body: &ErrorResponseBody) -> Result<Fault, Fault> {
        Ok(Fault::Server(ServerError::read(body.fields())?))
    }

    /// What the server says next to what was queued.
    pub(super) fn event(&mut self) -> Result<Event, Fault> {
        loop {
            match self.message()? {
                Message::RowDescription(body) => {
                    let types = body.fields().map(|field| Ok(field.type_oid())).collect()?;
                    return Ok(Event::Columns(types));
                }
                Message::DataRow(body) => return Ok(Event::Row(body)),
                Message::CommandComplete(body) => {
                    let purpose = self.answered()?;
                    return Ok(Event::Done(purpose, body.tag()?.to_owned()));
                }
                Message::PortalSuspended => {
                    self.answered()?;
                    return Ok(Event::Suspended);
                }
                Message::ErrorResponse(body) => {
                    let error = ServerError::read(body.fields())?;
                    // Errors that end the connection come without anything having been asked.
                    let Some(Awaited::Statement(purpose)) = self.awaited.front().cloned() else {
                        return Err(Fault::Server(error));
                    };
                    while matches!(self.awaited.front(), Some(Awaited::Statement(_))) {
                        self.awaited.pop_front();
                    }
                    return Ok(Event::Failed(purpose, error));
                }
                Message::ReadyForQuery(_) => {
                    if self.awaited.pop_front() != Some(Awaited::Ready) {
                        return Err(Fault::Foreign("an answer without a question".to_owned()));
                    }
                    self.sent = self.sent.saturating_sub(1);
                    return Ok(Event::Ready);
                }
                Message::ParseComplete
                | Message::BindComplete
                | Message::CloseComplete
                | Message::NoData
                | Message::CopyInResponse(_) => {}
                _ => {
                    return Err(Fault::Foreign("an answer without a question".to_owned()));
                }
            }
        }
    }

    fn answered(&mut self) -> Result<Purpose, Fault> {
        match self.awaited.pop_front() {
            Some(Awaited::Statement(purpose)) => Ok(purpose),
            Some(Awaited::Ready) | None => {
                Err(Fault::Foreign("an answer without a question".to_owned()))
            }
        }
    }
}

/// A limit that was reached is told as such, however the system calls it.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        frontend::terminate(&mut self.out);
        drop(self.send());
    }
}
