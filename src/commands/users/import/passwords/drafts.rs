//! Mail files for new users, one each.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;

use super::{Passwords, To};
use crate::commands::users::draft;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::password::Secret;
use crate::domain::user::User;
use crate::session::Context;

/// Mail files for new users, one each.
pub(super) struct Drafts<'a> {
    folder: Option<&'a Path>,
    ctx: &'a Context<'a>,
    account: &'a Account,
    names: RefCell<HashSet<String>>,
    /// Names in the folder that are those of other files which this run needs.
    taken: Vec<OsString>,
}

impl<'a> Drafts<'a> {
    pub(super) fn open(
        passwords: &'a Passwords,
        ctx: &'a Context<'a>,
        account: &'a Account,
    ) -> Result<Self> {
        let folder = passwords.drafts.as_deref();
        if let Some(folder) = folder.filter(|_| !ctx.dry_run()) {
            ctx.files.create_folder(folder).map_err(|error| {
                Diagnostic::usage(format!("cannot create {}: {error}", folder.display()))
            })?;
        }
        let mut taken = Vec::new();
        if let Some(folder) = folder {
            taken = ctx.own_files().names_in(folder);
            if let To::File(credentials) = &passwords.to {
                taken.extend(credentials.name_in(folder));
            }
        }
        Ok(Self {
            folder,
            ctx,
            account,
            names: RefCell::default(),
            taken,
        })
    }

    pub(super) fn write(&self, user: &User, password: &Secret) -> Result<()> {
        let Some(folder) = self.folder else {
            return Ok(());
        };
        let ctx = self.ctx;
        let name = self.name(user);
        let place = folder.join(&name);
        if self.taken.iter().any(|taken| *taken == *name) {
            let message = format!(
                "the draft {} would replace another file of this command",
                place.display()
            );
            return Err(Diagnostic::usage(message)
                .with_flag("--drafts")
                .with_help("Choose another folder."));
        }
        draft::prepare(
            ctx,
            &place,
            self.account,
            user,
            password,
            ctx.settings.language,
        )
    }

    /// The address as a file name that every system takes, and no other draft has.
    fn name(&self, user: &User) -> String {
        let plain = |c: char| {
            if c.is_alphanumeric() || "@.-_+".contains(c) {
                c
            } else {
                '_'
            }
        };
        let base: String = user.email.key().chars().map(plain).collect();
        if base == user.email.key() {
            return format!("{base}.eml");
        }
        let mut names = self.names.borrow_mut();
        let mut name = base.clone();
        let mut number = 1;
        while !names.insert(name.clone()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        format!("{name}_.eml")
    }
}
