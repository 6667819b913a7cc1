//! Conversion between columns and values of the domain. A value that does not fit is reported as damage, never replaced
//! by a default.

use crate::store::failure;
use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use super::engine::{Row, Value};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant, Month, read_day};
use crate::domain::word::Word;
use crate::domain::{Email, MpnId, Slug, TenantDomain, TenantId};

/// The kind of value that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers; times are seconds since 1970.
    Integer,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The values that a column accepts, as a check in the database.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// Every value of the kind.
    Any,
    /// The words of a vocabulary.
    OneOf(fn() -> Vec<&'static str>),
    /// 0 and 1.
    YesOrNo,
    /// Exactly this number of bytes.
    Bytes(usize),
    /// Months, such as `2021-03`.
    Month,
    /// Exactly this number of letters.
    Letters(usize),
    /// Every value. Values may be long, so they are stored outside the tree of keys.
    Long,
}

/// A type that a column can have.
pub(super) trait ColumnType: Sized {
    /// The kind of column.
    const KIND: Kind;
    /// Whether the column may be empty.
    const NULL: bool = false;
    /// The values that it accepts.
    const CHECK: Check = Check::Any;

    /// Reads the value of a column. The error is the value found.
    fn read(value: &Value<'_>) -> Result<Self, String>;

    /// The value to write.
    fn write(&self) -> Value<'_>;
}

/// The error for a column with a value that does not fit.
fn unfit(value: &Value<'_>) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Integer(number) => format!("number {number}"),
        Value::Real(number) => format!("number {number}"),
        Value::Text(text) => format!("text `{text}`"),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}

impl<T: ColumnType> ColumnType for Option<T> {
    const KIND: Kind = T::KIND;
    const NULL: bool = true;
    const CHECK: Check = T::CHECK;

    #[inline]
    fn read(value: &Value<'_>) -> Result<Self, String> {
        if *value == Value::Null {
            return Ok(None);
        }
        T::read(value).map(Some)
    }

    fn write(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::write)
    }
}

/// Whole numbers that fit into a signed 64-bit integer.
macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl ColumnType for $type {
            const KIND: Kind = Kind::Integer;

            fn read(value: &Value<'_>) -> Result<Self, String> {
                value.as_integer().and_then(|number| number.try_into().ok()).ok_or_else(|| unfit(value))
            }

            fn write(&self) -> Value<'_> {
                // No size or count on a real computer exceeds `i64::MAX`.
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )+};
}
numbers!(i64, u32, u64, usize);

impl ColumnType for bool {
    const KIND: Kind = Kind::Integer;
    const CHECK: Check = Check::YesOrNo;

    fn read(value: &Value<'_>) -> Result<Self, String> {
        match value.as_integer() {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            Some(_) | None => Err(unfit(value)),
        }
    }

    fn write(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl ColumnType for Instant {
    const KIND: Kind = Kind::Integer;

    #[inline]
    fn read(value: &Value<'_>) -> Result<Self, String> {
        let at = value
            .as_integer()
            .and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
        at.ok_or_else(|| format!("not a valid time: {}", unfit(value)))
    }

    fn write(&self) -> Value<'_> {
        Value::Integer(self.timestamp())
    }
}

impl ColumnType for String {
    const KIND: Kind = Kind::Text;

    #[inline]
    fn read(value: &Value<'_>) -> Result<Self, String> {
        value
            .as_text()
            .map(str::to_owned)
            .ok_or_else(|| unfit(value))
    }

    fn write(&self) -> Value<'_> {
        self.as_str().into()
    }
}

impl ColumnType for Vec<u8> {
    const KIND: Kind = Kind::Bytes;

    fn read(value: &Value<'_>) -> Result<Self, String> {
        value
            .as_bytes()
            .map(<[u8]>::to_vec)
            .ok_or_else(|| unfit(value))
    }

    fn write(&self) -> Value<'_> {
        self.as_slice().into()
    }
}

