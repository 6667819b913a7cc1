//! How a failure is told: to a script in one line of JSON, to a person in what, why and what next.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Failure, Mistake};
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;

/// A message may quote a cell of a file that has line ends in it: what it says must not look like a line of ours.
fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    crate::report::one_line(text)
}

/// So many rules are told in full; more would hide the mistakes.
const TOLD_IN_FULL: usize = 3;

impl Failure {
    /// The failure for a script: one line of JSON.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: Body<'a>,
        }
        #[derive(Serialize)]
        struct Body<'a> {
            code: &'a str,
            exit: u8,
            rule: Option<&'a str>,
            permission: Option<Permission>,
            message: &'a str,
            remedy: Option<&'a str>,
            source: Option<String>,
            details: Vec<Entry<'a>>,
        }
        #[derive(Serialize)]
        struct Entry<'a> {
            message: &'a str,
            rule: Option<&'a str>,
            field: Option<&'a str>,
            flag: Option<&'a str>,
            at: Option<&'a str>,
            count: u64,
            places: &'a [String],
        }
        let details = self
            .mistakes
            .iter()
            .map(|mistake| Entry {
                message: &mistake.message,
                rule: mistake.rule.map(|rule| rule.id),
                field: mistake.field.as_deref(),
                flag: mistake.flag.as_deref(),
                at: mistake.at.as_deref(),
                count: mistake.count,
                places: &mistake.places,
            })
            .collect();
        let body = Body {
            code: self.kind.code(),
            exit: self.kind.exit(),
            rule: self.rule.map(|rule| rule.id),
            permission: self.permission,
            message: &self.message,
            remedy: self.remedy.as_deref(),
            source: self.rule.map(|rule| rule.source_line()),
            details,
        };
        let json = serde_json::to_vec(&Envelope { error: body }).unwrap_or_default();
        String::from_utf8_lossy(&crate::report::escaped_json(&json)).into_owned()
    }

    /// The failure for a person: what, why, what next.
    pub fn to_text(&self) -> String {
        let mut text = format!("error: {}\n", quoted(&self.message));
        if let [only] = self.mistakes.as_slice() {
            place_line(&mut text, only);
        } else {
            for mistake in &self.mistakes {
                mistake_line(&mut text, mistake);
            }
        }
        self.write_rules(&mut text);
        if let Some(permission) = self.permission {
            let _ = writeln!(text, "  permission: {permission}");
        }
        if let Some(remedy) = &self.remedy {
            let _ = writeln!(text, "  next: {}", quoted(remedy));
        }
        crate::report::harmless(&text)
    }

    /// Writes the rules behind the mistakes: in full while they are few, by name where they are many.
    fn write_rules(&self, text: &mut String) {
        let mut rules: Vec<RuleRef> = Vec::new();
        for rule in self
            .rule
            .into_iter()
            .chain(self.mistakes.iter().filter_map(|one| one.rule))
        {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        if rules.len() > TOLD_IN_FULL {
            text.push_str(
                "  rules: `csp explain RULE` says what each asks for, and where that comes from\n",
            );
            return;
        }
        for rule in rules {
            let source = rule.source_line();
            let _ = writeln!(text, "  rule: {} [{}; {source}]", rule.statement, rule.id);
        }
    }
}

fn place_line(text: &mut String, mistake: &Mistake) {
    let parts: Vec<&str> = [
        mistake.at.as_deref(),
        mistake.field.as_deref(),
        mistake.flag.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parts.is_empty() {
        let _ = writeln!(text, "  where: {}", quoted(&parts.join(", ")));
    }
    repeats_line(text, mistake);
}

/// Where else the same mistake was made.
fn repeats_line(text: &mut String, mistake: &Mistake) {
    if mistake.count < 2 {
        return;
    }
    let named = mistake.places.join(", ");
    let further = mistake.count.saturating_sub(mistake.places.len() as u64);
    let _ = write!(text, "    in {} places: {named}", mistake.count);
    if further > 0 {
        let _ = write!(text, " and {further} more");
    }
    text.push('\n');
}

fn mistake_line(text: &mut String, mistake: &Mistake) {
    text.push_str("  - ");
    if let Some(at) = &mistake.at {
        let _ = write!(text, "{}: ", quoted(at));
    }
    text.push_str(&quoted(&mistake.message));
    let mut tags: Vec<&str> = Vec::new();
    tags.extend(mistake.flag.as_deref());
    tags.extend(mistake.rule.map(|rule| rule.id));
    if !tags.is_empty() {
        let _ = write!(text, " ({})", tags.join(", "));
    }
    text.push('\n');
    repeats_line(text, mistake);
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn quoted_text_makes_no_line_of_ours() {
        let forged = "x\nerror: all is well\n  next: run this";
        for mistakes in [vec![forged], vec![forged, forged]] {
            let mistakes = mistakes
                .into_iter()
                .map(|text| Mistake::new(Kind::Usage, text).at(format!("a\n  next: b:{text}")));
            let failure = Failure::of(mistakes.collect()).unwrap();
            let text = failure.remedy(forged).to_text();
            let starts = |line: &&str| line.starts_with("error:") || line.starts_with("  next:");
            assert_eq!(text.lines().filter(starts).count(), 2, "{text}");
        }
    }
}
