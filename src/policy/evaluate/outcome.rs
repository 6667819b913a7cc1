//! The result of testing one requirement, before it becomes a finding.

use super::FactsPlace;
use crate::domain::calendar::Day;
use crate::domain::word::Word;
use crate::policy::edition::Status;
use crate::policy::facts::{FactKey, FactOrigin, Facts};

#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) status: Status,
    pub(super) required: Option<String>,
    pub(super) found: Option<String>,
    pub(super) said: Vec<String>,
    pub(super) evidence: Vec<String>,
    pub(super) missing: Vec<FactKey>,
    pub(super) remedy: Option<String>,
    pub(super) place: Option<FactsPlace>,
}

impl Outcome {
    pub(super) fn new(status: Status, required: impl Into<String>) -> Self {
        Self {
            status,
            required: Some(required.into()),
            found: None,
            said: Vec::new(),
            evidence: Vec::new(),
            missing: Vec::new(),
            remedy: None,
            place: None,
        }
    }

    /// Unknown, because this fact is unknown.
    pub(super) fn unknown(required: impl Into<String>, missing: FactKey) -> Self {
        let mut outcome = Self::new(Status::Unknown, required);
        outcome.say(format!("{} is unknown.", missing.word()));
        outcome.missing.push(missing);
        outcome
    }

    pub(super) fn decided(
        met: bool,
        required: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        let mut outcome = Self::new(if met { Status::Met } else { Status::NotMet }, required);
        outcome.found = Some(found.into());
        outcome
    }

    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    pub(super) fn cite(&mut self, key: FactKey, origin: &FactOrigin) {
        self.evidence.push(format!("{}: {origin}", key.word()));
        self.stand_at(origin);
    }

    /// Records the position of the first fact that is in a file.
    pub(super) fn stand_at(&mut self, origin: &FactOrigin) {
        if let (None, FactOrigin::File { name, at }) = (&self.place, origin) {
            self.place = Some(FactsPlace {
                file: name.clone(),
                at: *at,
            });
        }
    }

    /// How to provide the missing fact.
    pub(super) fn how_to_state(&self) -> String {
        let commands: Vec<String> = self
            .missing
            .iter()
            .map(|key| {
                format!(
                    "`csp eligibility evidence set {} {}`",
                    key.word(),
                    key.sample()
                )
            })
            .collect();
        if commands.is_empty() {
            return "Record what is missing: `csp eligibility evidence set KEY VALUE`. Or add it to the facts file.".to_owned();
        }
        let keys: Vec<&str> = self.missing.iter().map(|key| key.word()).collect();
        format!(
            "Add {} to the facts file, or record it: {}.",
            keys.join(" and "),
            commands.join(" and ")
        )
    }
}

/// A fact with a day, compared with the day asked about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Dated<'f> {
    /// Nothing is known.
    Absent,
    /// The day is after the day asked about, so it does not count.
    Later(Day),
    /// It counts.
    On(Day, &'f FactOrigin),
}

impl<'f> Dated<'f> {
    pub(super) fn of(facts: &'f Facts, key: FactKey, as_of: Day) -> Self {
        match facts.day(key) {
            None => Self::Absent,
            Some((day, _)) if day > as_of => Self::Later(day),
            Some((day, origin)) => Self::On(day, origin),
        }
    }

    /// Unknown, because there is no such day, or it does not count.
    pub(super) fn unknown(self, required: impl Into<String>, key: FactKey) -> Outcome {
        if matches!(self, Self::Absent) {
            return Outcome::unknown(required, key);
        }
        let mut outcome = Outcome::new(Status::Unknown, required);
        outcome.missing.push(key);
        self.note(key, &mut outcome);
        outcome
    }

    /// Adds a sentence about a day that does not count.
    pub(super) fn note(self, key: FactKey, outcome: &mut Outcome) {
        if let Self::Later(day) = self {
            outcome.say(format!(
                "{} is {day}. This is after the day asked about, so it does not count.",
                key.word()
            ));
        }
    }
}
