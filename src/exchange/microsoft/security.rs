//! Reads requirements of the security score. Graph offers it in beta only, and its samples spell it in several ways.

use rust_decimal::Decimal;

use super::reader::{At, Reader};
use crate::domain::money::parse_amount;
use crate::domain::security::{SecurityRequirement, SecurityRequirementKind};
use crate::exchange::json::node::{Fields, Node};

impl Reader<'_, '_> {
    /// A requirement. One that csp does not use, or that says nothing, is left out by its name.
    pub(super) fn requirement(&mut self, fields: &Fields<'_>, at: At) {
        let name = name_of(fields);
        let Some(kind) = kind_of(fields) else {
            self.found.left_out.push(name.to_owned());
            return;
        };
        let before = self.found.left_out.len();
        let requirement = SecurityRequirement {
            kind,
            is_compliant: verdict_of(fields.text("complianceStatus")),
            admins_without_mfa: count_of(fields.given("adminsRequiredNotUsingMfaCount")),
            response_hours: self.hours(fields, at),
            on: self.day(fields, "updatedDateTime", at),
        };
        if requirement.fact().is_none() && self.found.left_out.len() == before {
            self.found
                .left_out
                .push(format!("{name}, which does not say whether it is met"));
        }
        self.found.requirements.push((at, requirement));
    }

    /// The average response time: a number, or a text in a sample of Microsoft.
    fn hours(&mut self, fields: &Fields<'_>, at: At) -> Option<Decimal> {
        let key = "averageResponseTimeInHours";
        let node = fields.given(key)?;
        let written = match node {
            Node::Number(number) => number.to_string(),
            Node::Text(_) => node.text()?.to_owned(),
            Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) | Node::TooDeep => {
                String::new()
            }
        };
        match parse_amount(&written) {
            Ok(hours) if !hours.is_sign_negative() => Some(hours.normalize()),
            Ok(_) | Err(_) => {
                let shown: String = written.chars().take(60).collect();
                let message = format!("`{shown}` is not a valid number of hours (for example 7.5)");
                self.wrong_field(at, Some(node), key, message);
                None
            }
        }
    }
}

/// The name of a requirement. In one sample of Microsoft `id` has it, in another a GUID.
fn name_of<'f>(fields: &'f Fields<'_>) -> &'f str {
    let named = fields.text("requirementType").or_else(|| fields.text("id"));
    named.unwrap_or("a requirement without a name")
}

fn kind_of(fields: &Fields<'_>) -> Option<SecurityRequirementKind> {
    let name = name_of(fields);
    let all = [
        SecurityRequirementKind::AdminMfa,
        SecurityRequirementKind::Contact,
        SecurityRequirementKind::Alerts,
    ];
    let found = all
        .into_iter()
        .find(|kind| kind.microsoft().eq_ignore_ascii_case(name));
    // A page of Microsoft gives the admins' requirement the type of the customers'; only theirs counts tenants.
    let is_of_admins = name.eq_ignore_ascii_case("mfaEnforcedForAdminsOfCustomers")
        && fields.has_any(&["adminsRequiredNotUsingMfaCount"])
        && !fields.has_any(&["compliantTenantCount", "totalTenantCount"]);
    found.or(is_of_admins.then_some(SecurityRequirementKind::AdminMfa))
}

/// Microsoft's verdict, `noncomplaint` among its spellings. Another word is none.
fn verdict_of(written: Option<&str>) -> Option<bool> {
    let kept = written?.chars().filter(char::is_ascii_alphabetic);
    let letters: String = kept.map(|letter| letter.to_ascii_lowercase()).collect();
    match letters.as_str() {
        "compliant" => Some(true),
        "noncompliant" | "noncomplaint" | "notcompliant" => Some(false),
        _ => None,
    }
}

fn count_of(node: Option<&Node<'_>>) -> Option<u64> {
    match node? {
        Node::Number(count) if *count >= 0.0 && count.fract() == 0.0 => Some(*count as u64),
        Node::Text(text) => text.trim().parse().ok(),
        Node::Number(_)
        | Node::Null
        | Node::Bool(_)
        | Node::List(_)
        | Node::Object(_)
        | Node::TooDeep => None,
    }
}
