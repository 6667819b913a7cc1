//! Rules of account verification.

use super::rules;
use crate::domain::source::*;

rules! {
    EMAIL_FIRST "verify.email-first" {
        statement: "No other check starts before the primary contact has confirmed the email address.",
        sources: [S18, S20D],
        remedy: "Send the confirmation message: `csp verify send-email`\nThen enter its code: `csp verify confirm-email --code CODE`",
    }
    CODE "verify.code" {
        statement: "The confirmation code must be the latest one sent and unused; it expires after 10 wrong attempts.",
        sources: [S18, S20D],
        remedy: "Use the code of the latest message, or send a new one: `csp verify send-email`",
    }
    REASON "verify.reason" {
        statement: "A rejection needs a reason, and an appeal needs a document.",
        sources: [VERIFICATION_2023],
        remedy: "Add the reason: `csp verify record CHECK rejected --reason TEXT`\nAdd the document: `csp verify appeal CHECK --document TYPE:PATH`",
    }
    CREDIT_BEFORE_PLAN "verify.credit-before-plan" {
        statement: "The support plan can only be bought after the credit check has passed.",
        sources: [S20E],
        remedy: "Wait for the result, then record it: `csp verify record credit accepted`\nAfter that, record the plan: `csp verify support-plan asfp` or `csp verify support-plan psfp`",
    }
}
