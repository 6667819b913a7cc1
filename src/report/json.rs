//! Rows as compact JSON, in the letters that `serde_json` writes, for lists of a million rows.
//!
//! `serde_json` looks every byte up in a table to see whether it must be escaped, those of the keys as well. Names and
//! addresses almost never hold such a byte, so that here a text is looked at in a few steps and copied in one. What could
//! steer a terminal is escaped too.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};
use serde_json::Error;

use crate::sanitize::{escaped_json, may_begin_harm};

/// Writes `row` behind what stands in `text` already.
///
/// # Errors
/// If the row cannot be told, as `serde_json` says it.
pub(super) fn write<T: Serialize + ?Sized>(text: &mut Vec<u8>, row: &T) -> io::Result<()> {
    row.serialize(Json { text }).map_err(io::Error::from)
}

/// Where the next value goes.
struct Json<'t> {
    text: &'t mut Vec<u8>,
}

/// An object or a list that is not yet closed.
struct Open<'t> {
    text: &'t mut Vec<u8>,
    is_empty: bool,
    close: &'static [u8],
}

/// Whether all of these bytes are letters, digits and signs of ASCII that JSON writes as they are; eight are looked at in
/// one step.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let (eights, _) = bytes.as_chunks();
    match bytes.last_chunk() {
        // The last eight are those of the chunks once more, in part, and what is left of them.
        Some(last) => eights.iter().all(eight_are_plain) && eight_are_plain(last),
        None => bytes
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')),
    }
}

#[inline]
fn eight_are_plain(bytes: &[u8; 8]) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = u64::from_le_bytes([128; 8]);
    // The top bit of a byte ends up set where a byte is below the bound; which byte it is does not matter.
    let has_below =
        |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word & TOPS != 0;
    let word = u64::from_le_bytes(*bytes);
    let has = |byte: u8| has_below(word ^ (ONES * u64::from(byte)), 1);
    word & (ONES * 128) == 0 && !(has_below(word, b' ') | has(b'"') | has(b'\\') | has(0x7f))
}

/// The same for letters of any language, one byte in a step.
fn is_plain_anyway(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| *byte >= b' ' && !matches!(byte, b'"' | b'\\') && !may_begin_harm(*byte))
}

impl<'t> Json<'t> {
    fn written(self, value: impl std::fmt::Display) -> Result<(), Error> {
        struct Text<'t>(&'t mut Vec<u8>);
        impl std::fmt::Write for Text<'_> {
            fn write_str(&mut self, text: &str) -> std::fmt::Result {
                self.0.extend_from_slice(text.as_bytes());
                Ok(())
            }
        }
        write!(Text(self.text), "{value}").map_err(Error::custom)
    }

    #[inline]
    fn open(self, opening: u8, close: &'static [u8]) -> Open<'t> {
        self.text.push(opening);
        Open {
            text: self.text,
            is_empty: true,
            close,
        }
    }

    /// Begins the object that a variant with values is.
    fn variant(self, name: &'static str) -> Result<Self, Error> {
        self.text.push(b'{');
        Json { text: self.text }.serialize_str(name)?;
        self.text.push(b':');
        Ok(self)
    }

    /// A text in which something may have to be escaped.
    fn escaped(self, value: &str) -> Result<(), Error> {
        let start = self.text.len();
        serde_json::to_writer(&mut *self.text, value)?;
        if let Cow::Owned(escaped) = escaped_json(&self.text[start..]) {
            self.text.truncate(start);
            self.text.extend_from_slice(&escaped);
        }
        Ok(())
    }

    fn library(self, value: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(self.text, value)
    }
}

impl Open<'_> {
    #[inline]
    fn comma(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push(b',');
        }
    }

    #[inline]
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Json { text: self.text })
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        self.value(value)
    }

    /// The name of a field is a word of this program, in which nothing is to be escaped.
    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        debug_assert!(is_plain(key.as_bytes()), "{key}");
        // Single letters are put down in place; a text is a call.
        self.text.reserve(key.len() + 4);
        self.comma();
        self.text.push(b'"');
        self.text.extend_from_slice(key.as_bytes());
        self.text.push(b'"');
        self.text.push(b':');
        self.value(value)
    }

    #[inline]
    fn closed(self) {
        self.text.extend_from_slice(self.close);
    }
}

/// Values that JSON writes as they are displayed.
macro_rules! as_displayed {
    ($($kind:ident: $type:ty;)+) => { $(
        fn $kind(self, value: $type) -> Result<(), Error> {
            self.written(value)
        }
    )+ };
}

