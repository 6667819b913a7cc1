//! OpenSSH signatures (SSHSIG) made with an OpenSSH private key. `ssh-keygen -Y verify` checks them.
//!
//! Keys are wiped from memory when dropped. Code here reads no file and asks for no passphrase.

use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey};

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::password::Secret;

/// The namespace of an anchor's signature: `-n` of `ssh-keygen -Y`.
pub const ANCHOR_NAMESPACE: &str = "csp-anchor";

/// The maximum size of a key file, in bytes.
pub const LONGEST_KEY: u64 = 64 * 1024;

/// A private key that can sign.
pub struct SigningKey(PrivateKey);

/// A private key that is protected by a passphrase.
pub struct LockedKey(PrivateKey);

/// The content of a key file.
pub enum KeyFile {
    /// A key without a passphrase.
    Open(SigningKey),
    /// A key that needs its passphrase.
    Locked(LockedKey),
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyFault {
    /// The file holds a public key.
    Public,
    /// The file is not a key.
    NotAKey,
    /// A private key in the format of another program.
    OtherFormat,
    /// A key of a type that csp does not support.
    Unsupported(String),
    /// The file begins like a key but cannot be read.
    Damaged(String),
    /// The passphrase is wrong.
    WrongPassphrase,
}

impl KeyFault {
    fn diagnostic(&self) -> Diagnostic {
        let message = match self {
            Self::Public => "this is a public key (a private key is expected)".to_owned(),
            Self::NotAKey => "this is not an OpenSSH private key".to_owned(),
            Self::OtherFormat => "this private key is not in the format of OpenSSH".to_owned(),
            Self::Unsupported(algorithm) => {
                format!("this is a key of the type {algorithm} (csp signs with ssh-ed25519)")
            }
            Self::Damaged(why) => format!("this private key is damaged: {why}"),
            Self::WrongPassphrase => "the passphrase is wrong".to_owned(),
        };
        Diagnostic::usage(message).with_help(self.remedy())
    }

    /// What to do about it.
    fn remedy(&self) -> &'static str {
        match self {
            Self::Public => "Give the private key; its file has the same name without .pub.",
            Self::NotAKey | Self::Damaged(_) => {
                "Create a key with `ssh-keygen -t ed25519 -f KEYFILE`."
            }
            Self::OtherFormat => {
                "Create a key for anchors with `ssh-keygen -t ed25519 -f KEYFILE`."
            }
            Self::Unsupported(_) => {
                "Write the anchor with --out, then sign it with `ssh-keygen -Y sign -f KEYFILE -n csp-anchor anchor.txt`."
            }
            Self::WrongPassphrase => "Run the command again.",
        }
    }
}

/// The diagnostic for a file that is not a key.
pub fn not_a_key() -> Diagnostic {
    KeyFault::NotAKey.diagnostic()
}

impl KeyFile {
    /// Parses the content of a key file.
    ///
    /// # Errors
    /// If it is not an Ed25519 private key in OpenSSH format.
    pub fn parse(content: &[u8]) -> Result<Self> {
        let begins = content.trim_ascii_start();
        let has = |text: &[u8]| begins.windows(text.len()).any(|part| part == text);
        if !begins.starts_with(b"-----BEGIN OPENSSH PRIVATE KEY-----") {
            let public = [
                &b"ssh-"[..],
                b"ecdsa-",
                b"sk-",
                b"---- BEGIN SSH2 PUBLIC KEY",
            ];
            let fault = if public.iter().any(|public| begins.starts_with(public))
                || has(b"-----BEGIN PUBLIC KEY-----")
            {
                KeyFault::Public
            } else if begins.starts_with(b"PuTTY-User-Key-File") || has(b"PRIVATE KEY-----") {
                KeyFault::OtherFormat
            } else {
                KeyFault::NotAKey
            };
            return Err(fault.diagnostic());
        }
        let key = PrivateKey::from_openssh(begins.trim_ascii_end())
            .map_err(|error| unreadable(error).diagnostic())?;
        let algorithm = key.algorithm();
        if algorithm != Algorithm::Ed25519 {
            return Err(KeyFault::Unsupported(algorithm.to_string()).diagnostic());
        }
        Ok(if key.is_encrypted() {
            Self::Locked(LockedKey(key))
        } else {
            Self::Open(SigningKey(key))
        })
    }
}

fn unreadable(error: ssh_key::Error) -> KeyFault {
    if let ssh_key::Error::AlgorithmUnsupported { algorithm } = error {
        KeyFault::Unsupported(algorithm.to_string())
    } else if error == ssh_key::Error::AlgorithmUnknown {
        KeyFault::Unsupported("unknown to csp".to_owned())
    } else {
        KeyFault::Damaged(error.to_string())
    }
}

