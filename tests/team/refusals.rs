//! Servers that refuse: each with its exit code and its message, which are in the snapshot and were read.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::world::{PASSWORD, ROLE, Run, World, add_user, team};

/// Faults, each with the exit code and the message of the command that met it.
pub(crate) struct Table {
    text: String,
    hidden: Vec<(String, &'static str)>,
}

/// A table of faults at this store; its port and database are named alike in every run.
pub(crate) fn table_of(world: &World<'_>) -> Table {
    Table {
        text: String::new(),
        hidden: vec![
            (format!(":{}/", world.server.port()), ":PORT/"),
            (world.database.clone(), "DATABASE"),
        ],
    }
}

impl Table {
    /// Adds a run that must have failed, and shown nothing that is secret.
    #[track_caller]
    pub(crate) fn add(&mut self, title: &str, run: Run) {
        assert_ne!(run.code, Some(0), "{title}: {run:#?}");
        assert_eq!(run.stdout, "", "{title}: {run:#?}");
        assert!(!run.stderr.contains(PASSWORD), "{title}: {run:#?}");
        let code = run.code.unwrap();
        self.text
            .push_str(&format!("{title}\nexit {code}\n{}\n", run.stderr));
    }

    /// From now on, this port is hidden too.
    pub(crate) fn hide_port(&mut self, port: u16) {
        self.hidden.push((format!(":{port}/"), ":PORT/"));
    }

    pub(crate) fn text(&self) -> String {
        let hide = |text: String, (from, to): &(String, &str)| text.replace(from, to);
        self.hidden.iter().fold(self.text.clone(), hide)
    }
}

/// A port at which nothing listens.
fn empty_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A port at which every connection gets this answer and ends.
fn answering_port(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            drop(client.read(&mut [0; 1024]));
            drop(client.write_all(answer.as_bytes()));
        }
    });
    port
}

