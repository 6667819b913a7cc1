//! Reads the names and values of an object with fewer steps than `serde_json`, where it looks as exports write it.
//!
//! Gain, by `benches/revenue/measure.py`: docs/performance.md, "Tricks that stayed".
//!
//! An object with anything that is rare (an object inside, a `\u` escape, a line break, a mistake) is not read here: the
//! caller reads it with `serde_json`, which also says what is wrong. A test checks that both read the same.

use memchr::memchr2;

use super::keys::{FoundKey, Keys};
use super::written::Written;

/// Gives each name and value to `take`, with the place in the object where the value begins. False if the
/// object has to be read in the plain way; what was given until then does not count.
pub(super) fn read_object(
    object: &str,
    keys: &mut Keys,
    mut take: impl FnMut(FoundKey, Written<'_>, usize) -> serde_json::Result<()>,
) -> bool {
    // Characters that JSON allows between values only.
    if object
        .bytes()
        .fold(false, |found, byte| found | (byte < b' '))
    {
        return false;
    }
    let mut rest = Rest { object, at: 0 };
    let mut read = || {
        rest.expect(b'{')?;
        loop {
            rest.skip_blanks();
            let key = rest.name(keys)?;
            rest.skip_blanks();
            rest.expect(b':')?;
            rest.skip_blanks();
            let from = rest.at;
            let value = rest.value()?;
            take(key, value, from).ok()?;
            rest.skip_blanks();
            match rest.next()? {
                b',' => rest.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        rest.at += 1;
        (rest.at == object.len()).then_some(())
    };
    read().is_some()
}

/// What is left of an object. Each part is read only if it is whole and usual.
struct Rest<'a> {
    object: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.object.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn next(&self) -> Option<u8> {
        self.object.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then(|| self.at += 1)
    }

    fn skip_blanks(&mut self) {
        while self.next() == Some(b' ') {
            self.at += 1;
        }
    }

    fn name(&mut self, keys: &mut Keys) -> Option<FoundKey> {
        self.expect(b'"')?;
        if let Some((key, length)) = keys.take_expected(self.bytes()) {
            self.at += length + 1;
            return Some(key);
        }
        let end = memchr2(b'"', b'\\', self.bytes())?;
        let name = self.object.get(self.at..self.at + end)?;
        self.at += end;
        self.expect(b'"')?;
        Some(keys.find(name))
    }

    fn value(&mut self) -> Option<Written<'a>> {
        let from = self.at;
        let kind = match self.next()? {
            b'[' => {
                self.skip_list()?;
                Written::Nested
            }
            b'"' => {
                let is_escaped = self.skip_text()?;
                if !is_escaped {
                    let inner = self.object.get(from + 1..self.at - 1)?;
                    return Some(Written::Text(inner));
                }
                Written::Escaped
            }
            b'n' => {
                self.skip_word("null")?;
                return Some(Written::Null);
            }
            b't' | b'f' => {
                self.skip_single()?;
                Written::Word
            }
            _ => {
                self.skip_number()?;
                Written::Number
            }
        };
        Some(kind(self.object.get(from..self.at)?))
    }

    /// Skips a list of values that are not lists.
    fn skip_list(&mut self) -> Option<()> {
        self.at += 1;
        self.skip_blanks();
        if self.next()? == b']' {
            return self.expect(b']');
        }
        loop {
            self.skip_single()?;
            self.skip_blanks();
            match self.next()? {
                b',' => self.at += 1,
                _ => return self.expect(b']'),
            }
            self.skip_blanks();
        }
    }

    /// Skips a text, a number or a word.
    fn skip_single(&mut self) -> Option<()> {
        match self.next()? {
            b'"' => self.skip_text().map(|_| ()),
            b'n' => self.skip_word("null"),
            b't' => self.skip_word("true"),
            b'f' => self.skip_word("false"),
            _ => self.skip_number(),
        }
    }

    fn skip_word(&mut self, word: &str) -> Option<()> {
        let is_it = self.bytes().starts_with(word.as_bytes());
        is_it.then(|| self.at += word.len())
    }

    /// Skips a text; true if it has escapes.
    fn skip_text(&mut self) -> Option<bool> {
        self.at += 1;
        let mut is_escaped = false;
        loop {
            self.at += memchr2(b'"', b'\\', self.bytes())?;
            if self.next()? == b'"' {
                self.at += 1;
                return Some(is_escaped);
            }
            is_escaped = true;
            let escaped = *self.bytes().get(1)?;
            if !matches!(
                escaped,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
            ) {
                return None;
            }
            self.at += 2;
        }
    }

    fn skip_number(&mut self) -> Option<()> {
        if self.next() == Some(b'-') {
            self.at += 1;
        }
        match self.next()? {
            b'0' => self.at += 1,
            _ => self.skip_digits()?,
        }
        if self.next() == Some(b'.') {
            self.at += 1;
            self.skip_digits()?;
        }
        // What follows a number is checked by the caller; an exponent is not usual.
        Some(())
    }

    fn skip_digits(&mut self) -> Option<()> {
        let digits = self.bytes().iter().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count();
        self.at += count;
        (count > 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::values::Values;
    use super::*;

    const LINE: &str = r#"{"InvoiceNumber":"G1","Name":"Fabrikam \"Süd\", Ltd.","Path":"C:\\x\/y\n","Quantity":-1.50,"Total": 0 , "Date":null,"Is":true,"Not":false,"None":[],"Some":[1, "a\\" ,null],"":""}"#;

    fn keys() -> Keys {
        let mut keys = Keys::default();
        let names = ["InvoiceNumber", "Name", "Path", "Total", "Some"];
        names.iter().for_each(|name| {
            keys.find(name);
        });
        keys.assign_columns(&names.map(str::to_owned));
        keys
    }

    /// What was read, as far as a line is made of it.
    fn content(values: &Values) -> (Vec<(String, u32)>, u64, Option<usize>) {
        let field = |at: &super::super::super::record::Field| {
            String::from_utf8(at.of(&values.bytes).to_vec()).unwrap()
        };
        let fields = values.fields.iter().map(field);
        let fields = fields.zip(values.positions.iter().copied()).collect();
        (fields, values.mark, values.repeated)
    }

    fn is_read_fast(object: &str) -> bool {
        read_object(object, &mut keys(), |_, _, _| Ok(()))
    }

    #[test]
    fn usual_objects_are_read_here() {
        for object in [LINE, "{\"a\":1}", "{ \"a\" : \"b\" }", "{\"a\":[[],1]}"] {
            assert_eq!(is_read_fast(object), !object.contains("[["), "{object}");
        }
        for rare in [
            "{}",
            "{\"a\":{}}",
            "{\"a\":\"\\u00e9\"}",
            "{\"a\\\\b\":1}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":1,}",
            "{\"a\":[1,]}",
            "{\"a\":nul}",
            "{\"a\":1}}",
            "{\"a\":\"\t\"}",
            "{\"a\" 1}",
            "{\"a\":1",
        ] {
            assert!(!is_read_fast(rare), "{rare}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_read_the_same(
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, "[\\\\\",:{}\\[\\]01.eE+u -]|é|\t|null"), 0..4)
        ) {
            let mut object = LINE.to_owned();
            for (at, removed, added) in edits {
                let places: Vec<usize> = object.char_indices().map(|(place, _)| place).collect();
                let place = at.index(places.len());
                let end = places.get(place + removed).copied().unwrap_or(object.len());
                object.replace_range(places[place]..end, &added);
            }
            let (mut fast, mut plain) = (Values::new(5), Values::new(5));
            let (mut fast_keys, mut plain_keys) = (keys(), keys());
            let read = fast.read(&object, &mut fast_keys);
            let wanted = plain.read_plainly(&object, &mut plain_keys);
            prop_assert_eq!(read.map_err(|e| e.to_string()), wanted.map_err(|e| e.to_string()));
            if !is_read_fast(&object) {
                return Ok(());
            }
            prop_assert_eq!(content(&fast), content(&plain));
            prop_assert_eq!(fast_keys.spellings(), plain_keys.spellings());
        }
    }
}
