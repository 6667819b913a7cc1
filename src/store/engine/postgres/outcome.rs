//! A connection that was lost at the commit: whether it happened.

use std::time::Instant;

use super::connection::{Connection, Event, Purpose};
use super::ddl::SCHEMA;
use super::fault::{Fault, ServerError};
use super::{PAUSE, PostgresEngine};
use crate::diagnostic::Diagnostic;
use crate::store::engine::Mark;
use crate::store::engine::{Committed, Value};

impl PostgresEngine {
    /// Finds out whether a commit happened whose answer was lost.
    ///
    /// The head of the chain is locked first: while the old session is still at work its commit cannot be seen, and it
    /// holds that lock. The look itself ends with a commit, which the lock makes one that waits for the standbys: once it
    /// is confirmed, so is everything before it, and a standby that takes over has it.
    ///
    /// # Errors
    /// If that cannot be found out in time.
    pub(super) fn find_out(&self, mark: Option<&Mark>) -> Result<Committed, Diagnostic> {
        let Some(mark) = mark else {
            return Err(unknown(None, &self.name));
        };
        let until = Instant::now() + self.wait.max(super::ANSWER);
        loop {
            let found = self
                .connect_once()
                .and_then(|mut connection| self.look_for(&mut connection, mark));
            match found {
                Ok(true) => {
                    self.is_there.set(Some(true));
                    return Ok(Committed::Kept);
                }
                Ok(false) => return Ok(Committed::TryAgain),
                Err(_) if Instant::now() >= until => return Err(unknown(Some(mark), &self.name)),
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
    }

    fn look_for(&self, connection: &mut Connection, mark: &Mark) -> Result<bool, Fault> {
        connection.limit(self.answer_limit())?;
        let chain = Value::Integer(mark.chain);
        connection.queue("BEGIN", &[], Purpose::Frame)?;
        let lock = format!("SELECT chain FROM {SCHEMA}.chains WHERE chain = ?1 FOR UPDATE");
        connection.queue(&lock, std::slice::from_ref(&chain), Purpose::Frame)?;
        let entry =
            format!("SELECT 1 FROM {SCHEMA}.journal WHERE chain = ?1 AND seq = ?2 AND hash = ?3");
        let place = [chain, Value::Integer(mark.seq), Value::from(&mark.hash[..])];
        connection.queue_query("", &entry, &place, 0)?;
        connection.queue("COMMIT", &[], Purpose::Commit)?;
        connection.end_group();
        drop(connection.take_warnings());
        connection.send()?;
        let (is_there, failed) = read_answers(connection)?;
        match failed {
            None => {}
            Some(error) if matches!(error.code.as_str(), "42P01" | "3F000") => {
                return Ok(self.is_created(connection)? && self.look_for(connection, mark)?);
            }
            Some(error) => return Err(Fault::Server(error)),
        }
        // Cancelled while it waited for a standby.
        match connection
            .take_warnings()
            .into_iter()
            .find(is_not_replicated)
        {
            Some(warning) => Err(Fault::Server(warning)),
            None => Ok(is_there),
        }
    }

    /// Whether a store that is not there yet has been created meanwhile. It has no head that could be locked: what waits
    /// for the old session is to create the same schema, which is undone.
    fn is_created(&self, connection: &mut Connection) -> Result<bool, Fault> {
        connection.queue("ROLLBACK", &[], Purpose::Frame)?;
        connection.queue("BEGIN", &[], Purpose::Frame)?;
        let create = format!("CREATE SCHEMA {SCHEMA}");
        connection.queue(&create, &[], Purpose::Frame)?;
        connection.end_group();
        connection.queue("ROLLBACK", &[], Purpose::Frame)?;
        connection.end_group();
        connection.send()?;
        match read_answers(connection)?.1 {
            None => Ok(false),
            Some(error) if matches!(error.code.as_str(), "42P06" | "23505") => Ok(true),
            Some(error) => Err(Fault::Server(error)),
        }
    }
}

/// Whether the query has found something, and the first error.
fn read_answers(connection: &mut Connection) -> Result<(bool, Option<ServerError>), Fault> {
    let mut has_row = false;
    let mut failed = None;
    while connection.has_sent() {
        let purpose = connection.next_purpose();
        match connection.event()? {
            Event::Row(_) => has_row |= purpose == Some(Purpose::Query),
            Event::Failed(_, error) => {
                failed.get_or_insert(error);
            }
            Event::Columns(_) | Event::Done(..) | Event::Suspended | Event::Ready => {}
        }
    }
    Ok((has_row, failed))
}

/// Whether a warning says that a commit may be on no standby, so that whoever takes over may not have it.
pub(super) fn is_not_replicated(warning: &ServerError) -> bool {
    warning.code == "01000"
}

/// Without an entry there is nothing to look for: a restore.
fn unknown(mark: Option<&Mark>, name: &str) -> Diagnostic {
    let what_to_run = match mark {
        Some(mark) => format!("csp audit find {}", crate::domain::hex(&mark.hash)),
        None => "csp audit log".to_owned(),
    };
    Diagnostic::failed(format!(
        "the store {name} did not confirm the change; it is unknown whether it was saved"
    ))
    .with_help(format!(
        "Before you repeat the command, see whether the change was saved: `{what_to_run}`"
    ))
}
