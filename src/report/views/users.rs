//! Users, roles and permissions as answers.

use std::borrow::Cow;
use std::io;

use serde::{Serialize, Serializer};

use crate::domain::password::Secret;
use crate::domain::role::{Permission, Role, RoleFacts, RoleGroup, RoleSet};
use crate::domain::user::{Name, User, UserStateKind};
use crate::domain::word::Word;
use crate::domain::{Email, counted};
use crate::report::views::import::{ImportCounts, ImportJson};
use crate::report::{
    ListRow, ListWriter, Narrow, Output, OutputFormat, Page, ShownMoment, Step, TableCell, View,
    When, cells,
};
use crate::store::UserLine;

/// A user as every answer shows one.
#[derive(Debug, Serialize)]
pub struct UserView<'u> {
    email: Cow<'u, str>,
    first_name: Option<Cow<'u, str>>,
    last_name: Option<Cow<'u, str>>,
    display_name: Cow<'u, str>,
    state: UserStateKind,
    roles: RoleSet,
    created_at: ShownMoment,
    last_sign_in_at: Option<ShownMoment>,
    temporary_password_expires_at: Option<ShownMoment>,
}

impl From<User> for UserView<'_> {
    fn from(user: User) -> Self {
        let name = |name: Name| Cow::Owned(name.into());
        Self {
            temporary_password_expires_at: user
                .temporary_password_expires_at()
                .map(ShownMoment::from),
            state: user.state.word(),
            email: Cow::Owned(user.email.into()),
            first_name: user.first_name.map(name),
            last_name: user.last_name.map(name),
            display_name: name(user.display_name),
            roles: user.roles,
            created_at: user.created_at.into(),
            last_sign_in_at: user.last_sign_in_at.map(ShownMoment::from),
        }
    }
}

impl<'u> From<&UserLine<'u>> for UserView<'u> {
    fn from(line: &UserLine<'u>) -> Self {
        Self {
            email: line.email.into(),
            first_name: line.first_name.map(Cow::from),
            last_name: line.last_name.map(Cow::from),
            display_name: line.display_name.into(),
            state: line.state,
            roles: line.roles,
            created_at: line.created_at.into(),
            last_sign_in_at: line.last_sign_in_at.map(ShownMoment::from),
            temporary_password_expires_at: line
                .temporary_password_expires_at
                .map(ShownMoment::from),
        }
    }
}

impl ListRow for UserView<'_> {
    const HEADER: &'static [&'static str] = &["email", "name", "state", "roles", "last sign-in"];
    const CSV: &'static [&'static str] = &[
        "email",
        "first_name",
        "last_name",
        "display_name",
        "state",
        "roles",
        "created_at",
        "last_sign_in_at",
        "temporary_password_expires_at",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("last sign-in", Narrow::Shortens),
        ("roles", Narrow::Wraps),
        ("last sign-in", Narrow::Hides),
        ("name", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("user", "users"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.email.to_string(),
            self.display_name.to_string(),
            TableCell::state(self.state),
            roles_line(self.roles),
            self.last_sign_in_at
                .map_or_else(|| "never".to_owned(), |at| when.date(at)),
        ]
    }
}

impl View for UserView<'_> {
    fn page(&self, page: &mut Page) {
        page.heading(&self.display_name);
        page.fact("Address", Some(&self.email));
        page.fact("First name", self.first_name.as_deref());
        page.fact("Last name", self.last_name.as_deref());
        page.state("State", self.state);
        page.fact("Roles", Some(&roles_line(self.roles)));
        page.moment("Added", Some(self.created_at));
        if self.last_sign_in_at.is_none() {
            page.fact("Last sign-in", Some("never"));
        }
        page.moment("Last sign-in", self.last_sign_in_at);
        page.moment("Password expires", self.temporary_password_expires_at);
    }
}

fn roles_line(roles: RoleSet) -> String {
    roles.iter().map(Word::word).collect::<Vec<_>>().join(", ")
}

/// A user with the temporary password that was just made: the one time it is shown.
#[derive(Debug, Serialize)]
pub struct NewUserView {
    #[serde(flatten)]
    user: UserView<'static>,
    #[serde(serialize_with = "secret_if_any")]
    temporary_password: Option<Secret>,
}

impl NewUserView {
    /// The user; `password` is `None` where it went to a file, or was never made.
    pub fn new(user: User, password: Option<Secret>) -> Self {
        Self {
            user: user.into(),
            temporary_password: password,
        }
    }
}

fn secret_if_any<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_str(secret.expose()),
        None => serializer.serialize_none(),
    }
}

