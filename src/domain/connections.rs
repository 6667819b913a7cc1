//! Next actions that result from partnerships and customers.

use super::calendar::{Instant, last_day};
use super::next::{Action, GroupedCause, Hint, NextAction, NextCause, SnoozedActions, Who};
use super::quote::shell_word;
use super::rule::{customers, providers};
use super::{Slug, TenantDomain, grouped};

/// A request or an invitation with its expiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// A provider's short name, or a customer's domain.
    pub subject: String,
    /// When it expires or expired.
    pub at: Instant,
}

impl Deadline {
    /// The cause of the action about an invitation of a provider.
    pub fn cause_of_invitation(&self) -> NextCause {
        NextCause::of(Action::AcceptInvitation, &self.subject, Some(self.at))
    }

    /// The cause of the action about a request to a customer.
    pub fn cause_of_request(&self) -> NextCause {
        let subject = self.customer_key();
        NextCause::of(Action::AnswerExpiringRequest, subject, Some(self.at))
    }

    /// The customer's domain, in the form in which domains are compared.
    pub fn customer_key(&self) -> String {
        domain_key(&self.subject)
    }
}

/// Open matters between an account, its providers and its customers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connections {
    /// Whether the account is an active indirect reseller.
    pub is_reseller: bool,
    /// The number of providers with an active partnership.
    pub partners: usize,
    /// The providers of its region in the directory, where it works with none.
    pub candidates: Vec<Slug>,
    /// Invitations of providers, open or recently expired.
    pub invitations: Vec<Deadline>,
    /// Sent requests that expire soon or expired recently without an answer.
    pub requests: Vec<Deadline>,
    /// Customers of ours without an agreement on record: the first whose action was not put off, and all whose action
    /// was.
    pub without_agreement: Vec<Unrecorded>,
    /// Providers that work with us and were told that our Partner ID is invalid.
    pub invalid_validations: Vec<InvalidValidation>,
    /// The domains of customers that are under review, not allowed or unknown at Microsoft, which blocks their orders; in
    /// their order.
    pub blocked_customers: Vec<String>,
}

/// Microsoft's answer that our Partner ID is invalid as reseller of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidValidation {
    /// The provider that asked.
    pub provider: Slug,
    /// Microsoft's code and description.
    pub detail: Option<String>,
}

/// A domain in the form in which domains are compared.
fn domain_key(shown: &str) -> String {
    let domain = shown.parse::<TenantDomain>();
    domain.map_or_else(|_| shown.to_lowercase(), |domain| domain.key().to_owned())
}

/// A customer without an agreement on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrecorded {
    /// Its domain.
    pub domain: String,
    /// Whether our own attestation is sufficient.
    pub we_may_attest: bool,
    /// Whether an attestation of today needs the company name.
    pub attestation_needs_company: bool,
}

/// How many days before its expiry a request becomes a next action.
pub const SOON: u64 = 14;

/// The maximum number of expiring or expired requests that become actions; `csp status` shows the number of the rest.
pub const ACTIONS: u32 = 50;

/// The next actions, at `now`.
pub fn next_actions(
    connections: &Connections,
    snoozed: &SnoozedActions,
    now: Instant,
) -> Vec<NextAction> {
    let today = now.date_naive();
    let open = |ending: &&Deadline| ending.at > now;
    let mut actions: Vec<NextAction> = Vec::new();
    for invitation in connections.invitations.iter().filter(open) {
        let command = format!(
            "csp providers authorize {} --accept",
            shell_word(&invitation.subject, "PROVIDER")
        );
        actions.push(
            NextAction::new(
                Action::AcceptInvitation,
                invitation.cause_of_invitation(),
                Who::GlobalAdmin,
                command,
                &providers::LINK,
            )
            .or(format!(
                "csp providers decline {}",
                shell_word(&invitation.subject, "PROVIDER")
            ))
            .due(Some(last_day(invitation.at)), today),
        );
    }
    if connections.is_reseller && connections.partners == 0 && actions.is_empty() {
        actions.push(find_provider(&connections.candidates));
    }
    let soon = now + chrono::Days::new(SOON);
    for request in connections
        .requests
        .iter()
        .take(ACTIONS as usize)
        .filter(|it| it.at <= soon)
    {
        if !open(&request) {
            actions.push(invite_again(request));
            continue;
        }
        let command = format!(
            "csp customers accept {}",
            shell_word(&request.subject, "CUSTOMER")
        );
        actions.push(
            NextAction::new(
                Action::AnswerExpiringRequest,
                request.cause_of_request(),
                Who::AdminAgent,
                command,
                &customers::STEP,
            )
            .or(format!(
                "csp customers decline {}",
                shell_word(&request.subject, "CUSTOMER")
            ))
            .about_customer(Some(domain_key(&request.subject)))
            .due(Some(last_day(request.at)), today),
        );
    }
    for customer in &connections.without_agreement {
        let by = |method: &str| {
            format!(
                "csp customers agreement {} --method {method} --first-name NAME --last-name NAME --email ADDRESS",
                shell_word(&customer.domain, "CUSTOMER")
            )
        };
        let action = NextAction::new(
            Action::RecordAgreement,
            NextCause::of(Action::RecordAgreement, &customer.domain, None),
            Who::AdminAgent,
            by("direct"),
            &customers::AGREEMENT_FIRST,
        )
        .about_customer(Some(customer.domain.clone()));
        actions.push(if customer.we_may_attest {
            let company = match customer.attestation_needs_company {
                true => " --company-name COMPANY",
                false => "",
            };
            action.or(by("attestation") + company)
        } else {
            action
        });
    }
    let invalid = connections.invalid_validations.iter();
    actions.extend(invalid.map(repair_validation));
    let blocked = connections.blocked_customers.iter();
    let (put_off, open): (Vec<&String>, Vec<&String>) =
        blocked.partition(|domain| snoozed.has_put_off(&cause_of_blocked(domain)));
    actions.extend(follow_verification(&open));
    let put_off = put_off.iter();
    actions.extend(put_off.filter_map(|domain| follow_verification(&[domain])));
    actions
}

