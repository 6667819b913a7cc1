//! Walks the documents of a file of JSON: one, several behind each other, or one a line; each an object, an answer with a
//! list in it, or an array. Lists are walked record by record.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{Fields, Key, NamesOnce, Node, fault_of, is_cut};
use super::note::GdapNote;
use super::reader::{Around, Reader, Wrapping};
use super::record_kind::{Hint, RecordKind, id_in_text};
use super::shape::EXPORT_RELATIONSHIPS;
use super::sink::At;
use crate::diagnostic::{Diagnostic, Place};

/// The maximum size of one record, in bytes.
const LARGEST_RECORD: usize = 4 << 20;

/// The maximum number of keys of a document.
const MOST_KEYS: usize = 10_000;

/// How deep lists may be in lists, as in `jq -s` of pages.
const DEEPEST_LIST: u8 = 6;

/// The keys under which an answer has its list.
const LISTS: [&str; 3] = ["value", "Results", "items"];

/// The message for an object that is none of these.
const UNKNOWN: &str = "this is not a delegated admin relationship: expected what Graph, `az rest`, PowerShell (Get-MgTenantRelationshipDelegatedAdminRelationship) or CIPP prints of relationships (`id`, `status`, `accessDetails`) or of access assignments (`accessContainer`)";

/// The keys of a document with their unparsed values.
struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Pairs<'a> {
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, value)| *value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let (mut pairs, mut names) = (Vec::new(), NamesOnce::default());
                while let Some(Key(key)) = map.next_key()? {
                    names.add::<A::Error>(&key)?;
                    if pairs.len() == MOST_KEYS {
                        return Err(A::Error::custom("an object has too many keys"));
                    }
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// Calls a function with every element of an array.
struct Elements<F>(F);

impl<'de, F: FnMut(&'de RawValue)> Visitor<'de> for Elements<F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut values: A) -> Result<(), A::Error> {
        while let Some(value) = values.next_element()? {
            self.0(value);
        }
        Ok(())
    }
}

