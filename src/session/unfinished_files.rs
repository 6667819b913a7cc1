//! Files that a command which was killed left behind.

use std::path::{Path, PathBuf};

use crate::host::files::{UNFINISHED, UNFINISHED_CREDENTIALS};

/// Unfinished files of this program in a folder, by name; none where the folder cannot be read.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str().is_some_and(|it| it.starts_with(UNFINISHED))
        })
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// What to do about one. Nothing removes them unasked: what looks like a credentials file may hold the only copy of
/// passwords whose users exist.
pub fn remedy(leftover: &Path) -> String {
    let name = leftover.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(UNFINISHED_CREDENTIALS) {
        "It may contain temporary passwords of existing users. Compare it with `csp users list`, then move or delete it.".to_owned()
    } else {
        "If no other csp command is running, delete it.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_files_are_found_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["csp.db", ".csp-new-1", ".csp-credentials-2", ".cspx"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = leftovers(folder.path());
        let names: Vec<_> = found.iter().map(|it| it.file_name().unwrap()).collect();
        assert_eq!(names, [".csp-credentials-2", ".csp-new-1"]);
        assert!(remedy(&found[0]).contains("passwords"));
        assert!(remedy(&found[1]).contains("delete"));
        assert!(leftovers(&folder.path().join("nowhere")).is_empty());
    }
}
