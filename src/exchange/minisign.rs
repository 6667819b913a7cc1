//! Public keys and signatures of minisign, with which policy packs are signed. Code here only verifies.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use minisign_verify::{PublicKey, Signature};

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::hex;

/// The most bytes of a signature file; minisign writes about 300.
const LARGEST: usize = 4 << 10;

/// The most characters of a key's name.
const LONGEST_NAME: usize = 40;

/// What helps where others can write the configuration file.
pub const OTHERS_WRITE: &str = "Take away the right of others to write the file and its folder.";

/// The most keys that can be trusted.
const MOST_KEYS: usize = 50;

/// A public key that the person trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    name: Option<String>,
    id: KeyId,
    key: PublicKey,
}

/// The id of a key, as minisign shows it: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// The id in the bytes of a key or a signature, after the two that name the algorithm.
    fn of(bytes: &[u8]) -> Option<Self> {
        let id = bytes.get(2..10)?;
        let mut id: [u8; 8] = id.try_into().ok()?;
        // minisign keeps the id as a little-endian number.
        id.reverse();
        Some(Self(id))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0).to_uppercase())
    }
}

impl fmt::Display for TrustedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} ({})", self.id),
            None => self.id.fmt(f),
        }
    }
}

impl FromStr for TrustedKey {
    type Err = String;
    fn from_str(typed: &str) -> Result<Self, String> {
        let (name, key) = match typed.split_once('=') {
            Some((name, key)) => (Some(name.trim()), key.trim()),
            None => (None, typed.trim()),
        };
        if let Some(name) = name.filter(|name| !is_name(name)) {
            return Err(format!(
                "`{name}` is not a valid name of a key (letters, digits, hyphens, dots and underscores expected, at most {LONGEST_NAME})"
            ));
        }
        let not_a_key = || {
            let shown: String = key.chars().take(60).collect();
            format!(
                "`{shown}` is not a minisign public key (the second line of minisign.pub expected: 56 characters that start with RW)"
            )
        };
        let public = PublicKey::from_base64(key).map_err(|_| not_a_key())?;
        let bytes = Base64::decode_vec(key).map_err(|_| not_a_key())?;
        Ok(Self {
            name: name.map(str::to_owned),
            id: KeyId::of(&bytes).ok_or_else(not_a_key)?,
            key: public,
        })
    }
}

fn is_name(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    !text.is_empty() && text.len() <= LONGEST_NAME && text.chars().all(is_plain)
}

/// The public keys that the person trusts: `KEY` or `NAME=KEY`, with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedKeys {
    keys: Vec<TrustedKey>,
    /// Whether keys are listed, but in a file that others can write: none of them is trusted.
    others_write: bool,
}

impl TrustedKeys {
    /// No key, because others can write the file that lists keys.
    pub fn of_shared_file() -> Self {
        Self {
            keys: Vec::new(),
            others_write: true,
        }
    }
}

impl FromStr for TrustedKeys {
    type Err = String;
    fn from_str(typed: &str) -> Result<Self, String> {
        let mut keys: Vec<TrustedKey> = Vec::new();
        for word in typed.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let key: TrustedKey = word.parse()?;
            if keys.iter().any(|known| known.key == key.key) {
                return Err(format!("the key {} is listed twice", key.id));
            }
            if key.name.is_some() && keys.iter().any(|known| known.name == key.name) {
                return Err(format!("two keys have the name of {key}"));
            }
            keys.push(key);
        }
        if keys.len() > MOST_KEYS {
            return Err(format!("more than {MOST_KEYS} keys are listed"));
        }
        Ok(Self {
            keys,
            others_write: false,
        })
    }
}

/// A signature, kept in a file of its own.
pub struct DetachedSignature {
    signature: Signature,
    key: KeyId,
}

/// What a valid signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The trusted key that signed.
    pub key: TrustedKey,
    /// What the signer wrote into the signature, as far as it is one line.
    pub comment: String,
    /// When it was signed, by the clock of the signer, where the comment says so.
    pub at: Option<Instant>,
}

/// Why a file is not taken for signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// No key is trusted.
    #[error("it is signed with the key {0}, and policies.keys lists no keys")]
    NoKeys(KeyId),
    /// Keys are listed, but others can write the file that lists them.
    #[error(
        "it is signed with the key {0}, and the keys in policies.keys are not trusted, because others can write the configuration file or its folder"
    )]
    DistrustedKeys(KeyId),
    /// The key that signed is not one of them.
    #[error("it is signed with the key {0}, which is not in policies.keys")]
    UnknownKey(KeyId),
    /// The file is not the one that was signed, or the signature was changed.
    #[error(
        "the signature of {0} does not match: the file or its signature was changed after it was signed"
    )]
    Changed(TrustedKey),
    /// A signature as minisign made it before version 0.8 and makes it with `-l`.
    #[error(
        "its signature is of the legacy kind, which csp does not accept; sign it again without -l"
    )]
    Legacy,
}

impl Untrusted {
    /// What helps.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoKeys(_) | Self::UnknownKey(_) => {
                "Ask the publisher for the public key, and make sure that it is the publisher's. To trust it, list it with the other keys: `csp config set policies.keys KEYS`"
            }
            Self::DistrustedKeys(_) => OTHERS_WRITE,
            Self::Changed(_) => "Get the pack and its signature from the publisher again.",
            Self::Legacy => "Ask the publisher to sign it with a present version of minisign.",
        }
    }
}

