//! What an object of Microsoft's answers is, by its keys.

use super::AnswerUse;
use crate::exchange::json::node::{Fields, Node};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerKind {
    /// The status of a customer's account.
    Verification,
    /// Microsoft's error 600074: it has no status for the customer.
    NoStatus,
    /// The answer about one partner ID.
    Validation,
    /// A requirement of the security score.
    Requirement,
    /// The security score itself.
    Score,
    /// An entry of the score's history.
    ScoreHistory,
    /// What the score knows of one customer.
    CustomerInsight,
    /// Microsoft's error.
    ErrorAnswer,
    /// Something that another command imports, or none: what it is, and what helps.
    Foreign(&'static str, &'static str),
    /// None of these; its values may be.
    Other,
}

/// Keys under which an answer names its customer.
pub(super) const CUSTOMER_KEYS: [&str; 5] = [
    "customerId",
    "customerTenantId",
    "tenantId",
    "customer",
    "domain",
];

/// The keys of a status beside those that name its customer.
const OF_STATUS: [&str; 5] = [
    "status",
    "type",
    "lastUpdateDateTime",
    "attributes",
    "links",
];

/// A key that shows what else a file is, what to call it, and what helps.
const FOREIGN: [(&str, &str, &str); 9] = [
    ("accessDetails", GDAP.0, GDAP.1),
    ("accessContainer", GDAP.0, GDAP.1),
    ("autoExtendDuration", GDAP.0, GDAP.1),
    ("companyProfile", CUSTOMERS.0, CUSTOMERS.1),
    ("relationshipToPartner", CUSTOMERS.0, CUSTOMERS.1),
    ("defaultDomainName", CUSTOMERS.0, CUSTOMERS.1),
    (
        "userPrincipalName",
        "these are users",
        "To import them: `csp users import FILE`",
    ),
    (
        "invoiceNumber",
        "these are lines of an invoice",
        "To import them: `csp eligibility revenue import FILE`",
    ),
    (
        "partnerIds",
        "this is the question to validateresellers, not Microsoft's answer",
        "Save the answer of the API, which has `validationResults`.",
    ),
];

const GDAP: (&str, &str) = (
    "these are delegated admin relationships (GDAP)",
    "To import them: `csp gdap import FILE`",
);

const CUSTOMERS: (&str, &str) = (
    "these are customers",
    "To import them: `csp customers import FILE`",
);

/// Microsoft's code for a customer without a status.
const NO_STATUS: &str = "600074";

impl AnswerKind {
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        let has = |keys: &[&str]| fields.has_any(keys);
        if has(&["isValidPartnerIdOnRecord"]) {
            return Self::Validation;
        }
        if has(&["requirementType", "complianceStatus"]) {
            return Self::Requirement;
        }
        if has(&["compliantRequirementsCount", "totalRequirementsCount"]) {
            return Self::ScoreHistory;
        }
        if has(&["mfa"]) && has(&["tenantId"]) {
            return Self::CustomerInsight;
        }
        if has(&["currentScore"]) {
            return Self::Score;
        }
        if is_no_status(fields) {
            return Self::NoStatus;
        }
        if has(&["error"]) || (has(&["code", "errorCode"]) && has(&["description", "message"])) {
            return Self::ErrorAnswer;
        }
        let foreign = FOREIGN.iter().find(|(key, ..)| fields.get(key).is_some());
        if let Some((_, what, help)) = foreign {
            return Self::Foreign(what, help);
        }
        let is_known = |key: &str| {
            let mut known = OF_STATUS.iter().chain(&CUSTOMER_KEYS);
            key.starts_with('@') || known.any(|one| one.eq_ignore_ascii_case(key))
        };
        if has(&["status"]) && fields.0.iter().all(|(key, _)| is_known(key)) {
            return Self::Verification;
        }
        Self::Other
    }

    /// Whether a command takes it.
    pub(super) fn suits(self, usage: AnswerUse) -> bool {
        match self {
            Self::Verification | Self::NoStatus => usage == AnswerUse::Verification,
            Self::Validation => usage != AnswerUse::Verification,
            Self::Requirement | Self::Score | Self::ScoreHistory | Self::CustomerInsight => {
                usage == AnswerUse::Evidence
            }
            Self::ErrorAnswer | Self::Foreign(..) | Self::Other => true,
        }
    }

    /// What it is and the command that reads it, for a file that was given to another.
    pub(super) fn misplaced(self) -> (&'static str, &'static str) {
        match self {
            Self::Verification | Self::NoStatus => (
                "this is Microsoft's status of a customer",
                "To import it: `csp customers verification import FILE --customer CUSTOMER`",
            ),
            Self::Validation => (
                "these are validations of resellers",
                "To import them: `csp providers validation import FILE`",
            ),
            Self::Requirement | Self::Score | Self::ScoreHistory | Self::CustomerInsight => (
                "this is Microsoft's security score",
                "To import it: `csp eligibility evidence import FILE`",
            ),
            Self::Foreign(what, help) => (what, help),
            Self::ErrorAnswer | Self::Other => ("this is not an answer that csp reads", ""),
        }
    }
}

fn is_no_status(fields: &Fields<'_>) -> bool {
    let inside = fields.object("error");
    [Some(fields), inside].into_iter().flatten().any(|fields| {
        let code = ["code", "errorCode"]
            .into_iter()
            .find_map(|key| fields.given(key));
        code.and_then(number_text).as_deref() == Some(NO_STATUS)
    })
}

/// A number or a text of digits, as text.
pub(super) fn number_text(node: &Node<'_>) -> Option<String> {
    match node {
        Node::Number(number) if number.fract() == 0.0 => Some(format!("{number:.0}")),
        Node::Number(number) => Some(number.to_string()),
        Node::Text(_) => node.text().map(str::to_owned),
        Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) | Node::TooDeep => None,
    }
}
