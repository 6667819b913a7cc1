//! Walks the documents of a file and reads each object by what it is.

use std::fmt::Display;

use serde_json::value::RawValue;

use super::record_kind::{AnswerKind, CUSTOMER_KEYS, number_text};
use super::{AnswerUse, MicrosoftAnswers, SeenValidation, SeenVerification};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::TenantId;
use crate::domain::calendar::Day;
use crate::domain::customer::AccountStatus;
use crate::domain::partnership::ValidationAnswer;
use crate::exchange::json::date::{SeenInstant, seen_instant_in_utc};
use crate::exchange::json::node::{Fields, Node, fault_of, is_cut};
use crate::exchange::json::positions::Positions;

/// How deep lists and objects may be around an answer.
const DEEPEST: u8 = 8;

/// Line and column, both from 1.
pub(super) type At = (u64, usize);

/// Reads the answers of a file.
pub(super) struct Reader<'a, 'm> {
    text: &'a str,
    positions: Positions,
    usage: AnswerUse,
    mistakes: &'m mut Diagnostics,
    pub(super) found: MicrosoftAnswers,
}

/// What is known of an answer from around it.
#[derive(Clone, Copy)]
struct Around<'n> {
    at: At,
    customer: Option<&'n str>,
    /// The key that holds it.
    key: Option<&'n str>,
    depth: u8,
}

impl<'a, 'm> Reader<'a, 'm> {
    /// Reads a text.
    pub(super) fn read(
        text: &'a str,
        usage: AnswerUse,
        mistakes: &'m mut Diagnostics,
    ) -> MicrosoftAnswers {
        let mut reader = Self {
            text,
            positions: Positions::of(text),
            usage,
            mistakes,
            found: MicrosoftAnswers::default(),
        };
        reader.documents();
        reader.refuse_two_answers();
        if reader.mistakes.is_empty() && reader.found == MicrosoftAnswers::default() {
            let message = "the file is an empty list: there is nothing to import";
            reader.wrong((1, 1), message, None);
        }
        reader.found
    }

    fn documents(&mut self) {
        let documents = serde_json::Deserializer::from_str(self.text).into_iter::<&RawValue>();
        for value in documents {
            let value = match value.map(RawValue::get) {
                Ok(value) => value,
                Err(error) => return self.broken((0, 0), &error),
            };
            let at = self.positions.of_part(self.text, value).unwrap_or((1, 1));
            match Node::of(value) {
                Ok(node) => {
                    let around = Around {
                        at,
                        customer: None,
                        key: None,
                        depth: 0,
                    };
                    self.value(&node, around);
                }
                Err(error) => return self.broken(at, &error),
            }
        }
    }

    fn broken(&mut self, start: At, error: &serde_json::Error) {
        let line = start.0.saturating_sub(1) + error.line() as u64;
        let help = error
            .is_eof()
            .then_some("The file ends too early. Export it again.");
        let message = fault_of(error);
        self.wrong((line.max(1), error.column().max(1)), message, help);
    }

    fn value(&mut self, node: &Node<'_>, around: Around<'_>) {
        if around.depth > DEEPEST {
            return self.wrong(
                around.at,
                "the file is nested too deeply for an answer of Microsoft",
                None,
            );
        }
        let inside = Around {
            depth: around.depth + 1,
            ..around
        };
        match node {
            // PowerShell writes `null` for what it did not find.
            Node::Null => {}
            Node::List(all) => all.iter().for_each(|one| self.value(one, inside)),
            Node::Object(fields) => {
                let at = self.place_of(fields).unwrap_or(around.at);
                self.object(fields, Around { at, ..inside });
            }
            Node::Text(text) if is_cut(text) => self.cut_off(around.at),
            Node::TooDeep => {
                self.wrong(
                    around.at,
                    "the file is nested too deeply for an answer of Microsoft",
                    None,
                );
            }
            Node::Text(_) | Node::Bool(_) | Node::Number(_) => {
                let message = match around.key {
                    Some(key) => format!("expected an object of JSON in `{key}`"),
                    None => "expected an object of JSON".to_owned(),
                };
                self.wrong(around.at, message, None);
            }
        }
    }

    fn cut_off(&mut self, at: At) {
        let help = "In PowerShell, export it again with `ConvertTo-Json -Depth 10`.";
        self.wrong(
            at,
            "a part of the answer was cut to text by ConvertTo-Json",
            Some(help),
        );
    }

