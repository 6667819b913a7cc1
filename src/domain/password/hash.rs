//! Hashes of passwords, as stored.
//!
//! A temporary password is random with more than 112 bits, so a plain SHA-256 is enough: SP 800-63B allows it for
//! look-up secrets, and we treat a temporary password as one. A password that a person chose is not random; it is
//! stored as Argon2id with OWASP's parameters.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Secret;

/// The number of random salt bytes for a chosen password.
pub const SALT_LEN: usize = 16;

/// The SHA-256 of a temporary password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemporaryHash([u8; 32]);

impl TemporaryHash {
    /// Hashes a new password.
    pub fn of(password: &Secret) -> Self {
        Self(Sha256::digest(password.expose().as_bytes()).into())
    }

    /// From the store's bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this is the password; takes the same time in either case.
    pub fn matches(&self, typed: &Secret) -> bool {
        Self::of(typed).0.ct_eq(&self.0).into()
    }
}

/// The Argon2id hash of a password that its user chose, as a PHC string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHash(String);

/// Why a password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The hash could not be computed.
    #[error("the password could not be hashed: {0}")]
    Make(#[source] argon2::password_hash::Error),
    /// The stored hash is not valid.
    #[error("the recorded password hash is not valid")]
    Damaged,
}

impl OwnHash {
    /// Hashes a chosen password with sixteen random bytes of salt. Takes about 20 ms and 19 MiB by design.
    ///
    /// # Errors
    /// When the library refuses, as it does for passwords of more than four gigabytes.
    pub fn of(password: &Secret, salt: [u8; SALT_LEN]) -> Result<Self, HashError> {
        let hash: PasswordHash = argon2()
            .hash_password_with_salt(password.expose().as_bytes(), &salt)
            .map_err(HashError::Make)?;
        Ok(Self(hash.to_string()))
    }

    /// From the stored text.
    pub fn from_phc(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_phc(&self) -> &str {
        &self.0
    }

    /// Whether this is the password.
    ///
    /// # Errors
    /// When the stored hash is not Argon2, or has parameters so costly that csp did not create it.
    pub fn matches(&self, typed: &Secret) -> Result<bool, HashError> {
        let kept = PasswordHash::new(&self.0).map_err(|_| HashError::Damaged)?;
        let params = Params::try_from(&kept).map_err(|_| HashError::Damaged)?;
        if params.m_cost() > MOST_MEMORY_KIB || params.t_cost() > MOST_PASSES {
            return Err(HashError::Damaged);
        }
        match argon2().verify_password(typed.expose().as_bytes(), &kept) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(HashError::Damaged),
        }
    }
}

/// The accepted limit, so that a damaged or forged store cannot make a sign-in take gigabytes or minutes.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;

/// OWASP's parameters: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_temporary_password_matches_itself_alone() {
        let kept = TemporaryHash::of(&secret("abc"));
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let hex: String = kept.as_bytes().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, expected);
        assert!(TemporaryHash::from_bytes(*kept.as_bytes()).matches(&secret("abc")));
        assert!(!kept.matches(&secret("abd")));
        assert!(!kept.matches(&secret("")));
    }

    #[test]
    fn own_passwords_are_hashed_with_owasp_argon2id_parameters() {
        let kept = OwnHash::of(&secret("Passw0rd"), [7; SALT_LEN]).unwrap();
        assert!(
            kept.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept:?}"
        );
        let read = OwnHash::from_phc(kept.as_phc().to_owned());
        assert!(read.matches(&secret("Passw0rd")).unwrap());
        assert!(!read.matches(&secret("passw0rd")).unwrap());
        let other = OwnHash::of(&secret("Passw0rd"), [8; SALT_LEN]).unwrap();
        assert_ne!(kept, other);
    }

    #[test]
    fn a_hash_as_costly_as_may_be_is_still_tried() {
        let good = OwnHash::of(&secret("x"), [7; SALT_LEN]).unwrap();
        for cost in ["m=8,t=16", "m=262144,t=1"] {
            let dear = good.as_phc().replace("m=19456,t=2", cost);
            assert!(!OwnHash::from_phc(dear).matches(&secret("x")).unwrap());
        }
        for cost in ["m=8,t=17", "m=262145,t=1"] {
            let dearer = good.as_phc().replace("m=19456,t=2", cost);
            assert!(OwnHash::from_phc(dearer).matches(&secret("x")).is_err());
        }
    }

    #[test]
    fn an_invalid_hash_is_damage_and_not_a_wrong_password() {
        let good = OwnHash::of(&secret("x"), [7; SALT_LEN]).unwrap();
        let costly = good.as_phc().replace("m=19456", "m=4194304");
        let slow = good.as_phc().replace("t=2", "t=100");
        for text in ["", "plain", "$argon2id$", &costly, &slow] {
            let kept = OwnHash::from_phc(text.to_owned());
            assert!(kept.matches(&secret("x")).is_err(), "{text}");
        }
    }
}
