//! A server on the network, a role with a password, and a home folder for each test.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::postgres::{Server, server_on_network};

/// The password of [`ROLE`]; no output may have it.
pub(crate) const PASSWORD: &str = "correct-horse-4711";

/// Whatever a test waits for comes before that.
const LIMIT: Duration = Duration::from_secs(60);

/// The role that owns the stores.
pub(crate) const ROLE: &str = "app";

/// Who may connect: everybody through the socket file, with a password over the network.
const ACCESS: &str = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

/// A server with a store of an active account, of which each test has a copy.
pub(crate) struct Team {
    pub(crate) server: Server,
    seed: String,
}

/// The server that most tests share; `None`, with a line that says so, where PostgreSQL is not installed.
pub(crate) fn team() -> Option<&'static Team> {
    static TEAM: OnceLock<Option<Team>> = OnceLock::new();
    TEAM.get_or_init(Team::start).as_ref()
}

impl Team {
    /// A server of its own, for a test that stops it or changes its settings.
    pub(crate) fn start() -> Option<Self> {
        let server = server_on_network()?;
        server.write("data/pg_hba.conf", ACCESS);
        server.administer(&[
            &format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'"),
            "SELECT pg_reload_conf()",
        ]);
        let mut team = Self {
            seed: server.create_database(),
            server,
        };
        team.own(&team.seed);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
        let world = team.world_on(team.seed.clone());
        world.csp(&["enroll", "--from", file]).expect(0);
        for check in ["email-ownership", "employment", "business"] {
            let record = ["verify", "record", check, "accepted"];
            world.csp(&record).expect(0);
        }
        world.csp(&["enroll", "sign-mpa"]).expect(0);
        let database = world.database.clone();
        drop(world);
        team.seed = database;
        Some(team)
    }

    fn own(&self, database: &str) {
        let sql = format!("ALTER DATABASE {database} OWNER TO {ROLE}");
        self.server.administer(&[&sql]);
    }

    /// A copy of the store with the active account.
    pub(crate) fn world(&self) -> World<'_> {
        let database = self.server.copy_database(&self.seed);
        self.own(&database);
        self.world_on(database)
    }

    /// A database without a store.
    pub(crate) fn empty_world(&self) -> World<'_> {
        let database = self.server.create_database();
        self.own(&database);
        self.world_on(database)
    }

    fn world_on(&self, database: String) -> World<'_> {
        World {
            home: tempfile::tempdir().unwrap(),
            database,
            server: &self.server,
        }
    }
}

/// A store and a home folder.
pub(crate) struct World<'t> {
    home: TempDir,
    pub(crate) database: String,
    pub(crate) server: &'t Server,
}

impl World<'_> {
    /// A path in the home folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The URL of the store behind a port, with the password and unencrypted.
    pub(crate) fn url_at(&self, port: u16) -> String {
        let database = &self.database;
        format!("postgres://{ROLE}:{PASSWORD}@127.0.0.1:{port}/{database}?sslmode=disable")
    }

    /// The URL of the store at its server.
    pub(crate) fn url(&self) -> String {
        self.url_at(self.server.port())
    }

    /// The command on the store, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.command_at(&self.url(), args)
    }

    /// The command on the store of this URL, not started yet.
    pub(crate) fn command_at(&self, url: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_csp"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("CSP_STORE", url)
            .env("CSP_CONFIG", self.path("config.toml"))
            .env("CSP_NOW", "2021-03-10T09:00:00Z")
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `csp` on the store.
    pub(crate) fn csp(&self, args: &[&str]) -> Run {
        Run::of(&self.command(args).output().unwrap())
    }

    /// Runs `csp` on the store of this URL.
    pub(crate) fn csp_at(&self, url: &str, args: &[&str]) -> Run {
        Run::of(&self.command_at(url, args).output().unwrap())
    }

    /// The number of entries in the journal, and of users with this address, once no session of `csp` is open any more.
    #[track_caller]
    pub(crate) fn written(&self, address: &str) -> (i64, i64) {
        let sessions = self.sessions("true");
        let question = format!(
            "SELECT {sessions}, (SELECT count(*) FROM csp.journal), (SELECT count(*) FROM csp.users WHERE email = '{address}')"
        );
        let begun = Instant::now();
        loop {
            let answer = self.server.ask(&self.database, &question);
            let mut numbers = answer.split('|').map(|number| number.parse().unwrap());
            let mut next = || numbers.next().unwrap();
            if next() == 0 {
                return (next(), next());
            }
            assert!(begun.elapsed() < LIMIT, "a session of csp does not end");
        }
    }

    /// The number of entries in the journal, once no session of `csp` is open any more.
    #[track_caller]
    pub(crate) fn entries(&self) -> i64 {
        self.written("").0
    }

    /// Whether the journal has an entry with this hash.
    pub(crate) fn has_entry(&self, hash: &str) -> bool {
        let sql = format!("SELECT count(*) FROM csp.journal WHERE hash = decode('{hash}', 'hex')");
        self.server.ask(&self.database, &sql) == "1"
    }

    /// SQL that counts the sessions of `csp` at this store.
    pub(crate) fn sessions(&self, which: &str) -> String {
        let database = &self.database;
        format!(
            "(SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND application_name = 'csp' AND {which})"
        )
    }

    /// Waits until a question is answered with yes.
    #[track_caller]
    pub(crate) fn wait_until(&self, question: &str) {
        let begun = Instant::now();
        while self.server.ask("postgres", question) != "t" {
            assert!(begun.elapsed() < LIMIT, "in vain: {question}");
        }
    }

    /// The store is sound, and every chain is whole.
    #[track_caller]
    pub(crate) fn check(&self) {
        self.csp(&["store", "check"]).expect(0);
        self.csp(&["audit", "verify"]).expect(0);
    }
}

/// The command that adds a user, who has this name.
pub(crate) fn add_user(name: &str) -> Vec<String> {
    let address = address_of(name);
    let words = [
        "users",
        "add",
        &address,
        "--first-name",
        "Kim",
        "--last-name",
        "Roux",
        "--role",
        "sales-agent",
    ];
    words.map(str::to_owned).to_vec()
}

/// The address of the user with this name.
pub(crate) fn address_of(name: &str) -> String {
    format!("{name}@contoso.fr")
}

/// The result of a run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Whether it is said that the outcome is unknown, and how to find out; not half of that.
    #[track_caller]
    pub(crate) fn is_unknown(&self) -> bool {
        let says = self.stderr.contains("unknown whether");
        let shows = self.stderr.contains("csp audit find ");
        assert_eq!(says, shows, "{self:#?}");
        says
    }

    /// The entry that the message of an unknown outcome names.
    #[track_caller]
    pub(crate) fn hash(&self) -> &str {
        let (_, rest) = self.stderr.split_once("csp audit find ").unwrap();
        rest.split(|letter: char| !letter.is_ascii_hexdigit())
            .next()
            .unwrap()
    }
}
