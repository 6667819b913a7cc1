//! The mail files that a write leaves, for the line that says where they are.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

use crate::domain::grouped;
use crate::host::files::folder_of;

/// The mail files of one write: how many there are, and the first of them.
#[derive(Default)]
pub(super) struct WrittenDrafts {
    first: RefCell<Option<PathBuf>>,
    count: Cell<u64>,
}

impl WrittenDrafts {
    /// Adds a mail file.
    pub(super) fn add(&self, place: &Path) {
        self.count.set(self.count.get() + 1);
        let mut first = self.first.borrow_mut();
        first.get_or_insert_with(|| place.to_owned());
    }

    /// Starts again, as a write does that is repeated.
    pub(super) fn forget(&self) {
        self.count.set(0);
        self.first.take();
    }

    /// Says where the mail files are; `None` where there are none. Several are in one folder.
    pub(super) fn take_note(&self) -> Option<String> {
        let first = self.first.take()?;
        Some(match self.count.take() {
            1 => format!("The message is in {}.", first.display()),
            count => format!(
                "{} messages are in {}.",
                grouped(count),
                folder_of(&first).display()
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_named_and_several_by_their_folder() {
        let drafts = WrittenDrafts::default();
        assert_eq!(drafts.take_note(), None);
        drafts.add(Path::new("out/a.eml"));
        let one = "The message is in out/a.eml.";
        assert_eq!(drafts.take_note().as_deref(), Some(one));
        for name in ["out/a.eml", "out/b.eml"] {
            drafts.add(Path::new(name));
        }
        let several = "2 messages are in out.";
        assert_eq!(drafts.take_note().as_deref(), Some(several));
        drafts.add(Path::new("a.eml"));
        drafts.forget();
        assert_eq!(drafts.take_note(), None);
    }
}