impl View for NewUserView {
    fn page(&self, page: &mut Page) {
        self.user.page(page);
        if let Some(password) = &self.temporary_password {
            page.fact("Password", Some(password.expose()));
            page.line("");
            page.prose(
                0,
                "The password is shown only now. Hand it over: it cannot be shown again.",
            );
        }
    }
}

impl ListRow for NewUserView {
    const HEADER: &'static [&'static str] = &["email", "name", "roles", "password"];
    const CSV: &'static [&'static str] = &[
        "email",
        "first_name",
        "last_name",
        "display_name",
        "state",
        "roles",
        "created_at",
        "last_sign_in_at",
        "temporary_password_expires_at",
        "temporary_password",
    ];
    const NARROW: &'static [Step<'static>] = &[("roles", Narrow::Wraps), ("name", Narrow::Wraps)];
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.user.email.to_string(),
            self.user.display_name.to_string(),
            roles_line(self.user.roles),
            self.temporary_password
                .as_ref()
                .map_or_else(String::new, |secret| secret.expose().to_owned()),
        ]
    }
}

/// A role with what it may do.
#[derive(Debug, Serialize)]
pub struct RoleView {
    role: Role,
    name: String,
    group: RoleGroup,
    permissions: Vec<Permission>,
    can: Vec<String>,
    note: Option<String>,
    source: String,
}

impl From<RoleFacts> for RoleView {
    fn from(facts: RoleFacts) -> Self {
        Self {
            role: facts.role,
            name: facts.name,
            group: facts.role.group(),
            permissions: facts.role.permissions(),
            can: facts.can,
            note: facts.note,
            source: facts.source,
        }
    }
}

impl ListRow for RoleView {
    const HEADER: &'static [&'static str] =
        &["role", "group", "permissions in csp", "rights at Microsoft"];
    const CSV: &'static [&'static str] = &[
        "role",
        "name",
        "group",
        "permissions",
        "can",
        "note",
        "source",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("rights at Microsoft", Narrow::Wraps),
        ("permissions in csp", Narrow::Wraps),
        ("rights at Microsoft", Narrow::Hides),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("role", "roles"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        let permissions: Vec<&str> = self.permissions.iter().map(|one| one.word()).collect();
        let reading = if permissions.is_empty() {
            "read".to_owned()
        } else {
            permissions.join(", ")
        };
        cells![
            self.role.to_string(),
            self.group.to_string(),
            reading,
            self.can.join("; "),
        ]
    }
}

/// Whether a user has a permission.
#[derive(Debug, Serialize)]
pub struct CanView {
    /// Who.
    pub email: Email,
    /// What.
    pub permission: Permission,
    /// Yes or no.
    pub allowed: bool,
    /// Why.
    pub because: String,
}

impl View for CanView {
    fn page(&self, page: &mut Page) {
        let answer = if self.allowed { "yes" } else { "no" };
        page.item(&format!("{answer}: "), &self.because);
    }
}

/// Writes the answer of an import: the counts, then user by user, so that a million are never in memory at once.
pub struct ImportWriter<'a, 'h> {
    out: &'a Output<'h>,
    counts: ImportCounts,
    form: Form<'a, 'h>,
}

enum Form<'a, 'h> {
    Json(ImportJson<'a, 'h>),
    Rows(Box<ListWriter<'a, 'h>>),
}

impl<'a, 'h> ImportWriter<'a, 'h> {
    /// Begins the answer.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn begin(out: &'a Output<'h>, counts: ImportCounts) -> io::Result<Self> {
        let form = if out.format().is_json() {
            Form::Json(ImportJson::begin(out, counts, "users")?)
        } else {
            Form::Rows(Box::new(ListWriter::of::<NewUserView>(out)))
        };
        Ok(Self { out, counts, form })
    }

    /// Writes one created user.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn push(&mut self, user: &NewUserView) -> io::Result<()> {
        match &mut self.form {
            Form::Json(json) => json.push(user),
            Form::Rows(rows) => rows.push(user),
        }
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(self) -> io::Result<()> {
        match self.form {
            Form::Json(json) => json.finish(),
            Form::Rows(rows) => {
                rows.finish()?;
                if self.out.format() != OutputFormat::Csv {
                    let mut page = self.out.page();
                    self.counts.page(&mut page);
                    self.out.write(page.into_text().as_bytes())?;
                    if self.out.dry_run() {
                        self.out.note("Dry run: nothing was saved.");
                    }
                }
                Ok(())
            }
        }
    }
}

/// What an export wrote.
#[derive(Debug, Serialize)]
pub struct UserExportView {
    /// How many users.
    pub users: u64,
    /// To which files.
    pub files: Vec<String>,
}

impl View for UserExportView {
    fn page(&self, page: &mut Page) {
        let written = counted(self.users, "user");
        page.prose(
            0,
            &format!("{written} written to {}.", self.files.join(", ")),
        );
    }
}
