//! A separate folder for each test, without home folder and environment.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::engine::TestStore;

/// The months that count on 1 March 2021.
pub(crate) const MONTHS: [&str; 12] = [
    "2020-03", "2020-04", "2020-05", "2020-06", "2020-07", "2020-08", "2020-09", "2020-10",
    "2020-11", "2020-12", "2021-01", "2021-02",
];

/// The facts of a direct-bill partner in March 2021, without revenue.
pub(crate) const FACTS: &str = r#"
model = "direct"
as_of = 2021-03-01
[membership]
mpn_id = "4812345"
active = true
[endorsement]
authority_to_sign = true
[support]
first_level = true
[billing]
infrastructure = true
[tenure]
indirect_reseller_since = 2018-05-14
"#;

/// The same amount every month, in the format of a facts file.
pub(crate) fn monthly(amount: &str) -> String {
    let entry = |month| {
        format!("[[revenue]]\nmonth = \"{month}\"\namount = \"{amount}\"\ncurrency = \"USD\"\n")
    };
    MONTHS.iter().map(entry).collect()
}

pub(crate) struct World {
    folder: TempDir,
    store: TestStore,
    now: &'static str,
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

    /// The failure as JSON.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.trim_end().lines().last().unwrap_or("");
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {}", self.stderr))
    }

    /// The places and messages of a failure, one per line.
    #[track_caller]
    pub(crate) fn details(&self) -> Vec<(String, String)> {
        let error = self.error();
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let details = error["error"]["details"].as_array().unwrap();
        details
            .iter()
            .map(|one| (text(&one["at"]), text(&one["message"])))
            .collect()
    }
}

impl World {
    /// An empty folder on 1 March 2021.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: TestStore::of(folder.path(), "csp.db"),
            folder,
            now: "2021-03-01T09:00:00Z",
        }
    }

    /// The folder with an indirect reseller that is active since the given time.
    pub(crate) fn reseller(since: &'static str) -> Self {
        let mut world = Self::new();
        world.now = since;
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
        world.csp(&["enroll", "--from", file]).expect(0);
        for check in ["email-ownership", "employment", "business"] {
            world
                .csp(&["verify", "record", check, "accepted"])
                .expect(0);
        }
        world.csp(&["enroll", "sign-mpa"]).expect(0);
        world.now = "2021-03-01T09:00:00Z";
        world
    }

    pub(crate) fn at(&mut self, now: &'static str) {
        self.now = now;
    }

    /// The store.
    pub(crate) fn store(&self) -> &TestStore {
        &self.store
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn csp(&self, arguments: &[&str]) -> Run {
        self.fed(arguments, b"")
    }

    pub(crate) fn fed(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_csp"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("CSP_STORE", self.store.argument())
            .env("CSP_CONFIG", "config.toml")
            .env("CSP_NOW", self.now)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The answer of a command as JSON.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str], code: i32) -> Value {
        let arguments: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--format", "json"])
            .collect();
        self.csp(&arguments).expect(code).json()
    }
}

/// One requirement of a verdict.
#[track_caller]
pub(crate) fn requirement<'v>(verdict: &'v Value, id: &str) -> &'v Value {
    let all = verdict["requirements"].as_array().unwrap();
    all.iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{id} in {verdict}"))
}
