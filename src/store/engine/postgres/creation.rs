//! The first write of a store makes its tables.

use std::time::Instant;

use super::connection::Purpose;
use super::fault::{Fault, ServerError};
use super::open::{BEGIN_WRITING, Open, Stage};
use super::rows::Failure;
use crate::diagnostic::Diagnostic;

impl Open<'_> {
    /// Makes the store, inside this transaction, which begins anew for it. Where somebody else is faster, theirs is used.
    pub(super) fn create(&self) -> Result<(), Diagnostic> {
        let until = Instant::now() + self.engine.answer_limit();
        loop {
            let Some(failure) = self.try_to_create()? else {
                self.stage.set(Stage::Begun);
                self.is_new.set(true);
                return Ok(());
            };
            if failure.code == "42501" {
                return Err(self.engine.cannot_create());
            }
            let is_race = matches!(failure.code.as_str(), "42P06" | "42P07" | "23505");
            if !is_race || Instant::now() >= until {
                return Err(self.told(Fault::Server(failure)));
            }
            self.on_connection(|connection| connection.queue("ROLLBACK", &[], Purpose::Frame))?;
            self.queue_begin()?;
            self.queue_locks()?;
            let (_, failed) = self.on_connection(|connection| {
                connection.end_group();
                connection.send()?;
                self.collect(connection)
            })?;
            match failed {
                None => return Ok(()),
                Some(Failure::NoStore | Failure::Earlier(_)) => {}
                Some(Failure::Server(error)) => return Err(self.told(Fault::Server(error))),
                Some(Failure::Said(diagnostic)) => return Err(diagnostic),
            }
        }
    }

    /// Why the tables could not be made, if they could not.
    fn try_to_create(&self) -> Result<Option<ServerError>, Diagnostic> {
        let (_, failed) = self.on_connection(|connection| {
            connection.queue("ROLLBACK", &[], Purpose::Frame)?;
            connection.queue(BEGIN_WRITING, &[], Purpose::Frame)?;
            connection.queue(&self.settings(), &[], Purpose::Frame)?;
            for statement in self.statements_of_new_store() {
                connection.queue(&statement, &[], Purpose::Frame)?;
            }
            connection.end_group();
            connection.send()?;
            self.collect(connection)
        })?;
        Ok(match failed {
            Some(Failure::Server(error)) => Some(error),
            Some(Failure::NoStore | Failure::Earlier(_) | Failure::Said(_)) | None => None,
        })
    }
}
