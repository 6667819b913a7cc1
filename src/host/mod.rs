//! The machine that the program runs on: clock, randomness, environment, folders, streams.
//!
//! Everything that differs between two runs with the same arguments enters here and nowhere else.

pub mod files;
mod interrupts;
mod stdin;

pub use interrupts::Interrupts;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// The outside world as one value.
pub struct Host {
    environment: BTreeMap<String, String>,
    /// Variables that the program reads as text, and that are none.
    unreadable: Vec<String>,
    clock: Box<dyn Fn() -> DateTime<Utc>>,
    given_now: Option<DateTime<Utc>>,
    stdin: RefCell<Box<dyn Read>>,
    interrupts: Interrupts,
    stdout: RefCell<Box<dyn Write>>,
    stderr: RefCell<Box<dyn Write>>,
    /// Which of the three streams are terminals.
    pub terminals: Terminals,
}

/// Which streams a person looks at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminals {
    /// Standard input comes from a keyboard.
    pub stdin: bool,
    /// Standard output goes to a screen.
    pub stdout: bool,
    /// Standard error goes to a screen.
    pub stderr: bool,
}

/// What the system's clock says.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
fn present() -> DateTime<Utc> {
    chrono::Utc::now()
}

impl Host {
    /// The real machine.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn real() -> Self {
        survive_file_size_limit();
        let mut environment = BTreeMap::new();
        let mut unreadable = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else {
                continue;
            };
            if value.to_str().is_none() && is_text(&name) {
                unreadable.push(name.clone());
            }
            environment.insert(name, value.to_string_lossy().into_owned());
        }
        let interrupts = Interrupts::default();
        let stdin = stdin::Awaited {
            interrupts: interrupts.clone(),
        };
        Self {
            environment,
            unreadable,
            clock: Box::new(present),
            given_now: None,
            stdin: RefCell::new(Box::new(stdin)),
            interrupts,
            stdout: RefCell::new(Box::new(io::stdout())),
            stderr: RefCell::new(Box::new(io::stderr())),
            terminals: Terminals {
                stdin: io::stdin().is_terminal(),
                stdout: io::stdout().is_terminal(),
                stderr: io::stderr().is_terminal(),
            },
        }
    }

    /// A machine made of what is given, for whoever runs the program inside another one; nobody sits at it.
    pub fn from_parts(
        environment: BTreeMap<String, String>,
        stdin: Box<dyn Read>,
        stdout: Box<dyn Write>,
        stderr: Box<dyn Write>,
    ) -> Self {
        Self {
            environment,
            unreadable: Vec::new(),
            clock: Box::new(present),
            given_now: None,
            stdin: RefCell::new(stdin),
            interrupts: Interrupts::default(),
            stdout: RefCell::new(stdout),
            stderr: RefCell::new(stderr),
            terminals: Terminals::default(),
        }
    }

    /// What is said, and the exit code, where a person interrupts before anything was changed.
    pub fn when_interrupted(&self, farewell: fn() -> (String, u8)) {
        self.interrupts.set_farewell(farewell);
    }

    /// What becomes of Ctrl-C.
    pub fn interrupts(&self) -> &Interrupts {
        &self.interrupts
    }

    /// The same machine with its clock held at `now` (`--now`).
    #[must_use]
    pub fn at(mut self, now: Option<DateTime<Utc>>) -> Self {
        self.given_now = now;
        self
    }

    /// The same machine with another clock on its wall, for whoever runs the program inside another one.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> DateTime<Utc> + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The present moment, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        let now = self.given_now.unwrap_or_else(&self.clock);
        chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)
    }

    /// The present moment of the system's clock, in whole seconds, also where another was given.
    pub fn system_now(&self) -> DateTime<Utc> {
        let now = (self.clock)();
        chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)
    }

    /// Whether the clock was given rather than read.
    pub fn clock_is_given(&self) -> bool {
        self.given_now.is_some()
    }

    /// Bytes that nobody can guess.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks for randomness"
    )]
    pub fn random<const N: usize>(&self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(bytes)
    }

    /// A variable of the environment; an empty one counts as absent.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Variables that cannot be read as text, by name; paths may be any bytes and are never among them.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// The program's own variables that are there and empty.
    pub fn blank(&self) -> Vec<&str> {
        let own = self
            .environment
            .iter()
            .filter(|(name, value)| value.is_empty() && name.starts_with("CSP_"));
        own.map(|(name, _)| name.as_str()).collect()
    }

    /// How wide what is written there may be: `COLUMNS`, else as wide as the screen where `is_screen`. `None` where
    /// nothing is to be broken; what calls itself narrower than a few words is not believed.
    pub fn columns(&self, is_screen: bool) -> Option<u16> {
        let asked = self
            .variable("COLUMNS")
            .and_then(|columns| columns.parse().ok());
        asked
            .or_else(|| screen(is_screen).map(|(width, _)| width.0))
            .filter(|width| *width >= 20)
    }

    /// How many rows the screen has, where `is_screen`.
    pub fn rows(&self, is_screen: bool) -> Option<u16> {
        screen(is_screen).map(|(_, height)| height.0)
    }

    /// The folder for the store, where the platform keeps application data.
    pub fn data_folder(&self) -> Option<PathBuf> {
        Some(
            directories::ProjectDirs::from("", "", "csp")?
                .data_dir()
                .to_owned(),
        )
    }

    /// The folder for settings.
    pub fn config_folder(&self) -> Option<PathBuf> {
        Some(
            directories::ProjectDirs::from("", "", "csp")?
                .config_dir()
                .to_owned(),
        )
    }

    /// Standard input.
    pub fn stdin(&self) -> std::cell::RefMut<'_, Box<dyn Read>> {
        self.stdin.borrow_mut()
    }

    /// Standard output, for `report` alone.
    pub(crate) fn stdout(&self) -> std::cell::RefMut<'_, Box<dyn Write>> {
        self.stdout.borrow_mut()
    }

    /// Standard error, for `report` and `error` alone.
    pub(crate) fn stderr(&self) -> std::cell::RefMut<'_, Box<dyn Write>> {
        self.stderr.borrow_mut()
    }
}

/// Whether a variable is read as text. Paths are bytes, which the parser takes as they are.
fn is_text(name: &str) -> bool {
    name == "PAGER" || name.starts_with("CSP_") && !matches!(name, "CSP_STORE" | "CSP_CONFIG")
}

fn screen(is_screen: bool) -> Option<(terminal_size::Width, terminal_size::Height)> {
    is_screen.then(terminal_size::terminal_size).flatten()
}

/// Lets a write beyond `ulimit -f` fail, as other writes do; without a handler its signal would end the process.
fn survive_file_size_limit() {
    #[cfg(unix)]
    drop(signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    ));
}
