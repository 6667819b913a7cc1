//! Walks the documents of a file of JSON: one, several behind each other, or one a line; each a transfer, an answer with a
//! list of them, or an array.

use serde_json::value::RawValue;

use super::findings::{Findings, TransferNote};
use super::transfer::transfer_of;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::domain::transfer::TransferSighting;
use crate::exchange::decode::DecodedFile;
use crate::exchange::json::node::{Fields, Node, fault_of, is_cut};
use crate::exchange::json::positions::Positions;
use crate::exchange::json::surroundings::blank_surroundings;
use crate::exchange::sheet::Parsed;
use crate::policy::utf8;

/// The maximum size of a file, in bytes.
pub const LARGEST: u64 = 32 << 20;

/// How deep lists may be in lists.
const DEEPEST: u8 = 6;

/// The keys under which an answer has its list.
const LISTS: [&str; 3] = ["value", "items", "Results"];

/// Keys that show what other files are, and what to say.
const FOREIGN: [(&str, &str); 8] = [
    (
        "isEligible",
        "these are answers about the eligibility for a transfer, not transfers",
    ),
    (
        "validationResults",
        "this is a validation of resellers, not a transfer",
    ),
    (
        "accessDetails",
        "these are delegated admin relationships: import them with `csp gdap import FILE`",
    ),
    (
        "companyProfile",
        "these are customers of Partner Center: import them with `csp customers import FILE`",
    ),
    (
        "userPrincipalName",
        "these are users: import them with `csp users import FILE`",
    ),
    (
        "microsoft_status",
        "this is csp's own answer: import what Partner Center's API or PowerShell prints",
    ),
    (
        "commitmentEndDate",
        "these are subscriptions, not transfers of them",
    ),
    ("mpnId", "these are partners, not transfers"),
];

/// Keys that a transfer has, and few other things.
const OF_TRANSFERS: [&str; 8] = [
    "lineItems",
    "transferType",
    "sourcePartnerTenantId",
    "sourcePartnerName",
    "targetPartnerTenantId",
    "targetPartnerName",
    "targetProductTypes",
    "partnerTenantId",
];

/// What was found in a file.
#[derive(Debug, Default)]
pub struct TransferFile {
    /// The transfers, each with line and column of its record.
    pub transfers: Vec<((u64, usize), TransferSighting)>,
    /// What a person should know, with line and column.
    pub notes: Vec<((u64, usize), TransferNote)>,
}

impl TransferFile {
    /// Reads a file. Its content decides what it is; its name is not needed.
    pub fn read(mut document: DecodedFile) -> Parsed<Self> {
        blank_surroundings(&mut document.bytes);
        let mut mistakes = Diagnostics::default();
        let mut file = Self::default();
        match utf8(&document.bytes) {
            Ok(text) => {
                let mut reader = Reader {
                    text,
                    positions: Positions::of(text),
                    findings: Findings {
                        mistakes: &mut mistakes,
                        notes: &mut file.notes,
                    },
                    transfers: &mut file.transfers,
                };
                reader.documents();
            }
            Err(fault) => mistakes.push(fault),
        }
        Parsed { file, mistakes }
    }
}

/// Reads the records of a file.
struct Reader<'a, 'm> {
    text: &'a str,
    positions: Positions,
    findings: Findings<'m>,
    transfers: &'m mut Vec<((u64, usize), TransferSighting)>,
}

