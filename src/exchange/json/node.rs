//! A record of JSON as a small tree whose texts are borrowed from the file. Keys are found in any case.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// The maximum nesting depth of a record. What is deeper is left out as [`Node::TooDeep`].
const DEEPEST: u8 = 24;

/// A value.
#[derive(Debug, PartialEq)]
pub(in crate::exchange) enum Node<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Fields<'a>),
    /// A list or an object that is nested too deep.
    TooDeep,
}

/// The keys of an object with their values, in order.
#[derive(Debug, PartialEq, Default)]
pub(in crate::exchange) struct Fields<'a>(pub(in crate::exchange) Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Fields<'a> {
    /// The value of a key; `null` is a value.
    pub(in crate::exchange) fn get(&self, key: &str) -> Option<&Node<'a>> {
        let mut all = self.0.iter();
        let found = all.find(|(known, _)| known.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value)
    }

    /// The value of a key; `null` counts as absent.
    pub(in crate::exchange) fn given(&self, key: &str) -> Option<&Node<'a>> {
        self.get(key).filter(|value| **value != Node::Null)
    }

    /// Whether one of the keys has a value other than `null`.
    pub(in crate::exchange) fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.given(key).is_some())
    }

    /// The text of a key, without surrounding blanks; `None` if it is blank or not a text.
    pub(in crate::exchange) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// The same as an owned text; empty if there is none.
    pub(in crate::exchange) fn words(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_owned()
    }

    /// The object of a key.
    pub(in crate::exchange) fn object(&self, key: &str) -> Option<&Self> {
        match self.get(key) {
            Some(Node::Object(fields)) => Some(fields),
            Some(_) | None => None,
        }
    }
}

impl<'a> Node<'a> {
    /// Parses a text that holds one value.
    pub(in crate::exchange) fn of(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let node = NodeSeed(DEEPEST).deserialize(&mut parser)?;
        parser.end()?;
        Ok(node)
    }

    /// The text, without surrounding blanks; `None` if it is blank or not a text.
    pub(in crate::exchange) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::Null
            | Self::Bool(_)
            | Self::Number(_)
            | Self::List(_)
            | Self::Object(_)
            | Self::TooDeep => None,
        }
    }

    /// The text if it is part of the file, which shows its place. A text with escapes is not.
    pub(in crate::exchange) fn part(&self) -> Option<&str> {
        match self {
            Self::Text(Cow::Borrowed(part)) => Some(part),
            Self::Text(Cow::Owned(_))
            | Self::Null
            | Self::Bool(_)
            | Self::Number(_)
            | Self::List(_)
            | Self::Object(_)
            | Self::TooDeep => None,
        }
    }

    /// The values of a list; also of one that Windows PowerShell wraps as `{"value": […], "Count": n}`, and a single
    /// object as a list of one.
    pub(in crate::exchange) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(all) => Some(all),
            Self::Object(fields) => match fields.get("value") {
                Some(Self::List(all)) if fields.get("Count").is_some() => Some(all),
                Some(_) | None => Some(std::slice::from_ref(self)),
            },
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::TooDeep => None,
        }
    }

    /// Whether it, or a value in it, was nested too deep.
    pub(in crate::exchange) fn is_too_deep(&self) -> bool {
        match self {
            Self::TooDeep => true,
            Self::List(all) => all.iter().any(Self::is_too_deep),
            Self::Object(fields) => fields.0.iter().any(|(_, value)| value.is_too_deep()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => false,
        }
    }
}

/// Whether a text is what PowerShell writes for a value below its depth: a hash table as `@{…}`, or the name of a type.
pub(in crate::exchange) fn is_cut(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("@{") || text.starts_with("System.") || text.starts_with("Microsoft.")
}

/// What is wrong with a text that cannot be read, without its place.
pub(in crate::exchange) fn fault_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    if error.is_data() {
        what.to_owned()
    } else {
        format!("this is not valid JSON: {what}")
    }
}

/// The names of one object, each of them once. Readers find one value of a name in any case, and which of two is meant
/// cannot be known.
#[derive(Default)]
pub(in crate::exchange) struct NamesOnce(BTreeSet<String>);

impl NamesOnce {
    /// Adds a name.
    ///
    /// # Errors
    /// If the object has it already.
    pub(in crate::exchange) fn add<E: Error>(&mut self, name: &str) -> Result<(), E> {
        if self.0.insert(name.to_ascii_lowercase()) {
            return Ok(());
        }
        let shown: String = name.chars().take(60).collect();
        Err(E::custom(format_args!(
            "an object has the name `{shown}` twice (upper and lower case count as the same)"
        )))
    }
}

/// Parses a value that may nest this much deeper.
struct NodeSeed(u8);

impl<'de> DeserializeSeed<'de> for NodeSeed {
    type Value = Node<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value))
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Node<'de>, A::Error> {
        let Some(left) = self.0.checked_sub(1) else {
            while values.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Node::TooDeep);
        };
        let mut all = Vec::new();
        while let Some(value) = values.next_element_seed(NodeSeed(left))? {
            all.push(value);
        }
        Ok(Node::List(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        let Some(left) = self.0.checked_sub(1) else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Node::TooDeep);
        };
        let (mut fields, mut names) = (Vec::new(), NamesOnce::default());
        while let Some(Key(key)) = map.next_key()? {
            names.add::<A::Error>(&key)?;
            fields.push((key, map.next_value_seed(NodeSeed(left))?));
        }
        Ok(Node::Object(Fields(fields)))
    }
}

/// A key, borrowed if it contains no escapes.
pub(in crate::exchange) struct Key<'a>(pub(in crate::exchange) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}
