//! What `csp doctor` asks a server. It changes nothing.
//!
//! Every question is a group of its own, and all are sent together: where a server does not know one of them, the others
//! are answered.

use super::PostgresEngine;
use super::connection::{Connection, Event};
use super::ddl::SCHEMA;
use super::fault::Fault;
use super::rows::cells;
use super::settings::{Address, Target};
use super::tls::{Scope, scope};
use crate::diagnostic::Diagnostic;
use crate::store::engine::{Aspect, DatabaseReport, Value};

/// So many seconds the clocks may differ.
const CLOSE: i64 = 2;

const CLOCK: &str = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";

const PROCESS: &str = "SELECT pg_backend_pid()";

const SETTINGS: &str = "SELECT name, setting FROM pg_settings WHERE name IN \
    ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names')";

const RECOVERY: &str = "SELECT pg_is_in_recovery()";

/// How many standbys there are, of how many the state can be seen, and how many of these are synchronous.
const STANDBYS: &str = "SELECT count(*), count(sync_state), \
    count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')) FROM pg_stat_replication";

/// Whether the role is a superuser, and whether it may create a schema.
const ROLE: &str = "SELECT coalesce((SELECT rolsuper FROM pg_roles WHERE rolname = current_user), false), \
    has_database_privilege(current_database(), 'CREATE')";

/// The answers of a server: the rows of each question; `None` for one that it did not answer.
type Rows = Option<Vec<Vec<Value<'static>>>>;

impl PostgresEngine {
    /// What the server says about itself and the connection. `now` is the clock of this machine, in seconds.
    pub(super) fn examine(&self, now: &dyn Fn() -> i64) -> Result<DatabaseReport, Diagnostic> {
        let mut connection = self.connection()?;
        let described = self
            .ask_everything(&mut connection, now)
            .map_err(|fault| self.explain(fault))?;
        self.give_back(connection);
        Ok(described)
    }

    fn ask_everything(
        &self,
        connection: &mut Connection,
        now: &dyn Fn() -> i64,
    ) -> Result<DatabaseReport, Fault> {
        connection.limit(self.answer_limit())?;
        let before = now();
        let clock = ask(connection, &[CLOCK])?;
        let after = now();
        let owner = owner_question();
        let tables = tables_question();
        let questions = [PROCESS, SETTINGS, RECOVERY, STANDBYS, ROLE, &owner, &tables];
        let answers = ask(connection, &questions)?;
        let [process, settings, recovery, standbys, role, owner, tables] = &answers[..] else {
            return Err(Fault::Foreign(
                "an answer that was not asked for".to_owned(),
            ));
        };
        let mut found = DatabaseReport {
            version: version(connection),
            ..DatabaseReport::default()
        };
        self.describe_connection(connection, process, &mut found);
        let settings = Settings::of(settings);
        settings.describe_durability(&mut found);
        self.describe_replication(recovery, standbys, &settings, &mut found);
        self.describe_privileges(role, owner, tables, &mut found);
        let server = clock.first().and_then(|rows| number(rows, 0));
        describe_clock(server, before, after, &mut found);
        Ok(found)
    }

    fn describe_connection(
        &self,
        connection: &Connection,
        process: &Rows,
        found: &mut DatabaseReport,
    ) {
        let address = connection.address();
        let way = match address {
            Address::Socket { .. } => {
                let file = address.socket_file().unwrap_or_default();
                format!("the socket {}", file.display())
            }
            Address::Tcp { name, port, .. } => {
                let (how, concern) = self.protection(connection, address);
                if let Some((what, remedy)) = concern {
                    found.add_concern(Aspect::Connection, what, remedy);
                }
                format!("{name}, port {port}, {how}")
            }
        };
        // A pooler makes up the number of the process that it announces; the server says its own.
        let is_direct = match (connection.process(), number(process, 0)) {
            (Some(announced), Some(own)) => i64::from(announced) == own,
            _ => true,
        };
        let between = if is_direct { "" } else { ", through a pooler" };
        found.add_fact(Aspect::Connection, format!("{way}{between}"));
    }

