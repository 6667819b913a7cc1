//! Fills templates. `{name}` is a placeholder; every other brace is plain text.

use std::borrow::Cow;

use super::Message;
use super::line::{one_line, plain_lines};
use super::text::{self, TemplateName};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::link::purpose_lost;
use crate::domain::{Email, Language};

/// The diagnostic for a placeholder that the message has no value for.
fn unknown_placeholder(line: usize, name: &str, known: &[&str]) -> Diagnostic {
    let known = listed(known);
    let message = format!(
        "line {line}: `{{{name}}}` is not a placeholder of this message; expected one of {known}"
    );
    Diagnostic::in_line(line as u64, message)
}

/// The refusal of a text without its required content.
fn lost(purpose: &Purpose) -> Diagnostic {
    let Purpose { what, placeholder } = purpose;
    let message = format!(
        "the text does not contain the {what}; add `{{{placeholder}}}` where it should appear"
    );
    purpose_lost(message)
}

fn listed(names: &[&str]) -> String {
    let braced: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
    braced.join(", ")
}

/// The values for placeholders.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    known: Vec<(&'static str, Cow<'a, str>)>,
}

impl<'a> Values<'a> {
    /// Adds a value, on one line.
    pub(super) fn with(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.known
            .push((name, Cow::Owned(one_line(value.as_ref()))));
        self
    }

    /// Adds a list, each of its items on one line.
    pub(super) fn with_list(mut self, name: &'static str, items: &[String]) -> Self {
        let lines = items.iter().map(|item| format!("- {}", one_line(item)));
        let lines: Vec<String> = lines.collect();
        self.known.push((name, Cow::Owned(lines.join("\n"))));
        self
    }

    /// Adds a passage of several lines from a built-in template, with its placeholders filled.
    pub(super) fn with_passage(self, name: &'static str, template: &'static str) -> Result<Self> {
        let filled = fill(template, &self)?;
        let mut known = self.known;
        known.push((name, Cow::Owned(filled.trim_end().to_owned())));
        Ok(Self { known })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.known
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_ref())
    }

    fn names(&self) -> Vec<&'static str> {
        self.known.iter().map(|(name, _)| *name).collect()
    }
}

/// The required content of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose {
    /// The value's name.
    pub(super) placeholder: &'static str,
    /// A description of it, for the refusal.
    pub(super) what: &'static str,
}

/// Creates a message from the built-in template, or from `own` instead. If `own` does not begin with `Subject:`, the
/// built-in subject is used.
pub(super) fn compose(
    name: TemplateName,
    language: Language,
    own: Option<&str>,
    to: &Email,
    values: &Values<'_>,
    purpose: Option<Purpose>,
) -> Result<Message> {
    let (built_in_subject, built_in_body) = split_subject(text::template(name, language));
    let own = own.map(plain_lines);
    let (subject, body, body_line) = match own.as_deref().map(split_subject) {
        Some((Some(subject), body)) => (Some(subject), body, 2),
        Some((None, body)) => (built_in_subject, body, 1),
        None => (built_in_subject, built_in_body, 2),
    };
    let subject = one_line(&fill(subject.unwrap_or(""), values)?);
    let blank_lines = body.len() - body.trim_start_matches('\n').len();
    let body = fill_from(
        body.trim_start_matches('\n'),
        values,
        body_line + blank_lines,
    )?;
    if let Some(purpose) = purpose {
        let carried = values
            .get(purpose.placeholder)
            .is_some_and(|value| carries(&body, value));
        if !carried {
            return Err(lost(&purpose));
        }
    }
    Ok(Message {
        to: to.clone(),
        subject,
        body: format!("{}\n", body.trim_end()),
    })
}

/// The text after `Subject:` on the first line, unless it is blank, and what follows that line.
fn split_subject(text: &str) -> (Option<&str>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.get(..8) {
        Some(head) if head.eq_ignore_ascii_case("subject:") => {
            let subject = first.get(8..).unwrap_or("").trim();
            (Some(subject).filter(|subject| !subject.is_empty()), rest)
        }
        Some(_) | None => (None, text),
    }
}

fn fill(template: &str, values: &Values<'_>) -> Result<String> {
    fill_from(template, values, 1)
}

