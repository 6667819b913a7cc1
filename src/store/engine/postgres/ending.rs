//! How a transaction on a server ends.

use super::connection::Purpose;
use super::fault::{Fault, ServerError};
use super::open::{Open, Stage};
use super::outcome::is_not_replicated;
use super::rows::Failure;
use crate::diagnostic::Diagnostic;
use crate::store::failure;

/// How a commit ended.
pub(super) enum Kept {
    /// The server confirmed it.
    Yes,
    /// The connection was lost before it could, or it is not known whether a standby has the change.
    Unknown,
}

impl Open<'_> {
    /// Ends the transaction without keeping it, and gives the connection back.
    pub(super) fn forget(&self) -> Result<(), Diagnostic> {
        if self.has_ended.replace(true) {
            return Ok(());
        }
        self.copies.borrow_mut().clear();
        let Some(mut connection) = self.connection.borrow_mut().take() else {
            return Ok(());
        };
        let ended = (|| {
            connection.queue("ROLLBACK", &[], Purpose::Frame)?;
            connection.end_group();
            connection.send()?;
            // A writer has given its locks back when this ends; a reader has none.
            if self.ending.is_some() {
                self.collect(&mut connection)?;
            }
            Ok::<_, Fault>(())
        })();
        if ended.is_ok() {
            self.engine.give_back(connection);
        }
        Ok(())
    }

    /// What was queued and not sent yet goes to the server, so that its mistakes are seen.
    pub(super) fn settle(&self) -> Result<(), Diagnostic> {
        if self.stage.get() == Stage::Absent {
            return Ok(());
        }
        self.send_copies()?;
        let is_waiting = self
            .connection
            .borrow()
            .as_ref()
            .is_some_and(|connection| connection.queued() > 0 || connection.has_sent());
        if is_waiting {
            self.exchange()?;
        }
        Ok(())
    }

    /// Keeps what was written. Tells whether the server has confirmed it, or why it is not known.
    pub(super) fn keep(&self) -> Result<Kept, Diagnostic> {
        if self.needs_locks.get() {
            return Err(failure::busy(std::path::Path::new(self.engine.name())));
        }
        self.begin()?;
        self.send_copies()?;
        self.has_ended.set(true);
        let sent = self.on_connection(|connection| {
            connection.queue("COMMIT", &[], Purpose::Commit)?;
            connection.end_group();
            connection.limit(self.engine.commit_limit())?;
            drop(connection.take_warnings());
            connection.send()?;
            let (answers, failed) = self.collect(connection)?;
            Ok((answers, failed, connection.take_warnings()))
        });
        let (answers, failed, warnings) = match sent {
            Ok(answered) => answered,
            Err(_) if self.connection.borrow().is_none() => return Ok(Kept::Unknown),
            Err(why) => return Err(why),
        };
        match failed {
            Some(Failure::Server(error)) => {
                let fault = Fault::Server(error);
                let is_lost = fault.is_lost();
                let why = self.told(fault);
                return if is_lost { Ok(Kept::Unknown) } else { Err(why) };
            }
            Some(Failure::Said(diagnostic)) => return Err(diagnostic),
            Some(Failure::NoStore | Failure::Earlier(_)) | None => {}
        }
        // Committed here, and perhaps on no standby: whoever takes over may not have it.
        if warnings.iter().any(is_not_replicated) {
            *self.connection.borrow_mut() = None;
            return Ok(Kept::Unknown);
        }
        if answers.commit.as_deref() != Some("COMMIT") {
            return Err(failure::database(ServerError {
                message: "the server rolled the transaction back".to_owned(),
                ..ServerError::default()
            }));
        }
        if let Some(connection) = self.connection.borrow_mut().take() {
            self.engine.give_back(connection);
        }
        Ok(Kept::Yes)
    }
}
