//! Statements in a transaction on a server.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::connection::Purpose;
use super::copy::Waiting;
use super::ddl::Filling;
use super::open::{LOCK, Open};
use super::rows::{FIRST_ROWS, Known, MOST_ROWS, cells};
use super::statement::{changed_table, mentions, with_words_for};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::engine::{CopyIn, EachRow, Hint, ONLY_ACCOUNT, STORE_CHAIN, Session, Value};
use crate::store::problem::Problem;

/// Whether a value stands for the number of the only account.
fn is_only(value: &Value<'_>) -> bool {
    *value == Value::Integer(ONLY_ACCOUNT)
}

impl Session for Open<'_> {
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<(), Diagnostic> {
        if let Some(empty) = self.empty()? {
            return empty.query(sql, values, each);
        }
        self.send_copies()?;
        let (portal, mut rows) = match self.recall(sql, values) {
            Some(found) => found,
            None => {
                let asked = self.ask(sql, values)?;
                Known::note(&mut self.known.borrow_mut(), sql, values, &asked.1);
                asked
            }
        };
        if let Some(empty) = self.empty()? {
            return empty.query(sql, values, each);
        }
        let types = std::mem::take(&mut rows.types);
        let mut most = FIRST_ROWS;
        loop {
            for row in &rows.rows {
                let cells = cells(&types, row).map_err(|fault| self.told(fault))?;
                if each(&cells)? == ControlFlow::Break(()) {
                    if rows.has_more {
                        self.on_connection(|connection| connection.queue_close(&portal))?;
                    }
                    return Ok(());
                }
            }
            if !rows.has_more {
                return Ok(());
            }
            most = (most * 4).min(MOST_ROWS);
            self.on_connection(|connection| connection.queue_more(&portal, most))?;
            rows = self.exchange()?.queries.pop().unwrap_or_default();
        }
    }

    fn foresee(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        if self.empty()?.is_some() {
            return Ok(());
        }
        self.send_copies()?;
        let unknown = queries
            .iter()
            .filter(|(sql, values)| !self.knows(sql, values));
        let unknown: Vec<(&str, &[Value<'_>])> = unknown.copied().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let answers = self.ask_together(&unknown)?;
        let mut known = self.known.borrow_mut();
        for ((sql, values), (portal, rows)) in unknown.into_iter().zip(answers) {
            known.push(Known {
                sql: sql.to_owned(),
                values: values.iter().map(Value::owned).collect(),
                portal,
                rows,
            });
        }
        Ok(())
    }

    fn foresee_of_only_account(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        const NUMBER: &str = "SELECT min(id) FROM accounts HAVING count(*) = 1";
        if self.empty()?.is_some() || self.has_asked.get() {
            return Ok(());
        }
        let words = format!("({NUMBER})");
        let of_only = |(sql, values): &(&str, &[Value<'_>])| {
            let places = (1..).zip(*values).filter(|(_, value)| is_only(value));
            places.fold((*sql).to_owned(), |sql, (place, _)| {
                with_words_for(&sql, place, &words)
            })
        };
        let statements: Vec<String> = queries.iter().map(of_only).collect();
        let mut together: Vec<(&str, &[Value<'_>])> = vec![(NUMBER, &[])];
        let values = queries.iter().map(|(_, values)| *values);
        together.extend(statements.iter().map(String::as_str).zip(values));
        let mut all = self.ask_together(&together)?.into_iter();
        let Some((_, number)) = all.next() else {
            return Ok(());
        };
        let number = match number.rows.first() {
            Some(row) => {
                let cells = cells(&number.types, row).map_err(|fault| self.told(fault))?;
                cells.first().and_then(Value::as_integer)
            }
            None => None,
        };
        let mut known = self.known.borrow_mut();
        for ((portal, rows), (sql, values)) in all.zip(queries) {
            let values = values.iter().map(|value| match number {
                Some(number) if is_only(value) => Value::Integer(number),
                _ => value.owned(),
            });
            known.push(Known {
                sql: (*sql).to_owned(),
                values: values.collect(),
                portal,
                rows,
            });
        }
        Ok(())
    }

    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        self.begin_changing(sql)?;
        self.on_connection(|connection| {
            connection.queue(sql, values, Purpose::Write { must_change: false })
        })?;
        Ok(self.exchange()?.changed)
    }

    fn write(
        &self,
        sql: &str,
        values: &[Value<'_>],
        missing: Option<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        /// So many bytes wait at most.
        const MOST: usize = 1 << 18;
        self.begin_changing(sql)?;
        let must_change = missing.is_some();
        self.missing.borrow_mut().extend(missing);
        let queued = self.on_connection(|connection| {
            connection.queue(sql, values, Purpose::Write { must_change })?;
            Ok(connection.queued())
        })?;
        if queued > MOST {
            self.exchange()?;
        }
        Ok(())
    }

    fn copy_in<'s>(
        &'s self,
        table: &str,
        columns: &[&str],
    ) -> Result<Box<dyn CopyIn + 's>, Diagnostic> {
        self.begin()?;
        self.known.borrow_mut().clear();
        let mut copies = self.copies.borrow_mut();
        copies.push(Waiting::new(table, columns));
        Ok(Box::new(Copying {
            session: self,
            place: copies.len() - 1,
        }))
    }

    fn hold_chain(&self, number: i64) -> Result<(), Diagnostic> {
        let is_alone = self.ending.is_none() || self.is_new.get();
        if is_alone || self.held.borrow().contains(&number) {
            return Ok(());
        }
        if !self.has_asked.get() {
            return self.queue_lock(number);
        }
        if self.held.borrow().contains(&STORE_CHAIN) && !self.lock_now(number)? {
            // A chain begins with an entry of the store's chain, so nobody else can begin this one.
            self.held.borrow_mut().insert(number);
            return Ok(());
        }
        // What was read before the lock may be old by now.
        self.held.borrow_mut().insert(number);
        self.engine.lock_next_time(&self.held.borrow());
        self.needs_locks.set(true);
        Err(Diagnostic::new(
            Kind::Busy,
            "the account was locked too late; this is a bug",
        ))
    }

    fn hold_every_chain(&self) -> Result<(), Diagnostic> {
        self.execute("LOCK TABLE chains IN EXCLUSIVE MODE", &[])
            .map(drop)
    }

    fn expect_whole(&self) {
        self.fills.set(Filling::Expected);
    }

    fn complete(&self) -> Result<(), Diagnostic> {
        self.make_keys()
    }

    fn refuse_moved(&self) -> Result<(), Diagnostic> {
        self.look_for_move()
    }

    fn hint(&self, _: Hint<'_>) -> Cow<'static, str> {
        Cow::Borrowed("")
    }

    fn expect_bulk(&self) -> Result<(), Diagnostic> {
        self.on_connection(|connection| connection.limit(self.engine.bulk_limit()))
    }

    fn role(&self) -> Option<&str> {
        Some(&self.engine.settings().user)
    }

    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic> {
        Ok(Vec::new())
    }
}

impl Open<'_> {
    /// Before something is changed the transaction has begun on a store that is there, and what is known of the table does not
    /// hold any more.
    fn begin_changing(&self, sql: &str) -> Result<(), Diagnostic> {
        self.begin()?;
        match changed_table(sql) {
            Some(table) => {
                let mut known = self.known.borrow_mut();
                known.retain(|one| !mentions(&one.sql, table));
            }
            None => self.known.borrow_mut().clear(),
        }
        self.has_asked.set(true);
        self.send_copies()
    }

    /// Locks the head of a chain; tells whether there is one.
    fn lock_now(&self, number: i64) -> Result<bool, Diagnostic> {
        let mut is_there = false;
        self.query(LOCK, &[Value::Integer(number)], &mut |_| {
            is_there = true;
            Ok(ControlFlow::Break(()))
        })?;
        Ok(is_there)
    }

    /// Sends the rows of every copy, those of the table that was named first before the others.
    pub(super) fn send_copies(&self) -> Result<(), Diagnostic> {
        let mut copies = self.copies.borrow_mut();
        let mut has_rows = false;
        for waiting in copies.iter_mut() {
            if let Some((sql, rows)) = waiting.take() {
                has_rows = true;
                self.on_connection(|connection| connection.queue_copy(sql, &rows))?;
            }
        }
        drop(copies);
        if !has_rows {
            return Ok(());
        }
        self.known.borrow_mut().clear();
        // The server works on these rows while the next ones are made; how the ones before them fared is known by now.
        self.read_answers()?;
        self.on_connection(|connection| {
            connection.end_group();
            connection.send()
        })
    }
}

/// A table into which rows are copied.
struct Copying<'s, 'e> {
    session: &'s Open<'e>,
    /// Which of the session's copies it is.
    place: usize,
}

impl CopyIn for Copying<'_, '_> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), Diagnostic> {
        let is_enough = {
            let mut copies = self.session.copies.borrow_mut();
            copies
                .get_mut(self.place)
                .is_some_and(|waiting| waiting.add(values))
        };
        if is_enough {
            self.session.send_copies()?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Diagnostic> {
        self.session.send_copies()?;
        self.session.read_answers().map(drop)
    }
}
