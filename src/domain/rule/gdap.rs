//! Rules of granular delegated admin relationships.

use super::rules;
use crate::domain::source::*;

rules! {
    NAME "gdap.name" {
        statement: "A relationship's name has 1 to 50 characters and is unique among the account's relationships in any state, ignoring case.",
        sources: [GDAP_BULK_2023, GDAP_API_2024],
        remedy: "Choose another name with `--name`. To see the names: `csp gdap list --all`",
    }
    DURATION "gdap.duration" {
        statement: "A relationship lasts 1 to 730 days.",
        sources: [GDAP_FAQ_2023],
        remedy: "Choose a duration from 1 to 730: `--duration DAYS`",
    }
    AUTO_EXTEND "gdap.auto-extend" {
        statement: "A relationship's end moves by 180 days or not at all, and never by itself while Global Administrator is among its roles.",
        sources: [GDAP_EXTEND_2023],
        remedy: "Leave out `--auto-extend`, or choose narrower roles. To search them: `csp gdap roles TEXT`",
    }
    ROLES "gdap.roles" {
        statement: "A relationship has at least one role. Once it is finalised no role can be added; of an active one only Global Administrator can be taken away.",
        sources: [GDAP_API_2024],
        remedy: "For more roles plan a new relationship: `csp gdap plan CUSTOMER --name NAME --duration DAYS --role ROLE`",
    }
    ROLE_KNOWN "gdap.role-known" {
        statement: "A role outside Microsoft's published list may not be available in a relationship; csp warns and does not refuse it.",
        sources: [GDAP_LEAST_2023],
        remedy: "Search the catalogue: `csp gdap roles TEXT`",
    }
    LEAST_PRIVILEGE "gdap.least-privilege" {
        statement: "A relationship should have the narrowest roles that do the work; Global Administrator is rarely needed.",
        sources: [GDAP_LEAST_2023],
        remedy: "See the narrowest role for each task: `csp gdap roles`",
    }
    CUSTOMER "gdap.customer" {
        statement: "A relationship is planned for a customer on record that has a reseller relationship with us, or explicitly without one. The partner's own tenant cannot be the customer.",
        sources: [OUR_CHOICE],
        remedy: "Win the customer first: `csp customers invite CUSTOMER`\nOr plan it without a reseller relationship: add `--without-relationship`",
    }
    APPROVAL "gdap.approval" {
        statement: "The customer's Global Administrator, or a holder of the Customer Delegated Admin Relationship Administrator role, approves within 90 days through a link with the relationship's id, which has two GUIDs and is not changed.",
        sources: [GDAP_OBTAIN_2023, GDAP_FAQ_2023],
        remedy: "See the link and the age of the request: `csp gdap show RELATIONSHIP`",
    }
    PROVIDER_MADE "gdap.provider-made" {
        statement: "A relationship that an indirect provider made for us needs our approval too.",
        sources: [GDAP_API_2024],
        remedy: "Decide: `csp gdap decide RELATIONSHIP approve`",
    }
    ASSIGNMENT "gdap.assignment" {
        statement: "An access assignment gives a group some of the relationship's roles; a group has one live assignment in a relationship, and without one nobody has access.",
        sources: [GDAP_ASSIGN_2023],
        remedy: "See the roles and the assignments: `csp gdap show RELATIONSHIP`",
    }
    RENEWAL "gdap.renewal" {
        statement: "An expired or terminated relationship cannot be revived: a new one with a new name is needed, and it is asked for in time.",
        sources: [GDAP_FAQ_2023],
        remedy: "Plan a new one: `csp gdap plan CUSTOMER --name NAME --duration DAYS --role ROLE`",
    }
    STEP "gdap.step" {
        statement: "The step must be possible in the present state of the relationship.",
        sources: [GDAP_API_2024],
        remedy: "See the present state: `csp gdap show RELATIONSHIP`",
    }
}
