//! The rows that a journal entry lists, with their digests before and after.

use super::seal::RowDigest;

/// One row that an entry changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowChange<'b> {
    /// Its table.
    pub(super) table: &'b str,
    /// Its key, each value with its type and length.
    pub(super) key: &'b [u8],
    /// The former digest; `None` for a new row.
    pub(super) before: Option<RowDigest>,
    /// The new digest; `None` for a deleted row.
    pub(super) after: Option<RowDigest>,
}

impl RowChange<'_> {
    /// The key, as messages show it.
    pub(super) fn shown_key(key: &[u8]) -> String {
        let mut rest = key;
        let mut parts = Vec::new();
        while let Some((piece, behind)) = piece(rest) {
            parts.push(match piece {
                Piece::Nothing => "null".to_owned(),
                Piece::Number(number) => number.to_string(),
                Piece::Text(text) => text.to_owned(),
                Piece::Bytes(bytes) => crate::domain::hex(bytes),
            });
            rest = behind;
        }
        parts.join("/")
    }
}

/// Decodes the changes that an entry lists, in their order; `None` if the bytes are invalid.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<RowChange<'_>>> {
    let mut changes = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (Piece::Text(table), behind) = piece(rest)? else {
            return None;
        };
        let (Piece::Number(count), behind) = piece(behind)? else {
            return None;
        };
        let mut after_key = behind;
        for _ in 0..count {
            after_key = piece(after_key)?.1;
        }
        let key = behind.get(..behind.len() - after_key.len())?;
        let (before, behind) = digest(after_key)?;
        let (after, behind) = digest(behind)?;
        changes.push(RowChange {
            table,
            key,
            before,
            after,
        });
        rest = behind;
    }
    Some(changes)
}

fn digest(bytes: &[u8]) -> Option<(Option<RowDigest>, &[u8])> {
    match piece(bytes)? {
        (Piece::Nothing, rest) => Some((None, rest)),
        (Piece::Bytes(bytes), rest) => Some((Some(bytes.try_into().ok()?), rest)),
        (Piece::Number(_) | Piece::Text(_), _) => None,
    }
}

/// One encoded value of a row.
enum Piece<'b> {
    Nothing,
    Number(i64),
    Text(&'b str),
    Bytes(&'b [u8]),
}

/// Decodes the first value; returns it with the remaining bytes.
fn piece(bytes: &[u8]) -> Option<(Piece<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    match tag {
        b'n' => Some((Piece::Nothing, rest)),
        b'i' => {
            let (number, rest) = rest.split_first_chunk::<8>()?;
            Some((Piece::Number(i64::from_le_bytes(*number)), rest))
        }
        b't' | b'b' => {
            let (length, rest) = rest.split_first_chunk::<8>()?;
            let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
            let (content, rest) = rest.split_at_checked(length)?;
            let piece = match tag {
                b't' => Piece::Text(std::str::from_utf8(content).ok()?),
                _ => Piece::Bytes(content),
            };
            Some((piece, rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::Value;
    use super::super::seal::encode;
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        for value in [
            Value::from("users"),
            Value::Integer(2),
            Value::Integer(7),
            Value::from("a@b.example"),
            Value::Null,
            Value::from(&[5_u8; 32][..]),
        ] {
            encode(&value, &mut bytes);
        }
        let changes = decode(&bytes).unwrap();
        let [change] = changes.as_slice() else {
            panic!("{changes:?}")
        };
        assert_eq!(
            (change.table, change.before, change.after),
            ("users", None, Some([5; 32]))
        );
        assert_eq!(RowChange::shown_key(change.key), "7/a@b.example");
        for cut in 1..bytes.len() {
            assert_eq!(decode(&bytes[..cut]), None, "{cut}");
        }
    }
}
