//! The texts of the messages, and whether another mail reader understands the files.

mod eml;
mod texts;

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::enrollment::CheckKind;
use crate::domain::role::Role;
use crate::domain::{Language, Model, Slug};

const LINK: &str = "https://portal.office.com/partner/partnersignup.aspx?type=IndirectResellerRelationship\
                    &id=0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11&csp=1&msppid=4812345\
                    &indirectCSP=6b2f0a51-0c0e-4d2f-8a55-6a4a1c0e9d22#csp=K7Q2-M4ZP-9TXC";

/// Every message, with its template name, for a company of this name.
fn all(language: Language, company: &str) -> Vec<(String, Message)> {
    let to: Email = "alice.martin@contoso.fr".parse().unwrap();
    let account: Slug = "contoso-france".parse().unwrap();
    let provider_slug: Slug = "grossiste".parse().unwrap();
    let due = parse_day("2021-03-02").unwrap();
    let confirmation = ConfirmationMessage {
        to: &to,
        name: "Alice Martin",
        company,
        account: &account,
        model: Model::IndirectReseller,
        code: "K7Q2M-4ZP9T-XC3RW-8HNDJ",
        due,
    };
    let welcome = Welcome {
        to: &to,
        name: "Alice Martin",
        company,
        account: &account,
        password: "Kowa-7rim-Tesu-9bal-Nopi",
        expires: due,
        roles: &[Role::GlobalAdmin, Role::AdminAgent],
    };
    let invitation = ProviderInvitation {
        to: &to,
        company,
        account: &account,
        provider: "Grossiste Général",
        provider_slug: &provider_slug,
        link: "https://partner.microsoft.com/dashboard#csp=K7Q2-M4ZP-9TXC",
        is_link_given: false,
        expires: due,
    };
    let with_link = ProviderInvitation {
        link: "https://partner.microsoft.com/invite?x=1",
        is_link_given: true,
        ..invitation
    };
    let mut messages = vec![
        (
            "confirmation".to_owned(),
            confirmation.message(language, None),
        ),
        ("welcome".to_owned(), welcome.message(language, None)),
        (
            "provider-invitation".to_owned(),
            invitation.message(language, None),
        ),
        (
            "provider-invitation with its link".to_owned(),
            with_link.message(language, None),
        ),
    ];
    for joint in [
        None,
        Some(Joint {
            provider: "Grossiste Général",
        }),
    ] {
        for admin_rights in [true, false] {
            let request = RelationshipRequest {
                to: &to,
                customer: "Fabrikam",
                company,
                joint,
                link: LINK,
                admin_rights,
            };
            let kind = if joint.is_some() { "joint" } else { "direct" };
            let name = format!("relationship-request-{kind}, admin rights {admin_rights}");
            messages.push((name, request.message(language, None)));
        }
    }
    for extends_itself in [true, false] {
        let approval = ApprovalMessage {
            to: &to,
            customer: "Fabrikam",
            company,
            roles: &["Helpdesk Administrator".to_owned(), company.to_owned()],
            duration_days: if extends_itself { 730 } else { 1 },
            extends_itself,
            link: LINK,
        };
        let name = format!("gdap-approval, extends itself {extends_itself}");
        messages.push((name, approval.message(language, None)));
    }
    for (check, decision) in results() {
        let result = CheckResultMessage {
            to: &to,
            name: "Alice Martin",
            company,
            account: &account,
            model: Model::DirectBill,
            check,
            decision,
            on: due,
        };
        let name = format!("{}, {check} {decision:?}", result.template());
        messages.push((name, result.message(language, None)));
    }
    messages
        .into_iter()
        .map(|(name, message)| (name, message.unwrap()))
        .collect()
}

fn results() -> [(CheckKind, Decision<'static>); 9] {
    let no = Decision::Rejected {
        reason: "the register has another address",
    };
    [
        (
            CheckKind::EmailOwnership,
            Decision::Accepted(NextStep::OtherChecks),
        ),
        (CheckKind::EmailOwnership, no),
        (CheckKind::Employment, no),
        (CheckKind::Business, Decision::Accepted(NextStep::Agreement)),
        (CheckKind::Business, Decision::Accepted(NextStep::Nothing)),
        (
            CheckKind::DueDiligence,
            Decision::Accepted(NextStep::CreditCheck),
        ),
        (CheckKind::DueDiligence, no),
        (CheckKind::Credit, Decision::Accepted(NextStep::SupportPlan)),
        (CheckKind::Credit, no),
    ]
}
