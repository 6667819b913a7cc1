//! Signs files as `minisign -S` does, with keys that only tests know.

use base64ct::{Base64, Encoding as _};
use blake2::{Blake2b512, Digest as _};
use ed25519_dalek::{Signer as _, SigningKey};

/// A key pair.
pub(crate) struct TestKey {
    id: [u8; 8],
    key: SigningKey,
}

impl TestKey {
    /// The key that belongs to a number; the same number gives the same key.
    pub(crate) fn of(number: u8) -> Self {
        Self {
            id: [number; 8],
            key: SigningKey::from_bytes(&[number; 32]),
        }
    }

    /// The second line of `minisign.pub`.
    pub(crate) fn public(&self) -> String {
        let key = self.key.verifying_key();
        Base64::encode_string(&[b"Ed", &self.id[..], key.as_bytes()].concat())
    }

    /// The content of the signature file.
    pub(crate) fn sign(&self, content: &[u8], comment: &str) -> String {
        let signature = self.key.sign(&Blake2b512::digest(content)).to_bytes();
        let whole = self
            .key
            .sign(&[&signature[..], comment.as_bytes()].concat());
        let first = [b"ED", &self.id[..], &signature].concat();
        format!(
            "untrusted comment: signature from minisign secret key\n{}\ntrusted comment: {comment}\n{}\n",
            Base64::encode_string(&first),
            Base64::encode_string(&whole.to_bytes())
        )
    }
}
