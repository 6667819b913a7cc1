//! Where the stores of tests are: the one place that knows which engine keeps them.
//!
//! `CSP_TEST_ENGINE` chooses the engine:
//! - `sqlite` (the default): a file.
//! - `sqlite-unseen`: the same file, which no test may look at. It shows that `about_the_file.txt` is complete: every
//!   test that is not listed there passes.
//!
//! To add an engine, add a value to [`Engine`] and an arm to each match below.

#![allow(dead_code, reason = "each test program uses what it needs")]

use std::path::{Path, PathBuf};

/// The variable that chooses.
const VARIABLE: &str = "CSP_TEST_ENGINE";

/// The engines that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    SqliteUnseen,
}

impl Engine {
    const ALL: [(&'static str, Self); 2] = [
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

/// The store of one test world. Nothing is there at first.
#[derive(Debug, Clone)]
pub(crate) struct TestStore {
    engine: Engine,
    file: PathBuf,
}

impl TestStore {
    /// A store that belongs to a folder, which goes at the end of the test; on SQLite it is this file in it.
    pub(crate) fn of(folder: &Path, file: &str) -> Self {
        let engine = Engine::chosen();
        let file = match engine {
            Engine::Sqlite => folder.join(file),
            Engine::SqliteUnseen => folder.join(".unseen/unseen.db"),
        };
        Self { engine, file }
    }

    /// What to give to `--store` or `CSP_STORE`.
    pub(crate) fn argument(&self) -> String {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => self.file.to_str().unwrap().to_owned(),
        }
    }

    /// Whether there is anything, be it a store or not.
    pub(crate) fn exists(&self) -> bool {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => self.file.exists(),
        }
    }

    /// Everything that is in it: the same as long as nobody changes the store.
    pub(crate) fn content(&self) -> Vec<u8> {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => std::fs::read(&self.file).unwrap(),
        }
    }

    /// Makes it what a store was whose content this is.
    pub(crate) fn fill(&self, content: &[u8]) {
        match self.engine {
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

    /// Whether nothing of it stands outside its [`content`](Self::content): nobody has it open who wrote to it.
    pub(crate) fn is_at_rest(&self) -> bool {
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => !self.file.with_extension("db-wal").exists(),
        }
    }

    /// The store, opened through the library.
    pub(crate) fn open(&self) -> csp::store::Store {
        const WAIT: std::time::Duration = std::time::Duration::from_secs(5);
        match self.engine {
            Engine::Sqlite | Engine::SqliteUnseen => csp::store::Store::at(self.file.clone(), WAIT),
        }
    }

    /// The file, for the tests that are about it: those in `about_the_file.txt`, which other engines skip.
    #[track_caller]
    pub(crate) fn file(&self) -> PathBuf {
        match self.engine {
            Engine::Sqlite => self.file.clone(),
            Engine::SqliteUnseen => {
                panic!("this test is about the file of a store; list it in about_the_file.txt")
            }
        }
    }
}
