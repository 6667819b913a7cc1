//! Identifiers that the programme gives out.

use std::fmt;

/// A tenant's id: a GUID, kept in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TenantId(uuid::Uuid);

/// A text that is no GUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no tenant id; one looks like 0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11")]
pub struct BadTenantId(String);

impl std::str::FromStr for TenantId {
    type Err = BadTenantId;
    fn from_str(typed: &str) -> Result<Self, BadTenantId> {
        uuid::Uuid::try_parse(typed.trim())
            .map(Self)
            .map_err(|_| BadTenantId(typed.chars().take(80).collect()))
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(
            self.0
                .hyphenated()
                .encode_lower(&mut uuid::Uuid::encode_buffer()),
        )
    }
}

impl serde::Serialize for TenantId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The location identifier in the partner network (Partner ID): 4 to 10 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MpnId(String);

/// A text that is no MPN ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no MPN ID; one has 4 to 10 digits")]
pub struct BadMpnId(String);

impl MpnId {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for MpnId {
    type Err = BadMpnId;
    fn from_str(typed: &str) -> Result<Self, BadMpnId> {
        let digits = typed.trim();
        if (4..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(BadMpnId(digits.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for MpnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for MpnId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