    fn object(&mut self, fields: &Fields<'_>, around: Around<'_>) {
        let named = CUSTOMER_KEYS.iter().find_map(|key| fields.text(key));
        let around = Around {
            customer: named.or(around.customer),
            ..around
        };
        let kind = AnswerKind::of(fields);
        if !kind.suits(self.usage) {
            let (what, help) = kind.misplaced();
            return self.wrong(around.at, what, Some(help));
        }
        match kind {
            AnswerKind::Verification => self.verification(fields, around),
            AnswerKind::NoStatus => self.found.verifications.push(SeenVerification {
                at: around.at,
                customer: around.customer.map(str::to_owned),
                status: AccountStatus::None,
                on: None,
            }),
            AnswerKind::Validation => self.validation(fields, around.at),
            AnswerKind::Requirement => self.requirement(fields, around.at),
            AnswerKind::Score => {
                let day = self.day(fields, "updatedDateTime", around.at);
                let day = day.or_else(|| self.day(fields, "lastRefreshDateTime", around.at));
                self.found.score_of = self.found.score_of.max(day);
                self.found.left_out.push("the score itself".to_owned());
                self.parts(fields, around);
            }
            AnswerKind::ScoreHistory => {
                self.found
                    .left_out
                    .push("the history of the score".to_owned());
            }
            AnswerKind::CustomerInsight => {
                self.found
                    .left_out
                    .push("what it says of customers".to_owned());
            }
            AnswerKind::ErrorAnswer => self.error_answer(fields, around.at),
            AnswerKind::Foreign(what, help) => self.wrong(around.at, what, Some(help)),
            AnswerKind::Other => self.other(fields, around),
        }
    }

    /// An object around answers: a list of Graph, a document of a person's own, statuses under their customers' ids.
    fn other(&mut self, fields: &Fields<'_>, around: Around<'_>) {
        let lists = ["value", "items", "Results", "validationResults"];
        let is_list = |(key, value): &(std::borrow::Cow<'_, str>, Node<'_>)| {
            let is_named = lists.iter().any(|known| known.eq_ignore_ascii_case(key));
            is_named && matches!(value, Node::List(_))
        };
        let has_list = fields.0.iter().any(is_list);
        if !self.parts(fields, around) && !has_list {
            let expected = match self.usage {
                AnswerUse::Verification => {
                    "a status of a customer (`status`, `lastUpdateDateTime`)"
                }
                AnswerUse::Validation => "the answer of validateresellers (`validationResults`)",
                AnswerUse::Evidence => {
                    "the security score or its requirements (`requirementType`, `complianceStatus`), or the answer of validateresellers (`validationResults`)"
                }
            };
            self.wrong(
                around.at,
                format!("this is something else: expected {expected}"),
                None,
            );
        }
    }

    /// Reads the lists and objects in an object. Answers whether there are any.
    fn parts(&mut self, fields: &Fields<'_>, around: Around<'_>) -> bool {
        let mut are_any = false;
        for (key, value) in &fields.0 {
            let is_link = ["links", "attributes"]
                .iter()
                .any(|it| it.eq_ignore_ascii_case(key));
            let is_cut_off = matches!(value, Node::Text(text) if is_cut(text));
            let is_part = matches!(value, Node::List(_) | Node::Object(_) | Node::TooDeep);
            if key.starts_with('@') || is_link || !(is_part || is_cut_off) {
                continue;
            }
            are_any = true;
            let customer = key.parse::<TenantId>().is_ok().then_some(&**key);
            let around = Around {
                customer: customer.or(around.customer),
                key: Some(key),
                ..around
            };
            self.value(value, around);
        }
        are_any
    }

    fn verification(&mut self, fields: &Fields<'_>, around: Around<'_>) {
        let node = fields.get("status");
        let Some(written) = node.and_then(Node::text) else {
            return self.wrong_field(around.at, node, "status", "expected a text");
        };
        if let Some(kind) = fields
            .text("type")
            .filter(|it| !it.eq_ignore_ascii_case("account"))
        {
            let message = format!("this is a status of `{kind}`: expected one of `account`");
            return self.wrong_field(around.at, fields.get("type"), "type", message);
        }
        let on = self.day(fields, "lastUpdateDateTime", around.at);
        match AccountStatus::read(written) {
            Ok(status) => self.found.verifications.push(SeenVerification {
                at: around.at,
                customer: around.customer.map(str::to_owned),
                status,
                on,
            }),
            Err(unknown) => self.wrong_field(around.at, node, "status", unknown),
        }
    }

