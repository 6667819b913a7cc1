//! Annotations of GitHub Actions.

use super::{is_against, sentence};
use crate::policy::{Finding, Status, Verdict};

/// A workflow command per requirement that is not met: an error where it stands against a yes, else a warning; and a
/// notice with the answer.
pub fn github(verdict: &Verdict) -> String {
    let mut text = String::new();
    for finding in verdict
        .findings
        .iter()
        .filter(|finding| finding.status != Status::Met)
    {
        let command = if is_against(finding) {
            "error"
        } else {
            "warning"
        };
        let title = format!("{} is {}", finding.id, finding.status);
        text.push_str(&line(command, &title, &message(finding)));
    }
    let question = verdict.question;
    let answer = if verdict.eligible { "yes" } else { "no" };
    let summary = format!(
        "{} ({}) as of {}: {answer}, under {}",
        question.model, question.purpose, question.as_of, verdict.policy
    );
    text.push_str(&line("notice", "csp eligibility", &summary));
    text
}

fn message(finding: &Finding) -> String {
    let mut parts = vec![sentence(finding)];
    parts.extend(Some(finding.detail.clone()).filter(|detail| !detail.is_empty()));
    parts.extend(
        finding
            .remedy
            .as_ref()
            .map(|remedy| format!("Remedy: {remedy}")),
    );
    parts.push(format!("Source: {}", finding.source));
    parts.join("\n")
}

fn line(command: &str, title: &str, message: &str) -> String {
    format!("::{command} title={}::{}\n", property(title), data(message))
}

/// The text of a command: what would end the line is escaped, other control characters are left out.
fn data(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\r'));
    kept.collect::<String>()
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