impl<'t> Serializer for Json<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'t>;
    type SerializeTuple = Open<'t>;
    type SerializeTupleStruct = Open<'t>;
    type SerializeTupleVariant = Open<'t>;
    type SerializeMap = Open<'t>;
    type SerializeStruct = Open<'t>;
    type SerializeStructVariant = Open<'t>;

    as_displayed! {
        serialize_bool: bool;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
    }
    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.library(&value)
    }
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.library(&value)
    }
    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        if !is_plain(value.as_bytes()) && !is_plain_anyway(value.as_bytes()) {
            return self.escaped(value);
        }
        self.text.reserve(value.len() + 2);
        self.text.push(b'"');
        self.text.extend_from_slice(value.as_bytes());
        self.text.push(b'"');
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.library(&value)
    }
    #[inline]
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }
    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }
    #[inline]
    fn serialize_unit(self) -> Result<(), Error> {
        self.text.extend_from_slice(b"null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let Json { text } = self.variant(variant)?;
        value.serialize(Json { text: &mut *text })?;
        text.push(b'}');
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'t>, Error> {
        Ok(self.open(b'[', b"]"))
    }
    fn serialize_tuple(self, length: usize) -> Result<Open<'t>, Error> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Open<'t>, Error> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'t>, Error> {
        Ok(self.variant(variant)?.open(b'[', b"]}"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Open<'t>, Error> {
        Ok(self.open(b'{', b"}"))
    }
    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Open<'t>, Error> {
        self.serialize_map(Some(length))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'t>, Error> {
        Ok(self.variant(variant)?.open(b'{', b"}}"))
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.comma();
        let start = self.text.len();
        self.value(key)?;
        // Keys are texts: a number as a key stands in quotes.
        if self.text.get(start) != Some(&b'"') {
            self.text.insert(start, b'"');
            self.text.push(b'"');
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.text.push(b':');
        self.value(value)
    }
    fn end(self) -> Result<(), Error> {
        self.closed();
        Ok(())
    }
}

/// What is done with each part of a list or an object, whatever kind it is called by.
macro_rules! parts {
    ($($kind:ident: $part:ident($($key:ident)?) => $done:ident;)+) => { $(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Error;
            #[inline]
            fn $part<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Result<(), Error> {
                self.$done($($key,)? value)
            }
            fn end(self) -> Result<(), Error> {
                self.closed();
                Ok(())
            }
        }
    )+ };
}
parts! {
    SerializeSeq: serialize_element() => element;
    SerializeTuple: serialize_element() => element;
    SerializeTupleStruct: serialize_field() => element;
    SerializeTupleVariant: serialize_field() => element;
    SerializeStruct: serialize_field(key) => field;
    SerializeStructVariant: serialize_field(key) => field;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// What the library writes, without what could steer a terminal.
    fn by_the_library(value: &impl Serialize) -> String {
        let text = serde_json::to_vec(value).unwrap();
        String::from_utf8(escaped_json(&text).into_owned()).unwrap()
    }

    fn told(value: &impl Serialize) -> String {
        let mut text = Vec::new();
        write(&mut text, value).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[derive(Serialize)]
    enum Kind {
        Bare,
        One(Option<u8>),
        Two(i8, bool),
        Named { at: f64, by: char },
    }

    #[derive(Serialize)]
    struct Newtype(String);

    #[derive(Serialize)]
    struct Inner {
        a: u64,
        b: Option<&'static str>,
    }

    #[derive(Serialize)]
    struct Everything {
        kinds: Vec<Kind>,
        nothing: (),
        pair: (u16, i64),
        newtype: Newtype,
        keys: BTreeMap<i32, f32>,
        none: Vec<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u8>,
        #[serde(flatten)]
        inner: Inner,
    }

    #[test]
    fn every_kind_of_value_is_written_as_the_library_writes_it() {
        let everything = Everything {
            kinds: vec![
                Kind::Bare,
                Kind::One(None),
                Kind::One(Some(7)),
                Kind::Two(-1, true),
                Kind::Named { at: 0.1, by: '"' },
            ],
            nothing: (),
            pair: (1, i64::MIN),
            newtype: Newtype("é\\\u{7f}".to_owned()),
            keys: BTreeMap::from([(-1, 0.5), (2, f32::NAN)]),
            none: Vec::new(),
            skipped: None,
            inner: Inner {
                a: u64::MAX,
                b: Some("\u{1f}"),
            },
        };
        assert_eq!(told(&everything), by_the_library(&everything));
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[ -~]{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 30, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_is_written_as_the_library_writes_it(value in value()) {
            prop_assert_eq!(told(&value), by_the_library(&value));
        }
    }

    #[test]
    fn every_letter_that_is_escaped_is_found_at_every_place() {
        for letter in (0..0x100).chain([0x200e, 0x2028, 0x202e, 0xfeff]) {
            for place in 0..40 {
                let mut text = "a".repeat(40);
                let letter = char::from_u32(letter).unwrap();
                text.replace_range(place..=place, &letter.to_string());
                assert_eq!(told(&text), by_the_library(&text));
            }
        }
    }
}
