//! Reports for tests.

use std::collections::BTreeMap;

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::next::{Action, Hint, NextCause};
use crate::domain::rule::{customers, verify};

/// 09:00 UTC on a day.
fn nine(day: &str) -> Instant {
    let day = parse_day(day).unwrap();
    day.and_hms_opt(9, 0, 0).unwrap().and_utc()
}

fn date(what: &str, subject: &str, on: &str) -> ReportedDate {
    let on = parse_day(on).unwrap();
    ReportedDate {
        what: what.to_owned(),
        subject: subject.to_owned(),
        key: subject.to_owned(),
        customer: None,
        on,
        overdue: on < parse_day("2021-03-10").unwrap(),
        next_id: None,
    }
}

/// Two accounts: one with something late, one with revenue below its threshold.
pub(crate) fn report() -> PartnerReport {
    let today = parse_day("2021-03-10").unwrap();
    let late = NextAction::new(
        Action::ContactSupport,
        NextCause::of_account(Action::ContactSupport),
        Who::AccountAdmin,
        "csp verify record business accepted --account contoso-france",
        &verify::EMAIL_FIRST,
    )
    .due(parse_day("2021-03-08").ok(), today);
    let request = NextAction::new(
        Action::AnswerExpiringRequest,
        NextCause::of_account(Action::AnswerExpiringRequest),
        Who::AdminAgent,
        "csp customers accept contoso-bikes.example --account fabrikam",
        &customers::STEP,
    )
    .or("csp customers cancel contoso-bikes.example --account fabrikam")
    .about_customer(Some("contoso-bikes.example".to_owned()))
    .with_hint(Hint::with_command(
        "It lapses soon; to see it",
        "csp customers show contoso-bikes.example --account fabrikam",
    ))
    .due(parse_day("2021-03-20").ok(), today);
    let month = |at: i32| ReportedMonth {
        month: Month::of(today).plus(at - 12),
        usd: Decimal::from(10_000 + 1_000 * at),
        known: KnownPart::Whole,
    };
    let slug: Slug = "contoso-france".parse().unwrap();
    let contoso = ReportedAccount {
        legal_name: "Contoso France SAS".to_owned(),
        mpn_id: Some("4812345".to_owned()),
        country: Some("FR".to_owned()),
        enrollments: vec![(Model::IndirectReseller, EnrollmentStateKind::UnderReview)],
        snoozed: 0,
        dates: vec![
            ReportedDate {
                next_id: Some(late.cause.id(&slug)),
                ..date("check", "business", "2021-03-08")
            },
            ReportedDate {
                key: "b81d7a60-4444-4f0e-9b2c-0000000000d1".to_owned(),
                customer: Some("northwind.example".to_owned()),
                ..date("gdap-end", "Contoso support", "2021-04-30")
            },
        ],
        next: vec![late],
        slug,
        revenue: None,
        staff: BTreeMap::from([(Role::GlobalAdmin, 1)]),
        is_of_customers: false,
    };
    let slug: Slug = "fabrikam".parse().unwrap();
    let fabrikam = ReportedAccount {
        legal_name: "Fabrikam, Inc.".to_owned(),
        mpn_id: Some("5550100".to_owned()),
        country: Some("US".to_owned()),
        enrollments: vec![
            (Model::DirectBill, EnrollmentStateKind::Active),
            (Model::IndirectReseller, EnrollmentStateKind::Withdrawn),
        ],
        snoozed: 0,
        dates: vec![
            ReportedDate {
                next_id: Some(request.cause.id(&slug)),
                ..date("request", "contoso-bikes.example", "2021-03-20")
            },
            date("temporary-password", "eve@fabrikam.example", "2021-03-25"),
        ],
        next: vec![request],
        slug,
        revenue: Some(ReportedRevenue {
            model: Model::DirectBill,
            policy: "direct-bill/2020-10-27".to_owned(),
            required: Some(Decimal::from(300_000)),
            found: Some(Decimal::from(186_000)),
            months: (0..12).map(month).collect(),
            line: Some((Decimal::from(1_000), Decimal::from(22_000))),
            met_on: parse_day("2022-02-01").ok(),
            note: "At this pace it would be met on 2022-02-01.".to_owned(),
        }),
        staff: BTreeMap::from([(Role::GlobalAdmin, 1), (Role::AdminAgent, 3)]),
        is_of_customers: false,
    };
    PartnerReport {
        made_at: nine("2021-03-10"),
        scope: ReportScope::default(),
        until: parse_day("2021-06-08").unwrap(),
        accounts: vec![contoso, fabrikam],
        journal: JournalDigest {
            since: nine("2021-02-08"),
            actions: BTreeMap::from([
                ("user.added".to_owned(), 3),
                ("check.recorded".to_owned(), 1),
            ]),
            newest: vec![DigestedEntry {
                at: nine("2021-03-09"),
                account: Some("fabrikam".to_owned()),
                actor: Some("ana@fabrikam.example".to_owned()),
                action: "user.added".to_owned(),
                subject: "eve@fabrikam.example".to_owned(),
            }],
        },
    }
}

/// The same with names that try to be markup, script, a formula or another line of the file.
pub(crate) fn hostile() -> PartnerReport {
    let mut report = report();
    let first = &mut report.accounts[0];
    first.legal_name =
        "=HYPERLINK(\"https://evil.example\")</td><script>alert(1)</script>\u{202e}\u{1b}[31m"
            .to_owned();
    first.dates[1].subject =
        "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:https://evil.example\r\n;,\\ é日本語日本語日本語日本語日本語"
            .to_owned();
    let second = &mut report.accounts[1];
    second.legal_name = "\"><img src=x onerror=alert(1)>{{ 7 * 7 }}' onmouseover='".to_owned();
    second.dates[0].subject = "@SUM(A1)</style><style>*{display:none}".to_owned();
    second.next[0].command = "csp </code><iframe src='https://evil.example'>".to_owned();
    report.journal.newest[0].subject = "-->\u{0}<!--&amp;<svg onload=alert(1)>".to_owned();
    report
}
