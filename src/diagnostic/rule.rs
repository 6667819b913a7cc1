//! What a diagnostic cites: a rule and the published pages it comes from.
//!
//! The rules and the pages themselves are listed in `domain`.

use chrono::NaiveDate;

/// One rule, of the programme or of csp.
#[derive(Debug)]
pub struct Rule {
    /// Permanent public id, `noun.words`.
    pub id: &'static str,
    /// What the rule says, in one sentence.
    pub statement: &'static str,
    /// Where it comes from.
    pub sources: &'static [Source],
    /// What to do about it; names a command.
    pub remedy: &'static str,
}

/// A rule of the registry.
pub type RuleRef = &'static Rule;

/// A published document, or our own choice where nothing is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The document in a few words.
    pub title: &'static str,
    /// Year, month and day of the edition that is meant; `None` for our own choices.
    pub date: Option<(i32, u32, u32)>,
}

impl Rule {
    /// The date of the earliest source; `None` where the rule is our own choice alone.
    pub fn since(&self) -> Option<NaiveDate> {
        self.sources.iter().filter_map(Source::day).min()
    }

    /// The sources in one line.
    pub fn source_line(&self) -> String {
        let titles: Vec<String> = self.sources.iter().map(ToString::to_string).collect();
        titles.join("; ")
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for Rule {}

impl Source {
    /// The day of the edition.
    pub fn day(&self) -> Option<NaiveDate> {
        self.date
            .and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.day() {
            Some(day) => write!(f, "{} ({day})", self.title),
            None => f.write_str(self.title),
        }
    }
}
