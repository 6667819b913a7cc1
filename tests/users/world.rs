//! A separate home folder for each test, with an active account.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::engine::TestStore;

pub(crate) const OWNER: &str = "bruno.petit@contoso.fr";
pub(crate) const NOW: &str = "2021-03-10T09:00:00Z";

pub(crate) struct World {
    pub(crate) home: TempDir,
    store: TestStore,
}

/// The result of a run.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The error object, which is the last line of stderr.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.trim_end().lines().last().unwrap_or("");
        let value: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {}", self.stderr));
        value["error"].clone()
    }
}

/// The store of an active account, created once.
fn seed() -> &'static [u8] {
    static SEED: OnceLock<Vec<u8>> = OnceLock::new();
    SEED.get_or_init(|| {
        let world = World::empty();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
        world.csp(&["enroll", "--from", file]).expect(0);
        for check in ["email-ownership", "employment", "business"] {
            world
                .csp(&["verify", "record", check, "accepted"])
                .expect(0);
        }
        world.csp(&["enroll", "sign-mpa"]).expect(0);
        world.store.content()
    })
}

impl World {
    /// A world without a store.
    pub(crate) fn empty() -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = TestStore::of(home.path(), "csp.db");
        Self { home, store }
    }

    /// The store.
    pub(crate) fn store(&self) -> &TestStore {
        &self.store
    }

    /// An active account whose owner is the only user.
    pub(crate) fn active() -> Self {
        let world = Self::empty();
        world.store.fill(seed());
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_csp"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("CSP_STORE", self.store.argument())
            .env("CSP_CONFIG", self.path("config.toml"))
            .env("CSP_NOW", NOW)
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn csp(&self, args: &[&str]) -> Run {
        finished(self.command(args).output().unwrap())
    }

    /// Runs a command at another time than [`NOW`].
    pub(crate) fn csp_at(&self, now: &str, args: &[&str]) -> Run {
        finished(self.command(args).env("CSP_NOW", now).output().unwrap())
    }

    pub(crate) fn csp_reading(&self, typed: &str, args: &[&str]) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(typed.as_bytes());
        drop(stdin);
        finished(child.wait_with_output().unwrap())
    }

    /// The JSON answer of a command that must succeed.
    #[track_caller]
    pub(crate) fn answer(&self, args: &[&str]) -> Value {
        self.csp(&[args, &["--format", "json"]].concat())
            .expect(0)
            .json()
    }

    /// The error object of a command that must fail with the code; checks that nothing was changed.
    #[track_caller]
    pub(crate) fn refusal(&self, code: i32, args: &[&str]) -> Value {
        let before = self.journal().len();
        let run = self
            .csp(&[args, &["--format", "json"]].concat())
            .expect(code);
        assert_eq!(run.stdout, "", "an error is no answer");
        assert_eq!(self.journal().len(), before, "nothing was changed");
        run.error()
    }

    pub(crate) fn journal(&self) -> Vec<Value> {
        self.answer(&["audit", "log"]).as_array().unwrap().clone()
    }

    pub(crate) fn emails(&self, args: &[&str]) -> Vec<String> {
        let list = self.answer(&[&["users", "list"], args].concat());
        let emails = list
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["email"].as_str().unwrap().to_owned());
        emails.collect()
    }

    /// Adds a user and returns the temporary password.
    pub(crate) fn add(&self, email: &str, role: &str) -> String {
        let args = [
            "users",
            "add",
            email,
            "--first-name",
            "Ada",
            "--last-name",
            "Byron",
            "--role",
            role,
        ];
        let user = self.answer(&args);
        user["temporary_password"].as_str().unwrap().to_owned()
    }

    /// Adds a user who has signed in, with the password `Better-Horse-9`.
    pub(crate) fn add_active(&self, email: &str, role: &str) {
        let password = self.add(email, role);
        let typed = format!("{password}\nBetter-Horse-9\n");
        self.csp_reading(&typed, &["users", "sign-in", email, "--password-stdin"])
            .expect(0);
    }
}

fn finished(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