    fn validation(&mut self, fields: &Fields<'_>, at: At) {
        let partner_id = fields.given("partnerId").and_then(number_text);
        let Some(partner_id) = partner_id else {
            return self.wrong(at, "the answer has no `partnerId`", None);
        };
        let node = fields.get("isValidPartnerIdOnRecord");
        let is_valid = match node {
            Some(Node::Bool(is_valid)) => *is_valid,
            Some(Node::Text(text)) if text.trim().eq_ignore_ascii_case("true") => true,
            Some(Node::Text(text)) if text.trim().eq_ignore_ascii_case("false") => false,
            Some(_) | None => {
                let field = "isValidPartnerIdOnRecord";
                return self.wrong_field(at, node, field, "expected true or false");
            }
        };
        let code = fields.given("errorCode").and_then(number_text);
        let text = fields.text("errorDescription");
        let error = code.as_deref().filter(|code| *code != "0");
        let error = error.map(|code| format!("error code {code}"));
        let described = || {
            let shown: String = text?.chars().take(100).collect();
            Some(format!("error description `{shown}`"))
        };
        if let Some(error) = error.or_else(described).filter(|_| is_valid) {
            let message = format!(
                "the answer about {partner_id} contradicts itself: it is true and has the {error}"
            );
            return self.wrong_field(at, node, "isValidPartnerIdOnRecord", message);
        }
        self.found.validations.push(SeenValidation {
            at,
            partner_id,
            answer: ValidationAnswer::new(is_valid, code.as_deref(), text),
        });
    }

    /// One partner ID has one answer in a file.
    fn refuse_two_answers(&mut self) {
        let mut known: Vec<SeenValidation> = Vec::new();
        for seen in std::mem::take(&mut self.found.validations) {
            match known.iter().find(|one| one.is_about(&seen.partner_id)) {
                None => known.push(seen),
                Some(one) if one.answer == seen.answer => {}
                Some(_) => {
                    let id = &seen.partner_id;
                    let message = format!("the file has two different answers about {id}");
                    self.wrong(seen.at, message, None);
                }
            }
        }
        self.found.validations = known;
    }

    fn error_answer(&mut self, fields: &Fields<'_>, at: At) {
        let inside = fields.object("error").unwrap_or(fields);
        let keys = ["code", "errorCode"];
        let code = keys
            .into_iter()
            .find_map(|key| inside.given(key))
            .and_then(number_text);
        let keys = ["message", "description", "error_description"];
        let text = keys.into_iter().find_map(|key| inside.text(key));
        let shown: Vec<String> = code.into_iter().chain(text.map(str::to_owned)).collect();
        let shown: String = shown.join(": ").chars().take(300).collect();
        let message =
            format!("this is an error of Microsoft's API, so nothing was imported: {shown}");
        self.wrong(at, message, Some("Ask the API again, and save its answer."));
    }

    /// The day of a moment, in UTC; an unreadable one is a mistake.
    pub(super) fn day(&mut self, fields: &Fields<'_>, key: &str, at: At) -> Option<Day> {
        let node = fields.get(key);
        match seen_instant_in_utc(node) {
            SeenInstant::Absent => None,
            SeenInstant::At(moment) => Some(moment.date_naive()),
            SeenInstant::Unread(text) => {
                let message =
                    format!("`{text}` is not a valid date (for example 2026-11-03T08:12:44Z)");
                self.wrong_field(at, node, key, message);
                None
            }
        }
    }

    fn place_of(&self, fields: &Fields<'_>) -> Option<At> {
        let (key, _) = fields.0.first()?;
        let std::borrow::Cow::Borrowed(key) = key else {
            return None;
        };
        let (line, column) = self.positions.of_part(self.text, key)?;
        Some((line, column.saturating_sub(1).max(1)))
    }

    pub(super) fn wrong(&mut self, at: At, message: impl Into<String>, help: Option<&str>) {
        let mistake = Diagnostic::usage(message).at(Place::at(at.0, at.1));
        self.mistakes
            .push(match help.filter(|help| !help.is_empty()) {
                Some(help) => mistake.with_help(help),
                None => mistake,
            });
    }

    /// A mistake in a value, or in its object if the value has no place of its own.
    pub(super) fn wrong_field(
        &mut self,
        at: At,
        node: Option<&Node<'_>>,
        field: &str,
        message: impl Display,
    ) {
        let place = node.and_then(Node::part);
        let place = place.and_then(|part| self.positions.of_part(self.text, part));
        let place = place.map_or(at, |(line, column)| (line, column.saturating_sub(1).max(1)));
        self.mistakes
            .push(Diagnostic::in_field(place, field, message));
    }
}