/// A request that has expired unanswered stays the same matter: the customer is invited again.
fn invite_again(request: &Deadline) -> NextAction {
    let customer = shell_word(&request.subject, "CUSTOMER");
    let action = NextAction::new(
        Action::AnswerExpiringRequest,
        request.cause_of_request(),
        Who::AdminAgent,
        format!("csp customers invite {customer}"),
        &customers::STEP,
    );
    NextAction {
        due: Some(last_day(request.at)),
        overdue: true,
        ..action
    }
    .about_customer(Some(request.customer_key()))
    .with_hint(Hint {
        words: "The request has expired without an answer: send a new one".to_owned(),
        command: None,
    })
}

/// Our Partner ID is to be corrected at Microsoft; then the provider asks again.
fn repair_validation(invalid: &InvalidValidation) -> NextAction {
    let detail = invalid.detail.as_ref();
    let detail = detail.map_or_else(String::new, |detail| format!(": {detail}"));
    NextAction::new(
        Action::RepairResellerValidation,
        NextCause::of(Action::RepairResellerValidation, &invalid.provider, None),
        Who::GlobalAdmin,
        format!("csp providers validation {} valid", invalid.provider),
        &customers::RESELLER_OF_RECORD,
    )
    .or(format!("csp providers validation {} invalid", invalid.provider))
    .with_hint(Hint {
        words: format!(
            "Microsoft told {} that your Partner ID is invalid{detail}. Correct it in Partner Center, ask the provider to check again, and record the new answer",
            invalid.provider
        ),
        command: None,
    })
}

/// One action for all customers that Microsoft blocks.
fn follow_verification(blocked: &[&String]) -> Option<NextAction> {
    let first = blocked.first()?;
    let action = NextAction::new(
        Action::FollowCustomerVerification,
        cause_of_blocked(first),
        Who::AdminAgent,
        format!(
            "csp customers verification {} STATUS",
            shell_word(first, "CUSTOMER")
        ),
        &customers::ACCOUNT_VERIFICATION,
    );
    let noun = match blocked {
        [_] => "customer",
        _ => "customers",
    };
    let count = format!("{} {noun}", grouped(blocked.len() as u64));
    let action = action.with_hint(Hint {
        words: format!(
            "Microsoft blocks new orders for {count}. Look at the status in Partner Center and record it"
        ),
        command: None,
    });
    Some(match blocked {
        [one] => action.about_customer(Some((*one).clone())),
        all => action.grouping(all.iter().map(|domain| grouped_blocked(domain)).collect()),
    })
}

fn grouped_blocked(domain: &str) -> GroupedCause {
    GroupedCause {
        cause: cause_of_blocked(domain),
        customer: Some(domain.to_owned()),
    }
}

fn cause_of_blocked(domain: &str) -> NextCause {
    NextCause::of(Action::FollowCustomerVerification, domain, None)
}

