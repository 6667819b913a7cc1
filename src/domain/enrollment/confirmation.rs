//! The code that proves that the primary contact reads mail at the address.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::rule::verify;

/// After this many wrong attempts a code expires.
pub const TRIES: u32 = 10;

/// Letters and digits that are not easily confused.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A confirmation code in plain text: seven groups of four symbols, 140 random bits.
///
/// It is wiped from memory when dropped, and its `Debug` output does not show it.
pub struct Code(Zeroizing<String>);

impl Code {
    /// Makes a code from random bytes; each symbol uses five bits of one byte.
    pub fn from_random(bytes: &[u8; 28]) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(34));
        for (at, byte) in bytes.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(byte & 31)]));
        }
        Self(text)
    }

    /// The code in plain text, for the message that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The stored data of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// When it was issued.
    pub issued_at: Instant,
    /// How many wrong codes were entered since.
    pub wrong_tries: u32,
}

impl Confirmation {
    /// The data to store for `code`, issued at `now`.
    pub fn of(code: &Code, now: Instant) -> Self {
        Self {
            hash: digest(code.reveal()),
            issued_at: now,
            wrong_tries: 0,
        }
    }

    /// The issued code, if a confirmation is expected and the code is still valid.
    ///
    /// # Errors
    /// `verify.code`.
    pub fn waiting(issued: Option<Self>, is_awaited: bool) -> Result<Self, Diagnostic> {
        let none = || Diagnostic::refused(&verify::CODE, "there is no confirmation code to enter");
        let issued = issued.filter(|_| is_awaited).ok_or_else(none)?;
        if issued.is_alive() {
            Ok(issued)
        } else {
            let message = "this code has expired after 10 wrong attempts";
            Err(Diagnostic::refused(&verify::CODE, message))
        }
    }

    /// Whether the code can still be used.
    pub fn is_alive(&self) -> bool {
        self.wrong_tries < TRIES
    }

    /// Whether `typed` is the code, ignoring case. Takes the same time for every wrong one.
    pub fn is_code(&self, typed: &str) -> bool {
        bool::from(self.hash.ct_eq(&digest(typed)))
    }

    /// This confirmation with one more wrong attempt.
    #[must_use]
    pub fn after_wrong_try(mut self) -> Self {
        self.wrong_tries += 1;
        self
    }

    /// The refusal of a wrong code, with the number of remaining attempts.
    pub fn wrong(&self) -> Diagnostic {
        let left = TRIES.saturating_sub(self.wrong_tries);
        let message = match left {
            0 => {
                "this is not the code; the code has now expired after 10 wrong attempts".to_owned()
            }
            1 => "this is not the code of the latest message; 1 attempt is left".to_owned(),
            _ => format!("this is not the code of the latest message; {left} attempts are left"),
        };
        Diagnostic::refused(&verify::CODE, message)
    }
}

/// The hash of a typed code: white space around it and letter case do not matter.
fn digest(typed: &str) -> [u8; 32] {
    let plain = Zeroizing::new(typed.trim().to_ascii_uppercase());
    Sha256::digest(plain.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_recognised_whatever_its_case() {
        let code = Code::from_random(&[7; 28]);
        assert_eq!(code.reveal().len(), 34);
        let kept = Confirmation::of(&code, Instant::default());
        assert!(kept.is_code(&code.reveal().to_lowercase()));
        assert!(kept.is_code(&format!(" {}\n", code.reveal())));
        for wrong in ["", "2345", "é", &code.reveal().replace('-', "")] {
            assert!(!kept.is_code(wrong), "{wrong}");
        }
    }

    #[test]
    fn each_symbol_is_made_of_the_low_five_bits_of_its_byte() {
        let bytes = std::array::from_fn(|at| u8::try_from(at).unwrap() | 0b1110_0000);
        let code = Code::from_random(&bytes);
        assert_eq!(code.reveal(), "2345-6789-ABCD-EFGH-JKLM-NPQR-STUV");
    }

    #[test]
    fn a_code_expires_after_ten_wrong_attempts() {
        let mut kept = Confirmation::of(&Code::from_random(&[1; 28]), Instant::default());
        for _ in 0..9 {
            kept = kept.after_wrong_try();
        }
        assert!(kept.is_alive());
        assert!(kept.wrong().message().contains("1 attempt is left"));
        kept = kept.after_wrong_try();
        assert!(!kept.is_alive());
        assert!(kept.wrong().message().contains("has now expired"));
    }
}
