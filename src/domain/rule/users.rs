//! Rules of staffing an account.

use super::rules;
use crate::domain::source::*;

rules! {
    UNIQUE_EMAIL "users.unique-email" {
        statement: "An email address names one user in the account, whatever its case.",
        sources: [S18],
        remedy: "See who has the address with `csp users show ADDRESS`; a removed user comes back with `csp users restore ADDRESS`.",
    }
    ROLE_REQUIRED "users.role-required" {
        statement: "A user has at least one role.",
        sources: [S18, OUR_CHOICE],
        remedy: "Give a role with `--role ROLE`; `csp users roles` lists them with what each may do.",
    }
    ACCOUNT_READY "users.account-ready" {
        statement: "Users other than the owner are added once the enrollment is active.",
        sources: [S17, S18, S20D],
        remedy: "Carry the enrollment to active first; `csp status` says what is next.",
    }
    PASSWORD_ONCE "users.password-once" {
        statement: "Sign-in details are shown once and cannot be seen again.",
        sources: [S18],
        remedy: "Issue a new temporary password with `csp users reset-password ADDRESS`.",
    }
    FIRST_SIGN_IN "users.first-sign-in" {
        statement: "The first sign-in replaces the temporary password.",
        sources: [S17, S18],
        remedy: "Sign in with `csp users sign-in ADDRESS`, the temporary password and a new one; if it has expired or is lost, `csp users reset-password ADDRESS`.",
    }
    LAST_GLOBAL_ADMIN "users.last-global-admin" {
        statement: "The last active global admin cannot be blocked, removed or stripped of the role, and stays able to act after a password reset.",
        sources: [PASSWORDS_2022, OUR_CHOICE],
        remedy: "Make someone else a global admin first: `csp users grant ADDRESS global-admin`. If nobody can act any more: `csp users recover ADDRESS --reason REASON`.",
    }
    STEP "users.step" {
        statement: "The step asked for belongs to the user's present state; a removed user comes back within 30 days only.",
        sources: [OUR_CHOICE],
        remedy: "See the user's state with `csp users show ADDRESS`.",
    }
    BUSINESS_PROFILE "users.business-profile" {
        statement: "Referrals come only once someone with the role business-profile-admin has set up the business profile.",
        sources: [S17],
        remedy: "Grant the role with `csp users grant ADDRESS business-profile-admin`; that person runs `csp enroll business-profile set`.",
    }
}
