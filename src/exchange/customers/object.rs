//! JSON values with positions, and objects whose keys are found in any case.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::exchange::json::node::Key;
use crate::exchange::json::positions::Positions;

/// The maximum nesting depth.
const DEEPEST: usize = 64;

/// An object: its keys in order, with their unparsed values.
#[derive(Debug, Default)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// The value as an object; `None` if it is something else.
    pub(super) fn of(value: &'a RawValue) -> Option<Self> {
        serde_json::from_str(value.get()).ok()
    }

    /// The value of a key, in any case; `null` counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, value)| *value)
            .filter(|value| value.get() != "null")
    }

    /// The object under a key; an empty one if there is none.
    pub(super) fn object(&self, key: &str) -> Self {
        self.get(key).and_then(Self::of).unwrap_or_default()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut keys = Vec::new();
                while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
                    keys.push((key, map.next_value::<&'de RawValue>()?));
                }
                Ok(Object(keys))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// Converts values of a text to their positions in it.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    positions: Positions,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            positions: Positions::of(text),
        }
    }

    /// Line and column, both from 1, of a value in the text.
    pub(super) fn of_value(&self, value: &RawValue) -> (u64, usize) {
        let found = self.positions.of_part(self.text, value.get());
        found.unwrap_or((1, 1))
    }

    /// The first position that is nested too deep.
    pub(super) fn too_deep(&self) -> Option<(u64, usize)> {
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        for (at, byte) in self.text.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Some(self.positions.at(self.text, at));
            }
        }
        None
    }
}
