//! A PostgreSQL server for the tests: one for each test program, with a database for each store.
//!
//! It is started on first use where its programs are, in a temporary folder, as an unprivileged user when the tests run
//! as root (the server refuses root), and listens on a socket file alone. A shell waits for the end of the test program
//! and takes the server and the folder away then, however the program ended.

#![allow(dead_code, reason = "each test program uses what it needs")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// A running server.
pub(crate) struct Server {
    programs: PathBuf,
    folder: PathBuf,
    /// The shell that waits for the end of its standard input.
    _keeper: std::process::Child,
    databases: AtomicUsize,
    /// What is in a store, and the database that is a copy of it.
    kept: Mutex<BTreeMap<Vec<u8>, String>>,
}

/// The variable that names the folder with `initdb`, `postgres` and `psql`.
const PROGRAMS: &str = "CSP_TEST_POSTGRES";

/// The server of this test program; `None`, with a line that says so, where PostgreSQL is not installed.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref()
}

/// The folder with the programs of the newest version on this machine.
fn programs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(PROGRAMS) {
        return Some(named.into());
    }
    let has_all = |folder: &PathBuf| {
        ["initdb", "postgres", "psql", "pg_dump"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    let debian = std::fs::read_dir("/usr/lib/postgresql").ok();
    let mut found: Vec<PathBuf> = debian
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(has_all)
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found
        .pop()
        .or_else(|| std::env::split_paths(&path).find(has_all))
}

fn start() -> Option<Server> {
    let Some(programs) = programs() else {
        eprintln!(
            "skipped: PostgreSQL is not installed here ({PROGRAMS} can name the folder of its programs)"
        );
        return None;
    };
    let folder = tempfile::Builder::new()
        .prefix("csp-pg-")
        .tempdir()
        .unwrap()
        .keep();
    let user = unprivileged(&folder);
    let run = |script: &str| {
        let mut command = Command::new("setpriv");
        match &user {
            Some(_) => command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]),
            None => command.arg("--"),
        };
        command
            .args(["sh", "-c", script, "sh"])
            .arg(&programs)
            .arg(&folder)
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", &folder);
        command
    };
    let made = run(
        "\"$1/initdb\" -D \"$2/data\" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >\"$2/initdb.log\" 2>&1",
    )
    .status()
    .unwrap();
    assert!(
        made.success(),
        "initdb failed: {}",
        read(&folder, "initdb.log")
    );
    let settings = "fsync=off\nfull_page_writes=off\nlisten_addresses=''\nmax_connections=200\nshared_buffers=64MB\nautovacuum=off\n";
    let path = folder.join("data/postgresql.conf");
    let mut all = std::fs::read_to_string(&path).unwrap();
    all.push_str(settings);
    std::fs::write(&path, all).unwrap();
    let keeper = run(
        "\"$1/postgres\" -D \"$2/data\" -k \"$2\" >\"$2/log\" 2>&1 & server=$!; cat >/dev/null; \
         kill -QUIT $server; wait $server; rm -rf \"$2\"",
    )
    .stdin(Stdio::piped())
    .spawn()
    .unwrap();
    let server = Server {
        programs,
        folder,
        _keeper: keeper,
        databases: AtomicUsize::new(0),
        kept: Mutex::default(),
    };
    server.wait_until_it_answers();
    Some(server)
}

/// Gives the folder to `nobody` where this is root; tells whether it did.
fn unprivileged(folder: &Path) -> Option<()> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    is_root.then(|| {
        let given = Command::new("chown").arg("nobody").arg(folder).status();
        assert!(given.unwrap().success());
    })
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_default()
}

impl Server {
    fn wait_until_it_answers(&self) {
        let begun = std::time::Instant::now();
        while !self.answers() {
            assert!(
                begun.elapsed() < std::time::Duration::from_secs(60),
                "the server does not start: {}",
                read(&self.folder, "log")
            );
            std::thread::yield_now();
        }
    }

    fn answers(&self) -> bool {
        let asked = self.psql("postgres").args(["-c", "SELECT 1"]).output();
        asked.unwrap().status.success()
    }

    /// `psql` on a database of the server.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut command = self.program("psql");
        command.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            database,
        ]);
        command
    }

    /// A program of PostgreSQL that finds the server.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command
            .env("PGHOST", &self.folder)
            .env("PGUSER", "postgres")
            .env_remove("PGDATABASE");
        command
    }

    /// A new, empty database; gives its name.
    pub(crate) fn create_database(&self) -> String {
        self.copy_database("template0")
    }

    /// A new database with what is in another one; gives its name.
    fn copy_database(&self, template: &str) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("store{number}");
        self.administer(&[&format!("CREATE DATABASE {name} TEMPLATE {template}")]);
        name
    }

    /// Runs statements, each in a transaction of its own, beside every store.
    pub(crate) fn administer(&self, statements: &[&str]) {
        let mut psql = self.psql("postgres");
        for sql in statements {
            psql.args(["-c", sql]);
        }
        let done = psql.output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    /// Everything that is in the store of a database. A copy of the database is kept, so that another one can be filled
    /// with the same fast.
    pub(crate) fn content(&self, database: &str) -> Vec<u8> {
        let mut dump = self.program("pg_dump");
        let dumped = dump.args(["-n", "csp", database]).output().unwrap();
        assert!(dumped.status.success(), "{dumped:?}");
        // Some versions write a line with a random key before and after the rest.
        let lines = dumped.stdout.split_inclusive(|byte| *byte == b'\n');
        let content: Vec<u8> = lines
            .filter(|line| !line.starts_with(b"\\restrict") && !line.starts_with(b"\\unrestrict"))
            .flatten()
            .copied()
            .collect();
        let mut kept = self.kept.lock().unwrap();
        if !kept.contains_key(&content) {
            kept.insert(content.clone(), self.copy_database(database));
        }
        content
    }

    /// Fills a database with what [`Server::content`] gave.
    pub(crate) fn fill(&self, database: &str, content: &[u8]) {
        let template = self.kept.lock().unwrap()[content].clone();
        self.administer(&[
            &format!("DROP DATABASE {database} WITH (FORCE)"),
            &format!("CREATE DATABASE {database} TEMPLATE {template}"),
        ]);
    }

    /// The URL of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{folder}/{database}")
    }

    /// The folder of the socket file.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
