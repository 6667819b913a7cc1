//! Groups and keepers on the pages of accounts and customers.

use crate::domain::{Email, GroupName};
use crate::report::Page;

/// Writes the groups of something and who looks after it, where there are any.
pub(super) fn write_groups(page: &mut Page, groups: &[GroupName], keeper: Option<&Email>) {
    let names: Vec<&str> = groups.iter().map(GroupName::as_str).collect();
    let names = Some(names.join(", ")).filter(|names| !names.is_empty());
    page.fact("Groups", names.as_deref());
    page.fact("Keeper", keeper.map(Email::as_str));
}
