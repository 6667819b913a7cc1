//! A PostgreSQL server for the tests: one for each test program, with a database for each store.
//!
//! It is started on first use where its programs are, in a temporary folder, as an unprivileged user when the tests run
//! as root (the server refuses root), and listens on a socket file alone unless the network is asked for. A shell waits
//! for the end of the test program and takes the server and the folder away then, however the program ended.

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
    port: u16,
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
    SERVER.get_or_init(|| start(None)).as_ref()
}

/// A server of its own that also listens on the network, on a free port of this machine; `None` as above.
pub(crate) fn server_on_network() -> Option<Server> {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    start(Some(port))
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

#[allow(
    clippy::print_stderr,
    reason = "a test that is skipped says so; some test programs allow it anyway"
)]
fn start(port: Option<u16>) -> Option<Server> {
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
    let is_root = give_away(&folder);
    let run = |script: &str| {
        let mut command = unprivileged_command(is_root);
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
    let listens = match port {
        Some(port) => format!("listen_addresses='127.0.0.1'\nport={port}"),
        None => "listen_addresses=''".to_owned(),
    };
    let settings = format!(
        "fsync=off\nfull_page_writes=off\n{listens}\nmax_connections=200\nshared_buffers=64MB\nautovacuum=off\n"
    );
    let path = folder.join("data/postgresql.conf");
    let mut all = std::fs::read_to_string(&path).unwrap();
    all.push_str(&settings);
    std::fs::write(&path, all).unwrap();
    let keeper = run(
        "\"$1/postgres\" -D \"$2/data\" -k \"$2\" >\"$2/log\" 2>&1 & cat >/dev/null; \
         \"$1/pg_ctl\" -D \"$2/data\" -m immediate stop >/dev/null 2>&1; rm -rf \"$2\"",
    )
    .stdin(Stdio::piped())
    .spawn()
    .unwrap();
    let server = Server {
        programs,
        folder,
        port: port.unwrap_or(5432),
        _keeper: keeper,
        databases: AtomicUsize::new(0),
        kept: Mutex::default(),
    };
    server.wait_until_it_answers();
    Some(server)
}

/// Whether this is root, which the server refuses to run as.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}

/// Gives a file or folder to `nobody` where this is root; tells whether it did.
fn give_away(path: &Path) -> bool {
    let is_root = is_root();
    if is_root {
        let given = Command::new("chown").arg("nobody").arg(path).status();
        assert!(given.unwrap().success());
    }
    is_root
}

/// A command that runs as `nobody` where this is root; its program and arguments follow.
fn unprivileged_command(is_root: bool) -> Command {
    let mut command = Command::new("setpriv");
    if is_root {
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]);
    } else {
        command.arg("--");
    }
    command
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
            .env("PGPORT", self.port.to_string())
            .env("PGUSER", "postgres")
            .env_remove("PGDATABASE");
        command
    }

    /// A new, empty database; gives its name.
    pub(crate) fn create_database(&self) -> String {
        self.copy_database("template0")
    }

    /// A new database with what is in another one; gives its name.
    pub(crate) fn copy_database(&self, template: &str) -> String {
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
        self.url_as("postgres", database)
    }

    /// The URL of a database, for a role.
    pub(crate) fn url_as(&self, role: &str, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://{role}@{folder}:5432/{database}")
    }

    /// The port, over the network and in the name of the socket file.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The answer to a question, in the format of `psql -A -t`.
    pub(crate) fn ask(&self, database: &str, sql: &str) -> String {
        let asked = self.psql(database).args(["-c", sql]).output().unwrap();
        assert!(asked.status.success(), "{sql}: {asked:?}");
        String::from_utf8(asked.stdout).unwrap().trim().to_owned()
    }

    /// Waits until the server has written a text to its log.
    pub(crate) fn wait_for_log(&self, text: &str) {
        let begun = std::time::Instant::now();
        while !read(&self.folder, "log").contains(text) {
            let is_late = begun.elapsed() > std::time::Duration::from_secs(60);
            assert!(!is_late, "not in the log: {text}");
            std::thread::yield_now();
        }
    }

    /// Writes a file that only the server may read into its folder; gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        give_away(&path);
        path
    }

    /// A command that runs as the owner of the server's files.
    pub(crate) fn as_owner(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = unprivileged_command(is_root());
        command
            .arg(program)
            .current_dir(&self.folder)
            .env("HOME", &self.folder);
        command
    }

    /// Stops the server at once, as a crash does, and starts it again.
    pub(crate) fn crash_and_restart(&self) {
        let mut control = self.as_owner(self.programs.join("pg_ctl"));
        let done = control
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg("-l")
            .arg(self.folder.join("log"))
            .args(["-m", "immediate", "-w", "restart", "-o"])
            .arg(format!("-k {}", self.folder.display()))
            .stdout(Stdio::null())
            .status();
        assert!(done.unwrap().success(), "{}", read(&self.folder, "log"));
        self.wait_until_it_answers();
    }

    /// The folder of the socket file.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
