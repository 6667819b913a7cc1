//! The values of one object: those that have a column, and a fingerprint of all of them.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::line_fingerprint::mark_pair;
use super::super::record::{Field, PLAIN};
use super::fast_object::read_object;
use super::keys::{FoundKey, Keys};
use super::written::Written;

/// The values of the object that was read last.
#[derive(Debug)]
pub(super) struct Values {
    /// The values with a column, one after the other.
    pub(super) bytes: Vec<u8>,
    /// Where the value of each column is in `bytes`.
    pub(super) fields: Vec<Field>,
    /// Where the value of each column begins in the object.
    pub(super) positions: Vec<u32>,
    /// The fingerprint of all values, independent of their order, of blanks, and of names without a value.
    pub(super) mark: u64,
    /// A column that the object names twice.
    pub(super) repeated: Option<usize>,
    is_set: Vec<bool>,
}

impl Values {
    pub(super) fn new(columns: usize) -> Self {
        Self {
            bytes: Vec::new(),
            fields: vec![Field::new(0, 0, PLAIN); columns],
            positions: vec![0; columns],
            mark: 0,
            repeated: None,
            is_set: vec![false; columns],
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.fields.fill(Field::new(0, 0, PLAIN));
        self.positions.fill(0);
        self.is_set.fill(false);
        self.mark = 0;
        self.repeated = None;
    }

    /// Reads an object.
    ///
    /// # Errors
    /// Why it is not an object of JSON.
    pub(super) fn read(&mut self, object: &str, keys: &mut Keys) -> serde_json::Result<()> {
        self.clear();
        keys.restart();
        if read_object(object, keys, |key, value, at| self.take(key, value, at)) {
            return Ok(());
        }
        self.read_plainly(object, keys)
    }

    /// Reads an object by `serde_json`.
    pub(super) fn read_plainly(&mut self, object: &str, keys: &mut Keys) -> serde_json::Result<()> {
        self.clear();
        keys.restart();
        let start = object.as_ptr() as usize;
        let mut source = serde_json::Deserializer::from_str(object);
        let pairs = Pairs {
            keys,
            take: |key: FoundKey, raw: &RawValue| {
                let at = (raw.get().as_ptr() as usize).saturating_sub(start);
                self.take(key, Written::of(raw), at)
            },
        };
        pairs.deserialize(&mut source)?;
        source.end()
    }

    /// Adds a value, which begins at a position of the object.
    fn take(&mut self, key: FoundKey, value: Written<'_>, at: usize) -> serde_json::Result<()> {
        let cell = value.cell()?;
        if !cell.is_empty() {
            let form = value.in_one_form(&cell);
            self.mark = self.mark.wrapping_add(mark_pair(key.mark, form.as_bytes()));
        }
        let Some(column) = key.column.map(|column| column as usize) else {
            return Ok(());
        };
        let (Some(field), Some(position), Some(is_set)) = (
            self.fields.get_mut(column),
            self.positions.get_mut(column),
            self.is_set.get_mut(column),
        ) else {
            return Ok(());
        };
        if std::mem::replace(is_set, true) {
            self.repeated = Some(column);
        }
        let from = self.bytes.len();
        self.bytes.extend_from_slice(cell.as_bytes());
        *field = Field::new(from, self.bytes.len(), PLAIN);
        *position = u32::try_from(at).unwrap_or(0);
        Ok(())
    }
}

/// Reads only the names of an object.
pub(super) fn read_names(object: &str, keys: &mut Keys) -> serde_json::Result<()> {
    keys.restart();
    let mut source = serde_json::Deserializer::from_str(object);
    let pairs = Pairs {
        keys,
        take: |_: FoundKey, _: &RawValue| Ok(()),
    };
    pairs.deserialize(&mut source)
}

/// The names and values of an object, each value as it is written.
struct Pairs<'k, F> {
    keys: &'k mut Keys,
    take: F,
}

impl<'de, F: FnMut(FoundKey, &'de RawValue) -> serde_json::Result<()>> DeserializeSeed<'de>
    for Pairs<'_, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de, F: FnMut(FoundKey, &'de RawValue) -> serde_json::Result<()>> Visitor<'de>
    for Pairs<'_, F>
{
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Name(self.keys))? {
            let value = map.next_value::<&'de RawValue>()?;
            (self.take)(key, value).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// The name of a value.
struct Name<'k>(&'k mut Keys);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = FoundKey;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<FoundKey, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = FoundKey;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<FoundKey, E> {
        Ok(self.0.find(name))
    }
}
