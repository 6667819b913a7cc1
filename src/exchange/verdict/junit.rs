//! JUnit reports for GitLab, Azure DevOps and Jenkins.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{is_against, sentence};
use crate::domain::word::Word as _;
use crate::policy::{RequirementFinding, Status, Verdict};

/// A JUnit report with a test case per requirement.
///
/// A mandatory requirement that is not met is a failure, an unknown one is an error. A recommended requirement that is
/// not met is skipped.
pub fn junit(verdict: &Verdict) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = write_report(&mut xml, verdict);
    let mut text = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    text.push('\n');
    text
}

fn write_report(xml: &mut Writer<Vec<u8>>, verdict: &Verdict) -> io::Result<()> {
    let count = |status: Status| {
        let against = verdict
            .findings
            .iter()
            .filter(|finding| is_against(finding));
        against.filter(|finding| finding.status == status).count()
    };
    let (failures, errors) = (count(Status::NotMet), count(Status::Unknown));
    let open = |finding: &&RequirementFinding| finding.status != Status::Met;
    let skipped = verdict.findings.iter().filter(open).count() - failures - errors;
    let (tests, failures, errors) = (
        verdict.findings.len().to_string(),
        failures.to_string(),
        errors.to_string(),
    );
    let totals = [
        ("tests", tests.as_str()),
        ("failures", &failures),
        ("errors", &errors),
    ];
    let question = verdict.question;
    let suite = allowed(&format!(
        "{}, {} as of {}",
        verdict.edition_in_words(),
        question.purpose,
        question.as_of
    ));
    let (skipped, day) = (skipped.to_string(), format!("{}T00:00:00", question.as_of));
    let class = format!("{}.{}", question.model, question.purpose);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    // The schema that Jenkins checks reports against allows `skipped` on a suite, but not on the root.
    xml.create_element("testsuites")
        .with_attribute(("name", "csp eligibility"))
        .with_attributes(totals)
        .write_inner_content(|xml| {
            xml.create_element("testsuite")
                .with_attribute(("name", suite.as_str()))
                .with_attributes(totals)
                .with_attribute(("skipped", skipped.as_str()))
                .with_attribute(("timestamp", day.as_str()))
                .write_inner_content(|xml| {
                    verdict
                        .findings
                        .iter()
                        .try_for_each(|finding| write_case(xml, finding, &class))
                })?;
            Ok(())
        })?;
    Ok(())
}

fn write_case(
    xml: &mut Writer<Vec<u8>>,
    finding: &RequirementFinding,
    class: &str,
) -> io::Result<()> {
    let case = xml
        .create_element("testcase")
        .with_attribute(("name", finding.id.to_string().as_str()))
        .with_attribute(("classname", class))
        .with_attribute(("time", "0"));
    if finding.status == Status::Met {
        case.write_empty()?;
        return Ok(());
    }
    let element = match (is_against(finding), finding.status) {
        (true, Status::Unknown) => "error",
        (true, Status::NotMet | Status::Met) => "failure",
        (false, _) => "skipped",
    };
    case.write_inner_content(|xml| write_outcome(xml, element, finding))?;
    Ok(())
}

fn write_outcome(
    xml: &mut Writer<Vec<u8>>,
    element: &str,
    finding: &RequirementFinding,
) -> io::Result<()> {
    let message = allowed(&sentence(finding));
    let message = ("message", message.as_str());
    if element == "skipped" {
        xml.create_element(element)
            .with_attribute(message)
            .write_empty()?;
        return Ok(());
    }
    let mut body = finding.detail.clone();
    if let Some(remedy) = &finding.remedy {
        body += &format!("\nRemedy: {remedy}");
    }
    body += &format!("\nSource: {}", finding.source);
    xml.create_element(element)
        .with_attribute(("type", finding.status.word()))
        .with_attribute(message)
        .write_text_content(BytesText::new(&allowed(body.trim_start())))?;
    Ok(())
}

/// The text without characters that XML 1.0 does not allow.
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(c, '\u{fffe}' | '\u{ffff}') && (!c.is_control() || matches!(c, '\n' | '\t'))
        })
        .collect()
}
