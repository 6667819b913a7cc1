//! The columns of each format, defined in one place.

use crate::domain::word::words;

words! {
    /// A file format for lists of users.
    pub enum UserFileFormat: "format" {
        /// Our own CSV.
        Own = "csv",
        /// The field list of Partner Center's "Add multiple users".
        PartnerCenter = "partner-center",
        /// The file of Entra's "Bulk create".
        Entra = "entra",
    }
}

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserField {
    /// The address, which identifies the user.
    Email,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// The display name.
    DisplayName,
    /// Roles, separated by `;`.
    Roles,
    /// Entra's initial password, which is never imported.
    Password,
    /// Entra's `Block sign in`: `Yes` or `No`.
    BlockSignIn,
    /// Microsoft's `accountEnabled`: `True` may sign in; the opposite of `Block sign in`.
    AccountEnabled,
    /// Microsoft's `userType`: `Member` or `Guest`.
    UserType,
    /// The state; a user is blocked if it is `blocked`.
    State,
    /// Written by our own export only.
    CreatedAt,
    /// Written by our own export only.
    LastSignInAt,
    /// Written by our own export only.
    ExpiresAt,
    /// Not used by csp.
    Unused,
}

/// One column of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserColumn {
    /// The heading, exactly.
    pub heading: &'static str,
    /// Its meaning.
    pub field: UserField,
    /// The maximum number of characters that the other system accepts; `None` if it states no limit.
    pub longest: Option<usize>,
    /// Whether the column is required.
    pub required: bool,
    /// Whether the template has it.
    pub in_template: bool,
}

pub(super) const fn column(heading: &'static str, field: UserField) -> UserColumn {
    UserColumn {
        heading,
        field,
        longest: None,
        required: false,
        in_template: true,
    }
}

impl UserColumn {
    const fn at_most(mut self, longest: usize) -> Self {
        self.longest = Some(longest);
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn exported_only(mut self) -> Self {
        self.in_template = false;
        self
    }
}

/// csp's own format: columns that an import reads, and between them those that only an export writes.
const OWN: &[UserColumn] = &[
    column("email", UserField::Email).required(),
    column("first_name", UserField::FirstName),
    column("last_name", UserField::LastName),
    column("roles", UserField::Roles),
    column("display_name", UserField::DisplayName).exported_only(),
    column("state", UserField::State),
    column("created_at", UserField::CreatedAt).exported_only(),
    column("last_sign_in_at", UserField::LastSignInAt).exported_only(),
    column("temporary_password_expires_at", UserField::ExpiresAt).exported_only(),
];

/// From "Adding multiple users to a customer account", 2023-06-06.
const PARTNER_CENTER: &[UserColumn] = &[
    column("First name", UserField::FirstName).at_most(50),
    column("Last name", UserField::LastName).at_most(50),
    column("Display name", UserField::DisplayName)
        .at_most(50)
        .required(),
    column("Email", UserField::Email).required(),
    column("Status update", UserField::Unused),
];

/// From "Bulk create users in Microsoft Entra ID", 2024-12-19; the limits for names are Entra's.
const ENTRA: &[UserColumn] = &[
    column("Name [displayName] Required", UserField::DisplayName)
        .at_most(256)
        .required(),
    column("User name [userPrincipalName] Required", UserField::Email)
        .at_most(113)
        .required(),
    column(
        "Initial password [passwordProfile] Required",
        UserField::Password,
    ),
    column(
        "Block sign in (Yes/No) [accountEnabled] Required",
        UserField::BlockSignIn,
    ),
    column("First name [givenName]", UserField::FirstName).at_most(64),
    column("Last name [surname]", UserField::LastName).at_most(64),
    column("Job title [jobTitle]", UserField::Unused),
    column("Department [department]", UserField::Unused),
    column("Usage location [usageLocation]", UserField::Unused),
    column("Street address [streetAddress]", UserField::Unused),
    column("State or province [state]", UserField::Unused),
    column("Country or region [country]", UserField::Unused),
    column("Office [physicalDeliveryOfficeName]", UserField::Unused),
    column("City [city]", UserField::Unused),
    column("ZIP or postal code [postalCode]", UserField::Unused),
    column("Office phone [telephoneNumber]", UserField::Unused),
    column("Mobile phone [mobile]", UserField::Unused),
];

impl UserFileFormat {
    /// The columns in their order.
    pub fn columns(self) -> &'static [UserColumn] {
        match self {
            Self::Own => OWN,
            Self::PartnerCenter => PARTNER_CENTER,
            Self::Entra => ENTRA,
        }
    }

    /// The line above the headings, if the format has one.
    pub fn first_line(self) -> Option<&'static str> {
        match self {
            Self::Own | Self::PartnerCenter => None,
            Self::Entra => Some("version:v1.0"),
        }
    }

    /// The maximum number of users that the other system accepts in one file.
    pub fn rows_per_file(self) -> Option<usize> {
        match self {
            Self::Own | Self::Entra => None,
            Self::PartnerCenter => Some(100),
        }
    }

    /// The name of the format within a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Own => "own CSV",
            Self::PartnerCenter => "Partner Center field list",
            Self::Entra => "Entra bulk-create file",
        }
    }

    /// Whether cells that a spreadsheet would run as formulas are guarded. People open csp's own format in
    /// spreadsheets; another system would take the guard as a part of the name.
    pub fn is_guarded(self) -> bool {
        match self {
            Self::Own => true,
            Self::PartnerCenter | Self::Entra => false,
        }
    }

    /// A column that the other system requires and whose value csp does not know.
    pub fn column_to_fill(self) -> Option<&'static str> {
        match self {
            Self::Own | Self::PartnerCenter => None,
            Self::Entra => self
                .columns()
                .iter()
                .find(|column| column.field == UserField::Password)
                .map(|column| column.heading),
        }
    }
}

/// The first lines of a file in the format, as an empty file to fill in.
pub fn template(format: UserFileFormat) -> String {
    let headings: Vec<&str> = format
        .columns()
        .iter()
        .filter(|column| column.in_template)
        .map(|column| column.heading)
        .collect();
    let mut text = String::new();
    if let Some(line) = format.first_line() {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&headings.join(","));
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_the_published_headings() {
        assert_eq!(
            template(UserFileFormat::Own),
            "email,first_name,last_name,roles,state\n"
        );
        assert_eq!(
            template(UserFileFormat::PartnerCenter),
            "First name,Last name,Display name,Email,Status update\n"
        );
        let entra = "version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname],Job title [jobTitle],Department [department],Usage location [usageLocation],Street address [streetAddress],State or province [state],Country or region [country],Office [physicalDeliveryOfficeName],City [city],ZIP or postal code [postalCode],Office phone [telephoneNumber],Mobile phone [mobile]\n";
        assert_eq!(template(UserFileFormat::Entra), entra);
    }
}