impl<'a> Reader<'a, '_, '_, '_> {
    /// Reads every document of the file.
    pub(super) fn documents(&mut self) {
        let text = self.text;
        let mut parser = serde_json::Deserializer::from_str(text);
        let mut end = 0;
        while let Some(start) = start_from(text, end) {
            let read = match text.as_bytes().get(start) {
                Some(b'[') => self.array_document(&mut parser, start),
                Some(b'{') => self.object_document(&mut parser, start),
                Some(_) | None => {
                    self.wrong_record(
                        self.positions.at(text, start),
                        "expected an object or an array of JSON",
                    );
                    return;
                }
            };
            match read {
                Ok(ended) => end = ended,
                Err(error) => return self.broken(&error),
            }
        }
    }

    fn broken(&mut self, error: &serde_json::Error) {
        let place = Place::at(error.line() as u64, error.column().max(1));
        let mistake = Diagnostic::usage(fault_of(error)).at(place);
        self.mistakes.push(if error.is_eof() {
            mistake.with_help("The file ends too early. Export it again.")
        } else {
            mistake
        });
    }

    /// An array of records. Returns where it ends.
    fn array_document(
        &mut self,
        parser: &mut serde_json::Deserializer<serde_json::de::StrRead<'a>>,
        start: usize,
    ) -> Result<usize, serde_json::Error> {
        let around = Around {
            wrapping: Wrapping::Array,
            ..Around::default()
        };
        let before = self.sink.found.list.relationships;
        let mut last = start + 1;
        let text = self.text;
        parser.deserialize_seq(Elements(|value: &'a RawValue| {
            last = end_of(text, value);
            self.element(value, around);
        }))?;
        if self.sink.found.list.relationships > before {
            self.sink.found.list.arrays += 1;
        }
        Ok(behind(text, last, b']'))
    }

    /// An object: one record, or an answer with a list. Returns where it ends.
    fn object_document(
        &mut self,
        parser: &mut serde_json::Deserializer<serde_json::de::StrRead<'a>>,
        start: usize,
    ) -> Result<usize, serde_json::Error> {
        let pairs = Pairs::deserialize(&mut *parser)?;
        let last = pairs.0.last();
        let last = last.map_or(start + 1, |(_, value)| end_of(self.text, value));
        let end = behind(self.text, last, b'}');
        let at = self.positions.at(self.text, start);
        let list = LISTS
            .into_iter()
            .find_map(|key| Some((key, pairs.get(key)?)))
            .filter(|(_, value)| value.get().starts_with('['));
        let Some((key, list)) = list else {
            if last - start > LARGEST_RECORD {
                self.wrong_record(at, too_large());
                return Ok(end);
            }
            let fields: Result<Vec<_>, serde_json::Error> = pairs
                .0
                .into_iter()
                .map(|(key, value)| Ok((key, Node::of(value.get())?)))
                .collect();
            self.record(&Node::Object(Fields(fields?)), at, Around::default(), 0);
            return Ok(end);
        };
        let answer: Result<Vec<_>, serde_json::Error> = pairs
            .0
            .iter()
            .filter(|(known, _)| !known.eq_ignore_ascii_case(key))
            .filter(|(_, value)| value.get().len() < LARGEST_RECORD)
            .map(|(key, value)| Ok((key.clone(), Node::of(value.get())?)))
            .collect();
        let answer = Answer::of(key, &Fields(answer?));
        let mut values = serde_json::Deserializer::from_str(list.get());
        self.list_of_answer(&answer, |reader| {
            values.deserialize_seq(Elements(|value: &'a RawValue| {
                reader.element(value, answer.around);
            }))
        })?;
        Ok(end)
    }

    /// Reads the list of an answer, and keeps what it shows of its completeness.
    fn list_of_answer<T>(&mut self, answer: &Answer, read: impl FnOnce(&mut Self) -> T) -> T {
        let of_list = |reader: &Self| {
            let list = &reader.sink.found.list;
            (list.relationships + list.without_ids, list.others)
        };
        let (before, others) = of_list(self);
        let outcome = read(self);
        let (after, others_after) = of_list(self);
        let is_of_relationships = after > before || answer.around.hint == Hint::Relationships;
        let is_empty = others_after == others && answer.around.hint == Hint::Unknown;
        let list = &mut self.sink.found.list;
        if answer.is_wrapped_array {
            list.arrays += u64::from(is_of_relationships);
        } else if is_of_relationships || is_empty {
            list.lists += 1;
            list.more_follow = answer.more_follow;
            list.counted = list.counted.max(answer.counted);
        }
        if after == before && answer.around.hint == Hint::Relationships {
            self.sink.shape(super::shape::GdapShape::GraphList);
        }
        outcome
    }

    /// One element of a list.
    fn element(&mut self, value: &'a RawValue, around: Around) {
        let at = self.positions.of_part(self.text, value.get());
        let at = at.unwrap_or((1, 1));
        if value.get().len() > LARGEST_RECORD {
            return self.wrong_record(at, too_large());
        }
        match Node::of(value.get()) {
            Ok(node) => self.record(&node, at, around, 1),
            Err(error) => self.wrong_record(at, fault_of(&error)),
        }
    }

    /// One record, or a list of records inside a list.
    fn record(&mut self, node: &Node<'_>, at: At, around: Around, depth: u8) {
        if depth > DEEPEST_LIST || node.is_too_deep() {
            return self.wrong_record(at, "the record is nested too deeply for a relationship");
        }
        match node {
            // PowerShell writes `null` for what it did not find.
            Node::Null => {}
            Node::Object(fields) => self.object(fields, at, around, depth),
            Node::List(all) => {
                let around = Around {
                    wrapping: Wrapping::Array,
                    ..around
                };
                let before = self.sink.found.list.relationships;
                for one in all {
                    self.record(one, at, around, depth + 1);
                }
                let list = &mut self.sink.found.list;
                list.arrays += u64::from(list.relationships > before);
            }
            Node::Text(text) if is_cut(text) => self.cut_off(at),
            Node::Text(_) | Node::Bool(_) | Node::Number(_) | Node::TooDeep => {
                self.wrong_record(at, "expected an object");
            }
        }
    }

    fn cut_off(&mut self, at: At) {
        let message = "the relationships were cut to text by ConvertTo-Json: export them again";
        let place = Place::at(at.0, at.1);
        let mistake = Diagnostic::usage(message).at(place);
        self.mistakes.push(mistake.with_help(EXPORT_RELATIONSHIPS));
    }

    fn object(&mut self, fields: &Fields<'_>, at: At, around: Around, depth: u8) {
        let list = LISTS
            .into_iter()
            .find_map(|key| Some((key, fields.given(key)?)));
        if let Some((key, list)) = list {
            match list {
                Node::List(all) => {
                    let answer = Answer::of(key, fields);
                    self.list_of_answer(&answer, |reader| {
                        for one in all {
                            reader.record(one, at, answer.around, depth + 1);
                        }
                    });
                    return;
                }
                // PowerShell makes one object of a list with one element.
                Node::Object(_) => {
                    let around = Answer::of(key, fields).around;
                    return self.record(list, at, around, depth + 1);
                }
                Node::Text(text) if is_cut(text) => return self.cut_off(at),
                Node::Text(text) if key == "Results" => {
                    self.sink.shape(super::shape::GdapShape::Cipp);
                    let message = text.chars().take(500).collect();
                    let code = String::new();
                    return self.note(at, GdapNote::ErrorAnswer { code, message });
                }
                Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) | Node::TooDeep => {}
            }
        }
        let around = around.or_by(fields);
        match RecordKind::of(fields, around.hint) {
            RecordKind::Relationship => self.relationship(fields, at, around),
            RecordKind::Assignment => self.assignment(fields, at, around),
            RecordKind::Invitation => self.invitation(fields, at),
            RecordKind::Webhook => self.webhook(fields, at),
            RecordKind::Audit => self.audit(fields, at),
            RecordKind::ErrorAnswer => self.error_answer(fields, at),
            kind @ (RecordKind::Request
            | RecordKind::Operation
            | RecordKind::Customer
            | RecordKind::Service
            | RecordKind::RoleGroup) => self.other_record(kind, fields, at, around),
            RecordKind::Foreign(words) => self.wrong_record(at, words),
            RecordKind::Unknown => {
                let are_objects = |(_, value): &(Cow<'_, str>, Node<'_>)| {
                    matches!(value, Node::Object(_) | Node::List(_))
                };
                if fields.0.is_empty() || !fields.0.iter().all(are_objects) {
                    return self.wrong_record(at, UNKNOWN);
                }
                // Records under names of a person's own.
                for (_, value) in &fields.0 {
                    self.record(value, at, around, depth + 1);
                }
            }
        }
    }
}

