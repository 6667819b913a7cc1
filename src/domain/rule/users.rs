//! Rules of an account's users.

use super::rules;
use crate::domain::source::*;

rules! {
    UNIQUE_EMAIL "users.unique-email" {
        statement: "An email address belongs to one user in the account; upper and lower case are the same.",
        sources: [S18],
        remedy: "See the user that has it: `csp users show ADDRESS`\nTo bring a removed user back: `csp users restore ADDRESS`",
    }
    ROLE_REQUIRED "users.role-required" {
        statement: "A user must have at least one role.",
        sources: [S18, OUR_CHOICE],
        remedy: "Add a role with `--role ROLE`. To see all roles: `csp users roles`",
    }
    ACCOUNT_READY "users.account-ready" {
        statement: "Users other than the owner can only be added when the enrollment is active.",
        sources: [S17, S18, S20D],
        remedy: "Bring the enrollment to active first. To see the next step: `csp status`",
    }
    PASSWORD_ONCE "users.password-once" {
        statement: "Sign-in details are shown once and cannot be shown again.",
        sources: [S18],
        remedy: "Issue a new temporary password: `csp users reset-password ADDRESS`",
    }
    FIRST_SIGN_IN "users.first-sign-in" {
        statement: "The temporary password must be replaced at the first sign-in.",
        sources: [S17, S18],
        remedy: "Sign in with the temporary password and choose a new one: `csp users sign-in ADDRESS`\nIf it has expired or is lost: `csp users reset-password ADDRESS`",
    }
    LAST_GLOBAL_ADMIN "users.last-global-admin" {
        statement: "The last active global admin cannot be blocked, removed or lose the role, and can still act after a password reset.",
        sources: [PASSWORDS_2022, OUR_CHOICE],
        remedy: "Make someone else a global admin first: `csp users grant ADDRESS global-admin`\nIf nobody can act any more: `csp users recover ADDRESS --reason REASON`",
    }
    STEP "users.step" {
        statement: "The step must be possible in the user's present state; a removed user can only be restored within 30 days.",
        sources: [OUR_CHOICE],
        remedy: "See the present state: `csp users show ADDRESS`",
    }
    BUSINESS_PROFILE "users.business-profile" {
        statement: "Referrals only arrive after a user with the role business-profile-admin has set up the business profile.",
        sources: [S17],
        remedy: "Grant the role: `csp users grant ADDRESS business-profile-admin`\nThat user then sets up the profile: `csp enroll business-profile set`",
    }
}
