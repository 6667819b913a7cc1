//! Identifiers assigned by Microsoft.

use std::fmt;

/// A tenant's id: a GUID, kept in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TenantId(uuid::Uuid);

/// A text that is not a GUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid tenant id (for example 0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11)")]
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

/// A text that is not an MPN ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid MPN ID (4 to 10 digits expected)")]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mpn_id_has_four_to_ten_digits() {
        for (typed, good) in [
            ("123", false),
            ("1234", true),
            ("1234567890", true),
            ("12345678901", false),
            ("12a45", false),
            ("", false),
        ] {
            assert_eq!(typed.parse::<MpnId>().is_ok(), good, "{typed}");
        }
        let id: MpnId = " 4812345 ".parse().unwrap();
        assert_eq!(id.as_str(), "4812345");
        assert_eq!(id.to_string(), "4812345");
    }

    #[test]
    fn a_tenant_id_is_a_guid_in_lower_case() {
        let text = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
        let id: TenantId = format!(" {} ", text.to_uppercase()).parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert!("0f7c1c5e".parse::<TenantId>().is_err());
    }
}
