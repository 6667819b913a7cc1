//! The columns of each format, the one place that knows them.

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

/// What a column means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserField {
    /// The address, by which the user is known.
    Email,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// The name that is shown.
    DisplayName,
    /// Roles with `;` between them.
    Roles,
    /// Entra's initial password, which we never take over.
    Password,
    /// Entra's `Block sign in`: `Yes` or `No`.
    BlockSignIn,
    /// Microsoft's `accountEnabled`: `True` may sign in; the opposite of `Block sign in`.
    AccountEnabled,
    /// Microsoft's `userType`: `Member` or `Guest`.
    UserType,
    /// The state; a user is kept out where it is `blocked`.
    State,
    /// Written by our own export only.
    CreatedAt,
    /// Written by our own export only.
    LastSignInAt,
    /// Written by our own export only.
    ExpiresAt,
    /// Nothing we have a use for.
    Unused,
}

/// One column of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserColumn {
    /// The heading, exactly.
    pub heading: &'static str,
    /// What it means to us.
    pub field: UserField,
    /// The most characters that the other system takes; `None` where it states no limit.
    pub longest: Option<usize>,
    /// Whether a file without the column cannot be read.
    pub required: bool,
    /// Whether it stands in a template.
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

/// Ours: what an import reads, and between that what only an export tells.
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

/// "Adding multiple users to a customer account", 2023-06-06.
const PARTNER_CENTER: &[UserColumn] = &[
    column("First name", UserField::FirstName).at_most(50),
    column("Last name", UserField::LastName).at_most(50),
    column("Display name", UserField::DisplayName)
        .at_most(50)
        .required(),
    column("Email", UserField::Email).required(),
    column("Status update", UserField::Unused),
];

/// "Bulk create users in Microsoft Entra ID", 2024-12-19; limits as Entra states them for names.
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

    /// The line above the headings, where there is one.
    pub fn first_line(self) -> Option<&'static str> {
        match self {
            Self::Own | Self::PartnerCenter => None,
            Self::Entra => Some("version:v1.0"),
        }
    }

    /// The most users that the other system takes in one file.
    pub fn rows_per_file(self) -> Option<usize> {
        match self {
            Self::Own | Self::Entra => None,
            Self::PartnerCenter => Some(100),
        }
    }

    /// The format in running text.
    pub fn title(self) -> &'static str {
        match self {
            Self::Own => "own CSV",
            Self::PartnerCenter => "Partner Center field list",
            Self::Entra => "Entra bulk-create file",
        }
    }

    /// Whether cells that a spreadsheet would run are guarded: people open our own file in one, another system takes the
    /// guard for a part of the name.
    pub fn is_guarded(self) -> bool {
        match self {
            Self::Own => true,
            Self::PartnerCenter | Self::Entra => false,
        }
    }

    /// The column that the other system needs and we do not know the value of.
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

/// An empty file to fill in: the lines that a file of the format begins with.
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