    /// How a connection over the network is protected, and what should be changed.
    fn protection(
        &self,
        connection: &Connection,
        address: &Address,
    ) -> (String, Option<(&'static str, &'static str)>) {
        const REMEDY: &str = "Put `sslmode=verify-full` into the URL. For a certificate of your own authority, add \
                              `sslrootcert=FILE`.";
        let Some(version) = connection.encryption() else {
            let what = "the connection is not encrypted: everybody on the network between can read and change what \
                        passes";
            return (
                "not encrypted".to_owned(),
                (!address.is_local()).then_some((what, REMEDY)),
            );
        };
        let (how, what) = match scope(&self.settings().tls) {
            Scope::Name => ("certificate and host name verified", None),
            Scope::Issuer => (
                "certificate verified, host name not",
                Some(
                    "the host name of the server is not verified: another server with a certificate of the same \
                     authority can take its place",
                ),
            ),
            Scope::Nothing => (
                "certificate not verified",
                Some(
                    "the certificate of the server is not verified: another server can take its place",
                ),
            ),
        };
        let what = what.filter(|_| !address.is_local());
        (format!("{version}, {how}"), what.map(|what| (what, REMEDY)))
    }

    fn describe_replication(
        &self,
        recovery: &Rows,
        standbys: &Rows,
        settings: &Settings<'_>,
        found: &mut DatabaseReport,
    ) {
        if number(recovery, 0) == Some(1) {
            found.add_fact(Aspect::Replication, "a standby: it can be read only");
            let is_wanted = match self.settings().target {
                Target::ReadOnly | Target::Standby | Target::PreferStandby => true,
                Target::Any | Target::ReadWrite | Target::Primary => false,
            };
            if !is_wanted {
                found.add_concern(
                    Aspect::Replication,
                    "this server is a standby: every change is refused",
                    "Name all servers in the URL, with `target_session_attrs=read-write`.",
                );
            }
            return;
        }
        let (Some(all), Some(seen), Some(synchronous)) = (
            number(standbys, 0),
            number(standbys, 1),
            number(standbys, 2),
        ) else {
            return;
        };
        let names = settings.standby_names.unwrap_or("");
        let fact = match (all, seen) {
            (0, _) if names.is_empty() => "a server without standbys".to_owned(),
            (0, _) => "the primary; no standby is connected".to_owned(),
            (all, seen) if seen < all => {
                format!("the primary; connected standbys: {all}")
            }
            (all, _) => {
                format!("the primary; connected standbys: {all}, synchronous: {synchronous}")
            }
        };
        found.add_fact(Aspect::Replication, fact);
        if all > 0 && names.is_empty() {
            found.add_concern(
                Aspect::Replication,
                "no standby is synchronous: if this server is lost, the last changes that csp reported as saved are lost \
                 with it",
                "With Patroni, set `synchronous_mode` and `synchronous_mode_strict` to true. Else set \
                 `synchronous_standby_names` on the server.",
            );
        }
    }

    fn describe_privileges(
        &self,
        role: &Rows,
        owner: &Rows,
        tables: &Rows,
        found: &mut DatabaseReport,
    ) {
        let user = &self.settings().user;
        let is = |answer: &Rows, at| number(answer, at) == Some(1);
        let is_superuser = is(role, 0);
        let Some(owners) = owner else { return };
        if owners.is_empty() {
            let can_create = is(role, 1);
            let what = if can_create { "can" } else { "cannot" };
            let fact = format!("the role {user} {what} create the store");
            found.add_fact(Aspect::Privileges, fact);
            if !can_create {
                found.add_concern(
                    Aspect::Privileges,
                    format!(
                        "there is no store in the database yet, and the role {user} cannot create it"
                    ),
                    "Let the owner of the database run any command that changes something, for example `csp enroll`. \
                     Then grant the roles as the page \"A store for a team\" shows.",
                );
            }
            return;
        }
        let count = |at| number(tables, at).unwrap_or(0);
        let (all, readable, incomplete) = (count(0), count(1), count(2));
        let can_write = is(tables, 3);
        let kind = match (is_superuser, is(owner, 0), can_write) {
            (true, ..) => "a superuser",
            (false, true, _) => "owner of the store",
            (false, false, true) => "a writer",
            (false, false, false) => "a reader",
        };
        if readable == 0 {
            let what = format!("the role {user} cannot read the store");
            found.add_fact(Aspect::Privileges, what.clone());
            return found.add_concern(Aspect::Privileges, what, GRANT_AGAIN);
        }
        found.add_fact(Aspect::Privileges, format!("the role {user} is {kind}"));
        if readable < all {
            found.add_concern(
                Aspect::Privileges,
                format!("the role {user} can read {readable} of {all} tables: some commands fail"),
                GRANT_AGAIN,
            );
        } else if can_write && incomplete > 0 {
            found.add_concern(
                Aspect::Privileges,
                format!(
                    "the role {user} cannot change {incomplete} of {all} tables: some commands fail"
                ),
                GRANT_AGAIN,
            );
        }
    }
}

