//! What began a next action. Its id follows from it, so that the action has the same id on every run and machine as long
//! as its cause lasts.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::Action;
use crate::domain::Slug;
use crate::domain::calendar::Instant;
use crate::domain::hex;
use crate::domain::word::Word as _;

/// What a next action is about, and what began it. The clock, the due day and the text of the command are not part of it.
///
/// | actions | subject | began |
/// | --- | --- | --- |
/// | `submit` | the model | when the draft was started; a new draft is a new cause |
/// | `confirm-email`, `resend-email` | the model and the check | when the check was opened. A message that is sent again belongs to the same cause; a check that is reopened is a new one |
/// | `await-review`, `contact-support`, `await-credit` | the model and the check | the same |
/// | `appeal` | the model and the check | when the result was recorded; each rejection is a cause |
/// | `buy-support-plan`, `sign-mpa` | the model | when the enrollment was started |
/// | `grant-admin-agent`, `find-provider`, `set-up-business-profile` | | they last until they are done; one an account |
/// | `accept-invitation` | the provider | the expiry of the invitation; a new invitation is a new cause |
/// | `answer-expiring-request` | the customer's domain | the expiry of the request; a new request is a new cause |
/// | `record-agreement` | the customer's domain | |
/// | `repair-reseller-validation` | the provider | |
/// | `follow-customer-verification` | the customer's domain | |
/// | `continue-transfer`, `complete-transfer` | the transfer and what it needs | since when it is open or completed |
/// | `renew-temporary-password` | the user's address | the expiry of the password; a second password is a new cause |
/// | GDAP | the relationship, and the group of an assignment | when it ends, lapses or began; a moved end is a new cause |
/// | `meet-requirement` | the model and the requirement, or the command that shows all of them | the day on which the requirement starts, while that is in the future |
///
/// Many of one kind in an account are one action. Its cause is that of the first of them, so that it keeps its id when
/// another one comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextCause {
    matter: Action,
    subject: String,
    began: Option<Instant>,
}

impl NextCause {
    /// What is done by `action` about a subject, and the moment that tells it from an earlier one.
    pub fn of(action: Action, subject: impl fmt::Display, began: Option<Instant>) -> Self {
        Self {
            matter: action.matter(),
            subject: subject.to_string(),
            began,
        }
    }

    /// A cause that an account has once.
    pub fn of_account(action: Action) -> Self {
        Self::of(action, "", None)
    }

    /// What has to be done; actions that follow each other while one cause lasts are the same here.
    pub fn matter(&self) -> Action {
        self.matter
    }

    /// What it is about, for people; empty where it is the account itself.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The id in an account.
    pub fn id(&self, account: &Slug) -> NextId {
        let began = self.began.map(|at| at.timestamp().to_string());
        let parts = [
            account.as_str(),
            self.matter.word(),
            &self.subject,
            began.as_deref().unwrap_or_default(),
        ];
        let mut hasher = Sha256::new();
        for part in parts {
            // The length separates the parts, whatever is in them.
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let digest = hasher.finalize();
        NextId(format!("n-{}", hex(digest.get(..6).unwrap_or_default())))
    }
}

/// The id of a next action: `n-` and 12 hexadecimal digits. Of a million actions two share an id once in 500 stores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextId(String);

/// A text that is not the id of a next action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid id of a next action (n- and 12 hexadecimal digits expected)")]
pub struct BadNextId(String);

impl NextId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for NextId {
    type Err = BadNextId;

    fn from_str(typed: &str) -> Result<Self, BadNextId> {
        let text = typed.trim().to_ascii_lowercase();
        let digits = text.strip_prefix("n-").unwrap_or_default();
        let good = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if good {
            Ok(Self(text))
        } else {
            Err(BadNextId(typed.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for NextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for NextId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slug(text: &str) -> Slug {
        text.parse().unwrap()
    }

    fn at(seconds: i64) -> Option<Instant> {
        chrono::DateTime::from_timestamp(seconds, 0)
    }

    #[test]
    fn an_id_is_the_same_in_every_release() {
        let cause = NextCause::of(Action::ConfirmEmail, "indirect-reseller", at(1_614_589_200));
        let id = cause.id(&slug("contoso-france"));
        assert_eq!(id.as_str(), "n-7f50202792d8");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn actions_that_follow_each_other_share_an_id() {
        for (first, then) in [
            (Action::ConfirmEmail, Action::ResendEmail),
            (Action::AwaitReview, Action::ContactSupport),
        ] {
            let of = |action| NextCause::of(action, "business", at(5)).id(&slug("a"));
            assert_eq!(of(first), of(then));
        }
    }

    proptest! {
        #[test]
        fn two_causes_have_two_ids(
            one in (0..Action::ALL.len(), "[ab]{0,3}", 0..3_i64, "[ab]{1,2}"),
            other in (0..Action::ALL.len(), "[ab]{0,3}", 0..3_i64, "[ab]{1,2}"),
        ) {
            let made = |(action, subject, began, account): &(usize, String, i64, String)| {
                let action = Action::ALL[*action];
                let cause = NextCause::of(action, subject, at(*began).filter(|_| *began > 0));
                (cause.matter(), subject.clone(), *began, account.clone(), cause.id(&slug(account)))
            };
            let (one, other) = (made(&one), made(&other));
            let is_same = (one.0, &one.1, one.2, &one.3) == (other.0, &other.1, other.2, &other.3);
            prop_assert_eq!(is_same, one.4 == other.4);
        }
    }

    #[test]
    fn only_an_id_reads_as_one() {
        for bad in [
            "",
            "n-",
            "n-12345",
            "x-0123456789ab",
            "n-0123456789ag",
            "n-0123456789abc",
        ] {
            assert!(bad.parse::<NextId>().is_err(), "{bad}");
        }
        let typed = " N-0123456789AB ".parse::<NextId>().unwrap();
        assert_eq!(typed.as_str(), "n-0123456789ab");
    }
}
