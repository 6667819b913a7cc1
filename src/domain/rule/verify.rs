//! Rules of account verification.

use super::rules;
use crate::domain::source::*;

rules! {
    EMAIL_FIRST "verify.email-first" {
        statement: "Nothing else is reviewed before the primary contact has confirmed the email address.",
        sources: [S18, S20D],
        remedy: "Send the confirmation message with `csp verify send-email`, and have its code entered with `csp verify confirm-email --code CODE`.",
    }
    CODE "verify.code" {
        statement: "The confirmation code is the latest one sent, unused, and not dead after ten wrong tries.",
        sources: [S18, S20D],
        remedy: "Use the code of the newest message, or issue a new one with `csp verify send-email`.",
    }
    REASON "verify.reason" {
        statement: "A rejection says why, and an appeal brings a document.",
        sources: [VERIFICATION_2023],
        remedy: "Give the reason with `csp verify record CHECK rejected --reason TEXT`, the document with `csp verify appeal CHECK --document TYPE:PATH`.",
    }
    CREDIT_BEFORE_PLAN "verify.credit-before-plan" {
        statement: "No support plan is bought before the credit check has passed.",
        sources: [S20E],
        remedy: "Wait for the result and record it with `csp verify record credit accepted`; then buy the plan and record it with `csp verify support-plan asfp` or `csp verify support-plan psfp`.",
    }
}
