//! Rules and their published sources, as diagnostics cite them.
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
    /// What to do about it, with a command. Each line is one possibility.
    pub remedy: &'static str,
}

/// A rule of the registry.
pub type RuleRef = &'static Rule;

/// A published document, or our own choice where nothing is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The document in a few words.
    pub title: &'static str,
    /// Year, month and day of the edition; `None` for our own choices.
    pub date: Option<(i32, u32, u32)>,
}

impl Rule {
    /// The date of the earliest source; `None` if the rule is only our own choice.
    pub fn since(&self) -> Option<NaiveDate> {
        self.sources.iter().filter_map(Source::day).min()
    }

    /// The sources on one line; for csp's own rules also what they are based on.
    pub fn source_line(&self) -> String {
        let published = self.published_sources();
        match self.sources.iter().find(|source| source.date.is_none()) {
            Some(own) if published.is_empty() => own.to_string(),
            Some(_) => format!("csp's rule, after {published}"),
            None => published,
        }
    }

    /// The same for a person, with Microsoft named where it published the rule.
    pub(super) fn source_text(&self) -> String {
        let is_own = self.sources.iter().any(|source| source.date.is_none());
        let line = self.source_line();
        if is_own || line.is_empty() {
            return line;
        }
        format!("Microsoft, {line}")
    }

    fn published_sources(&self) -> String {
        let published = self.sources.iter().filter(|source| source.date.is_some());
        let titles: Vec<String> = published.map(ToString::to_string).collect();
        titles.join("; ")
    }

    /// The remedy on one line, for JSON and CSV.
    pub fn remedy_line(&self) -> String {
        join_lines(self.remedy)
    }
}

/// Joins several lines of help into sentences on one line, for JSON and CSV.
pub fn join_lines(help: &str) -> String {
    let mut line = String::with_capacity(help.len());
    for part in help.lines() {
        if !line.is_empty() {
            let is_sentence = line.ends_with(['.', '?', '!']);
            line.push_str(if is_sentence { " " } else { ". " });
        }
        line.push_str(part);
    }
    line
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