impl Around {
    /// The same for a document that is one record: it has the context of its answer in itself.
    fn or_by(self, fields: &Fields<'_>) -> Self {
        let more = fields.object("additionalProperties");
        let context = [Some(fields), more]
            .into_iter()
            .flatten()
            .find_map(|fields| fields.text("@odata.context"));
        let Some(context) = context else {
            return self;
        };
        Self {
            hint: if self.hint == Hint::Unknown {
                Hint::of_context(context)
            } else {
                self.hint
            },
            of: self.of.or_else(|| id_in_text(context)),
            ..self
        }
    }
}

/// What the keys beside a list show.
struct Answer {
    around: Around,
    more_follow: bool,
    counted: Option<u64>,
    /// Whether Windows PowerShell wrapped an array: `{"value": […], "Count": n}`.
    is_wrapped_array: bool,
}

impl Answer {
    fn of(key: &str, fields: &Fields<'_>) -> Self {
        let wrapping = match key {
            "Results" => Wrapping::Results,
            _ => Wrapping::Answer,
        };
        let around = Around {
            wrapping,
            ..Around::default()
        };
        let counted = match fields.get("@odata.count") {
            Some(Node::Number(count)) if *count >= 0.0 => Some(*count as u64),
            Some(_) | None => None,
        };
        let more_of_cipp = fields
            .object("Metadata")
            .and_then(|more| more.text("nextLink"));
        let is_of_graph = fields.text("@odata.context").is_some();
        let is_wrapped_array = !is_of_graph && fields.get("Count").is_some();
        Self {
            around: if is_wrapped_array {
                Around {
                    wrapping: Wrapping::Array,
                    ..around
                }
            } else {
                around.or_by(fields)
            },
            more_follow: fields.text("@odata.nextLink").is_some() || more_of_cipp.is_some(),
            counted,
            is_wrapped_array,
        }
    }
}

fn too_large() -> String {
    format!(
        "the record is larger than {} MiB: expected a relationship",
        LARGEST_RECORD >> 20
    )
}

/// Where the next document starts.
fn start_from(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let blanks = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
    Some(from + blanks)
}

/// Where a value ends that is part of the text.
fn end_of(text: &str, value: &RawValue) -> usize {
    let start = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start + value.get().len()
}

/// The place behind the next closing bracket.
fn behind(text: &str, from: usize, bracket: u8) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + memchr::memchr(bracket, rest).map_or(rest.len(), |at| at + 1)
}