/// Fills a template in one pass, so that braces in values are not filled again.
fn fill_from(template: &str, values: &Values<'_>, first_line: usize) -> Result<String> {
    let mut filled = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, open) = rest.split_at(at);
        filled.push_str(before);
        let Some(name) = placeholder(open) else {
            filled.push('{');
            rest = open.get(1..).unwrap_or("");
            continue;
        };
        let value = values.get(name).ok_or_else(|| {
            let read = template.len() - open.len();
            let line = first_line + template.get(..read).unwrap_or("").matches('\n').count();
            unknown_placeholder(line, name, &values.names())
        })?;
        filled.push_str(value);
        rest = open.get(name.len() + 2..).unwrap_or("");
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The placeholder name at the start of a text that begins with `{`: lower-case letters and underscores, then `}`.
fn placeholder(open: &str) -> Option<&str> {
    let (name, _) = open.strip_prefix('{')?.split_once('}')?;
    let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    good.then_some(name)
}

/// Whether a text contains exactly `value`, not as a part of something longer.
fn carries(text: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    text.match_indices(value).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + value.len()..).unwrap_or("");
        !before.is_some_and(char::is_alphanumeric) && ends_there(after)
    })
}

/// Whether the text after a link belongs to the sentence and not to the link.
fn ends_there(after: &str) -> bool {
    let sentence =
        after.trim_start_matches(['.', ',', ';', ':', '!', '?', ')', '>', ']', '"', '\'']);
    match (after.chars().next(), sentence.chars().next()) {
        (None, _) => true,
        (Some(next), _) if next.is_whitespace() => true,
        (Some('<' | '>' | '"' | '»' | '”'), _) => true,
        (Some(_), beyond) => sentence.len() < after.len() && beyond.is_none_or(char::is_whitespace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Kind;

    const LINK: Purpose = Purpose {
        placeholder: "link",
        what: "link",
    };

    fn write(own: &str, company: &str) -> Result<Message> {
        let values = Values::default()
            .with("company", company)
            .with("customer", "Fabrikam")
            .with("link", "https://x.test/a?b=1&c=2#csp=AB-12");
        let to = "it@fabrikam.fr".parse().unwrap();
        compose(
            TemplateName::RelationshipRequestDirect,
            Language::English,
            Some(own),
            &to,
            &values,
            Some(LINK),
        )
    }

    #[test]
    fn a_custom_text_may_have_its_own_subject() {
        let message = write(
            "subject: Hello {customer}\r\n\r\nSee {link}.\r\n",
            "Contoso",
        )
        .unwrap();
        assert_eq!(message.subject, "Hello Fabrikam");
        assert_eq!(message.body, "See https://x.test/a?b=1&c=2#csp=AB-12.\n");
        let message = write("See {link}", "Contoso").unwrap();
        assert_eq!(
            message.subject,
            "Contoso asks to be the cloud reseller of Fabrikam"
        );
        let message = write("Subject:\n{link}", "Contoso").unwrap();
        assert!(message.subject.starts_with("Contoso asks"));
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_line() {
        for (own, line) in [
            ("Subject: x\n\na\n{linc}", 4),
            ("a {linc}", 1),
            ("\n\n{linc}", 3),
            ("Subject: {linc}\n\n{link}", 1),
        ] {
            let refused = write(own, "Contoso").unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!(
                    "line {line}: `{{linc}}` is not a placeholder of this message; expected one of `{{company}}`, `{{customer}}`, `{{link}}`"
                )
            );
        }
    }

    #[test]
    fn other_braces_and_braces_in_values_are_plain_text() {
        let body = write("{} {A} { {link} } {{company}}", "{link}")
            .unwrap()
            .body;
        assert_eq!(
            body,
            "{} {A} { https://x.test/a?b=1&c=2#csp=AB-12 } {{link}}\n"
        );
    }

    #[test]
    fn the_link_must_be_there_as_it_is() {
        let link = "https://x.test/a?b=1&c=2#csp=AB-12";
        for kept in [
            link.to_owned(),
            format!("<{link}>"),
            format!("<a href=\"{link}\">here</a>"),
            format!("({link})."),
            format!("see {link}, please"),
            format!("{link}?\nyes"),
        ] {
            assert!(write(&kept, "Contoso").is_ok(), "{kept}");
        }
        for lost in [
            String::new(),
            "no link".to_owned(),
            format!("{link}3"),
            format!("{link}-3"),
            format!("{link}&d=4"),
            format!("{link}.fr"),
            format!("x{link}"),
            link.to_lowercase(),
            link.replace("&c=2", ""),
            link.replace("?b", "?\nb"),
        ] {
            let refused = write(&lost, "Contoso").unwrap_err();
            assert_eq!(refused.kind(), Kind::Refused, "{lost}");
            assert!(refused.message().contains("add `{link}`"), "{lost}");
        }
    }
}
