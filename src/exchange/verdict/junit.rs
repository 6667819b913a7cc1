//! JUnit reports, as GitLab, Azure DevOps and Jenkins read them.

use std::fmt::Write as _;

use super::{is_against, sentence};
use crate::policy::{Finding, Status, Verdict};

/// A JUnit report with a test case per requirement.
///
/// What is mandatory and not met is a failure, what is mandatory and unknown an error, what is only recommended and
/// not met is skipped.
pub fn junit(verdict: &Verdict) -> String {
    let count = |status: Status| {
        let against = verdict
            .findings
            .iter()
            .filter(|finding| is_against(finding));
        against.filter(|finding| finding.status == status).count()
    };
    let (failures, errors) = (count(Status::NotMet), count(Status::Unknown));
    let open = |finding: &&Finding| finding.status != Status::Met;
    let skipped = verdict.findings.iter().filter(open).count() - failures - errors;
    let tests = verdict.findings.len();
    let question = verdict.question;
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // The schema that Jenkins holds reports to knows `skipped` on a suite, and not on the whole.
    let totals = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
    let _ = writeln!(text, "<testsuites name=\"csp eligibility\" {totals}>");
    let _ = writeln!(
        text,
        "  <testsuite name=\"{}\" {totals} skipped=\"{skipped}\" timestamp=\"{}T00:00:00\">",
        escaped(&format!(
            "{}, {} as of {}",
            verdict.policy, question.purpose, question.as_of
        )),
        question.as_of
    );
    for finding in &verdict.findings {
        case(
            &mut text,
            finding,
            &format!("{}.{}", question.model, question.purpose),
        );
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn case(text: &mut String, finding: &Finding, class: &str) {
    let name = format!("name=\"{}\" classname=\"{}\"", finding.id, escaped(class));
    if finding.status == Status::Met {
        let _ = writeln!(text, "    <testcase {name} time=\"0\"/>");
        return;
    }
    let element = match (is_against(finding), finding.status) {
        (true, Status::Unknown) => "error",
        (true, Status::NotMet | Status::Met) => "failure",
        (false, _) => "skipped",
    };
    let message = escaped(&sentence(finding));
    let _ = writeln!(text, "    <testcase {name} time=\"0\">");
    if element == "skipped" {
        let _ = writeln!(text, "      <skipped message=\"{message}\"/>");
    } else {
        let mut body = finding.detail.clone();
        if let Some(remedy) = &finding.remedy {
            let _ = write!(body, "\nRemedy: {remedy}");
        }
        let _ = write!(body, "\nSource: {}", finding.source);
        let _ = writeln!(
            text,
            "      <{element} type=\"{}\" message=\"{message}\">{}</{element}>",
            finding.status,
            escaped(body.trim_start())
        );
    }
    text.push_str("    </testcase>\n");
}

/// Text as XML 1.0 may hold it: markup escaped, characters that no document may hold left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}
