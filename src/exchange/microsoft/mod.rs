//! What Partner Center and Graph answer about a customer's account, about us as reseller of record, and about the
//! security of our tenant: one document, several, or one a line. Answers are recognised by their content.

mod reader;
mod record_kind;
mod security;

use super::decode::DecodedFile;
use super::json::surroundings::blank_surroundings;
use super::sheet::Parsed;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::calendar::Day;
use crate::domain::customer::AccountStatus;
use crate::domain::partnership::ValidationAnswer;
use crate::domain::security::SecurityRequirement;
use crate::policy::utf8;
use reader::Reader;
use serde::de::IgnoredAny;

/// The maximum size of a file, in bytes.
pub const LARGEST: u64 = 16 << 20;

/// What a command takes from such a file. Anything else in it is a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerUse {
    /// Statuses of customers.
    Verification,
    /// Validations of resellers.
    Validation,
    /// The security score, and validations of resellers.
    Evidence,
}

/// Microsoft's status of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenVerification {
    /// Line and column, both from 1.
    pub at: (u64, usize),
    /// The customer's tenant ID or domain, if the file names it.
    pub customer: Option<String>,
    /// The status.
    pub status: AccountStatus,
    /// The day on which Microsoft updated it.
    pub on: Option<Day>,
}

/// Microsoft's answer about one partner ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenValidation {
    /// Line and column, both from 1.
    pub at: (u64, usize),
    /// The partner ID, as received.
    pub partner_id: String,
    /// The answer.
    pub answer: ValidationAnswer,
}

impl SeenValidation {
    /// Whether it is about this partner ID. Zeros in front and what is not a digit do not count.
    pub fn is_about(&self, partner_id: &str) -> bool {
        digits(&self.partner_id) == digits(partner_id)
    }
}

/// The digits of a partner ID, without zeros in front.
fn digits(partner_id: &str) -> String {
    let digits = partner_id.chars().filter(char::is_ascii_digit);
    let digits: String = digits.collect();
    digits.trim_start_matches('0').to_owned()
}

/// Everything that a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MicrosoftAnswers {
    /// Statuses of customers.
    pub verifications: Vec<SeenVerification>,
    /// Validations of resellers.
    pub validations: Vec<SeenValidation>,
    /// Requirements of the security score that csp uses, with their places.
    pub requirements: Vec<((u64, usize), SecurityRequirement)>,
    /// The newest day on which Microsoft updated the score.
    pub score_of: Option<Day>,
    /// What was recognised and is not evidence, by name.
    pub left_out: Vec<String>,
}

impl MicrosoftAnswers {
    /// Reads a file for a command.
    pub fn read(mut document: DecodedFile, usage: AnswerUse) -> Parsed<Self> {
        blank_surroundings(&mut document.bytes);
        let mut mistakes = Diagnostics::default();
        let bytes = document.bytes.as_slice();
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        let file = match (first, utf8(bytes)) {
            (None, _) => {
                mistakes.push(Diagnostic::in_line(1, "the file is empty"));
                Self::default()
            }
            (Some(b'{' | b'['), Ok(text)) => Reader::read(text, usage, &mut mistakes),
            (Some(b'{' | b'['), Err(fault)) => {
                mistakes.push(fault);
                Self::default()
            }
            (Some(_), _) => {
                let message = match serde_json::from_slice::<IgnoredAny>(bytes) {
                    Ok(_) => {
                        "expected an object or an array of JSON: the answer of Microsoft's API"
                    }
                    Err(_) => "this is not JSON: expected the answer of Microsoft's API",
                };
                mistakes.push(Diagnostic::usage(message).at(Place::at(1, 1)));
                Self::default()
            }
        };
        Parsed { file, mistakes }
    }
}

#[cfg(test)]
mod tests;