#[test]
fn every_fault_of_connecting_has_a_clear_message() {
    let Some(team) = team() else { return };
    let world = team.world();
    let server = world.server;
    server.administer(&[
        &format!("CREATE ROLE nobody_special LOGIN PASSWORD '{PASSWORD}'"),
        &format!("CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'"),
        &format!("CREATE ROLE old_style LOGIN PASSWORD '{PASSWORD}'"),
        "ALTER ROLE old_style VALID UNTIL '2020-01-01'",
    ]);
    let port = server.port();
    let at = |user: &str, port: u16, database: &str, more: &str| {
        format!("postgres://{user}@127.0.0.1:{port}/{database}?sslmode=disable{more}")
    };
    let signed = |role: &str| format!("{role}:{PASSWORD}");
    let database = world.database.clone();
    let list = ["users", "list", "--wait", "0"];
    let words = add_user("kim");
    let mut add: Vec<&str> = words.iter().map(String::as_str).collect();
    add.extend(["--wait", "0"]);
    let mut table = table_of(&world);

    let url = at("app:wrong-password-0815", port, &database, "");
    let run = world.csp_at(&url, &list);
    assert!(!run.stderr.contains("0815"), "{run:#?}");
    table.add("wrong password", run);
    let run = world.csp_at(&at("app", port, &database, ""), &list);
    table.add("no password", run);
    let run = world.csp_at(&at(&signed("ghost"), port, &database, ""), &list);
    table.add("unknown role", run);
    let run = world.csp_at(&at(&signed("old_style"), port, &database, ""), &list);
    table.add("a role whose password has expired", run);
    let run = world.csp_at(&at(&signed(ROLE), port, "missing", ""), &list);
    table.add("missing database", run);

    let nothing = empty_port();
    table.hide_port(nothing);
    let run = world.csp_at(&at(&signed(ROLE), nothing, &database, ""), &list);
    table.add("nothing listens, reading", run);
    let run = world.csp_at(&at(&signed(ROLE), nothing, &database, ""), &add);
    table.add("nothing listens, writing", run);
    let web = answering_port("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    table.hide_port(web);
    let run = world.csp_at(&at(&signed(ROLE), web, &database, ""), &list);
    table.add("a web server", run);
    let secure = at(&signed(ROLE), web, &database, "").replace("disable", "require");
    let run = world.csp_at(&secure, &list);
    table.add("a web server, encryption asked for", run);
    let mute = answering_port("");
    table.hide_port(mute);
    let run = world.csp_at(&at(&signed(ROLE), mute, &database, ""), &list);
    table.add("a server that ends the connection at once", run);

    let run = world.csp_at(&at(&signed("nobody_special"), port, &database, ""), &list);
    table.add("a role without privileges, reading", run);
    let run = world.csp_at(&at(&signed("nobody_special"), port, &database, ""), &add);
    table.add("a role without privileges, writing", run);
    let sql =
        "GRANT USAGE ON SCHEMA csp TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA csp TO reader";
    server.ask(&database, sql);
    let reader = at(&signed("reader"), port, &database, "");
    world.csp_at(&reader, &list).expect(0);
    world.csp_at(&reader, &["audit", "verify"]).expect(0);
    world.csp_at(&reader, &["status"]).expect(0);
    let run = world.csp_at(&reader, &add);
    table.add("a role that may read, writing", run);
    let empty = team.empty_world();
    let run = world.csp_at(&at(&signed("reader"), port, &empty.database, ""), &add);
    table.hidden.push((empty.database.clone(), "EMPTY"));
    table.add("a role that may not create the store", run);

    let read_only = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    server.administer(&[&read_only]);
    let before = world.entries();
    let run = world.csp_at(&world.url(), &add);
    table.add("a database that is read-only", run);
    let target = at(
        &signed(ROLE),
        port,
        &database,
        "&target_session_attrs=read-write",
    );
    let run = world.csp_at(&target, &add);
    table.add(
        "a database that is read-only, and target_session_attrs=read-write",
        run,
    );
    world.csp_at(&world.url(), &list).expect(0);
    assert_eq!(world.entries(), before, "nothing is written to it");
    let standby = at(
        &signed(ROLE),
        port,
        &database,
        "&target_session_attrs=standby",
    );
    let run = world.csp_at(&standby, &list);
    table.add("no standby, and target_session_attrs=standby", run);
    server.administer(&[&format!(
        "ALTER DATABASE {database} RESET default_transaction_read_only"
    )]);

    server.administer(&[&format!("ALTER DATABASE {database} CONNECTION LIMIT 0")]);
    let run = world.csp_at(&world.url(), &list);
    table.add("no connection left", run);
    server.administer(&[&format!("ALTER DATABASE {database} CONNECTION LIMIT -1")]);
    server.administer(&[&format!(
        "ALTER DATABASE {database} ALLOW_CONNECTIONS false"
    )]);
    let run = world.csp_at(&world.url(), &list);
    table.add("a database that takes no connections", run);
    server.administer(&[&format!("ALTER DATABASE {database} ALLOW_CONNECTIONS true")]);

    server.ask(
        &database,
        "UPDATE csp.store SET version = 99, readable_from = 99",
    );
    let run = world.csp_at(&world.url(), &list);
    table.add("a store of a newer csp", run);
    server.ask(
        &database,
        "UPDATE csp.store SET version = 1, readable_from = 1",
    );
    insta::assert_snapshot!("connecting", table.text());
}

#[test]
fn a_locked_account_is_waited_for_and_then_refused() {
    let Some(team) = team() else { return };
    let world = team.world();
    let mut psql = world.server.psql(&world.database);
    let mut locker = psql
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .env("PGAPPNAME", "locker")
        .spawn()
        .unwrap();
    let sql = b"BEGIN; SELECT * FROM csp.chains FOR UPDATE;\n";
    let mut stdin = locker.stdin.take().unwrap();
    stdin.write_all(sql).unwrap();
    stdin.flush().unwrap();
    world.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'locker' AND state = 'idle in transaction'");
    let words = add_user("kim");
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut table = table_of(&world);
    let run = world.csp(&[&args[..], &["--wait", "0"]].concat());
    table.add("another one writes to the same account", run);
    let waiting = world
        .command(&[&args[..], &["--wait", "60"]].concat())
        .spawn()
        .unwrap();
    let waits = world.sessions("wait_event_type = 'Lock'");
    world.wait_until(&format!("SELECT {waits} = 1"));
    drop(stdin);
    locker.wait().unwrap();
    Run::of(&waiting.wait_with_output().unwrap()).expect(0);
    insta::assert_snapshot!("locked", table.text());
}

#[test]
fn a_connection_that_becomes_free_is_waited_for() {
    let Some(team) = team() else { return };
    let world = team.world();
    let limit = |limit: i32| {
        let sql = format!("ALTER DATABASE {} CONNECTION LIMIT {limit}", world.database);
        world.server.administer(&[&sql]);
    };
    limit(0);
    let mut child = world
        .command(&["users", "list", "--wait", "60"])
        .spawn()
        .unwrap();
    // The server has refused it at least once.
    world.server.wait_for_log(&format!(
        "too many connections for database \"{}\"",
        world.database
    ));
    assert!(child.try_wait().unwrap().is_none(), "it does not wait");
    limit(-1);
    Run::of(&child.wait_with_output().unwrap()).expect(0);
}
