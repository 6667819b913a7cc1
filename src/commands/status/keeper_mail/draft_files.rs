//! The mail files of one run, one for each keeper, under names that are the same in every run.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::{Email, hex};
use crate::exchange::mail::{Mailbox, Message};
use crate::host::files::is_there;
use crate::session::{Context, SideFiles};

/// Mail files on their way to a folder.
pub(super) struct DraftFiles<'c, 'h> {
    ctx: &'c Context<'h>,
    folder: PathBuf,
    files: SideFiles,
}

impl<'c, 'h> DraftFiles<'c, 'h> {
    /// Begins to write into a folder, which is created where it does not exist.
    pub(super) fn in_folder(ctx: &'c Context<'h>, folder: &Path) -> Result<Self> {
        let files = SideFiles::default();
        if !ctx.dry_run() {
            files.create_folder(folder).map_err(|error| {
                Diagnostic::usage(format!("cannot create {}: {error}", folder.display()))
                    .with_flag("--mail")
            })?;
        }
        Ok(Self {
            ctx,
            folder: folder.to_owned(),
            files,
        })
    }

    /// Adds a message and gives the path of its file. It is from the acting user, else from the keeper.
    pub(super) fn add(&mut self, message: &Message) -> Result<String> {
        let place = self.folder.join(file_name(&message.to));
        let acting = self.ctx.settings.acting.as_deref();
        let acting = acting.and_then(|typed| typed.parse::<Email>().ok());
        let from = Mailbox {
            name: None,
            address: acting.unwrap_or_else(|| message.to.clone()),
        };
        if !self.ctx.dry_run() {
            self.ctx.own_files().refuse(&place, "--mail")?;
            self.files
                .replace(&place, &self.ctx.mail_file(message, &from)?)?;
        }
        Ok(place.display().to_string())
    }

    /// Says that a keeper without anything to do still has a message of an earlier run in the folder.
    pub(super) fn note_older(&self, keeper: &Email) {
        let place = self.folder.join(file_name(keeper));
        if is_there(&place).unwrap_or(false) {
            self.ctx.out.note(&format!(
                "{} is from an earlier run: {keeper} has nothing to do now",
                place.display()
            ));
        }
    }

    /// Puts all files in their places, or none.
    pub(super) fn finish(self) -> Result<()> {
        self.files.finish()?;
        self.ctx.acted();
        Ok(())
    }
}

/// The name of a keeper's file: the address, with what a file system may not take replaced, and then with digits that
/// keep two addresses apart. The word in front keeps names such as `con` from being devices of Windows.
fn file_name(keeper: &Email) -> String {
    let key = keeper.key();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "@.-_+".contains(letter);
    let plain = |letter: char| if is_plain(letter) { letter } else { '_' };
    let name: String = key.chars().map(plain).collect();
    if name == key {
        return format!("next-{name}.eml");
    }
    let digest = Sha256::digest(key);
    let digits = hex(digest.get(..4).unwrap_or_default());
    format!("next-{name}-{digits}.eml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_keeper_has_a_file_name_for_every_system() {
        let named = |email: &str| file_name(&email.parse().unwrap());
        assert_eq!(named("Ana@Consult.fr"), "next-ana@consult.fr.eml");
        assert_eq!(named("con.a@x.fr"), "next-con.a@x.fr.eml");
        let odd = ["a/b@x.fr", "a*b@x.fr", "a?b@x.fr", "é@x.fr"].map(named);
        for (at, name) in odd.iter().enumerate() {
            assert!(name.is_ascii() && !name.contains(['/', '*', '?']), "{name}");
            assert!(!odd[..at].contains(name), "{name}");
        }
    }
}
