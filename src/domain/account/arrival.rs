//! Whether an account can come from another store: its number and its names must be free there.

use super::{Account, IdentityOwners};
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::rule::enroll;

/// The accounts of a store that have what an arriving account would bring.
#[derive(Debug, Default)]
pub struct ArrivalConflicts {
    /// The account with its number.
    pub of_number: Option<Slug>,
    /// The account with its short name.
    pub of_slug: Option<Slug>,
    /// The accounts with its MPN ID, tenant domain and tenant id.
    pub owners: IdentityOwners,
}

impl ArrivalConflicts {
    /// Whether the account can come to the store, which is called `store` in messages.
    ///
    /// # Errors
    /// If its number is taken; else `enroll.slug` and `enroll.mpn-unique` for everything that is taken.
    pub fn check_free(&self, account: &Account, store: &str) -> Result<(), Diagnostic> {
        let slug = &account.slug;
        // The number follows from the short name, so a taken name says more.
        if let Some(other) = self.of_number.as_ref().filter(|other| *other != slug) {
            let message = format!(
                "the account {slug} has the number {}, which the account {other} has in {store}",
                account.id
            );
            return Err(Diagnostic::usage(message).with_help(
                "The number is part of the account's history and cannot change. Choose a store that does not have it, for example a new one.",
            ));
        }
        let mut refusals = Vec::new();
        if self.of_slug.is_some() {
            let message = format!("there is an account with the short name {slug} in {store}");
            refusals.push(
                Diagnostic::refused(&enroll::SLUG, message).with_help("Choose another store."),
            );
        }
        for (what, owner) in [
            ("MPN ID", &self.owners.of_mpn_id),
            ("tenant domain", &self.owners.of_domain),
            ("tenant ID", &self.owners.of_tenant_id),
        ] {
            let Some(owner) = owner else { continue };
            let message = format!(
                "the account {} in {store} has the same {what} as {slug}",
                owner.slug
            );
            refusals.push(
                Diagnostic::refused(&enroll::MPN_UNIQUE, message)
                    .with_help("Choose another store."),
            );
        }
        Diagnostic::unless_none(refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account_samples::account;

    #[test]
    fn a_taken_number_is_named_before_taken_names() {
        let ours = account(&[]);
        let mut conflicts = ArrivalConflicts {
            of_number: Some("fabrikam".parse().unwrap()),
            of_slug: Some(ours.slug.clone()),
            owners: IdentityOwners::default(),
        };
        let number = conflicts.check_free(&ours, "b.db").unwrap_err();
        assert_eq!(number.kind().exit(), 2, "{number}");
        assert!(number.message().contains("fabrikam"), "{number}");
        conflicts.of_number = None;
        conflicts.owners.of_domain = Some(ours.clone());
        let names = conflicts.check_free(&ours, "b.db").unwrap_err();
        assert_eq!((names.kind().exit(), names.parts().len()), (4, 2));
        assert!(
            ArrivalConflicts::default()
                .check_free(&ours, "b.db")
                .is_ok()
        );
    }
}