const GRANT_AGAIN: &str =
    "Let the owner grant the roles again, as the page \"A store for a team\" shows.";

/// Whether the role owns the store; no row where there is no store.
fn owner_question() -> String {
    format!("SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = '{SCHEMA}'")
}

/// How many tables there are, how many can be read, how many cannot be changed although a writer has to, and whether the
/// role can write at all.
fn tables_question() -> String {
    format!(
        "SELECT count(*), count(*) FILTER (WHERE has_table_privilege(c.oid, 'SELECT')), \
         count(*) FILTER (WHERE c.relname NOT IN ('journal', 'first_journal', 'store') \
            AND NOT (has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') \
                AND has_table_privilege(c.oid, 'DELETE'))), \
         coalesce(bool_or(c.relname = 'journal' AND has_table_privilege(c.oid, 'INSERT')), false) \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = '{SCHEMA}' AND c.relkind = 'r'"
    )
}

/// What decides whether a change survives a crash.
struct Settings<'a> {
    fsync: Option<&'a str>,
    full_page_writes: Option<&'a str>,
    synchronous_commit: Option<&'a str>,
    standby_names: Option<&'a str>,
}

impl<'a> Settings<'a> {
    fn of(rows: &'a Rows) -> Self {
        let value = |name: &str| {
            let rows = rows.as_deref().unwrap_or_default();
            let row = rows.iter().find(|row| text(row, 0) == Some(name))?;
            text(row, 1)
        };
        Self {
            fsync: value("fsync"),
            full_page_writes: value("full_page_writes"),
            synchronous_commit: value("synchronous_commit"),
            standby_names: value("synchronous_standby_names"),
        }
    }

    fn describe_durability(&self, found: &mut DatabaseReport) {
        let known = [
            ("synchronous_commit", self.synchronous_commit),
            ("fsync", self.fsync),
            ("full_page_writes", self.full_page_writes),
        ];
        let known: Vec<String> = known
            .iter()
            .filter_map(|(name, value)| Some(format!("{name} {}", (*value)?)))
            .collect();
        if !known.is_empty() {
            found.add_fact(Aspect::Durability, known.join(", "));
        }
        let is_replicated = self.standby_names.is_some_and(|names| !names.is_empty());
        let mut warn = |what: &str, remedy: &str| {
            found.add_concern(Aspect::Durability, what, remedy);
        };
        if self.fsync == Some("off") {
            warn(
                "`fsync` is off: a power cut can destroy the store",
                "Set `fsync = on` in postgresql.conf, and reload the server.",
            );
        }
        if self.full_page_writes == Some("off") {
            warn(
                "`full_page_writes` is off: a power cut can leave half-written pages in the store",
                "Set `full_page_writes = on` in postgresql.conf, and reload the server.",
            );
        }
        match self.synchronous_commit {
            Some("off") => warn(
                "`synchronous_commit` is off: a crash of the server can lose the last changes that csp reported as saved",
                "Set `synchronous_commit = on` for the server, and look whether it is set for the database or the role.",
            ),
            Some("local") if is_replicated => warn(
                "`synchronous_commit` is local: no commit waits for a standby, so a failover can lose the last changes \
                 that csp reported as saved",
                "Set `synchronous_commit = on` for the server, and look whether it is set for the database or the role.",
            ),
            Some(_) | None => {}
        }
    }
}

