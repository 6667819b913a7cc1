//! Kinds of files that a list of users is read from: our own, those that Microsoft's portals take, those they give.

use super::columns::{Column, Field, Format, column};

/// What a file of users is, told by its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A file in a format that we write too.
    Format(Format),
    /// The list of accounts that Entra, Microsoft 365, `Get-MgUser` or `az ad user list` give.
    Listing,
    /// The template of the Microsoft 365 admin center.
    Microsoft365,
}

impl From<Format> for Source {
    fn from(format: Format) -> Self {
        Self::Format(format)
    }
}

/// Properties as Microsoft Graph names them and headings as the Microsoft 365 admin center writes them, without blanks.
const LISTING: &[Column] = &[
    column("userPrincipalName", Field::Email).required(),
    column("displayName", Field::DisplayName).required(),
    column("givenName", Field::FirstName),
    column("surname", Field::LastName),
    column("accountEnabled", Field::AccountEnabled),
    column("blockCredential", Field::BlockSignIn),
    column("userType", Field::UserType),
    column("passwordProfile", Field::Password),
];

/// "Add several users at the same time to Microsoft 365", 2020-08-10.
const MICROSOFT_365: &[Column] = &[
    column("User Name", Field::Email).required(),
    column("First Name", Field::FirstName),
    column("Last Name", Field::LastName),
    column("Display Name", Field::DisplayName).required(),
];

impl Source {
    /// Every kind, the more particular before the more general.
    pub(super) const ALL: [Self; 5] = [
        Self::Format(Format::Entra),
        Self::Listing,
        Self::Microsoft365,
        Self::Format(Format::PartnerCenter),
        Self::Format(Format::Own),
    ];

    /// The columns that are known.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Format(format) => format.columns(),
            Self::Listing => LISTING,
            Self::Microsoft365 => MICROSOFT_365,
        }
    }

    /// The kind in running text.
    pub fn title(self) -> &'static str {
        match self {
            Self::Format(format) => format.title(),
            Self::Listing => "list of accounts from Microsoft Entra or Microsoft 365",
            Self::Microsoft365 => "Microsoft 365 template",
        }
    }

    /// Whether the cells of a file carry the guard against formulas that our own files carry.
    pub(super) fn is_guarded(self) -> bool {
        match self {
            Self::Format(format) => format.is_guarded(),
            Self::Listing | Self::Microsoft365 => false,
        }
    }

    /// Whether columns that are not in the catalogue may stand in a file.
    pub(super) fn takes_other_columns(self) -> bool {
        match self {
            Self::Format(Format::Own | Format::PartnerCenter) => false,
            Self::Format(Format::Entra) | Self::Listing | Self::Microsoft365 => true,
        }
    }

    /// What a heading is recognised by.
    pub(super) fn heading_key(self, heading: &str) -> String {
        let lower = heading.trim().to_lowercase();
        match self {
            // Entra translates the words and keeps what stands in brackets.
            Self::Format(Format::Entra) => {
                let bracket = lower
                    .split_once('[')
                    .and_then(|(_, rest)| rest.split_once(']'));
                bracket.map_or_else(
                    || format!("without a bracket: {lower}"),
                    |(key, _)| key.trim().to_owned(),
                )
            }
            Self::Format(Format::Own) => match lower.replace(['-', ' '], "_").as_str() {
                "email_address" | "e_mail" | "e_mail_address" => "email".to_owned(),
                "role" => "roles".to_owned(),
                plain => plain.to_owned(),
            },
            Self::Format(Format::PartnerCenter) => match lower.as_str() {
                "email address" => "email".to_owned(),
                _ => lower,
            },
            Self::Listing => match lower.replace(' ', "").as_str() {
                "firstname" => "givenname".to_owned(),
                "lastname" => "surname".to_owned(),
                "accenabled" => "accountenabled".to_owned(),
                plain => plain.to_owned(),
            },
            Self::Microsoft365 => lower.replace(' ', ""),
        }
    }
}
