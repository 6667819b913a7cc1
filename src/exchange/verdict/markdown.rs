//! A verdict as Markdown, for summaries and pull requests.

use std::fmt::Write as _;

use crate::domain::grouped_amounts;
use crate::policy::{Level, RequirementFinding, Status, Verdict};

/// A heading with the answer, a table of the requirements, and details of the open ones.
pub fn markdown(verdict: &Verdict) -> String {
    let question = verdict.question;
    let mut text = format!(
        "## Eligibility to {} as {}: {}\n\n",
        question.purpose,
        question.model.title(),
        verdict.answer
    );
    let _ = writeln!(
        text,
        "Purpose {}, as of {}, under `{}` (in force from {}; {}).\n",
        question.purpose,
        question.as_of,
        plain(&verdict.edition_in_words()),
        verdict.effective,
        plain(&verdict.source)
    );
    text.push_str(
        "| requirement | level | status | required | found |\n| --- | --- | --- | --- | --- |\n",
    );
    for finding in &verdict.findings {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            cell(&finding.title),
            finding.level,
            marked(finding),
            amount_cell(finding.required.as_deref()),
            amount_cell(finding.found.as_deref())
        );
    }
    for finding in verdict
        .findings
        .iter()
        .filter(|finding| finding.status != Status::Met)
    {
        let _ = write!(
            text,
            "\n### {}: {}\n\n",
            plain(&finding.title),
            finding.status
        );
        if !finding.detail.is_empty() {
            let _ = writeln!(text, "{}\n", plain(&grouped_amounts(&finding.detail)));
        }
        if let Some(remedy) = &finding.remedy {
            let _ = writeln!(text, "- Remedy: {}", plain(&grouped_amounts(remedy)));
        }
        for evidence in &finding.evidence {
            let _ = writeln!(text, "- Evidence: {}", plain(&grouped_amounts(evidence)));
        }
        let _ = writeln!(text, "- Source: {}", plain(&finding.source));
    }
    text
}

fn marked(finding: &RequirementFinding) -> String {
    if finding.status != Status::Met && finding.level == Level::Mandatory {
        format!("**{}**", finding.status)
    } else {
        finding.status.to_string()
    }
}

/// What is required or found: amounts are grouped, as everywhere where people read them.
fn amount_cell(text: Option<&str>) -> String {
    cell(&grouped_amounts(text.unwrap_or("")))
}

/// Text on one line for a table cell, with markup escaped.
fn cell(text: &str) -> String {
    escaped(text, false)
}

/// Text on one line with markup escaped. Text between backquotes is a command and is not escaped: code contains no
/// markup, and a backslash would be copied with it.
fn plain(text: &str) -> String {
    escaped(text, text.matches('`').count().is_multiple_of(2))
}

fn escaped(text: &str, has_code: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut is_code = false;
    for letter in text.chars() {
        match letter {
            '`' if has_code => {
                is_code = !is_code;
                safe.push(letter);
            }
            '|' | '\\' | '<' | '>' | '[' | ']' | '*' | '_' | '`' if !is_code => {
                safe.push('\\');
                safe.push(letter);
            }
            '\n' | '\t' => safe.push(' '),
            control if control.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_copied_and_nothing_else_is_markup() {
        for (text, shown) in [
            (
                "give my_fact with `csp set a.my_fact x|y`.",
                "give my\\_fact with `csp set a.my_fact x|y`.",
            ),
            ("one ` and <b>", "one \\` and \\<b\\>"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(plain(text), shown);
        }
        assert_eq!(cell("`a|b`"), "\\`a\\|b\\`");
    }
}
