//! Passes one file to one command and records the result.

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::journey::active;
use crate::world::{Run, World, json};

/// The longest time that a command may need for a small file, on any machine.
const LONGEST: Duration = Duration::from_secs(20);

/// An active account whose store must stay unchanged between files.
pub(super) struct Desk {
    pub(super) world: World,
    store: Vec<u8>,
}

/// The result of a command for a file.
pub(super) enum Verdict {
    Taken(Value),
    /// Refused, with the exit code and each mistake.
    Refused(i32, Vec<Told>),
}

/// A mistake as reported; one cause may have several places.
pub(super) struct Told {
    message: String,
    places: Vec<String>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let world = active();
        world.answer(&[
            "customers",
            "add",
            "Fabrikam",
            "--domain",
            "fabrikam.fr",
            "--country",
            "FR",
            "--email",
            "it@fabrikam.fr",
        ]);
        let store = world.store().content();
        assert!(world.store().is_at_rest(), "everything is in the file");
        Self { world, store }
    }

    /// Passes a file under a name, and records every violation of what must hold for all files.
    pub(super) fn hand_in(
        &self,
        command: &[&str],
        file: &str,
        bytes: &[u8],
        outcome: Outcome,
        faults: &mut Faults,
    ) -> Verdict {
        self.world.write(file, bytes);
        self.verdict_on(command, file, |args| self.world.csp(args), outcome, faults)
    }

    /// Passes a file on standard input.
    pub(super) fn pipe_in(&self, command: &[&str], bytes: &[u8], faults: &mut Faults) -> Verdict {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let run = |args: &[&str]| self.world.csp_reading(&text, args);
        self.verdict_on(command, "-", run, Outcome::Done, faults)
    }

    fn verdict_on(
        &self,
        command: &[&str],
        file: &str,
        csp: impl Fn(&[&str]) -> Run,
        outcome: Outcome,
        faults: &mut Faults,
    ) -> Verdict {
        self.world.store().fill(&self.store);
        let args: Vec<&str> = command
            .iter()
            .map(|&word| if word == "FILE" { file } else { word })
            .collect();
        let started = Instant::now();
        let run = csp(&json(&args));
        let code = run.code.unwrap_or(-1);
        faults.unless(started.elapsed() < LONGEST, "it took long");
        faults.unless(!run.stderr.contains("panicked"), "it panicked");
        if outcome.taken().contains(&code) {
            let check = self.world.csp(&["store", "check"]);
            faults.unless(check.code == Some(0), "the store is not whole");
            return Verdict::Taken(without_passwords(run.json()));
        }
        faults.unless(outcome.refused().contains(&code), &run);
        faults.unless(run.stdout.is_empty(), "stdout is not empty");
        let is_as_before =
            self.world.store().content() == self.store && self.world.store().is_at_rest();
        faults.unless(is_as_before, "the store changed");
        let text = csp(&args).stderr;
        faults.unless(
            !text.chars().any(is_raw_control),
            format!("a terminal is told {text:?}"),
        );
        let details = run.error()["details"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        faults.unless(!details.is_empty(), "no mistake is listed");
        let mut told = Vec::new();
        for detail in &details {
            let at = detail["at"].as_str().unwrap_or_default().to_owned();
            let message = detail["message"].as_str().unwrap_or_default().to_owned();
            faults.unless(
                code != 2 || is_place(&at, file) || is_missing(&at, &message),
                format!("no place: {at:?} {message}"),
            );
            faults.unless(
                message.len() < 1_100,
                format!("a message of {} bytes", message.len()),
            );
            let places = detail["places"].as_array().into_iter().flatten();
            told.push(Told {
                message: message.escape_debug().to_string(),
                places: places
                    .filter_map(|place| Some(place.as_str()?.to_owned()))
                    .collect(),
            });
        }
        Verdict::Refused(code, told)
    }
}

/// The possible results of a command for a file.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    /// Success, or the file is invalid.
    Done,
    /// The same, and the file may name something that does not exist.
    Settings,
    /// A check: yes or no, or the file is invalid or incomplete.
    Verdict,
    /// Success, or the file is invalid or incomplete, or breaks a rule.
    Rules,
}

impl Outcome {
    fn taken(self) -> &'static [i32] {
        match self {
            Self::Done | Self::Settings | Self::Rules => &[0],
            Self::Verdict => &[0, 3],
        }
    }

    fn refused(self) -> &'static [i32] {
        match self {
            Self::Done => &[2],
            Self::Settings => &[2, 5],
            Self::Verdict => &[2, 7],
            Self::Rules => &[2, 4, 7],
        }
    }
}

impl Verdict {
    pub(super) fn answer(&self) -> Option<Value> {
        match self {
            Self::Taken(answer) => Some(answer.clone()),
            Self::Refused(..) => None,
        }
    }

    /// The lines with a mistake.
    pub(super) fn lines(&self) -> BTreeSet<&str> {
        match self {
            Self::Taken(_) => BTreeSet::new(),
            Self::Refused(_, told) => told
                .iter()
                .flat_map(|told| &told.places)
                .filter_map(|at| at.split(':').nth(1))
                .collect(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, told) = match self {
            Self::Taken(_) => return write!(f, "taken"),
            Self::Refused(code, told) => (code, told),
        };
        write!(f, "exit {code}")?;
        for Told { places, message } in told.iter().take(4) {
            write!(f, "\n    {}: {message}", places.join(" "))?;
        }
        match told.len() {
            0..=4 => Ok(()),
            count => write!(f, "\n    and {} more", count - 4),
        }
    }
}

/// Violations of what must always hold.
#[derive(Default)]
pub(super) struct Faults {
    /// The file.
    pub(super) about: String,
    found: Vec<String>,
}

impl Faults {
    pub(super) fn about(about: String) -> Self {
        Self {
            about,
            found: Vec::new(),
        }
    }

    /// Records a violation unless the condition holds.
    pub(super) fn unless(&mut self, is_well: bool, what: impl fmt::Display) {
        if !is_well {
            self.found.push(format!("{}: {what}", self.about));
        }
    }

    /// Fails if there is any violation.
    pub(super) fn end(self) {
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}

/// `FILE:LINE:COLUMN`, FILE as typed.
fn is_place(at: &str, file: &str) -> bool {
    let numbers = at
        .strip_prefix(file)
        .and_then(|rest| rest.strip_prefix(':'));
    numbers
        .and_then(|numbers| numbers.split_once(':'))
        .is_some_and(|(line, column)| {
            [line, column]
                .iter()
                .all(|number| number.parse::<u64>().is_ok_and(|number| number > 0))
        })
}

fn without_passwords(mut answer: Value) -> Value {
    let users = answer.get_mut("users").and_then(Value::as_array_mut);
    if let Some(users) = users {
        for user in users {
            user["temporary_password"] = Value::Null;
        }
    }
    answer
}

fn is_raw_control(letter: char) -> bool {
    letter != '\n' && (letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter))
}

/// A missing field has no place in the file.
fn is_missing(at: &str, message: &str) -> bool {
    at.is_empty() && message.ends_with(" is missing")
}