impl DetachedSignature {
    /// Reads a signature file.
    ///
    /// # Errors
    /// If it is not one.
    pub fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let wrong = || {
            Diagnostic::usage(
                "this is not a minisign signature (four lines expected, as `minisign -S` writes them)",
            )
        };
        if bytes.len() > LARGEST {
            return Err(wrong());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| wrong())?;
        let signature = Signature::decode(text).map_err(|_| wrong())?;
        let line = text.lines().nth(1).unwrap_or_default();
        let content = Base64::decode_vec(line).map_err(|_| wrong())?;
        let key = KeyId::of(&content).ok_or_else(wrong)?;
        Ok(Self { signature, key })
    }

    /// Verifies that a trusted key signed exactly these bytes.
    ///
    /// # Errors
    /// Why the bytes are not taken for signed.
    pub fn verify(&self, bytes: &[u8], trusted: &TrustedKeys) -> Result<Signed, Untrusted> {
        if trusted.others_write {
            return Err(Untrusted::DistrustedKeys(self.key));
        }
        if trusted.keys.is_empty() {
            return Err(Untrusted::NoKeys(self.key));
        }
        // Two keys can have one id, as it is a number that is drawn.
        let mut refusal = Untrusted::UnknownKey(self.key);
        for key in trusted.keys.iter().filter(|key| key.id == self.key) {
            match key.key.verify(bytes, &self.signature, false) {
                Ok(()) => return Ok(self.signed(key.clone())),
                Err(minisign_verify::Error::UnexpectedAlgorithm) => refusal = Untrusted::Legacy,
                Err(_) => refusal = Untrusted::Changed(key.clone()),
            }
        }
        Err(refusal)
    }

    fn signed(&self, key: TrustedKey) -> Signed {
        let comment = self.signature.trusted_comment().to_owned();
        let stamp = comment
            .split_whitespace()
            .find_map(|word| word.strip_prefix("timestamp:"));
        let seconds = stamp.and_then(|digits| digits.parse().ok());
        Signed {
            key,
            at: seconds.and_then(|seconds| Instant::from_timestamp(seconds, 0)),
            comment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    const OTHER: &str = "RWQBAgMEBQYHCAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n\
        trusted comment: timestamp:1633700835\tfile:test\tprehashed\n\
        wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==\n";

    fn verify(bytes: &[u8], signature: &str, keys: &str) -> Result<Signed, Untrusted> {
        let signature = DetachedSignature::read(signature.as_bytes()).unwrap();
        signature.verify(bytes, &keys.parse().unwrap())
    }

    #[test]
    fn a_signature_of_minisign_itself_is_verified() {
        let signed = verify(b"test", SIGNATURE, &format!("contoso={KEY}")).unwrap();
        assert_eq!(signed.key.to_string(), "contoso (E7620F1842B4E81F)");
        assert_eq!(signed.at.unwrap().to_rfc3339(), "2021-10-08T13:47:15+00:00");
        assert_eq!(signed.comment, "timestamp:1633700835\tfile:test\tprehashed");
    }

    #[test]
    fn what_was_changed_is_not_verified() {
        let refusal = |bytes: &[u8], signature: &str| verify(bytes, signature, KEY).unwrap_err();
        let changed = Untrusted::Changed(KEY.parse().unwrap());
        assert_eq!(refusal(b"Test", SIGNATURE), changed);
        for (was, is) in [
            ("RUQf6LRCGA9i559r", "RUQf6LRCGA9i559s"),
            ("1633700835", "1633700836"),
        ] {
            assert_eq!(refusal(b"test", &SIGNATURE.replace(was, is)), changed);
        }
    }

    #[test]
    fn a_key_that_is_not_listed_is_not_trusted() {
        let no_keys = verify(b"test", SIGNATURE, "").unwrap_err();
        assert!(matches!(no_keys, Untrusted::NoKeys(_)), "{no_keys}");
        let signature = DetachedSignature::read(SIGNATURE.as_bytes()).unwrap();
        let shared = signature.verify(b"test", &TrustedKeys::of_shared_file());
        assert!(shared.unwrap_err().to_string().contains("others can write"));
        let unknown = verify(b"test", SIGNATURE, OTHER).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "it is signed with the key E7620F1842B4E81F, which is not in policies.keys"
        );
    }

    #[test]
    fn a_list_of_keys_has_names_and_no_doubles() {
        for typed in [
            "",
            KEY,
            &format!("a={KEY}"),
            &format!("a={KEY}, b={OTHER}"),
            &format!("{KEY},"),
        ] {
            assert!(typed.parse::<TrustedKeys>().is_ok(), "{typed}");
        }
        for typed in [
            "minisign.pub",
            "a b=RWQf",
            &KEY[1..],
            &format!("={KEY}"),
            &format!("a={KEY},b={KEY}"),
            &format!("a={KEY},a={OTHER}"),
        ] {
            assert!(typed.parse::<TrustedKeys>().is_err(), "{typed}");
        }
    }

    #[test]
    fn other_files_are_not_signatures() {
        for text in [
            "",
            "\n\n\n\n",
            "untrusted comment: x\nAAAA\ntrusted comment: y\nAAAA\n",
            "\u{ff}",
        ] {
            assert!(
                DetachedSignature::read(text.as_bytes()).is_err(),
                "{text:?}"
            );
        }
    }
}
