//! Whether a policy pack may be installed beside the version that is there. An older version never replaces a newer one.

use super::pack_header::PackHeader;
use crate::diagnostic::{Diagnostic, Kind};
use crate::domain::word::words;

words! {
    /// What a command does with a policy pack.
    pub enum PackAction: "action" {
        /// It was not there before.
        Installed = "installed",
        /// It takes the place of an older version, or its signature was written anew.
        Updated = "updated",
        /// The same version is there already.
        Unchanged = "unchanged",
        /// It is no longer there.
        Removed = "removed",
    }
}

/// The version of a pack that is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstalledVersion {
    /// Its number.
    pub version: u32,
    /// Whether its content is that of the pack to install.
    pub is_same: bool,
    /// Whether its signature is, too.
    pub is_signed_alike: bool,
}

/// What installing a pack does; `file` is where it was read from.
///
/// # Errors
/// A refusal, where a newer version is installed, or the same version with other content.
pub fn decide_update(
    file: &str,
    header: &PackHeader,
    installed: Option<InstalledVersion>,
) -> Result<PackAction, Diagnostic> {
    let PackHeader { id, version, .. } = header;
    let Some(there) = installed else {
        return Ok(PackAction::Installed);
    };
    let refused = |why: String| {
        let pack = id;
        let help = format!(
            "To use this one, remove the installed one first: `csp eligibility policies remove {pack}`"
        );
        Err(Diagnostic::new(Kind::Refused, why).with_help(help))
    };
    match version.cmp(&there.version) {
        std::cmp::Ordering::Greater => Ok(PackAction::Updated),
        std::cmp::Ordering::Less => refused(format!(
            "{file} is version {version} of the policy pack {id}, and version {} is installed",
            there.version
        )),
        std::cmp::Ordering::Equal if !there.is_same => refused(format!(
            "version {version} of the policy pack {id} is installed with other content"
        )),
        std::cmp::Ordering::Equal if there.is_signed_alike => Ok(PackAction::Unchanged),
        std::cmp::Ordering::Equal => Ok(PackAction::Updated),
    }
}

/// The refusal of a pack that no trusted key signed.
pub fn refuse_unsigned(file: &str, why: &str, help: &str) -> Diagnostic {
    let message = format!("{file} is not installed: {why}");
    Diagnostic::new(Kind::Refused, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_version_replaces_a_pack() {
        let header = PackHeader {
            id: "contoso".parse().unwrap(),
            publisher: "Contoso".to_owned(),
            version: 3,
            date: "2026-11-28".parse().unwrap(),
        };
        let decide = |version: u32, is_same: bool, is_signed_alike: bool| {
            let installed = InstalledVersion {
                version,
                is_same,
                is_signed_alike,
            };
            decide_update("pack.toml", &header, Some(installed)).ok()
        };
        assert_eq!(
            decide_update("pack.toml", &header, None).ok(),
            Some(PackAction::Installed)
        );
        assert_eq!(decide(2, false, false), Some(PackAction::Updated));
        assert_eq!(decide(3, true, true), Some(PackAction::Unchanged));
        assert_eq!(decide(3, true, false), Some(PackAction::Updated));
        assert_eq!(decide(3, false, false), None);
        assert_eq!(decide(4, false, false), None);
    }
}
