//! The kinds of files with users: csp's own, those that Microsoft's portals import, and those they export.

use super::columns::{UserColumn, UserField, UserFileFormat, column};

/// The kind of a file of users, recognised by its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserFileSource {
    /// A file in a format that csp also writes.
    Format(UserFileFormat),
    /// The list of accounts exported by Entra, Microsoft 365, `Get-MgUser` or `az ad user list`.
    Listing,
    /// The template of the Microsoft 365 admin center.
    Microsoft365,
}

impl From<UserFileFormat> for UserFileSource {
    fn from(format: UserFileFormat) -> Self {
        Self::Format(format)
    }
}

/// Property names of Microsoft Graph, and headings of the Microsoft 365 admin center without blanks.
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

/// From "Add several users at the same time to Microsoft 365", 2020-08-10.
const MICROSOFT_365: &[UserColumn] = &[
    column("User Name", UserField::Email).required(),
    column("First Name", UserField::FirstName),
    column("Last Name", UserField::LastName),
    column("Display Name", UserField::DisplayName).required(),
];

impl UserFileSource {
    /// Every kind, more specific kinds first.
    pub const ALL: [Self; 5] = [
        Self::Format(UserFileFormat::Entra),
        Self::Listing,
        Self::Microsoft365,
        Self::Format(UserFileFormat::PartnerCenter),
        Self::Format(UserFileFormat::Own),
    ];

    /// The known columns.
    pub(super) fn columns(self) -> &'static [UserColumn] {
        match self {
            Self::Format(format) => format.columns(),
            Self::Listing => LISTING,
            Self::Microsoft365 => MICROSOFT_365,
        }
    }

    /// The name of the kind within a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Format(format) => format.title(),
            Self::Listing => "list of accounts from Microsoft Entra or Microsoft 365",
            Self::Microsoft365 => "Microsoft 365 template",
        }
    }

    /// Whether cells of the file are guarded against formulas, as in csp's own files.
    pub(super) fn is_guarded(self) -> bool {
        match self {
            Self::Format(format) => format.is_guarded(),
            Self::Listing | Self::Microsoft365 => false,
        }
    }

    /// Whether a file may have unknown columns.
    pub(super) fn takes_other_columns(self) -> bool {
        match self {
            Self::Format(UserFileFormat::Own | UserFileFormat::PartnerCenter) => false,
            Self::Format(UserFileFormat::Entra) | Self::Listing | Self::Microsoft365 => true,
        }
    }

    /// The form of a heading used for comparison.
    pub(super) fn heading_key(self, heading: &str) -> String {
        let lower = heading.trim().to_lowercase();
        match self {
            // Entra translates the headings, but not the names in brackets.
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
