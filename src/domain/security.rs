//! What Microsoft's security score says about the facts that requirements of the programme ask for.

use rust_decimal::Decimal;

use super::calendar::Day;
use super::evidence::{FactKey, FactValue};

/// A requirement of the security score that csp uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityRequirementKind {
    /// Every admin of the partner's tenant signs in with multifactor authentication.
    AdminMfa,
    /// A security contact is named.
    Contact,
    /// Security alerts are answered in time.
    Alerts,
}

/// A requirement as the security score shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Which one.
    pub kind: SecurityRequirementKind,
    /// Microsoft's verdict; `None` if it gives none.
    pub is_compliant: Option<bool>,
    /// The number of admins who must use multifactor authentication and do not.
    pub admins_without_mfa: Option<u64>,
    /// The average number of hours until an alert is answered.
    pub response_hours: Option<Decimal>,
    /// The day on which Microsoft updated it.
    pub on: Option<Day>,
}

/// A fact that a requirement shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityFact {
    /// The fact.
    pub key: FactKey,
    /// Its value.
    pub value: FactValue,
    /// The day on which Microsoft updated it.
    pub on: Option<Day>,
    /// Microsoft's name of the requirement and what it says of it, for a note.
    pub detail: String,
    /// What in the requirement contradicts the rest of it.
    pub doubt: Option<String>,
}

impl SecurityRequirementKind {
    /// Microsoft's name.
    pub fn microsoft(self) -> &'static str {
        match self {
            Self::AdminMfa => "mfaEnforcedForAdmins",
            Self::Contact => "securityContactProvided",
            Self::Alerts => "securityAlertsPromptlyResolved",
        }
    }

    /// The fact that it is about.
    pub fn key(self) -> FactKey {
        match self {
            Self::AdminMfa => FactKey::AdminMfa,
            Self::Contact => FactKey::SecurityContact,
            Self::Alerts => FactKey::AlertResponseHours,
        }
    }
}

impl SecurityRequirement {
    /// The fact that it shows; `None` if it does not say.
    ///
    /// Microsoft's verdict is taken as given, and an admin requirement without a single admin left counts as met too.
    pub fn fact(&self) -> Option<SecurityFact> {
        let verdict = match self.is_compliant {
            Some(true) => "compliant",
            Some(false) => "not compliant",
            None => "without a verdict",
        };
        let (value, more, is_odd) = match self.kind {
            SecurityRequirementKind::AdminMfa => self.admin_mfa()?,
            SecurityRequirementKind::Contact => {
                (FactValue::Flag(self.is_compliant?), String::new(), false)
            }
            SecurityRequirementKind::Alerts => self.alerts()?,
        };
        let detail = format!("{} is {verdict}{more}", self.kind.microsoft());
        Some(SecurityFact {
            key: self.kind.key(),
            value,
            on: self.on,
            doubt: is_odd.then(|| detail.clone()),
            detail,
        })
    }

    /// What it shows, in words too, and whether its parts contradict each other.
    fn admin_mfa(&self) -> Option<(FactValue, String, bool)> {
        let left = self.admins_without_mfa;
        let is_met = match (self.is_compliant, left) {
            (Some(true), _) | (Some(false) | None, Some(0)) => true,
            (Some(false), Some(_) | None) | (None, Some(_)) => false,
            (None, None) => return None,
        };
        let more = left.map_or_else(String::new, |left| format!(", admins without MFA: {left}"));
        let is_odd = match (self.is_compliant, left) {
            (Some(true), Some(left)) => left > 0,
            (Some(false), Some(left)) => left == 0,
            (Some(_), None) | (None, _) => false,
        };
        Some((FactValue::Flag(is_met), more, is_odd))
    }

    /// The same of the response time.
    fn alerts(&self) -> Option<(FactValue, String, bool)> {
        let hours = self.response_hours?;
        let more = format!(", average response time: {hours} hours");
        let is_in_time = hours <= Decimal::from(24);
        let is_odd = self
            .is_compliant
            .is_some_and(|verdict| verdict != is_in_time);
        Some((FactValue::Hours(hours), more, is_odd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(
        kind: SecurityRequirementKind,
        is_compliant: Option<bool>,
        admins_without_mfa: Option<u64>,
        hours: Option<&str>,
    ) -> SecurityRequirement {
        SecurityRequirement {
            kind,
            is_compliant,
            admins_without_mfa,
            response_hours: hours.map(|hours| hours.parse().unwrap()),
            on: None,
        }
    }

    #[test]
    fn the_verdict_is_taken_as_given_and_no_admin_left_is_met() {
        let (yes, no) = (Some(true), Some(false));
        for (verdict, left, value, is_doubtful) in [
            (yes, None, Some(true), false),
            (yes, Some(0), Some(true), false),
            (yes, Some(2), Some(true), true),
            (no, None, Some(false), false),
            (no, Some(2), Some(false), false),
            (no, Some(0), Some(true), true),
            (None, Some(0), Some(true), false),
            (None, Some(1), Some(false), false),
            (None, None, None, false),
        ] {
            let fact = requirement(SecurityRequirementKind::AdminMfa, verdict, left, None).fact();
            let found = fact.as_ref().map(|fact| fact.value.clone());
            assert_eq!(found, value.map(FactValue::Flag), "{verdict:?} {left:?}");
            let doubt = fact.and_then(|fact| fact.doubt);
            assert_eq!(
                doubt.is_some(),
                is_doubtful,
                "{verdict:?} {left:?} {doubt:?}"
            );
        }
    }

    #[test]
    fn what_a_requirement_does_not_say_stays_unknown() {
        let contact = |verdict| requirement(SecurityRequirementKind::Contact, verdict, None, None);
        assert_eq!(contact(None).fact(), None);
        let fact = contact(Some(false)).fact().unwrap();
        assert_eq!(fact.value, FactValue::Flag(false));
        assert_eq!(fact.detail, "securityContactProvided is not compliant");
        let alerts = |verdict, hours| {
            requirement(SecurityRequirementKind::Alerts, verdict, None, hours).fact()
        };
        assert_eq!(alerts(Some(true), None), None);
        assert_eq!(alerts(Some(true), Some("7.5")).unwrap().doubt, None);
        assert!(alerts(Some(true), Some("24.1")).unwrap().doubt.is_some());
        assert!(alerts(Some(false), Some("24")).unwrap().doubt.is_some());
    }
}
