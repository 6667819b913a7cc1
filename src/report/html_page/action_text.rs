//! A next action on the page: which one it is, its commands, and what a person should know before.

use serde::Serialize;

use crate::domain::next::{Hint, NextAction};
use crate::exchange::partner_report::ReportedDate;

/// What an action or a date says beside its title.
#[derive(Serialize)]
pub(super) struct ActionText {
    /// The customer that it is about; empty where its title names it, or there is none.
    customer: String,
    /// The command; empty for a date.
    command: String,
    /// The command for the other outcome, or empty.
    alternative: String,
    /// What to know before, or empty.
    hint: String,
    /// The command that the hint introduces, or empty.
    hint_command: String,
}

impl From<&NextAction> for ActionText {
    fn from(next: &NextAction) -> Self {
        let hint = next.hint.as_ref();
        let hint_command = hint.and_then(|hint| hint.command.clone());
        let hint = hint.map(|Hint { words, command }| match command {
            Some(_) => format!("{words}:"),
            None => format!("{words}."),
        });
        Self {
            customer: next.customer.clone().unwrap_or_default(),
            command: next.command.clone(),
            alternative: next.alternative.clone().unwrap_or_default(),
            hint: hint.unwrap_or_default(),
            hint_command: hint_command.unwrap_or_default(),
        }
    }
}

impl From<&ReportedDate> for ActionText {
    fn from(date: &ReportedDate) -> Self {
        Self {
            customer: date.customer_beside().unwrap_or_default().to_owned(),
            command: String::new(),
            alternative: String::new(),
            hint: String::new(),
            hint_command: String::new(),
        }
    }
}
