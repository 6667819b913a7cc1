//! Warnings about what a relationship grants: its roles, how long it lasts and whether it extends itself.

use super::{EXPORT_WHOLE, NAMED, Warnings};
use crate::domain::counted_as;
use crate::domain::first_names;
use crate::domain::gdap::id::EntraRoleId;
use crate::domain::gdap::relationship::AdminRelationship;
use crate::domain::gdap::role::{is_confirmed, is_privileged, role_name};
use crate::domain::gdap::sighting::SeenDays;
use crate::domain::rule::gdap;

impl Warnings {
    /// Roles that are too wide, that Microsoft may refuse, or that are not known.
    pub(super) fn add_roles(&mut self, it: &AdminRelationship) {
        let Some(roles) = &it.roles else {
            self.push(
                &gdap::ROLES,
                format!(
                    "The roles are not known: no imported file has them whole. This command exports them, then import its output: `{EXPORT_WHOLE}`"
                ),
            );
            return;
        };
        if it.has_global_administrator() {
            let how = if it.state.is_editable() {
                "Leave that role out."
            } else {
                "Remove that role at Microsoft first, then switch auto-extend on."
            };
            self.push(
                &gdap::AUTO_EXTEND,
                format!(
                    "Global Administrator is among the roles, so Microsoft does not extend the relationship automatically. {how}"
                ),
            );
        }
        let names = |which: fn(EntraRoleId) -> bool| -> Vec<String> {
            let some = roles.iter().copied().filter(|role| which(*role));
            some.map(role_name).collect()
        };
        let privileged = names(is_privileged);
        if !privileged.is_empty() {
            let of = counted_as(roles.len() as u64, "role", "roles");
            let verb = if privileged.len() == 1 { "is" } else { "are" };
            self.push(
                &gdap::LEAST_PRIVILEGE,
                format!(
                    "{} of {of} {verb} privileged: {}.",
                    privileged.len(),
                    first_names(&privileged, NAMED)
                ),
            );
        }
        let unconfirmed = names(|role| !is_confirmed(role));
        if !unconfirmed.is_empty() {
            let what = counted_as(unconfirmed.len() as u64, "role is", "roles are");
            self.push(
                &gdap::ROLE_KNOWN,
                format!(
                    "{what} not in Microsoft's published lists for relationships: {}.",
                    first_names(&unconfirmed, NAMED)
                ),
            );
        }
    }

    /// A duration or an extension that Microsoft does not offer.
    pub(super) fn add_days(&mut self, it: &AdminRelationship) {
        match &it.duration {
            Some(SeenDays::Days(days)) if !(1..=730).contains(days) => self.push(
                &gdap::DURATION,
                format!(
                    "The duration is {}; Microsoft allows 1 to 730.",
                    counted_as(*days, "day", "days")
                ),
            ),
            Some(SeenDays::AsShown(text)) => self.push(
                &gdap::DURATION,
                format!("The duration `{text}` is not a whole number of days from 1 to 730."),
            ),
            Some(SeenDays::Days(_)) | None => {}
        }
        match &it.auto_extend {
            Some(SeenDays::Days(days)) if !matches!(days, 0 | 180) => self.push(
                &gdap::AUTO_EXTEND,
                format!(
                    "Auto-extend is {}; Microsoft extends by 180 days or not at all.",
                    counted_as(*days, "day", "days")
                ),
            ),
            Some(SeenDays::AsShown(text)) => self.push(
                &gdap::AUTO_EXTEND,
                format!("Auto-extend `{text}` is not a whole number of days; Microsoft extends by 180 days or not at all."),
            ),
            Some(SeenDays::Days(_)) | None => {}
        }
    }
}
