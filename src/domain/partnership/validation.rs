//! Microsoft's answer to a provider that asked whether our Partner ID is valid as reseller of record.

use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::{Day, Instant};
use crate::domain::rule::providers as rule;
use crate::domain::sighting::{SightingOutcome, check_day, compare_sightings};
use crate::domain::text::kept_text;

/// The most characters of Microsoft's code and of its description that are kept.
const LONGEST: (usize, usize) = (40, 500);

/// What Microsoft answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationAnswer {
    /// Whether Microsoft accepts the account as reseller of record.
    pub is_valid: bool,
    /// Microsoft's error code, as received. Its values are not published.
    pub code: Option<String>,
    /// Microsoft's description, as received.
    pub text: Option<String>,
}

/// The last answer for our account and one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResellerValidation {
    /// Whether Microsoft accepts the account as reseller of record.
    pub is_valid: bool,
    /// Microsoft's error code, as received. Its values are not published.
    pub code: Option<String>,
    /// Microsoft's description, as received.
    pub text: Option<String>,
    /// The day of the answer.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: Instant,
}

impl ValidationAnswer {
    /// An answer whose code and description are cleaned of control and invisible characters; blank ones are left out.
    pub fn new(is_valid: bool, code: Option<&str>, text: Option<&str>) -> Self {
        let cleaned = |text: Option<&str>, most: usize| -> Option<String> {
            let text = text?.replace(char::is_control, " ");
            let kept: String = kept_text(&text).chars().take(most).collect();
            Some(kept.trim().to_owned()).filter(|kept| !kept.is_empty())
        };
        Self {
            is_valid,
            code: cleaned(code, LONGEST.0),
            text: cleaned(text, LONGEST.1),
        }
    }

    /// The answer of a day.
    pub fn on(self, on: Day, recorded_at: Instant) -> ResellerValidation {
        ResellerValidation {
            is_valid: self.is_valid,
            code: self.code,
            text: self.text,
            on,
            recorded_at,
        }
    }
}

impl ResellerValidation {
    /// What Microsoft answered.
    pub fn answer(&self) -> ValidationAnswer {
        ValidationAnswer {
            is_valid: self.is_valid,
            code: self.code.clone(),
            text: self.text.clone(),
        }
    }

    /// The code and the description for people: `900400: The PLA ID …`.
    pub fn detail(&self) -> Option<String> {
        match (&self.code, &self.text) {
            (Some(code), Some(text)) => Some(format!("{code}: {text}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }
}

/// What an answer of Microsoft does to the one on record.
///
/// # Errors
/// `providers.step` if the day is after today.
pub fn see_validation(
    known: Option<&ResellerValidation>,
    seen: (&ValidationAnswer, Day),
    now: Instant,
) -> Result<SightingOutcome, Diagnostic> {
    let (answer, on) = seen;
    check_day(&rule::STEP, on, now)?;
    let known = known.map(|it| (it.answer(), it.on));
    let known = known.as_ref().map(|(answer, on)| (answer, *on));
    Ok(compare_sightings(known, (answer, on)))
}

/// The commands that record Microsoft's answer as this provider got it: one for each answer.
pub fn record_validation(provider: &Slug) -> String {
    format!(
        "If Microsoft's answer was yes: `csp providers validation {provider} valid`\nIf it was no: `csp providers validation {provider} invalid`"
    )
}

/// What to correct first where Microsoft's answer was no.
pub fn correct_partner_id(provider: &Slug) -> String {
    format!(
        "Check that the Microsoft Partner Agreement is signed, that the Partner ID is active, and that it is linked to {provider}."
    )
}

/// The refusal of an answer that is older than the one on record.
pub fn older_validation(
    provider: &Slug,
    known: Option<&ResellerValidation>,
    on: Day,
) -> Diagnostic {
    let known = known.map_or_else(String::new, |it| {
        let answer = if it.is_valid { "valid" } else { "invalid" };
        format!(": {answer} on {}", it.on)
    });
    let message = format!("the validation by {provider} on record is newer than {on}{known}");
    Diagnostic::refused(&rule::STEP, message).with_help(format!(
        "To correct the record, give the present answer without `--on`.\n{}",
        record_validation(provider)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_text_are_kept_as_received_but_for_controls() {
        let answer = ValidationAnswer::new(
            false,
            Some(" 900400 "),
            Some("The PLA ID \u{1b}[31m5550303\r\nis not eligible\u{202e}"),
        );
        assert_eq!(answer.code.as_deref(), Some("900400"));
        let text = answer.text.unwrap();
        assert!(
            !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
        assert!(
            text.starts_with("The PLA ID") && text.contains("5550303"),
            "{text:?}"
        );
        let blank = ValidationAnswer::new(true, Some(" "), Some("\u{0}"));
        assert_eq!((blank.code, blank.text), (None, None));
        let long = ValidationAnswer::new(false, None, Some(&"é".repeat(2000)));
        assert_eq!(long.text.map(|text| text.chars().count()), Some(LONGEST.1));
    }
}
