//! The program inside the test: takes arguments, returns exit code and answer, and reads the store through the library.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Cursor, Write};
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use csp::diagnostic::Diagnostic;
use csp::host::Host;
use csp::store::{TransactionClock, Tx};
use serde_json::Value;
use tempfile::TempDir;

use crate::engine::TestStore;

/// A folder with a store, and a clock that only the test moves.
pub(crate) struct Program {
    folder: TempDir,
    store: TestStore,
    /// Seconds since the beginning of the test.
    pub(crate) now: i64,
}

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

/// A folder in memory if there is one: a hundred thousand sequences sync a million times.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    tempfile::Builder::new()
        .prefix("csp-model-")
        .tempdir_in(place)
        .unwrap()
}

impl Program {
    /// A program without a store.
    pub(crate) fn new() -> Self {
        Self::at(0)
    }

    /// A program on a copy of a store, with the same time.
    pub(crate) fn copy_of(other: &Self) -> Self {
        let new = Self::at(other.now);
        new.store.fill(&other.store.content());
        new
    }

    fn at(now: i64) -> Self {
        let folder = folder();
        let store = TestStore::of(folder.path(), "csp.db");
        Self { folder, store, now }
    }

    fn moment(&self) -> DateTime<Utc> {
        let start = DateTime::parse_from_rfc3339("2021-03-01T09:00:00Z").unwrap();
        start.to_utc() + TimeDelta::seconds(self.now)
    }

    /// Runs a command line.
    pub(crate) fn run(&self, words: &[&str]) -> Answer {
        self.run_with(words, "")
    }

    /// Runs a command line with a text on standard input.
    pub(crate) fn run_with(&self, words: &[&str], stdin: &str) -> Answer {
        let (out, err) = (Sink::default(), Sink::default());
        let at = |name: &str| self.folder.path().join(name).to_str().unwrap().to_owned();
        let variables = [
            ("CSP_STORE", self.store.argument()),
            ("CSP_CONFIG", at("config.toml")),
            ("HOME", at("home")),
        ];
        let environment: BTreeMap<String, String> = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let host = Host::from_parts(
            environment,
            Box::new(Cursor::new(stdin.as_bytes().to_vec())),
            Box::new(out.clone()),
            Box::new(err.clone()),
        );
        let now = self
            .moment()
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let config = at("config.toml");
        let options = [
            "csp", "--format", "json", "--now", &now, "--config", &config, "--store",
        ];
        let store = OsString::from(self.store.argument());
        let line: Vec<OsString> = options
            .into_iter()
            .map(OsString::from)
            .chain([store])
            .chain(words.iter().map(OsString::from))
            .collect();
        let code = csp::run(&line, host);
        Answer {
            code,
            out: out.text(),
            err: err.text(),
        }
    }

    /// Runs a command line that must succeed.
    pub(crate) fn must(&self, words: &[&str]) -> Value {
        let answer = self.run(words);
        assert_eq!(answer.code, 0, "{words:?}: {}", answer.err);
        answer.json()
    }

    /// Reads the store directly through the library.
    pub(crate) fn read<T>(&self, read: impl Fn(&Tx<'_>) -> Result<T, Diagnostic>) -> T {
        let moment = TransactionClock {
            now: self.moment(),
            given: true,
        };
        self.store.open().read(&moment, read).unwrap()
    }

    /// The number of entries of the journal.
    pub(crate) fn journal(&self) -> i64 {
        self.read(|tx| Ok(tx.count_entries()?.cast_signed()))
    }
}
