//! What the server answers to a group of statements.

use postgres_protocol::Oid;
use postgres_protocol::message::backend::DataRowBody;

use super::connection::{Connection, Event, Purpose};
use super::ddl;
use super::fault::Fault;
use super::open::{Open, Stage};
use super::rows::{Answers, FIRST_ROWS, Failure, Rows, cells};
use crate::diagnostic::Diagnostic;
use crate::store::engine::{MovedTo, Value};
use crate::store::failure;

impl Open<'_> {
    /// Sends what is queued and reads every answer.
    pub(super) fn exchange(&self) -> Result<Answers, Diagnostic> {
        self.on_connection(|connection| {
            connection.end_group();
            connection.send()
        })?;
        self.read_answers()
    }

    /// Reads every answer to what was sent.
    pub(super) fn read_answers(&self) -> Result<Answers, Diagnostic> {
        let (answers, failed) = self.on_connection(|connection| self.collect(connection))?;
        match failed {
            None => Ok(answers),
            Some(Failure::NoStore) if self.ending.is_none() => {
                self.stage.set(Stage::Absent);
                self.engine.is_there.set(Some(false));
                Ok(answers)
            }
            Some(Failure::NoStore) => {
                self.create()?;
                Ok(Answers {
                    began_anew: true,
                    ..Answers::default()
                })
            }
            Some(Failure::Earlier(found)) => {
                self.upgrade(found)?;
                Ok(Answers {
                    began_anew: true,
                    ..Answers::default()
                })
            }
            Some(Failure::Server(error)) => Err(self.told(Fault::Server(error))),
            Some(Failure::Said(diagnostic)) => Err(diagnostic),
        }
    }

    pub(super) fn collect(
        &self,
        connection: &mut Connection,
    ) -> Result<(Answers, Option<Failure>), Fault> {
        let mut answers = Answers::default();
        let mut failed = None;
        let mut current = Rows::default();
        while connection.has_sent() {
            let purpose = connection.next_purpose();
            match connection.event()? {
                Event::Columns(found) => current.types = found,
                Event::Row(row) => match purpose {
                    Some(Purpose::Query) => current.rows.push(row),
                    Some(Purpose::Version) => {
                        if let Some(found) = self.check_version(&current.types, &row)? {
                            failed.get_or_insert(found);
                        }
                    }
                    Some(Purpose::Lock) => {
                        let number = row.buffer().get(4..12).and_then(|it| it.try_into().ok());
                        let mut held = self.held.borrow_mut();
                        held.extend(number.map(i64::from_be_bytes));
                    }
                    Some(Purpose::Frame | Purpose::Commit | Purpose::Write { .. }) | None => {}
                },
                Event::Done(Purpose::Query, _) => {
                    answers.queries.push(std::mem::take(&mut current));
                }
                Event::Suspended => {
                    current.has_more = true;
                    answers.queries.push(std::mem::take(&mut current));
                }
                Event::Done(purpose, tag) => {
                    let changed = tag.rsplit(' ').next().and_then(|count| count.parse().ok());
                    answers.changed = changed.unwrap_or(0);
                    if purpose == Purpose::Commit {
                        answers.commit = Some(tag);
                    } else if purpose == (Purpose::Write { must_change: true }) {
                        let said = self.missing.borrow_mut().pop_front();
                        if let (0, Some(said)) = (answers.changed, said) {
                            failed.get_or_insert(Failure::Said(said));
                        }
                    }
                }
                Event::Failed(purpose, error) => {
                    let is_no_store = purpose == Purpose::Version
                        && matches!(error.code.as_str(), "42P01" | "3F000");
                    failed.get_or_insert(if is_no_store {
                        Failure::NoStore
                    } else {
                        Failure::Server(error)
                    });
                }
                Event::Ready => {}
            }
        }
        Ok((answers, failed))
    }

    /// Asks a query; gives the portal that has its other rows, and the first ones.
    pub(super) fn ask(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<(String, Rows), Diagnostic> {
        let mut answers = self.ask_together(&[(sql, values)])?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Asks queries in one group; gives the portal and the first rows of each. Nothing, where there is no store.
    pub(super) fn ask_together(
        &self,
        queries: &[(&str, &[Value<'_>])],
    ) -> Result<Vec<(String, Rows)>, Diagnostic> {
        loop {
            let mut portals = Vec::with_capacity(queries.len());
            for (sql, values) in queries {
                let portal = self.next_portal();
                self.on_connection(|connection| {
                    connection.queue_query(&portal, sql, values, FIRST_ROWS)
                })?;
                portals.push(portal);
            }
            let answers = self.exchange()?;
            if !answers.began_anew {
                self.has_asked.set(true);
                return Ok(portals.into_iter().zip(answers.queries).collect());
            }
        }
    }

    /// Whether the answer to a query is known.
    pub(super) fn knows(&self, sql: &str, values: &[Value<'_>]) -> bool {
        let known = self.known.borrow();
        known
            .iter()
            .any(|one| one.sql == sql && one.values == values)
    }

    /// The known answer to a query. One with more rows than were fetched is known once: the others are fetched after it.
    pub(super) fn recall(&self, sql: &str, values: &[Value<'_>]) -> Option<(String, Rows)> {
        let mut known = self.known.borrow_mut();
        let at = known
            .iter()
            .position(|one| one.sql == sql && one.values == values)?;
        if known.get(at)?.rows.has_more {
            let found = known.remove(at);
            return Some((found.portal, found.rows));
        }
        let found = known.get(at)?;
        Some((found.portal.clone(), found.rows.clone()))
    }

    /// What is wrong with the version of the store, if anything is.
    pub(super) fn check_version(
        &self,
        types: &[Oid],
        row: &DataRowBody,
    ) -> Result<Option<Failure>, Fault> {
        let cells = cells(types, row)?;
        let number = |at: usize| cells.get(at).and_then(Value::as_integer);
        let (Some(version), Some(readable_from)) = (number(0), number(1)) else {
            return Err(Fault::Foreign("a store without a version".to_owned()));
        };
        if version > ddl::VERSION && readable_from > ddl::VERSION {
            let name = std::path::Path::new(self.engine.name());
            let newer = failure::newer(name, version, ddl::VERSION);
            return Ok(Some(Failure::Said(newer)));
        }
        if let Some(moved) = MovedTo::from_cells(&cells) {
            return Ok(Some(Failure::Said(self.engine.moved(&moved))));
        }
        if version < ddl::VERSION {
            return Ok(Some(Failure::Earlier(version)));
        }
        self.stage.set(Stage::Begun);
        self.engine.is_there.set(Some(true));
        Ok(None)
    }
}
