//! Annotations of GitHub Actions.

use super::{is_against, sentence};
use crate::policy::{FactsPlace, Position, RequirementFinding, Status, Verdict};

/// A workflow command for each requirement that is not met: an error if it prevents a yes, otherwise a warning; and a
/// notice with the answer. Each refers to the position of its fact, or to the beginning of `file`, the facts file.
pub fn github(verdict: &Verdict, file: Option<&str>) -> String {
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
        let place = finding.place.clone().or_else(|| {
            file.map(|file| FactsPlace {
                file: file.to_owned(),
                at: Position::START,
            })
        });
        text.push_str(&line(command, place.as_ref(), &title, &message(finding)));
    }
    let question = verdict.question;
    let summary = format!(
        "{} ({}) as of {}: {}, under {}",
        question.model,
        question.purpose,
        question.as_of,
        verdict.answer,
        verdict.edition_in_words()
    );
    text.push_str(&line("notice", None, TITLE, &summary));
    text
}

fn message(finding: &RequirementFinding) -> String {
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

/// A mistake in an input file or on the command line as an error annotation; `at` is `FILE:LINE:COLUMN`.
pub fn mistake_annotation(at: Option<&str>, message: &str) -> String {
    let place = at.and_then(placed);
    line("error", place.as_ref(), TITLE, message)
}

const TITLE: &str = "csp eligibility";

fn placed(at: &str) -> Option<FactsPlace> {
    let (rest, column) = at.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some(FactsPlace {
        file: file.to_owned(),
        at: Position {
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        },
    })
}

fn line(command: &str, place: Option<&FactsPlace>, title: &str, message: &str) -> String {
    // An annotation cannot refer to standard input.
    let place = place.filter(|place| place.file != "-");
    let place = place.map_or_else(String::new, |place| {
        format!(
            "file={},line={},col={},",
            property(&place.file),
            place.at.line,
            place.at.column
        )
    });
    format!(
        "::{command} {place}title={}::{}\n",
        property(title),
        data(message)
    )
}

/// The text of a command: line ends are escaped, other control characters are removed.
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
