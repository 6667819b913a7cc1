//! Bank details, and how they are shown without giving them away.

use std::fmt;

use iban::IbanLike;
use serde::Serialize;

const BULLETS: &str = "•••••";

/// Where the company's account is: `enroll.bank`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankDetails {
    /// In whose name the account is.
    pub holder: String,
    /// The account.
    pub account: BankAccount,
    /// The bank's international code.
    pub bic: Option<Bic>,
}

/// An account, in one of the two ways in which accounts are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankAccount {
    /// By its international number.
    Iban(Iban),
    /// By its national number and the code of its bank.
    National {
        /// The number of the account.
        number: AccountNumber,
        /// The bank's code: sort code, routing number and the like.
        bank_code: BankCode,
    },
}

/// Bank details as an answer shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BankShown {
    /// In whose name the account is.
    pub holder: String,
    /// The IBAN, where the account has one.
    pub iban: Option<String>,
    /// The account number, where there is no IBAN.
    pub account_number: Option<String>,
    /// The bank code that goes with the account number.
    pub bank_code: Option<String>,
    /// The bank's international code.
    pub bic: Option<String>,
}

impl BankDetails {
    /// The details with the account's numbers covered.
    pub fn masked(&self) -> BankShown {
        self.shown(Iban::masked, AccountNumber::masked, BankCode::masked)
    }

    /// The details in full; only after `bank.reveal` was granted and the journal knows.
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

/// Why a text is no IBAN. The text itself is not repeated: messages end up in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadIban {
    /// Not two letters, two digits and up to thirty letters and digits.
    #[error(
        "this is no IBAN; one begins with two letters for the country and two check digits, for instance FR14"
    )]
    Form,
    /// The check digits do not fit the rest.
    #[error(
        "the IBAN's check digits do not fit the rest of it: a character is wrong or two changed places"
    )]
    CheckDigits,
    /// The check digits fit, but accounts of the country look otherwise.
    #[error(
        "the IBAN has not the form that its country uses: characters are missing, too many or misplaced"
    )]
    CountryForm,
    /// No country that has IBANs begins with these letters.
    #[error("the IBAN's first two letters name no country that uses IBANs")]
    UnknownCountry,
}

/// An international bank account number whose check digits fit, without spaces, in upper case.
#[derive(Clone, PartialEq, Eq)]
pub struct Iban(String);

impl Iban {
    /// The number in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The first four characters, five bullets, the last four.
    pub fn masked(&self) -> String {
        let head = self.0.get(..4).unwrap_or("");
        format!("{head}{BULLETS}{}", last_four(&self.0))
    }
}

impl std::str::FromStr for Iban {
    type Err = BadIban;
    fn from_str(typed: &str) -> Result<Self, BadIban> {
        let compact = without_spaces(typed).to_uppercase();
        match compact.parse::<iban::Iban>() {
            Ok(good) => Ok(Self(good.electronic_str().to_owned())),
            Err(iban::ParseIbanError::InvalidBaseIban { source }) => Err(match source {
                iban::ParseBaseIbanError::InvalidFormat => BadIban::Form,
                iban::ParseBaseIbanError::InvalidChecksum => BadIban::CheckDigits,
            }),
            Err(iban::ParseIbanError::InvalidBban(_)) => Err(BadIban::CountryForm),
            Err(iban::ParseIbanError::UnknownCountry(_)) => Err(BadIban::UnknownCountry),
        }
    }
}

/// A text that is no national account number or bank code. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} has 1 to 34 letters, digits, hyphens, points or strokes")]
pub struct BadNumber(&'static str);

/// A national account number, without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// The number in full.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Five bullets, and the last four characters where more than two stay hidden.
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

/// A text that is no BIC.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no BIC; one has 8 or 11 characters, for instance PSSTFRPPPAR")]
pub struct BadBic(String);

/// A bank's international code (ISO 9362): four letters or digits, a country, two and maybe three more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bic(String);

impl Bic {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Bic {
    type Err = BadBic;
    fn from_str(typed: &str) -> Result<Self, BadBic> {
        let code = without_spaces(typed).to_ascii_uppercase();
        let good = matches!(code.len(), 8 | 11)
            && code.bytes().all(|b| b.is_ascii_alphanumeric())
            && code
                .bytes()
                .skip(4)
                .take(2)
                .all(|b| b.is_ascii_alphabetic());
        if good {
            Ok(Self(code))
        } else {
            Err(BadBic(typed.trim().chars().take(40).collect()))
        }
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

macro_rules! masked_in_debug {
    ($($name:ident),+) => {
        $(
            /// Masked, so that no log gives the number away.
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
    typed.chars().filter(|c| !c.is_whitespace()).collect()
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

/// The last four of a text in ASCII.
fn last_four(text: &str) -> &str {
    text.get(text.len().saturating_sub(4)..).unwrap_or("")
}

#[cfg(test)]
mod tests;
