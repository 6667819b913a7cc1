//! Values as the protocol carries them: in binary, with the number of their type.

use std::borrow::Cow;

use bytes::{BufMut as _, BytesMut};
use postgres_protocol::{IsNull, Oid};

use super::fault::Fault;
use crate::store::engine::Value;

/// The number of the type that a value is sent as; 0 leaves it to the server.
pub(super) fn type_of(value: &Value<'_>) -> Oid {
    match value {
        Value::Null => 0,
        Value::Integer(_) => BIGINT,
        Value::Real(_) => DOUBLE,
        Value::Text(_) => TEXT,
        Value::Bytes(_) => BYTEA,
    }
}

const BOOL: Oid = 16;
const BYTEA: Oid = 17;
const NAME: Oid = 19;
const BIGINT: Oid = 20;
const SMALLINT: Oid = 21;
const INTEGER: Oid = 23;
const TEXT: Oid = 25;
const OID: Oid = 26;
const FLOAT: Oid = 700;
const DOUBLE: Oid = 701;
const UNKNOWN: Oid = 705;
const VARCHAR: Oid = 1043;
const NUMERIC: Oid = 1700;

/// Writes a value, without its length.
pub(super) fn write(value: &Value<'_>, into: &mut BytesMut) -> IsNull {
    match value {
        Value::Null => return IsNull::Yes,
        Value::Integer(number) => into.put_i64(*number),
        Value::Real(number) => into.put_f64(*number),
        Value::Text(text) => into.extend_from_slice(text.as_bytes()),
        Value::Bytes(bytes) => into.extend_from_slice(bytes),
    }
    IsNull::No
}

/// Reads a value of a type.
pub(super) fn read(kind: Oid, bytes: &[u8]) -> Result<Value<'_>, Fault> {
    let unfit = || Fault::Foreign(format!("a value of type {kind} with {} bytes", bytes.len()));
    Ok(match kind {
        BIGINT => Value::Integer(i64::from_be_bytes(bytes.try_into().map_err(|_| unfit())?)),
        INTEGER => {
            let number = i32::from_be_bytes(bytes.try_into().map_err(|_| unfit())?);
            Value::Integer(number.into())
        }
        OID => {
            let number = u32::from_be_bytes(bytes.try_into().map_err(|_| unfit())?);
            Value::Integer(number.into())
        }
        SMALLINT => {
            let number = i16::from_be_bytes(bytes.try_into().map_err(|_| unfit())?);
            Value::Integer(number.into())
        }
        BOOL => Value::Integer(i64::from(bytes.first().is_some_and(|byte| *byte != 0))),
        DOUBLE => Value::Real(f64::from_be_bytes(bytes.try_into().map_err(|_| unfit())?)),
        FLOAT => {
            let number = f32::from_be_bytes(bytes.try_into().map_err(|_| unfit())?);
            Value::Real(number.into())
        }
        NUMERIC => numeric(bytes).ok_or_else(unfit)?,
        TEXT | VARCHAR | NAME | UNKNOWN => Value::Text(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        }),
        BYTEA => Value::Bytes(Cow::Borrowed(bytes)),
        _ => {
            return Err(Fault::Foreign(format!(
                "a value of the unexpected type {kind}"
            )));
        }
    })
}

/// A whole number that the server keeps as a decimal, which is what the sum of many is.
///
/// The form: how many digits of four decimals follow, the weight of the first, the sign, the places behind the point.
fn numeric(bytes: &[u8]) -> Option<Value<'static>> {
    let mut parts = bytes
        .chunks_exact(2)
        .map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, _places) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let mut number: i64 = 0;
    let digits: Vec<i16> = parts.take(usize::try_from(count).ok()?).collect();
    for at in 0..=i32::from(weight) {
        let digit = digits.get(usize::try_from(at).ok()?).copied().unwrap_or(0);
        number = number.checked_mul(10_000)?.checked_add(digit.into())?;
    }
    let has_fraction = digits.len() > usize::try_from(i32::from(weight) + 1).unwrap_or(0);
    if has_fraction {
        return None;
    }
    match sign {
        0 => Some(Value::Integer(number)),
        0x4000 => Some(Value::Integer(-number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_as_decimals_and_are_read_as_numbers() {
        let parts = |parts: &[i16]| -> Vec<u8> {
            parts.iter().flat_map(|part| part.to_be_bytes()).collect()
        };
        for (bytes, number) in [
            (parts(&[0, 0, 0, 0]), 0),
            (parts(&[1, 0, 0, 0, 7]), 7),
            (parts(&[2, 1, 0, 0, 12, 345]), 120_345),
            (parts(&[1, 2, 0x4000, 0, 3]), -300_000_000),
        ] {
            assert_eq!(numeric(&bytes), Some(Value::Integer(number)));
        }
        assert_eq!(numeric(&parts(&[2, 0, 0, 1, 1, 5000])), None, "1.5");
        assert_eq!(numeric(&parts(&[0, 0, -0x4000, 0])), None, "not a number");
    }

    #[test]
    fn a_value_of_the_wrong_length_is_refused() {
        for kind in [BIGINT, INTEGER, SMALLINT, DOUBLE, NUMERIC] {
            assert!(read(kind, &[1, 2, 3]).is_err(), "{kind}");
        }
    }
}
