//! What goes wrong between the program and a server.

use std::io;

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::message::backend::ErrorFields;

use super::certificate_error::refusal;
use crate::diagnostic::Diagnostic;

/// Why an exchange with a server failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server answered with an error.
    Server(ServerError),
    /// The connection could not be made, or it ended, or the answer took too long.
    Lost(io::Error),
    /// What answers does not speak the protocol, or asks for something that is not supported.
    Foreign(String),
    /// The connection cannot be made with these settings, however often it is tried.
    Settings(Diagnostic),
}

/// An error or a warning of the server.
#[derive(Debug, Clone, Default)]
pub(super) struct ServerError {
    /// The SQLSTATE: five characters.
    pub(super) code: String,
    /// The message.
    pub(super) message: String,
    /// The detail, or else the hint; empty where there is neither.
    pub(super) detail: String,
}

impl ServerError {
    /// Reads the fields of an error or a notice.
    pub(super) fn read(mut fields: ErrorFields<'_>) -> io::Result<Self> {
        let mut error = Self::default();
        while let Some(field) = fields.next()? {
            let text = String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'C' => error.code = text,
                b'M' => error.message = text,
                b'D' => error.detail = text,
                b'H' if error.detail.is_empty() => error.detail = text,
                _ => {}
            }
        }
        // A standby has one code for a transaction that is to write, and another one for a statement that writes.
        if error.code == "0A000" && error.message.contains("recovery") {
            "25006".clone_into(&mut error.code);
        }
        Ok(error)
    }

    /// The class of the SQLSTATE: its first two characters.
    pub(super) fn class(&self) -> &str {
        self.code.get(..2).unwrap_or("")
    }
}

impl std::fmt::Display for ServerError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} (SQLSTATE {})", self.message, self.code)
    }
}

impl std::error::Error for ServerError {}

impl Fault {
    /// Whether the connection is gone, so that nothing more can be asked on it.
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Lost(_) => true,
            // Shut down, crashed, starting up, or the session was ended: by an administrator, or because it was idle.
            Self::Server(error) => {
                let ending = ["57P01", "57P02", "57P03", "57P05", "25P03"];
                ending.contains(&error.code.as_str()) || error.class() == "08"
            }
            Self::Foreign(_) | Self::Settings(_) => false,
        }
    }

    /// Whether the same may succeed when it is tried again on what the store holds then.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Server(error) => {
                self.is_lost()
                    || matches!(
                        error.code.as_str(),
                        // Serialization failure, deadlock, unique violation by somebody faster, no connection left, and an
                        // old connection to a server that is a standby by now.
                        "40001" | "40P01" | "23505" | "53300" | "25006"
                    )
            }
            Self::Lost(_) => true,
            Self::Foreign(_) | Self::Settings(_) => false,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if let Some(refusal) = refusal(&error) {
            return Self::Settings(refusal);
        }
        match error.kind() {
            // What the protocol's parser calls input that it cannot read.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::Foreign(error.to_string())
            }
            _ => Self::Lost(error),
        }
    }
}
