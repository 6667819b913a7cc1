//! The stores of tests. Only this file knows which engine is used.
//!
//! `CSP_TEST_ENGINE` chooses the engine:
//! - `sqlite` (the default): a file.
//! - `sqlite-unseen`: the same file, which no test may look at. It shows that `about_the_file.txt` is complete: every
//!   test that is not listed there passes.
//! - `postgres`: a database on a server that is started for the test program. The tests that are about the file fail and
//!   are left out; where PostgreSQL is not installed, every test fails.
//!
//! To add an engine, add a value to [`Engine`] and an arm to each match below.

#![allow(dead_code, reason = "each test program uses what it needs")]

#[path = "postgres.rs"]
pub(crate) mod postgres;

use std::path::{Path, PathBuf};

/// The environment variable that chooses the engine.
const VARIABLE: &str = "CSP_TEST_ENGINE";

/// The available engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    SqliteUnseen,
    Postgres,
}

impl Engine {
    const ALL: [(&'static str, Self); 3] = [
        ("postgres", Self::Postgres),
        ("sqlite", Self::Sqlite),
        ("sqlite-unseen", Self::SqliteUnseen),
    ];

    fn chosen() -> Self {
        let Some(word) = std::env::var_os(VARIABLE).filter(|word| !word.is_empty()) else {
            return Self::Sqlite;
        };
        let known = Self::ALL.iter().find(|(name, _)| word == *name);
        known.map_or_else(
            || {
                let names = Self::ALL.map(|(name, _)| name).join(", ");
                panic!(
                    "{VARIABLE}={} is not an engine; expected one of: {names}",
                    word.display()
                )
            },
            |(_, engine)| *engine,
        )
    }
}

/// The store of one test world. It does not exist at first.
#[derive(Debug, Clone)]
pub(crate) struct TestStore {
    engine: Engine,
    file: PathBuf,
}

impl TestStore {
    /// A store that belongs to a folder, which is deleted at the end of the test; with SQLite it is this file in it.
    pub(crate) fn of(folder: &Path, file: &str) -> Self {
        let engine = Engine::chosen();
        let file = match engine {
            Engine::Sqlite => folder.join(file),
            Engine::SqliteUnseen => folder.join(".unseen/unseen.db"),
            Engine::Postgres => database_of(&folder.join(file)).into(),
        };
        Self { engine, file }
    }

    /// A store of the other kind: on a server where this one is a file, and the other way round. `None` where PostgreSQL
    /// is not installed.
    pub(crate) fn elsewhere(&self, folder: &Path, file: &str) -> Option<Self> {
        let file = folder.join(file);
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => {
                postgres::server()?;
                Some(Self {
                    engine: Engine::Postgres,
                    file: database_of(&file).into(),
                })
            }
            Engine::Postgres => Some(Self {
                engine: Engine::Sqlite,
                file,
            }),
        }
    }

    /// The name of the database.
    fn database(&self) -> &str {
        self.file.to_str().unwrap()
    }

    /// The argument for `--store` or `CSP_STORE`.
    pub(crate) fn argument(&self) -> String {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => self.file.to_str().unwrap().to_owned(),
            Engine::Postgres => server().url(self.database()),
        }
    }

    /// Whether anything exists at the path, a store or not.
    pub(crate) fn exists(&self) -> bool {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => self.file.exists(),
            Engine::Postgres => {
                let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = 'csp'";
                let asked = server().psql(self.database()).args(["-c", sql]).output();
                asked.unwrap().stdout == b"1\n"
            }
        }
    }

    /// The whole content, which is equal as long as nobody changes the store.
    pub(crate) fn content(&self) -> Vec<u8> {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => std::fs::read(&self.file).unwrap(),
            Engine::Postgres => server().content(self.database()),
        }
    }

    /// Replaces the content by that of another store.
    pub(crate) fn fill(&self, content: &[u8]) {
        match self.engine {
            Engine::Postgres => server().fill(self.database(), content),
            Engine::Sqlite | Engine::SqliteUnseen => {
                std::fs::create_dir_all(self.file.parent().unwrap()).unwrap();
                std::fs::write(&self.file, content).unwrap();
                #[cfg(unix)]
                {
                    use std::os::unix::fs::PermissionsExt as _;
                    let owner_alone = std::fs::Permissions::from_mode(0o600);
                    std::fs::set_permissions(&self.file, owner_alone).unwrap();
                }
            }
        }
    }

    /// Whether everything is in its [`content`](Self::content): no writer has it open.
    pub(crate) fn is_at_rest(&self) -> bool {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => !self.file.with_extension("db-wal").exists(),
            Engine::Postgres => true,
        }
    }

    /// The store, opened through the library.
    pub(crate) fn open(&self) -> csp::store::Store {
        const WAIT: std::time::Duration = std::time::Duration::from_secs(5);
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => csp::store::Store::at(self.file.clone(), WAIT),
            Engine::Postgres => {
                let host = csp::host::Host::from_parts(
                    std::collections::BTreeMap::new(),
                    Box::new(std::io::empty()),
                    Box::new(std::io::sink()),
                    Box::new(std::io::sink()),
                );
                let origin = csp::store::Origin::Private;
                let place = csp::store::StorePlace::named(self.argument().into(), origin, &host);
                csp::store::Store::open(&place.unwrap(), WAIT)
            }
        }
    }

    /// The file, for tests about it, which are listed in `about_the_file.txt` and skipped by other engines.
    #[track_caller]
    pub(crate) fn file(&self) -> PathBuf {
        match self.engine {
            Engine::Sqlite => self.file.clone(),
            Engine::SqliteUnseen | Engine::Postgres => {
                panic!("this test is about the file of a store; list it in about_the_file.txt")
            }
        }
    }
}

fn server() -> &'static postgres::Server {
    postgres::server().expect("PostgreSQL is not installed here")
}

/// The database that stands for a file; it is created when it is asked for first.
fn database_of(file: &Path) -> String {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    static KNOWN: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let made = known.entry(file.to_owned());
    made.or_insert_with(|| server().create_database()).clone()
}
