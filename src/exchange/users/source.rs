//! Kinds of files that a list of users is read from: our own, those that Microsoft's portals take, those they give.

use super::columns::{UserColumn, UserField, UserFileFormat, column};

/// What a file of users is, told by its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserFileSource {
    /// A file in a format that we write too.
    Format(UserFileFormat),
    /// The list of accounts that Entra, Microsoft 365, `Get-MgUser` or `az ad user list` give.
    Listing,
    /// The template of the Microsoft 365 admin center.
    Microsoft365,
}

impl From<UserFileFormat> for UserFileSource {
    fn from(format: UserFileFormat) -> Self {
        Self::Format(format)
    }
}

/// Properties as Microsoft Graph names them and headings as the Microsoft 365 admin center writes them, without blanks.
const LISTING: &[UserColumn] = &[
    column("userPrincipalName", UserField::Email).required(),
    column("displayName", UserField::DisplayName).required(),
    column("givenName", UserField::FirstName),
    column("surname", UserField::LastName),
    column("accountEnabled", UserField::AccountEnabled),
    column("blockCredential", UserField::BlockSignIn),
    column("userType", UserField::UserType),
    column("passwordProfile", UserField::Password),
];

/// "Add several users at the same time to Microsoft 365", 2020-08-10.
const MICROSOFT_365: &[UserColumn] = &[
    column("User Name", UserField::Email).required(),
    column("First Name", UserField::FirstName),
    column("Last Name", UserField::LastName),
    column("Display Name", UserField::DisplayName).required(),
];

impl UserFileSource {
    /// Every kind, the more particular before the more general.
    pub const ALL: [Self; 5] = [
        Self::Format(UserFileFormat::Entra),
        Self::Listing,
        Self::Microsoft365,
        Self::Format(UserFileFormat::PartnerCenter),
        Self::Format(UserFileFormat::Own),
    ];

    /// The columns that are known.
    pub(super) fn columns(self) -> &'static [UserColumn] {
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
            Self::Format(UserFileFormat::Own | UserFileFormat::PartnerCenter) => false,
            Self::Format(UserFileFormat::Entra) | Self::Listing | Self::Microsoft365 => true,
        }
    }

    /// What a heading is recognised by.
    pub(super) fn heading_key(self, heading: &str) -> String {
        let lower = heading.trim().to_lowercase();
        match self {
            // Entra translates the words and keeps what stands in brackets.
            Self::Format(UserFileFormat::Entra) => {
                let bracket = lower
                    .split_once('[')
                    .and_then(|(_, rest)| rest.split_once(']'));
                bracket.map_or_else(
                    || format!("without a bracket: {lower}"),
                    |(key, _)| key.trim().to_owned(),
                )
            }
            Self::Format(UserFileFormat::Own) => match lower.replace(['-', ' '], "_").as_str() {
                "email_address" | "e_mail" | "e_mail_address" => "email".to_owned(),
                "role" => "roles".to_owned(),
                plain => plain.to_owned(),
            },
            Self::Format(UserFileFormat::PartnerCenter) => match lower.as_str() {
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
