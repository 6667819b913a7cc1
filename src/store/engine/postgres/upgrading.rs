//! Adding the tables of this release to a store of an earlier one.
//!
//! A release only adds tables and indexes, so programs of the release before go on working beside this one.

use super::connection::Purpose;
use super::ddl;
use super::fault::Fault;
use super::open::{BEGIN_WRITING, Open};
use super::rows::Failure;
use crate::diagnostic::Diagnostic;

impl Open<'_> {
    /// Adds what a store of version `found` lacks, in a transaction of its own and under a lock; then this transaction
    /// begins anew. Two that do it at once wait for one another, and the second one finds nothing to add.
    pub(super) fn upgrade(&self, found: i64) -> Result<(), Diagnostic> {
        let added = self.in_one_group(|| {
            self.on_connection(|connection| {
                connection.queue("ROLLBACK", &[], Purpose::Frame)?;
                connection.queue(BEGIN_WRITING, &[], Purpose::Frame)?;
                connection.queue(&self.settings(), &[], Purpose::Frame)?;
                for statement in ddl::additions() {
                    connection.queue(&statement, &[], Purpose::Frame)?;
                }
                connection.queue("COMMIT", &[], Purpose::Frame)
            })
        })?;
        match added {
            None => {}
            // No privilege, or a server that only reads.
            Some(Failure::Server(error)) if matches!(error.code.as_str(), "42501" | "25006") => {
                return Err(self.engine.cannot_upgrade(found));
            }
            Some(failure) => return Err(self.said_by(failure)),
        }
        let begun = self.in_one_group(|| {
            self.queue_begin()?;
            match self.ending {
                Some(_) => self.queue_locks(),
                None => Ok(()),
            }
        })?;
        begun.map_or(Ok(()), |failure| Err(self.said_by(failure)))
    }

    /// Sends what `queue` queues, and tells whether it failed.
    fn in_one_group(
        &self,
        queue: impl FnOnce() -> Result<(), Diagnostic>,
    ) -> Result<Option<Failure>, Diagnostic> {
        queue()?;
        self.on_connection(|connection| {
            connection.end_group();
            connection.send()?;
            self.collect(connection)
        })
        .map(|(_, failed)| failed)
    }

    fn said_by(&self, failure: Failure) -> Diagnostic {
        match failure {
            Failure::Server(error) => self.told(Fault::Server(error)),
            Failure::Said(diagnostic) => diagnostic,
            Failure::NoStore | Failure::Earlier(_) => self.told(Fault::Foreign(
                "a store that changed while it was upgraded".to_owned(),
            )),
        }
    }
}
