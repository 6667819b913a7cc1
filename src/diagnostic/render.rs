//! Renders a diagnostic for a script, as one line of JSON, and for a person: what is wrong, where, by which rule, what
//! to do.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Diagnostic, RuleRef, join_lines};
use crate::sanitize::{escape_harmful, json_text, one_line};

/// Escapes line ends: a quoted cell of a file must not look like a line that csp wrote.
fn quoted(text: &str) -> Cow<'_, str> {
    one_line(text)
}

/// The maximum number of rules shown in full; more would hide the mistakes.
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
            remedy: self.help().map(|help| join_lines(&help)),
            source: self.rule().map(|rule| rule.source_line()),
            details,
        };
        json_text(&Envelope { error: body }).unwrap_or_default()
    }

    /// The diagnostic for a person: what is wrong, where, by which rule, what to do.
    pub fn to_text(&self) -> String {
        if let Some(notice) = self.notice() {
            let mut text = format!("{}\n", quoted(notice));
            for line in self.own_help().unwrap_or_default().lines() {
                let _ = writeln!(text, "{}", quoted(line));
            }
            return escape_harmful(&text);
        }
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
        for (at, line) in self.help().unwrap_or_default().lines().enumerate() {
            let label = if at == 0 { "  help:" } else { "       " };
            let _ = writeln!(text, "{label} {}", quoted(line));
        }
        escape_harmful(&text)
    }

    /// The same with coloured labels.
    pub fn to_coloured_text(&self) -> String {
        let lines = self.to_text();
        lines.lines().map(colour_label).collect()
    }

    /// Writes the rules of the mistakes: in full if they are few, otherwise only their ids.
    fn write_rules(&self, text: &mut String) {
        let mut rules: Vec<RuleRef> = Vec::new();
        for rule in self.parts().iter().filter_map(Self::rule) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        if rules.len() > SHOWN_IN_FULL {
            text.push_str(
                "  rules: to see what each one says and where it comes from: `csp explain RULE`\n",
            );
            return;
        }
        for rule in rules {
            let _ = writeln!(text, "  rule: {}: {}", rule.id, rule.statement);
            let _ = writeln!(text, "  source: {}", rule.source_text());
        }
    }
}

/// The labels of the lines after the first one.
const LABELS: [&str; 9] = [
    "-->",
    "field:",
    "flag:",
    "argument:",
    "rule:",
    "rules:",
    "source:",
    "permission:",
    "help:",
];

/// A line of an error with its label coloured.
fn colour_label(line: &str) -> String {
    if let Some(message) = line.strip_prefix("error:") {
        return format!("\u{1b}[1;31merror:\u{1b}[0m{message}\n");
    }
    let labelled = LABELS.iter().find_map(|label| {
        let rest = line.strip_prefix("  ")?.strip_prefix(label)?;
        Some(format!("  \u{1b}[36m{label}\u{1b}[0m{rest}\n"))
    });
    labelled.unwrap_or_else(|| format!("{line}\n"))
}

/// Whether the message already contains the flag or the argument.
fn is_flag_named(part: &Diagnostic) -> bool {
    let flag = part.flag().unwrap_or_default();
    part.message()
        .contains(&format!("missing argument: {flag}"))
}

fn place_line(text: &mut String, only: &Diagnostic) {
    if let Some(place) = only.place() {
        let _ = writeln!(text, "  --> {}", quoted(&place.to_string()));
    }
    repeats_line(text, only);
    if let Some(field) = only.field() {
        let _ = writeln!(text, "  field: {}", quoted(field));
    }
    // An argument is identified by its placeholder.
    if let Some(flag) = only.flag().filter(|_| !is_flag_named(only)) {
        let what = if flag.starts_with('-') {
            "flag"
        } else {
            "argument"
        };
        let _ = writeln!(text, "  {what}: {}", quoted(flag));
    }
}

/// The other places of the same mistake.
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
    let is_in_message = |flag: &&str| part.message().ends_with(&format!(": add {flag}"));
    let flag = part.flag().filter(|_| !is_flag_named(part));
    tags.extend(flag.filter(|flag| !is_in_message(flag)));
    tags.extend(part.rule().map(|rule| rule.id));
    if !tags.is_empty() {
        let _ = write!(text, " ({})", tags.join(", "));
    }
    text.push('\n');
    repeats_line(text, part);
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    static OWN: crate::diagnostic::Rule = crate::diagnostic::Rule {
        id: "tests.own",
        statement: "A test has a rule.",
        sources: &[crate::diagnostic::Source {
            title: "csp's rule, not Microsoft's",
            date: None,
        }],
        remedy: "Write one: `csp explain`\nOr leave it.",
    };

    #[test]
    fn a_flag_that_the_message_asks_for_is_said_once() {
        let parts = vec![
            Diagnostic::missing("The file", "FILE"),
            Diagnostic::new(Kind::InputRequired, "Confirmation required: add --yes")
                .with_flag("--yes"),
        ];
        let text = Diagnostic::from(parts).to_text();
        assert!(text.contains("required: add --yes\n"), "{text}");
    }

    #[test]
    fn each_way_to_go_on_is_a_line_of_its_own() {
        let refused = Diagnostic::refused(&OWN, "no rule").with_flag("--rule");
        assert_eq!(
            refused.to_text(),
            "error: no rule\n  flag: --rule\n  rule: tests.own: A test has a rule.\n  \
             source: csp's rule, not Microsoft's\n  help: Write one: `csp explain`\n        Or leave it.\n"
        );
        let remedy = "\"remedy\":\"Write one: `csp explain`. Or leave it.\"";
        assert!(refused.to_json().contains(remedy), "{}", refused.to_json());
    }

    #[test]
    fn a_notice_is_told_calmly_and_scripts_see_the_refusal() {
        let refused = Diagnostic::refused(&OWN, "no check mark");
        let cancelled = refused
            .clone()
            .with_notice("Cancelled, nothing was changed.");
        assert_eq!(cancelled.to_text(), "Cancelled, nothing was changed.\n");
        assert_eq!(cancelled.to_json(), refused.to_json());
        assert_eq!(cancelled.to_coloured_text(), cancelled.to_text());
        let kept = Diagnostic::declined().with_help("To continue: `csp enroll`");
        assert_eq!(
            kept.to_text(),
            "Cancelled, nothing was changed.\nTo continue: `csp enroll`\n"
        );
    }

    #[test]
    fn colour_changes_only_the_labels() {
        let refused = Diagnostic::refused(&OWN, "help: me").at("a.csv:1:2");
        let coloured = refused.to_coloured_text();
        assert!(coloured.starts_with("\u{1b}[1;31merror:\u{1b}[0m help: me\n"));
        assert!(coloured.contains("  \u{1b}[36mrule:\u{1b}[0m tests.own"));
        let plain = ["\u{1b}[1;31m", "\u{1b}[36m", "\u{1b}[0m"]
            .into_iter()
            .fold(coloured, |text, code| text.replace(code, ""));
        assert_eq!(plain, refused.to_text());
    }

    #[test]
    fn a_missing_argument_is_named_once() {
        let missing = Diagnostic::missing("The user's address", "EMAIL");
        let text = missing.to_text();
        assert!(text.starts_with("error: missing argument: EMAIL (the user's address)\n  help:"));
        let missing = Diagnostic::missing("The file", "FILE");
        assert_eq!(missing.message(), "missing argument: FILE");
        let missing = Diagnostic::missing("The result (accepted, rejected)", "RESULT");
        assert_eq!(
            missing.message(),
            "missing argument: RESULT (accepted, rejected)"
        );
    }

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
