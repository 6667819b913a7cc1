use super::*;
use crate::domain::Model;
use crate::domain::calendar::parse_day;
use crate::policy::{
    Answer, EligibilityQuestion, FactsPlace, Position, Purpose, RequirementId, Verdict,
};

fn verdict() -> Verdict {
    let finding = |id, level, status, detail: &str| RequirementFinding {
        id,
        title: "A <title> | with: marks, 100%".to_owned(),
        level,
        status,
        required: Some("300000.00 USD".to_owned()),
        found: None,
        detail: detail.to_owned(),
        evidence: vec!["facts.toml:3:1".to_owned()],
        remedy: (status != Status::Met).then(|| "Do it.".to_owned()),
        source: "A page (2020-10-27)".to_owned(),
        starts: None,
        place: (status == Status::NotMet).then(|| FactsPlace {
            file: "ci/facts, new.toml".to_owned(),
            at: Position { line: 3, column: 1 },
        }),
    };
    Verdict {
        pack: None,
        question: EligibilityQuestion {
            model: Model::DirectBill,
            purpose: Purpose::Enroll,
            as_of: parse_day("2021-03-01").unwrap(),
        },
        policy: "direct-bill/2020-10-27".to_owned(),
        effective: parse_day("2020-10-27").unwrap(),
        source: "A page".to_owned(),
        answer: Answer::No,
        findings: vec![
            finding(
                RequirementId::MpnMembership,
                Level::Mandatory,
                Status::Met,
                "",
            ),
            finding(
                RequirementId::RevenueTtm,
                Level::Mandatory,
                Status::NotMet,
                "One\nTwo \u{1b}[31m & \"so\"",
            ),
            finding(
                RequirementId::SupportPlan,
                Level::Mandatory,
                Status::Unknown,
                "It is not known.",
            ),
            finding(
                RequirementId::ManagedService,
                Level::Recommended,
                Status::NotMet,
                "",
            ),
        ],
    }
}

#[test]
fn a_build_server_reads_junit() {
    insta::assert_snapshot!(junit(&verdict()));
}

#[test]
fn github_reads_annotations_one_a_line() {
    let text = github(&verdict(), Some("ci/facts, new.toml"));
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
    insta::assert_snapshot!(text);
    let without = github(&verdict(), None);
    assert!(
        without.contains("::error title=support-plan is unknown::"),
        "{without}"
    );
}

#[test]
fn a_mistake_in_a_file_is_an_annotation_at_its_place() {
    for (at, message, line) in [
        (
            Some("ci/facts.toml:5:8"),
            "100% wrong\nhere",
            "::error file=ci/facts.toml,line=5,col=8,title=csp eligibility::100%25 wrong%0Ahere\n",
        ),
        (
            Some("C:\\facts.toml:5:8"),
            "wrong",
            "::error file=C%3A\\facts.toml,line=5,col=8,title=csp eligibility::wrong\n",
        ),
        (
            None,
            "no model",
            "::error title=csp eligibility::no model\n",
        ),
    ] {
        assert_eq!(mistake_annotation(at, message), line);
    }
}

/// The elements and attributes of the schema that Jenkins' xUnit plugin checks reports against (junit-10.xsd).
const JENKINS: &[(&str, &[&str])] = &[
    (
        "testsuites",
        &["name", "time", "tests", "failures", "errors"],
    ),
    (
        "testsuite",
        &[
            "name",
            "tests",
            "failures",
            "errors",
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
        ],
    ),
    ("testcase", &["name", "time", "classname", "group"]),
    ("skipped", &["type", "message"]),
    ("error", &["type", "message"]),
    ("failure", &["type", "message"]),
];

#[test]
fn junit_has_only_what_the_schema_of_jenkins_knows() {
    let report = junit(&verdict());
    let mut seen = 0;
    for tag in report.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        if tag.starts_with(['/', '?']) {
            continue;
        }
        let (element, rest) = tag.split_once(' ').unwrap();
        let known = JENKINS.iter().find(|(name, _)| *name == element);
        let (_, attributes) = known.unwrap_or_else(|| panic!("{element}"));
        // Values are in double quotes, and quotes inside are escaped.
        let names = rest
            .split('"')
            .step_by(2)
            .map(|name| name.trim().trim_end_matches('='));
        for name in names.filter(|name| !name.is_empty() && *name != "/") {
            assert!(attributes.contains(&name), "{element} {name}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{report}");
}

#[test]
fn people_read_markdown() {
    insta::assert_snapshot!(markdown(&verdict()));
}
