//! Mail files (RFC 5322) that a mail program opens as a draft.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use super::Message;
use super::encoded_word::{encoded_words, looks_encoded};
use super::line::{one_line, plain_lines};
use crate::domain::Email;
use crate::domain::calendar::Instant;

/// The maximum length of a line in RFC 5322, without its line end.
const LONGEST_LINE: usize = 998;

/// A sender: an address, and a name if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: Email,
}

/// What a mail file needs besides the message. Nothing is random, so the same input gives the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The sender.
    pub from: &'a Mailbox,
    /// The time for the `Date` header.
    pub date: Instant,
    /// A unique part of the message id; only its letters, digits, points and hyphens are used.
    pub id: &'a str,
}

/// The bytes of the mail file: CRLF, UTF-8, marked as not yet sent.
///
/// The text is not encoded (7bit or 8bit), so that a long link stays readable in the file. It is encoded only if a line
/// is longer than mail allows.
pub fn to_eml(message: &Message, envelope: &Envelope<'_>) -> Vec<u8> {
    let name = envelope.from.name.as_deref().map(one_line);
    let name = name.filter(|name| !name.is_empty());
    let mut eml = Vec::new();
    from(MessageBuilder::new(), name, &envelope.from.address)
        .to(Address::new_address(None::<&str>, spec(&message.to)))
        .header("Subject", subject(&message.subject))
        .date(Date::new(envelope.date.timestamp()))
        .message_id(MessageId::new(message_id(envelope)))
        .header("X-Unsent", Text::new("1"))
        .body(text_part(&message.body))
        .serialize(&mut eml);
    eml
}

/// The sender. A name that a mail reader would decode is encoded.
fn from<'a>(
    builder: MessageBuilder<'a>,
    name: Option<String>,
    address: &Email,
) -> MessageBuilder<'a> {
    match name {
        Some(name) if looks_encoded(&name) => {
            let mailbox = format!("{} <{}>", encoded_words(&name), spec(address));
            builder.header("From", Raw::new(mailbox))
        }
        name => builder.from(Address::new_address(name, spec(address))),
    }
}

/// The subject, encoded so that mail readers show it literally.
fn subject(text: &str) -> HeaderType<'static> {
    let text = one_line(text);
    if looks_encoded(&text) {
        Raw::new(encoded_words(&text)).into()
    } else {
        Text::new(text).into()
    }
}

fn text_part(body: &str) -> MimePart<'static> {
    let mut text = plain_lines(body).trim_end().replace('\n', "\r\n");
    text.push_str("\r\n");
    let short = text.split("\r\n").all(|line| line.len() <= LONGEST_LINE);
    let ascii = text.is_ascii();
    let part = MimePart::new("text/plain", text);
    match (short, ascii) {
        (true, true) => part.transfer_encoding("7bit"),
        (true, false) => part.transfer_encoding("8bit"),
        (false, _) => part,
    }
}

/// The address with its domain in ASCII, which every mail program accepts.
fn spec(address: &Email) -> String {
    let local = address
        .as_str()
        .rsplit_once('@')
        .map_or("", |(local, _)| local);
    format!("{local}@{}", address.domain())
}

fn message_id(envelope: &Envelope<'_>) -> String {
    let token: String = envelope
        .id
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    let domain = envelope.from.address.domain();
    if token.is_empty() {
        format!("{}@{domain}", envelope.date.timestamp_millis())
    } else {
        format!("{token}@{domain}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_subjects_that_look_encoded_stay_literal() {
        let hostile = "=?utf-8?Q?Microsoft?= =?utf-8?B?4oKs?=";
        let message = Message {
            to: "bruno@contoso.fr".parse().unwrap(),
            subject: format!("Order of {hostile}"),
            body: "Hello".to_owned(),
        };
        let from = Mailbox {
            name: Some(hostile.to_owned()),
            address: "ada@contoso.fr".parse().unwrap(),
        };
        let envelope = Envelope {
            from: &from,
            date: Instant::UNIX_EPOCH,
            id: "1",
        };
        let eml = String::from_utf8(to_eml(&message, &envelope)).unwrap();
        assert!(!eml.contains("?Microsoft?="), "{eml}");
        assert!(
            eml.contains("From: =?utf-8?Q?=3D=3Futf=2D8=3FQ=3FMicrosoft=3F=3D"),
            "{eml}"
        );
        assert!(
            eml.contains("Subject: =?utf-8?Q?Order=20of=20=3D=3Futf"),
            "{eml}"
        );
        assert!(eml.contains("<ada@contoso.fr>"), "{eml}");
        assert!(eml.lines().all(|line| line.len() <= 78), "{eml}");
    }
}
