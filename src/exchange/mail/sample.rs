//! A message of each kind with made-up values, to try a text of one's own before it is needed.

use super::text::TemplateName;
use super::{
    ApprovalMessage, CheckResultMessage, ConfirmationMessage, Decision, Joint, KeeperMessage,
    NextStep, ProviderInvitation, RelationshipRequest, Welcome,
};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Day;
use crate::domain::enrollment::CheckKind;
use crate::domain::role::Role;
use crate::domain::{Email, Language, Model, Slug};

/// Values that no text of one's own contains by chance.
const CODE: &str = "2222-3333-4444-5555-6666-7777-8888";
const PASSWORD: &str = "Bafo-2gul-Hami-3kon-Jepu";
const LINK: &str = "https://portal.office.com/partner/partnersignup.aspx#csp=sample";

/// Tries a text of one's own for a message.
///
/// # Errors
/// As the message itself says: an unknown placeholder, or the code, the password or the link is not in the text.
pub fn check_text(name: TemplateName, language: Language, own: &str) -> Result<()> {
    let broken = || Diagnostic::failed("the sample of a message is not valid; this is a bug");
    let to: Email = "kim@contoso.example".parse().map_err(|_| broken())?;
    let account: Slug = "contoso".parse().map_err(|_| broken())?;
    let company = "Contoso";
    let day = Day::default();
    let result = |check, decision| CheckResultMessage {
        to: &to,
        name: "Kim",
        company,
        account: &account,
        model: Model::IndirectReseller,
        check,
        decision,
        on: day,
    };
    let request = |joint| RelationshipRequest {
        to: &to,
        customer: "Fabrikam",
        company,
        joint,
        link: LINK,
        admin_rights: true,
    };
    let own = Some(own);
    let tried = match name {
        TemplateName::Confirmation => ConfirmationMessage {
            to: &to,
            name: "Kim",
            company,
            account: &account,
            model: Model::IndirectReseller,
            code: CODE,
            due: day,
        }
        .message(language, own),
        TemplateName::ResultAccepted => {
            let decision = Decision::Accepted(NextStep::OtherChecks);
            result(CheckKind::Employment, decision).message(language, own)
        }
        TemplateName::ResultRejected => {
            let decision = Decision::Rejected { reason: "sample" };
            result(CheckKind::Employment, decision).message(language, own)
        }
        TemplateName::ReviewFinished => {
            let decision = Decision::Accepted(NextStep::Agreement);
            result(CheckKind::Business, decision).message(language, own)
        }
        TemplateName::Welcome => Welcome {
            to: &to,
            name: "Kim",
            company,
            account: &account,
            password: PASSWORD,
            expires: day,
            roles: &[Role::SalesAgent],
        }
        .message(language, own),
        TemplateName::ProviderInvitation => ProviderInvitation {
            to: &to,
            company,
            account: &account,
            provider: "Nordic",
            provider_slug: &account,
            link: LINK,
            is_link_given: true,
            expires: day,
        }
        .message(language, own),
        TemplateName::RelationshipRequestDirect => request(None).message(language, own),
        TemplateName::RelationshipRequestJoint => {
            let provider = "Nordic";
            request(Some(Joint { provider })).message(language, own)
        }
        TemplateName::GdapApproval => ApprovalMessage {
            to: &to,
            customer: "Fabrikam",
            company,
            roles: &["Directory Readers".to_owned()],
            duration_days: 730,
            extends_itself: true,
            link: LINK,
        }
        .message(language, own),
        TemplateName::Keeper => KeeperMessage {
            to: &to,
            today: day,
            actions: &[],
        }
        .message(language, own),
    };
    tried.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word as _;
    use crate::exchange::mail::text::template;

    #[test]
    fn each_text_must_carry_what_it_is_sent_for() {
        for &language in Language::ALL {
            for &name in TemplateName::ALL {
                let built_in = template(name, language);
                assert!(check_text(name, language, built_in).is_ok(), "{name}");
                let word = name.word();
                let has_purpose = word.contains("request")
                    || !(word.starts_with("re") || name == TemplateName::Keeper);
                let bare = check_text(name, language, "Hello");
                assert_eq!(bare.is_err(), has_purpose, "{name}");
                let unknown = check_text(name, language, "{linc}").unwrap_err();
                assert!(unknown.message().contains("`{linc}`"), "{unknown}");
            }
        }
    }
}