impl<'a> Reader<'a, '_> {
    fn documents(&mut self) {
        let text = self.text;
        let begins = text.trim_start().chars().next();
        if !matches!(begins, Some('{' | '[')) {
            let message = match begins {
                None => "the file is empty: expected transfers as JSON",
                Some(_) => {
                    "expected transfers as JSON, as Partner Center's API or PowerShell prints them"
                }
            };
            return self.wrong((1, 1), message);
        }
        let stream = serde_json::Deserializer::from_str(text).into_iter::<&'a RawValue>();
        for document in stream {
            match document {
                Ok(document) => self.document(document.get()),
                Err(error) => return self.broken(&error),
            }
        }
    }

    fn document(&mut self, text: &'a str) {
        let at = self.positions.of_part(self.text, text).unwrap_or((1, 1));
        match Node::of(text) {
            Ok(node) => self.record(&node, at, 0),
            Err(error) => self.broken(&error),
        }
    }

    fn broken(&mut self, error: &serde_json::Error) {
        let place = Place::at(error.line() as u64, error.column().max(1));
        let mistake = Diagnostic::usage(fault_of(error)).at(place);
        self.findings.mistakes.push(if error.is_eof() {
            mistake.with_help("The file ends too early. Export it again.")
        } else {
            mistake
        });
    }

    fn wrong(&mut self, at: (u64, usize), message: impl Into<String>) {
        self.findings.wrong(at, message);
    }

    /// The place of a record: of its id, where that is a part of the file.
    fn place(&self, fields: &Fields<'_>, around: (u64, usize)) -> (u64, usize) {
        let part = fields.get("id").and_then(Node::part);
        let place = part.and_then(|part| self.positions.of_part(self.text, part));
        place.map_or(around, |(line, column)| {
            (line, column.saturating_sub(1).max(1))
        })
    }

    fn record(&mut self, node: &Node<'_>, at: (u64, usize), depth: u8) {
        if depth > DEEPEST || node.is_too_deep() {
            return self.wrong(at, "the record is nested too deeply for a transfer");
        }
        match node {
            // PowerShell writes `null` for what it did not find.
            Node::Null => {}
            Node::Object(fields) => self.object(fields, at, depth),
            Node::List(all) => {
                for one in all {
                    self.record(one, at, depth + 1);
                }
            }
            Node::Text(text) if is_cut(text) => self.wrong(
                at,
                "the transfers were cut to text by ConvertTo-Json: export them again with `ConvertTo-Json -Depth 5`",
            ),
            Node::Text(_) | Node::Bool(_) | Node::Number(_) | Node::TooDeep => {
                self.wrong(at, "expected a transfer: an object of JSON");
            }
        }
    }

    fn object(&mut self, fields: &Fields<'_>, around: (u64, usize), depth: u8) {
        let at = self.place(fields, around);
        if let Some(message) = error_message(fields) {
            let message = format!("the export failed, so nothing was imported: {message}");
            let mistake = Diagnostic::usage(message).at(Place::at(at.0, at.1));
            self.findings.mistakes.push(mistake.with_help(
                "Sign in again as a user with the role Admin agent, then export again.",
            ));
            return;
        }
        if fields.has_any(&OF_TRANSFERS) {
            return self.transfer(fields, at);
        }
        let foreign = FOREIGN.iter().find(|(key, _)| fields.get(key).is_some());
        if let Some((_, words)) = foreign {
            return self.wrong(at, *words);
        }
        let list = LISTS.into_iter().find_map(|key| fields.given(key));
        if let Some(list @ (Node::List(_) | Node::Object(_))) = list {
            return self.record(list, at, depth + 1);
        }
        if fields.has_any(&["id"]) && fields.has_any(&["status", "createdTime"]) {
            return self.transfer(fields, at);
        }
        self.wrong(
            at,
            "this is not a transfer: expected `id`, `status` and `lineItems`, as Partner Center's API prints them",
        );
    }

    fn transfer(&mut self, fields: &Fields<'_>, at: (u64, usize)) {
        if let Some(seen) = transfer_of(&mut self.findings, fields, at) {
            self.transfers.push((at, seen));
        }
    }
}

/// The message of an error in place of data.
fn error_message(fields: &Fields<'_>) -> Option<String> {
    let of = |fields: &Fields<'_>| {
        let code = match fields.given("code") {
            Some(Node::Number(number)) => number.to_string(),
            Some(Node::Text(text)) => text.to_string(),
            Some(Node::Null | Node::Bool(_) | Node::List(_) | Node::Object(_) | Node::TooDeep)
            | None => String::new(),
        };
        let message = ["message", "description", "error_description"];
        let message = message.into_iter().find_map(|key| fields.text(key));
        let message = message.unwrap_or_default().to_owned();
        let parts = [code, message];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(": ").chars().take(300).collect::<String>()
    };
    match fields.given("error") {
        Some(Node::Object(inner)) => return Some(of(inner)),
        Some(Node::Text(text)) => return Some(text.chars().take(300).collect()),
        Some(Node::Null | Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::TooDeep)
        | None => {}
    }
    let is_error = fields.has_any(&["code"])
        && fields.has_any(&["message", "description"])
        && !fields.has_any(&["id"]);
    is_error.then(|| of(fields))
}
