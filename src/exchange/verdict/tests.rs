use super::*;
use crate::domain::Model;
use crate::domain::calendar::parse_day;
use crate::policy::{Purpose, Question, RequirementId, Verdict};

fn verdict() -> Verdict {
    let finding = |id, level, status, detail: &str| Finding {
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
    };
    Verdict {
        question: Question {
            model: Model::DirectBill,
            purpose: Purpose::Enroll,
            as_of: parse_day("2021-03-01").unwrap(),
        },
        policy: "direct-bill/2020-10-27".to_owned(),
        effective: parse_day("2020-10-27").unwrap(),
        source: "A page".to_owned(),
        eligible: false,
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
    let text = github(&verdict());
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn people_read_markdown() {
    insta::assert_snapshot!(markdown(&verdict()));
}