/// A byte string that may be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LongBytes(pub(super) Vec<u8>);

impl ColumnType for LongBytes {
    const KIND: Kind = Kind::Bytes;
    const CHECK: Check = Check::Long;

    fn read(value: &Value<'_>) -> Result<Self, String> {
        Vec::read(value).map(Self)
    }

    fn write(&self) -> Value<'_> {
        self.0.as_slice().into()
    }
}

impl<const N: usize> ColumnType for [u8; N] {
    const KIND: Kind = Kind::Bytes;
    const CHECK: Check = Check::Bytes(N);

    fn read(value: &Value<'_>) -> Result<Self, String> {
        value.as_array().ok_or_else(|| unfit(value))
    }

    fn write(&self) -> Value<'_> {
        self[..].into()
    }
}

impl ColumnType for Day {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value<'_>) -> Result<Self, String> {
        let text = value.as_text().ok_or_else(|| unfit(value))?;
        read_day(text).map_err(|error| error.to_string())
    }

    fn write(&self) -> Value<'_> {
        self.to_string().into()
    }
}

/// An email address. One that today's rules would refuse can still be read.
impl ColumnType for Email {
    const KIND: Kind = Kind::Text;

    fn read(value: &Value<'_>) -> Result<Self, String> {
        let text = value.as_text().ok_or_else(|| unfit(value))?;
        Self::on_record(text).map_err(|error| error.to_string())
    }

    fn write(&self) -> Value<'_> {
        self.as_str().into()
    }
}

/// Parses a value from its text.
pub(super) fn parsed<T: FromStr<Err: Display>>(value: &Value<'_>) -> Result<T, String> {
    let text = value.as_text().ok_or_else(|| unfit(value))?;
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// Types that are stored as their `Display` text.
macro_rules! written {
    ($($type:ty $(, $check:expr)?);+ $(;)?) => {$(
        impl $crate::store::column::ColumnType for $type {
            const KIND: $crate::store::column::Kind = $crate::store::column::Kind::Text;
            $(const CHECK: $crate::store::column::Check = $check;)?

            fn read(value: &$crate::store::engine::Value<'_>) -> Result<Self, String> {
                $crate::store::column::parsed(value)
            }

            fn write(&self) -> $crate::store::engine::Value<'_> {
                self.to_string().into()
            }
        }
    )+};
}
pub(super) use written;

written! {
    Month, Check::Month;
    Slug;
    MpnId;
    TenantDomain;
    TenantId;
    rust_decimal::Decimal;
    crate::domain::money::Currency, Check::Letters(3);
}

/// The words of a vocabulary, for the database's check.
pub(super) fn words<W: Word>() -> Vec<&'static str> {
    W::ALL.iter().map(|word| word.word()).collect()
}

/// Vocabularies: the column holds a word, and the database rejects all others.
macro_rules! vocabulary {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::store::column::ColumnType for $type {
            const KIND: $crate::store::column::Kind = $crate::store::column::Kind::Text;
            const CHECK: $crate::store::column::Check =
                $crate::store::column::Check::OneOf($crate::store::column::words::<$type>);

            fn read(value: &$crate::store::engine::Value<'_>) -> Result<Self, String> {
                $crate::store::column::parsed(value)
            }

            fn write(&self) -> $crate::store::engine::Value<'_> {
                $crate::domain::word::Word::word(*self).into()
            }
        }
    )+};
}
pub(super) use vocabulary;

/// Reads one column of a row that is only displayed.
///
/// # Errors
/// When the value does not fit. The error names the row by its first column.
pub(super) fn shown<T: ColumnType>(
    table: &'static str,
    row: Row<'_>,
    at: usize,
) -> Result<T, Diagnostic> {
    let value = row.get(at).unwrap_or(&Value::Null);
    T::read(value).map_err(|found| {
        let id = row.first().map_or_else(String::new, Value::shown);
        failure::corrupt(table, id, found)
    })
}

/// A borrowed text as a column value.
pub(super) fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}
