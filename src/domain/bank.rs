//! Bank details, and how they are masked.

mod bic;
mod iban_number;

use std::fmt;

use serde::Serialize;

pub use bic::{BadBic, Bic};
pub use iban_number::{BadIban, Iban};

const BULLETS: &str = "•••••";

/// The company's bank account: `enroll.bank`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankDetails {
    /// The name of the account's holder.
    pub holder: String,
    /// The account.
    pub account: BankAccount,
    /// The bank's BIC.
    pub bic: Option<Bic>,
}

/// A bank account, identified in one of two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankAccount {
    /// By its IBAN.
    Iban(Iban),
    /// By its national number and its bank code.
    National {
        /// The number of the account.
        number: AccountNumber,
        /// The bank code: sort code, routing number and similar.
        bank_code: BankCode,
    },
}

/// Bank details as shown in answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankShown {
    /// The name of the account's holder.
    pub holder: String,
    /// The IBAN, where the account has one.
    pub iban: Option<String>,
    /// The account number, where there is no IBAN.
    pub account_number: Option<String>,
    /// The bank code that goes with the account number.
    pub bank_code: Option<String>,
    /// The bank's BIC.
    pub bic: Option<String>,
}

impl BankDetails {
    /// The details with account numbers masked.
    pub fn masked(&self) -> BankShown {
        self.shown(Iban::masked, AccountNumber::masked, BankCode::masked)
    }

    /// The details in full. Call it only after `bank.reveal` was granted and an entry was written to the journal.
    pub fn revealed(&self) -> BankShown {
        self.shown(
            |iban| iban.reveal().to_owned(),
            |number| number.reveal().to_owned(),
            |code| code.reveal().to_owned(),
        )
    }

    fn shown(
        &self,
        iban_text: impl Fn(&Iban) -> String,
        number_text: impl Fn(&AccountNumber) -> String,
        code_text: impl Fn(&BankCode) -> String,
    ) -> BankShown {
        let (iban, account_number, bank_code) = match &self.account {
            BankAccount::Iban(iban) => (Some(iban_text(iban)), None, None),
            BankAccount::National { number, bank_code } => {
                (None, Some(number_text(number)), Some(code_text(bank_code)))
            }
        };
        BankShown {
            holder: self.holder.clone(),
            iban,
            account_number,
            bank_code,
            bic: self.bic.as_ref().map(ToString::to_string),
        }
    }
}

/// A text that is not a national account number or bank code. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} must have 1 to 34 letters, digits, hyphens, points or slashes")]
pub struct BadNumber(&'static str);

/// A national account number, without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// The number in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Five bullets, followed by the last four characters if at least three more stay hidden.
    pub fn masked(&self) -> String {
        if self.0.len() > 6 {
            format!("{BULLETS}{}", last_four(&self.0))
        } else {
            BULLETS.to_owned()
        }
    }
}

impl std::str::FromStr for AccountNumber {
    type Err = BadNumber;
    fn from_str(typed: &str) -> Result<Self, BadNumber> {
        number(typed, "an account number").map(Self)
    }
}

/// The code of a bank in its country, without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct BankCode(String);

impl BankCode {
    /// The code in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Five bullets.
    pub fn masked(&self) -> String {
        BULLETS.to_owned()
    }
}

impl std::str::FromStr for BankCode {
    type Err = BadNumber;
    fn from_str(typed: &str) -> Result<Self, BadNumber> {
        number(typed, "a bank code").map(Self)
    }
}

macro_rules! masked_in_debug {
    ($($name:ident),+) => {
        $(
            /// Masked, so that logs do not contain the number.
            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}({})", stringify!($name), self.masked())
                }
            }
        )+
    };
}
masked_in_debug!(Iban, AccountNumber, BankCode);

fn without_spaces(typed: &str) -> String {
    let visible = typed
        .chars()
        .filter(|c| !crate::domain::text::is_invisible(*c));
    visible.filter(|c| !c.is_whitespace()).collect()
}

/// Removes grouping from a code: spaces, hyphens, dots and invisible characters are dropped, letters become capitals.
/// Other characters stay, so that the code is refused.
fn without_grouping(typed: &str) -> String {
    let is_hyphen = |c: &char| {
        matches!(
            c,
            '-' | '.' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
    };
    let compact = without_spaces(typed);
    compact
        .chars()
        .filter(|c| !is_hyphen(c))
        .collect::<String>()
        .to_uppercase()
}

fn number(typed: &str, what: &'static str) -> Result<String, BadNumber> {
    let compact = without_spaces(typed);
    let good = (1..=34).contains(&compact.len())
        && compact
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-./".contains(&b))
        && compact.bytes().any(|b| b.is_ascii_alphanumeric());
    if good {
        Ok(compact)
    } else {
        Err(BadNumber(what))
    }
}

/// The last four characters of an ASCII text.
fn last_four(text: &str) -> &str {
    text.get(text.len().saturating_sub(4)..).unwrap_or("")
}

#[cfg(test)]
mod tests;
