//! The five kinds of value that every engine supports.

use std::borrow::Cow;

/// A value that is written to or read from a database.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Value<'v> {
    /// NULL.
    Null,
    /// A whole number; times are seconds since 1970.
    Integer(i64),
    /// A number with a fraction. csp never writes one; a damaged file may contain one.
    Real(f64),
    /// Text. In text of a damaged file, what is not UTF-8 is replaced by U+FFFD.
    Text(Cow<'v, str>),
    /// Bytes.
    Bytes(Cow<'v, [u8]>),
}

/// A row that a query found.
pub(in crate::store) type Row<'r> = &'r [Value<'r>];

impl Value<'_> {
    /// The text, if the value is one.
    #[inline]
    pub(in crate::store) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Integer(_) | Self::Real(_) | Self::Bytes(_) => None,
        }
    }

    /// The number, if the value is a whole number.
    #[inline]
    pub(in crate::store) fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Null | Self::Real(_) | Self::Text(_) | Self::Bytes(_) => None,
        }
    }

    /// The bytes, if the value is bytes.
    #[inline]
    pub(in crate::store) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Null | Self::Integer(_) | Self::Real(_) | Self::Text(_) => None,
        }
    }

    /// The bytes, if there are exactly `N`.
    #[inline]
    pub(in crate::store) fn as_array<const N: usize>(&self) -> Option<[u8; N]> {
        self.as_bytes().and_then(|bytes| bytes.try_into().ok())
    }

    /// The same value, with a copy of its text or bytes.
    #[cfg(feature = "postgres")]
    pub(in crate::store) fn owned(&self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Real(number) => Value::Real(*number),
            Self::Text(text) => Value::Text(text.clone().into_owned().into()),
            Self::Bytes(bytes) => Value::Bytes(bytes.clone().into_owned().into()),
        }
    }

    /// The value as messages show it.
    pub(in crate::store) fn shown(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => text.clone().into_owned(),
            Self::Bytes(bytes) => crate::domain::hex(bytes),
        }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'v, T: Into<Self>> From<Option<T>> for Value<'v> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
