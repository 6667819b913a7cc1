//! The machine on which the program runs: clock, randomness, environment, folders, streams.
//!
//! Everything that can differ between two runs with the same arguments comes from here.

pub mod files;
mod interrupts;
mod stdin;

pub use interrupts::Interrupts;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// Access to the machine.
pub struct Host {
    environment: BTreeMap<String, String>,
    /// Variables that the program reads as text, but whose values are not valid text.
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

/// Which streams are connected to a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminals {
    /// Standard input is a keyboard.
    pub stdin: bool,
    /// Standard output is a screen.
    pub stdout: bool,
    /// Standard error is a screen.
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

    /// A simulated machine without a terminal, to run the program inside another one.
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

    /// Sets the message and the exit code for an interrupt before anything was changed.
    pub fn when_interrupted(&self, farewell: fn() -> (String, u8)) {
        self.interrupts.set_farewell(farewell);
    }

    /// The state of interrupt handling.
    pub fn interrupts(&self) -> &Interrupts {
        &self.interrupts
    }

    /// This machine with its clock set to `now` (`--now`).
    #[must_use]
    pub fn at(mut self, now: Option<DateTime<Utc>>) -> Self {
        self.given_now = now;
        self
    }

    /// This machine with another system clock, to run the program inside another one.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> DateTime<Utc> + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The current time, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        let now = self.given_now.unwrap_or_else(&self.clock);
        chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)
    }

    /// The current time of the system's clock, in whole seconds, even if `--now` is set.
    pub fn system_now(&self) -> DateTime<Utc> {
        let now = (self.clock)();
        chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)
    }

    /// Whether the clock was set with `--now`.
    pub fn clock_is_given(&self) -> bool {
        self.given_now.is_some()
    }

    /// Cryptographically secure random bytes.
    ///
    /// # Errors
    /// If the system provides no randomness.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks for randomness"
    )]
    pub fn random<const N: usize>(&self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(bytes)
    }

    /// An environment variable; an empty one counts as absent.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The names of variables that are not valid text. Variables with paths may be any bytes and are not included.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// The program's own variables that are set to an empty value.
    pub fn blank(&self) -> Vec<&str> {
        let own = self
            .environment
            .iter()
            .filter(|(name, value)| value.is_empty() && name.starts_with("CSP_"));
        own.map(|(name, _)| name.as_str()).collect()
    }

    /// The maximum width of the output: `COLUMNS`, otherwise the width of the screen if `is_screen`. `None` if lines
    /// are not wrapped. A width of less than 20 is ignored.
    pub fn columns(&self, is_screen: bool) -> Option<u16> {
        let asked = self
            .variable("COLUMNS")
            .and_then(|columns| columns.parse().ok());
        asked
            .or_else(|| screen(is_screen).map(|(width, _)| width.0))
            .filter(|width| *width >= 20)
    }

    /// The number of rows of the screen, if `is_screen`.
    pub fn rows(&self, is_screen: bool) -> Option<u16> {
        screen(is_screen).map(|(_, height)| height.0)
    }

    /// The folder of the store: the platform's folder for application data.
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

    /// Standard error, for `report` and `lib.rs` alone.
    pub(crate) fn stderr(&self) -> std::cell::RefMut<'_, Box<dyn Write>> {
        self.stderr.borrow_mut()
    }
}

/// Whether a variable must be valid text. Paths are bytes, which the parser accepts unchanged.
fn is_text(name: &str) -> bool {
    name == "PAGER" || name.starts_with("CSP_") && !matches!(name, "CSP_STORE" | "CSP_CONFIG")
}

fn screen(is_screen: bool) -> Option<(terminal_size::Width, terminal_size::Height)> {
    is_screen.then(terminal_size::terminal_size).flatten()
}

/// Makes a write beyond `ulimit -f` return an error; without a handler the signal would end the process.
fn survive_file_size_limit() {
    #[cfg(unix)]
    drop(signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    ));
}
