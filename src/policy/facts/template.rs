//! A facts file to fill in.

use super::FactKey;
use crate::domain::word::Word;
use crate::policy::edition::{Policy, Test, activation_fact};

/// A commented facts file with every fact that any edition of the policy needs. Every value is commented out: a fact
/// that is not filled in stays unknown, and the check reports it.
pub fn template(policy: &Policy) -> String {
    let mut text = String::from(HEAD);
    text.push_str(&format!("model = \"{}\"\n", policy.model.short()));
    text.push_str("# as_of = 2021-03-01          # the day asked about; left out: today\n");
    let asked = asked_facts(policy);
    let mut table = "";
    for key in FactKey::ALL
        .iter()
        .copied()
        .filter(|key| asked.contains(key))
    {
        let (of, name) = key.parts();
        if of != table {
            text.push_str(&format!("\n[{of}]\n"));
            table = of;
        }
        let value = format!("# {name} = {}", written(key));
        text.push_str(&format!("{value:<37} # {}\n", meaning(key)));
    }
    text.push_str(TAIL);
    text
}

const HEAD: &str = "\
# What is known about a partner, for `csp eligibility check --facts FILE`.
# Remove the # in front of what you know, and correct the value. What stays commented out is unknown, and unknown never counts as met.

";

const TAIL: &str = "
# Revenue, one entry per month, currency and category: cloud, perpetual-software or third-party.
# The twelve whole months before the month asked about are counted; a month without an entry is unknown.
# [[revenue]]
# month = \"2020-03\"
# amount = \"25000.00\"
# currency = \"USD\"
# category = \"cloud\"

# US dollars for one unit of another currency: in general, and for single months.
# [rates]
# EUR = \"1.1837\"
# [rates.\"2020-03\"]
# EUR = \"1.1063\"
";

fn asked_facts(policy: &Policy) -> Vec<FactKey> {
    let mut asked = vec![activation_fact(policy.model)];
    for requirement in policy
        .editions
        .iter()
        .flat_map(|edition| edition.requirements.iter())
    {
        match &requirement.test {
            Test::Flag {
                fact: FactKey::MembershipActive,
            } => asked.extend([
                FactKey::MembershipMpnId,
                FactKey::MembershipActive,
                FactKey::MembershipCountry,
            ]),
            Test::Flag { fact }
            | Test::Count { fact, .. }
            | Test::AtMost { fact, .. }
            | Test::Tenure { fact, .. }
            | Test::Recent { fact, .. }
            | Test::Dated { fact } => asked.push(*fact),
            Test::SupportPlan { .. } => asked.extend([
                FactKey::SupportPlan,
                FactKey::PlanPurchasedOn,
                FactKey::CreditPassedOn,
            ]),
            Test::Revenue { .. } => {}
        }
    }
    asked
}

fn written(key: FactKey) -> String {
    let sample = key.sample();
    match key.kind() {
        super::FactKind::Plan | super::FactKind::MpnId | super::FactKind::Country => {
            format!("\"{sample}\"")
        }
        super::FactKind::Flag
        | super::FactKind::FlagOrAddress
        | super::FactKind::Count
        | super::FactKind::Day
        | super::FactKind::Hours => sample.to_owned(),
    }
}

fn meaning(key: FactKey) -> &'static str {
    match key {
        FactKey::MembershipMpnId => "the MPN ID (Partner ID) of the location you sell from",
        FactKey::MembershipActive => "whether its membership in the partner network is active",
        FactKey::MembershipCountry => "its country",
        FactKey::ApplicationComplete => "address, bank details and administrator are given",
        FactKey::AuthorityToSign => "the applicant may sign legal agreements",
        FactKey::FirstLevelSupport => "you give your customers first-level support",
        FactKey::SupportPlan => "asfp or psfp, the plan that was bought",
        FactKey::PlanPurchasedOn => "when it was bought; not before the credit check passed",
        FactKey::CreditPassedOn => "when the credit check was passed",
        FactKey::BillingInfrastructure => "you can bill and provision customers",
        FactKey::ResellerSince => "since when you have sold as an indirect reseller",
        FactKey::DirectBillSince => "since when you have been a direct-bill partner",
        FactKey::ManagedServices => "how many managed or IP services, or solution applications",
        FactKey::ProvidersPartnered => "with how many indirect providers you are partnered",
        FactKey::AdminMfa => "every administrator signs in with multifactor authentication",
        FactKey::SecurityContact => "a security contact is named; or its address",
        FactKey::AlertResponseHours => "average hours until a security alert is answered",
        FactKey::SolutionsPartner => "how many Solutions Partner designations you hold",
        FactKey::AssessmentPassedOn => "when the capability assessment was passed",
        FactKey::MpaSignedOn => "when the Microsoft Partner Agreement was signed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Model;
    use crate::policy::{read_facts, shipped};

    #[test]
    fn a_template_reads_with_and_without_its_comment_marks() {
        for model in Model::ALL.iter().copied() {
            let text = template(shipped(model));
            let facts = read_facts(text.as_bytes(), "facts.toml").unwrap();
            assert!(text.contains(" # since when you have "));
            assert_eq!(facts.model, Some(model));
            assert_eq!(facts.iter().count(), 0);
            let filled: String = text
                .lines()
                .map(|line| match line.strip_prefix("# ") {
                    Some(rest) if rest.contains('=') || rest.starts_with('[') => {
                        format!("{rest}\n")
                    }
                    Some(_) | None => format!("{line}\n"),
                })
                .collect();
            let facts = read_facts(filled.as_bytes(), "facts.toml").unwrap();
            assert!(facts.iter().count() >= 8, "{filled}");
            assert!(!facts.revenue.is_empty());
            assert_eq!(facts.rates.iter().count(), 2);
        }
    }
}