impl LockedKey {
    /// Decrypts the key with its passphrase.
    ///
    /// # Errors
    /// If the passphrase is wrong or the key is damaged; the two cannot be distinguished.
    pub fn unlock(&self, passphrase: &Secret) -> Result<SigningKey> {
        let key = self.0.decrypt(passphrase.expose());
        key.map(SigningKey)
            .map_err(|_| KeyFault::WrongPassphrase.diagnostic())
    }
}

impl SigningKey {
    /// The signature of a text, as a block of text that ends in a line feed. The same key and text always give the same
    /// signature.
    ///
    /// # Errors
    /// If the private and the public part of the key do not match.
    pub fn sign(&self, namespace: &str, text: &str) -> Result<String> {
        let damaged = |error: ssh_key::Error| KeyFault::Damaged(error.to_string()).diagnostic();
        let signature = self
            .0
            .sign(namespace, HashAlg::Sha512, text.as_bytes())
            .map_err(damaged)?;
        let public = self.0.public_key();
        public
            .verify(namespace, text.as_bytes(), &signature)
            .map_err(damaged)?;
        signature.to_pem(LineEnding::LF).map_err(damaged)
    }
}

#[cfg(test)]
mod tests {
    use ssh_key::private::Ed25519Keypair;
    use ssh_key::{Cipher, Kdf, SshSig};

    use super::*;

    fn key() -> PrivateKey {
        PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
    }

    fn file(key: &PrivateKey) -> String {
        key.to_openssh(LineEnding::LF).unwrap().to_string()
    }

    fn open(content: &str) -> SigningKey {
        match KeyFile::parse(content.as_bytes()) {
            Ok(KeyFile::Open(key)) => key,
            Ok(KeyFile::Locked(_)) => panic!("locked"),
            Err(bad) => panic!("{bad}"),
        }
    }

    fn refused(content: impl AsRef<[u8]>) -> Diagnostic {
        KeyFile::parse(content.as_ref()).err().unwrap()
    }

    #[test]
    fn a_signature_holds_for_its_text_and_namespace() {
        let armored = open(&file(&key()))
            .sign(ANCHOR_NAMESPACE, "text\n")
            .unwrap();
        assert!(armored.starts_with("-----BEGIN SSH SIGNATURE-----\n"));
        assert!(armored.ends_with("-----END SSH SIGNATURE-----\n"));
        let signature = SshSig::from_pem(&armored).unwrap();
        let holds = |namespace, text: &[u8]| {
            let key = key();
            key.public_key().verify(namespace, text, &signature).is_ok()
        };
        assert!(holds(ANCHOR_NAMESPACE, b"text\n"));
        assert!(!holds(ANCHOR_NAMESPACE, b"text"));
        assert!(!holds("file", b"text\n"));
        assert_eq!(signature.hash_alg(), HashAlg::Sha512);
    }

    #[test]
    fn line_ends_and_blank_lines_of_a_key_do_not_matter() {
        let text = file(&key());
        open(&text.replace('\n', "\r\n"));
        open(&format!("\n{text}\n\n"));
        open(text.trim_end());
    }

    #[test]
    fn a_passphrase_opens_a_locked_key() {
        let kdf = Kdf::Bcrypt {
            salt: vec![3; 16],
            rounds: 1,
        };
        let locked = key().encrypt_with(Cipher::Aes256Ctr, kdf, 9, "correct horse");
        let Ok(KeyFile::Locked(locked)) = KeyFile::parse(file(&locked.unwrap()).as_bytes()) else {
            panic!("it needs a passphrase")
        };
        let unlock = |passphrase: &str| locked.unlock(&Secret::new(passphrase.to_owned()));
        let wrong = unlock("battery staple").err();
        assert_eq!(wrong, Some(KeyFault::WrongPassphrase.diagnostic()));
        let signed = unlock("correct horse").unwrap().sign("n", "text").unwrap();
        assert_eq!(signed, open(&file(&key())).sign("n", "text").unwrap());
    }

    #[test]
    fn other_files_are_named_as_what_they_are() {
        let public = key().public_key().to_openssh().unwrap();
        assert_eq!(refused(public), KeyFault::Public.diagnostic());
        for other in ["RSA ", "EC ", "", "ENCRYPTED "] {
            let text = format!("-----BEGIN {other}PRIVATE KEY-----\nMII=\n");
            assert_eq!(refused(text), KeyFault::OtherFormat.diagnostic(), "{other}");
        }
        assert_eq!(
            refused("PuTTY-User-Key-File-3: ssh-ed25519\n"),
            KeyFault::OtherFormat.diagnostic()
        );
        for garbage in [&b""[..], b"\xff\xfe\0", b"hello\n", b"csp anchor 1\n"] {
            assert_eq!(refused(garbage), not_a_key(), "{garbage:?}");
        }
    }

    #[test]
    fn a_key_cut_anywhere_is_refused() {
        let text = file(&key());
        for end in 0..text.trim_end().len() {
            let bad = refused(&text[..end]);
            let is_told =
                bad == not_a_key() || bad.message().starts_with("this private key is damaged");
            assert!(is_told, "{end}: {bad}");
        }
    }
}
