//! A diagnostic for a script, in one line of JSON, and for a person: what is wrong, where, by which rule, what helps.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Diagnostic, RuleRef};
use crate::sanitize::{escape_harmful, json_text, one_line};

/// A message may quote a cell of a file that has line ends in it: what it says must not look like a line of ours.
fn quoted(text: &str) -> Cow<'_, str> {
    one_line(text)
}

/// So many rules are shown in full; more would hide the mistakes.
const SHOWN_IN_FULL: usize = 3;

impl Diagnostic {
    /// The diagnostic for a script: one line of JSON.
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
            permission: Option<&'a str>,
            message: String,
            remedy: Option<String>,
            source: Option<String>,
            details: Vec<Entry<'a>>,
        }
        #[derive(Serialize)]
        struct Entry<'a> {
            message: String,
            rule: Option<&'a str>,
            field: Option<&'a str>,
            flag: Option<&'a str>,
            at: Option<String>,
            count: u64,
            places: Vec<String>,
        }
        let details = self
            .parts()
            .iter()
            .map(|part| Entry {
                message: part.to_string(),
                rule: part.rule().map(|rule| rule.id),
                field: part.field(),
                flag: part.flag(),
                at: part.place().map(ToString::to_string),
                count: part.count(),
                places: part.places().iter().map(ToString::to_string).collect(),
            })
            .collect();
        let body = Body {
            code: self.kind().code(),
            exit: self.kind().exit(),
            rule: self.rule().map(|rule| rule.id),
            permission: self.permission(),
            message: self.to_string(),
            remedy: self.help(),
            source: self.rule().map(|rule| rule.source_line()),
            details,
        };
        json_text(&Envelope { error: body }).unwrap_or_default()
    }

    /// The diagnostic for a person: what is wrong, where, by which rule, what helps.
    pub fn to_text(&self) -> String {
        let mut text = format!("error: {}\n", quoted(&self.to_string()));
        if let [only] = self.parts() {
            place_line(&mut text, only);
        } else {
            for part in self.parts() {
                part_line(&mut text, part);
            }
        }
        self.write_rules(&mut text);
        if let Some(permission) = self.permission() {
            let _ = writeln!(text, "  permission: {permission}");
        }
        if let Some(help) = self.help() {
            let _ = writeln!(text, "  help: {}", quoted(&help));
        }
        escape_harmful(&text)
    }

    /// Writes the rules behind the mistakes: in full while they are few, by name where they are many.
    fn write_rules(&self, text: &mut String) {
        let mut rules: Vec<RuleRef> = Vec::new();
        for rule in self.parts().iter().filter_map(Self::rule) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        if rules.len() > SHOWN_IN_FULL {
            text.push_str(
                "  rules: `csp explain RULE` shows what each one says and where it comes from\n",
            );
            return;
        }
        for rule in rules {
            let (id, statement, source) = (rule.id, rule.statement, rule.source_line());
            let _ = writeln!(text, "  rule: {id}: {statement} [{source}]");
        }
    }
}

fn place_line(text: &mut String, only: &Diagnostic) {
    if let Some(place) = only.place() {
        let _ = writeln!(text, "  --> {}", quoted(&place.to_string()));
    }
    repeats_line(text, only);
    if let Some(field) = only.field() {
        let _ = writeln!(text, "  field: {}", quoted(field));
    }
    // An argument is named by its placeholder.
    if let Some(flag) = only.flag() {
        let what = if flag.starts_with('-') {
            "flag"
        } else {
            "argument"
        };
        let _ = writeln!(text, "  {what}: {}", quoted(flag));
    }
}

/// Where else the same was found.
fn repeats_line(text: &mut String, part: &Diagnostic) {
    if part.count() < 2 {
        return;
    }
    let places: Vec<String> = part.places().iter().map(ToString::to_string).collect();
    let further = part.count().saturating_sub(places.len() as u64);
    let places = places.join(", ");
    let _ = write!(text, "    in {} places: {}", part.count(), quoted(&places));
    if further > 0 {
        let _ = write!(text, " and {further} more");
    }
    text.push('\n');
}

fn part_line(text: &mut String, part: &Diagnostic) {
    text.push_str("  - ");
    if let Some(at) = part.place() {
        let _ = write!(text, "{}: ", quoted(&at.to_string()));
    }
    text.push_str(&quoted(&part.to_string()));
    let mut tags: Vec<&str> = Vec::new();
    tags.extend(part.flag());
    tags.extend(part.rule().map(|rule| rule.id));
    if !tags.is_empty() {
        let _ = write!(text, " ({})", tags.join(", "));
    }
    text.push('\n');
    repeats_line(text, part);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_makes_no_line_of_ours() {
        let forged = "x\nerror: all is well\n  help: run this";
        for mistakes in [vec![forged], vec![forged, forged]] {
            let mistakes = mistakes
                .into_iter()
                .map(|text| Diagnostic::usage(text).at(format!("a\n  help: b:{text}")));
            let failure = Diagnostic::of(mistakes.collect()).unwrap();
            let text = failure.with_help(forged).to_text();
            let starts = |line: &&str| line.starts_with("error:") || line.starts_with("  help:");
            assert_eq!(text.lines().filter(starts).count(), 2, "{text}");
        }
    }
}
