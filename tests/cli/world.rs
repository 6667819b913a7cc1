//! A separate world for every test: home folder, environment, clock; no terminal, no network.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::engine::TestStore;

/// A Monday morning, the date of the contract's own examples.
pub(crate) const MONDAY: &str = "2021-03-01T09:00:00Z";

/// Everything outside the program that `csp` can see.
pub(crate) struct World {
    root: TempDir,
    store: TestStore,
    vars: BTreeMap<String, String>,
}

impl World {
    /// An empty world on Monday 2021-03-01, 09:00 UTC.
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new()
            .prefix("csp-world-")
            .tempdir()
            .unwrap();
        let at = |name: &str| root.path().join(name).to_str().unwrap().to_owned();
        let store = TestStore::of(root.path(), "store/csp.db");
        let vars = BTreeMap::from([
            ("HOME".to_owned(), at("home")),
            ("XDG_DATA_HOME".to_owned(), at("home/data")),
            ("XDG_CONFIG_HOME".to_owned(), at("home/config")),
            ("XDG_STATE_HOME".to_owned(), at("home/state")),
            ("XDG_CACHE_HOME".to_owned(), at("home/cache")),
            ("CSP_STORE".to_owned(), store.argument()),
            ("CSP_CONFIG".to_owned(), at("config/config.toml")),
            ("CSP_NOW".to_owned(), MONDAY.to_owned()),
        ]);
        for folder in ["home", "work"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root, store, vars }
    }

    /// Sets the clock.
    pub(crate) fn at(&mut self, now: &str) {
        self.set("CSP_NOW", now);
    }

    /// Sets an environment variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.vars.insert(name.to_owned(), value.to_owned());
    }

    /// Fixes the clock at `now`, or uses the system's clock.
    pub(crate) fn keep_clock(&mut self, now: Option<&str>) {
        match now {
            Some(now) => self.at(now),
            None => self.unset("CSP_NOW"),
        }
    }

    /// The environment of commands.
    pub(crate) fn vars(&self) -> &BTreeMap<String, String> {
        &self.vars
    }

    /// Removes an environment variable.
    pub(crate) fn unset(&mut self, name: &str) {
        self.vars.remove(name);
    }

    /// The folder that commands run in.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// A path in the folder that commands run in.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The folder above home, work and store.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The store.
    pub(crate) fn store(&self) -> &TestStore {
        &self.store
    }

    /// Writes a file in the folder of commands, and returns its name.
    pub(crate) fn write<'a>(&self, name: &'a str, content: impl AsRef<[u8]>) -> &'a str {
        std::fs::write(self.path(name), content).unwrap();
        name
    }

    /// The content of a file in the folder of commands.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command, not started yet, with an empty stdin.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_csp"));
        command
            .args(args)
            .env_clear()
            .envs(&self.vars)
            .current_dir(self.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `csp`.
    pub(crate) fn csp(&self, args: &[&str]) -> Run {
        Run::of(args, self.command(args).output().unwrap())
    }

    /// Runs a script of the repository, which finds the built `csp`.
    pub(crate) fn script(&self, shell: &str, script: &str, args: &[&str]) -> Output {
        let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
        Command::new(shell)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script))
            .args(args)
            .env_clear()
            .envs(&self.vars)
            .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
            .current_dir(self.folder())
            .output()
            .unwrap()
    }

    /// Runs `csp` with a text on stdin.
    pub(crate) fn csp_reading(&self, stdin: &str, args: &[&str]) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let fed = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let run = Run::of(args, child.wait_with_output().unwrap());
        if let Err(error) = fed {
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{run}");
        }
        run
    }

    /// Runs `csp … --format json`, which must succeed, and returns the answer.
    pub(crate) fn answer(&self, args: &[&str]) -> Value {
        self.csp(&json(args)).expect(0).json()
    }

    /// Runs `csp … --format json`, which must fail with `code`, and returns the error object.
    pub(crate) fn refusal(&self, code: i32, args: &[&str]) -> Value {
        let run = self.csp(&json(args));
        let error = run.expect(code).error();
        assert_eq!(error["exit"], code, "{run}");
        assert_eq!(run.stdout, "", "an error leaves stdout empty\n{run}");
        error
    }
}

/// The command line with `--format json`.
pub(crate) fn json<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let mut args = args.to_vec();
    args.extend(["--format", "json"]);
    args
}

/// The result of one run of `csp`.
#[must_use]
pub(crate) struct Run {
    command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Reads the result of a finished process.
    pub(crate) fn of(args: &[&str], output: Output) -> Self {
        Self {
            command: args.join(" "),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "wanted exit {code}\n{self}");
        self
    }

    /// Asserts that the exit code is one of several, if the contract leaves it open.
    #[track_caller]
    pub(crate) fn expect_any(&self, codes: &[i32]) -> &Self {
        let code = self.code.unwrap_or(-1);
        assert!(codes.contains(&code), "wanted one of {codes:?}\n{self}");
        self
    }

    /// Stdout, parsed as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not one JSON value: {error}\n{self}"))
    }

    /// The error object: the last line of stderr.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.trim_end().lines().last().unwrap_or_default();
        let value: Value = serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("stderr ends in no JSON: {error}\n{self}"));
        assert!(value["error"].is_object(), "no error object\n{self}");
        value["error"].clone()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ csp {}", self.command)?;
        writeln!(f, "--- stdout\n{}", self.stdout)?;
        writeln!(f, "--- stderr\n{}", self.stderr)?;
        writeln!(f, "--- exit {:?}", self.code)
    }
}

/// One member of every detail of an error, in order, without absent ones.
pub(crate) fn each<'a>(error: &'a Value, member: &str) -> Vec<&'a str> {
    let details = error["details"].as_array().expect("details is a list");
    details
        .iter()
        .filter_map(|detail| detail[member].as_str())
        .collect()
}

/// The detail about a field.
#[track_caller]
pub(crate) fn detail<'a>(error: &'a Value, field: &str) -> &'a Value {
    let details = error["details"].as_array().expect("details is a list");
    details
        .iter()
        .find(|detail| detail["field"] == field)
        .unwrap_or_else(|| panic!("no detail about {field} in {error:#}"))
}
