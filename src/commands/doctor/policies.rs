//! Whether the policies that csp decides by are recent, and whether every installed policy pack is used.

use super::report::Report;
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::word::Word as _;
use crate::exchange::minisign::OTHERS_WRITE;
use crate::policy::Policies;
use crate::report::views::finding::Examined;
use crate::session::Context;
use crate::session::policy_packs::{PoliciesHere, distrusted_keys};

/// Policies of which the newest is older than so many days may no longer be the programme's: a warning.
const OLD_AFTER: i64 = 366;

/// After so many days nothing that this program knows can be taken for the programme's rules: a finding.
const TOO_OLD_AFTER: i64 = 731;

pub(super) fn examine_policies(ctx: &Context<'_>, report: &mut Report) {
    let here = PoliciesHere::read(&ctx.settings);
    examine_ages(ctx.today(), &here.policies, report);
    for one in &here.packs {
        let (pack, key) = (&one.pack.header, &one.signed.key);
        let fact = format!("policy pack {pack} of {}, signed by {key}", pack.date);
        report.add_fact(Examined::Policies, fact);
    }
    if let Some(warning) = distrusted_keys(&ctx.settings) {
        report.add_error(Examined::Policies, warning, OTHERS_WRITE);
    }
    for warning in here.warnings() {
        report.add_failure(Examined::Policies, &warning);
    }
}

fn examine_ages(today: Day, policies: &Policies, report: &mut Report) {
    let mut newest = Vec::new();
    for model in Model::ALL.iter().copied() {
        let editions = &policies.of(model).editions;
        let Some(last) = editions.iter().max_by_key(|edition| edition.effective) else {
            continue;
        };
        newest.push(last.id.to_string());
        let remedy = "Install a newer csp, or a policy pack: `csp eligibility policies install FILE`\nTo use a newer policy file for one check: `csp eligibility check --policy FILE`";
        let age = (today - last.effective).num_days();
        if age > TOO_OLD_AFTER {
            let what = format!(
                "the newest policy in this csp, {}, is older than two years",
                last.id
            );
            report.add_error(Examined::Policies, what, remedy);
        } else if age > OLD_AFTER {
            let what = format!(
                "the newest policy in this csp, {}, is older than a year",
                last.id
            );
            report.add_warning(Examined::Policies, what, remedy);
        }
    }
    report.add_fact(Examined::Policies, newest.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::views::finding::Severity;

    #[test]
    fn policies_are_old_after_a_year_and_too_old_after_two() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (today, warned, found) in [
            ("2021-03-01", 0, 0),
            ("2026-10-02", 0, 0),
            ("2026-10-03", 2, 0),
            ("2027-10-02", 2, 0),
            ("2027-10-03", 0, 2),
        ] {
            let mut report = Report::default();
            examine_ages(day(today), &Policies::shipped(), &mut report);
            let of = |severity| {
                let all = report.findings.iter();
                all.filter(|one| one.severity == severity).count()
            };
            assert_eq!(of(Severity::Warning), warned, "{today}");
            assert_eq!(of(Severity::Error), found, "{today}");
        }
    }
}