/// The clocks are compared in whole seconds: the server's has to be between those of this machine before and after.
fn describe_clock(server: Option<i64>, before: i64, after: i64, found: &mut DatabaseReport) {
    let Some(server) = server else { return };
    let (apart, which) = if server < before {
        (before - server, "behind")
    } else {
        ((server - after).max(0), "ahead of")
    };
    if apart <= CLOSE {
        let fact = format!("within {CLOSE} seconds of the server's clock");
        return found.add_fact(Aspect::Clock, fact);
    }
    let what = format!("the server's clock is {apart} seconds {which} the clock of this machine");
    found.add_fact(Aspect::Clock, what.clone());
    found.add_concern(
        Aspect::Clock,
        format!("{what}: csp dates entries by this machine, so those of several machines are dated out of order"),
        "Synchronise the clocks of both machines, for example with NTP.",
    );
}

/// `PostgreSQL` with the number alone, without the package it comes from.
fn version(connection: &Connection) -> String {
    let full = connection.parameter("server_version").unwrap_or("");
    let number = full.split(' ').next().unwrap_or("");
    format!("PostgreSQL {number}").trim_end().to_owned()
}

/// Asks questions together, each in a group of its own.
fn ask(connection: &mut Connection, questions: &[&str]) -> Result<Vec<Rows>, Fault> {
    for sql in questions {
        connection.queue_query("", sql, &[], 0)?;
        connection.end_group();
    }
    connection.send()?;
    let mut answers = Vec::with_capacity(questions.len());
    let mut types = Vec::new();
    let mut rows: Rows = Some(Vec::new());
    while connection.has_sent() {
        match connection.event()? {
            Event::Columns(found) => types = found,
            Event::Row(row) => {
                let row = cells(&types, &row)?.iter().map(Value::owned).collect();
                if let Some(rows) = &mut rows {
                    rows.push(row);
                }
            }
            Event::Failed(_, error) => {
                let fault = Fault::Server(error);
                if fault.is_lost() {
                    return Err(fault);
                }
                rows = None;
            }
            Event::Done(..) | Event::Suspended => {}
            Event::Ready => answers.push(rows.replace(Vec::new())),
        }
    }
    Ok(answers)
}

fn number(rows: &Rows, at: usize) -> Option<i64> {
    let row = rows.as_ref()?.first()?;
    row.get(at).and_then(Value::as_integer)
}

fn text<'r>(row: &'r [Value<'_>], at: usize) -> Option<&'r str> {
    match row.get(at)? {
        Value::Text(text) => Some(text),
        Value::Null | Value::Integer(_) | Value::Real(_) | Value::Bytes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(describe: impl FnOnce(&mut DatabaseReport)) -> (String, Vec<Concern>) {
        let mut found = DatabaseReport::default();
        describe(&mut found);
        let facts: Vec<String> = found.facts.into_iter().map(|(_, fact)| fact).collect();
        (facts.join("; "), found.concerns)
    }

    use crate::store::engine::Concern;

    #[test]
    fn clocks_that_differ_are_a_concern() {
        for (server, before, after, concern) in [
            (100, 100, 100, None),
            (98, 100, 101, None),
            (97, 100, 101, Some("3 seconds behind")),
            (103, 100, 101, None),
            (104, 100, 101, Some("3 seconds ahead of")),
        ] {
            let (fact, found) =
                described(|found| describe_clock(Some(server), before, after, found));
            assert_eq!(found.len(), usize::from(concern.is_some()), "{server}");
            assert!(
                fact.contains(concern.unwrap_or("within 2 seconds")),
                "{fact}"
            );
        }
    }

    #[test]
    fn settings_that_lose_changes_are_concerns() {
        let of = |fsync, full_page_writes, synchronous_commit, standby_names| {
            let settings = Settings {
                fsync: Some(fsync),
                full_page_writes: Some(full_page_writes),
                synchronous_commit: Some(synchronous_commit),
                standby_names: Some(standby_names),
            };
            described(|found| settings.describe_durability(found))
                .1
                .len()
        };
        assert_eq!(of("on", "on", "on", ""), 0);
        assert_eq!(of("off", "off", "off", ""), 3);
        assert_eq!(of("on", "on", "local", ""), 0);
        assert_eq!(of("on", "on", "local", "*"), 1);
        assert_eq!(of("on", "on", "remote_apply", "*"), 0);
    }
}