/// The first step towards a provider: add one to the directory, or record the invitation of one that is in it.
fn find_provider(candidates: &[Slug]) -> NextAction {
    let command = match candidates {
        [] => "csp providers add NAME --country CC --mpn-id ID".to_owned(),
        [one] => format!("csp providers invite {one}"),
        _ => "csp providers invite PROVIDER".to_owned(),
    };
    let action = NextAction::new(
        Action::FindProvider,
        NextCause::of_account(Action::FindProvider),
        Who::GlobalAdmin,
        command,
        &customers::PROVIDER_ACTIVE,
    );
    if candidates.len() < 2 {
        return action;
    }
    let words = format!("To see the {} providers of your region", candidates.len());
    action.with_hint(Hint::with_command(words, "csp providers search"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::samples::noon;

    fn ending(subject: &str, day: u32) -> Deadline {
        Deadline {
            subject: subject.into(),
            at: noon(day),
        }
    }

    fn nothing_put_off() -> SnoozedActions {
        SnoozedActions::none("contoso".parse().unwrap())
    }

    fn render_deadlines(connections: &Connections) -> Vec<String> {
        next_actions(connections, &nothing_put_off(), noon(10))
            .iter()
            .map(|it| {
                format!(
                    "{} {:?} {}",
                    it.action,
                    it.due.map(|due| due.to_string()),
                    it.command
                )
            })
            .collect()
    }

    #[test]
    fn a_reseller_without_provider_finds_one_unless_it_is_invited() {
        let mut connections = Connections {
            is_reseller: true,
            ..Connections::default()
        };
        for (candidates, command) in [
            (&[][..], "csp providers add NAME --country CC --mpn-id ID"),
            (&["nordic"], "csp providers invite nordic"),
            (&["alpine", "nordic"], "csp providers invite PROVIDER"),
        ] {
            let slugs = candidates.iter().map(|slug| slug.parse().unwrap());
            connections.candidates = slugs.collect();
            assert_eq!(
                render_deadlines(&connections),
                [format!("find-provider None {command}")]
            );
            let hint = next_actions(&connections, &nothing_put_off(), noon(10))
                .remove(0)
                .hint;
            assert_eq!(hint.is_some(), candidates.len() > 1);
        }
        connections.invitations = vec![ending("old", 9), ending("nordic", 20)];
        assert_eq!(
            render_deadlines(&connections),
            ["accept-invitation Some(\"2021-03-20\") csp providers authorize nordic --accept"]
        );
        connections = Connections {
            is_reseller: true,
            partners: 1,
            ..Connections::default()
        };
        assert!(render_deadlines(&connections).is_empty());
        assert!(render_deadlines(&Connections::default()).is_empty());
    }

    #[test]
    fn what_microsoft_blocks_is_one_action_for_all_customers() {
        let connections = Connections {
            is_reseller: true,
            partners: 1,
            invalid_validations: vec![InvalidValidation {
                provider: "nordic".parse().unwrap(),
                detail: Some("900400: not eligible".into()),
            }],
            blocked_customers: (0..1200).map(|at| format!("a{at:04}.example")).collect(),
            ..Connections::default()
        };
        assert_eq!(
            render_deadlines(&connections),
            [
                "repair-reseller-validation None csp providers validation nordic valid",
                "follow-customer-verification None csp customers verification a0000.example STATUS"
            ]
        );
        let repair = next_actions(&connections, &nothing_put_off(), noon(10)).remove(0);
        let invalid = "csp providers validation nordic invalid";
        assert_eq!(repair.alternative.as_deref(), Some(invalid));
        let hints = next_actions(&connections, &nothing_put_off(), noon(10)).into_iter();
        let hints: Vec<String> = hints.filter_map(|it| Some(it.hint?.words)).collect();
        assert!(hints[0].contains("900400: not eligible"), "{hints:?}");
        assert!(hints[1].contains("1,200 customers"), "{hints:?}");
    }

    #[test]
    fn requests_become_an_action_in_their_last_days() {
        let connections = Connections {
            requests: vec![
                ending("gone.example", 9),
                ending("just-gone.example", 10),
                ending("soon.example", 24),
                ending("later.example", 25),
            ],
            without_agreement: vec![Unrecorded {
                domain: "a.example".into(),
                we_may_attest: true,
                attestation_needs_company: false,
            }],
            ..Connections::default()
        };
        assert_eq!(
            render_deadlines(&connections),
            [
                "answer-expiring-request Some(\"2021-03-09\") csp customers invite gone.example",
                "answer-expiring-request Some(\"2021-03-10\") csp customers invite just-gone.example",
                "answer-expiring-request Some(\"2021-03-24\") csp customers accept soon.example",
                "record-agreement None csp customers agreement a.example --method direct --first-name NAME --last-name NAME --email ADDRESS"
            ]
        );
    }

    #[test]
    fn a_blocked_customer_that_is_put_off_is_an_action_of_its_own() {
        let connections = Connections {
            blocked_customers: ["a.example", "b.example", "c.example"]
                .map(String::from)
                .into(),
            ..Connections::default()
        };
        let account: Slug = "contoso".parse().unwrap();
        let until = [(
            cause_of_blocked("a.example").id(&account),
            noon(20).date_naive(),
        )];
        let snoozed = SnoozedActions::new(account, until.into());
        let actions = next_actions(&connections, &snoozed, noon(10));
        let customers: Vec<Vec<&str>> = actions
            .iter()
            .map(|one| one.customers().flatten().map(String::as_str).collect())
            .collect();
        assert_eq!(
            customers,
            [vec!["b.example", "c.example"], vec!["a.example"]]
        );
        assert!(snoozed.until(&actions[0].cause).is_none());
    }
}
