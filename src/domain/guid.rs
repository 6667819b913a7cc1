//! Ids of Microsoft that are GUIDs, each a type of its own.

/// Declares types that hold a GUID, kept in lower case, with the error of a text that is not one.
macro_rules! guids {
    ($($(#[$about:meta])* $vis:vis struct $name:ident, $bad:ident: $what:literal;)+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            $vis struct $name(uuid::Uuid);

            #[doc = concat!("A text that is not a valid ", $what, ".")]
            #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
            #[error("`{0}` is not a valid {what} (a GUID expected)", what = $what)]
            $vis struct $bad(String);

            impl std::str::FromStr for $name {
                type Err = $bad;
                fn from_str(typed: &str) -> Result<Self, $bad> {
                    uuid::Uuid::try_parse(typed.trim())
                        .map(Self)
                        .map_err(|_| $bad(typed.chars().take(80).collect()))
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(self.0.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()))
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }
        )+
    };
}

pub(crate) use guids;
