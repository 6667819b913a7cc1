//! Journal entries: who did what to which thing, with a form.
//!
//! An entry made here gives no reason; where there is one: `Entry { reason, ..entry(…)? }`.

use super::Form;
use crate::diagnostic::Result;
use crate::domain::Slug;
use crate::domain::customer::Customer;
use crate::domain::user::User;
use crate::store::Entry;

/// An entry about something in an account.
///
/// # Errors
/// If the form cannot be written as JSON, which is a bug.
pub fn entry<'a>(
    account: &'a Slug,
    actor: Option<&'a str>,
    action: &'static str,
    subject: &'a str,
    form: &impl Form,
) -> Result<Entry<'a>> {
    entry_for(Some(account), actor, action, subject, form)
}

fn entry_for<'a>(
    account: Option<&'a Slug>,
    actor: Option<&'a str>,
    action: &'static str,
    subject: &'a str,
    form: &impl Form,
) -> Result<Entry<'a>> {
    Ok(Entry {
        account,
        actor,
        action,
        subject,
        reason: None,
        changes: form.to_changes()?,
    })
}

/// An entry about an account, its application or one of its enrollments.
///
/// # Errors
/// As [`entry`].
pub fn account_entry<'a>(
    account: &'a Slug,
    actor: Option<&'a str>,
    action: &'static str,
    form: &impl Form,
) -> Result<Entry<'a>> {
    entry(account, actor, action, account.as_str(), form)
}

/// An entry about a user.
///
/// # Errors
/// As [`entry`].
pub fn user_entry<'a>(
    account: &'a Slug,
    actor: Option<&'a str>,
    action: &'static str,
    user: &'a User,
    form: &impl Form,
) -> Result<Entry<'a>> {
    entry(account, actor, action, user.email.as_str(), form)
}

/// An entry about a customer.
///
/// # Errors
/// As [`entry`].
pub fn customer_entry<'a>(
    account: &'a Slug,
    actor: Option<&'a str>,
    action: &'static str,
    customer: &'a Customer,
    form: &impl Form,
) -> Result<Entry<'a>> {
    entry(
        account,
        actor,
        action,
        customer.record.domain.as_str(),
        form,
    )
}

/// An entry about a provider of the directory, or about a partnership with it. The directory is the store's: while
/// there is no account, the entry belongs to none.
///
/// # Errors
/// As [`entry`].
pub fn provider_entry<'a>(
    account: Option<&'a Slug>,
    actor: Option<&'a str>,
    action: &'static str,
    provider: &'a Slug,
    form: &impl Form,
) -> Result<Entry<'a>> {
    entry_for(account, actor, action, provider.as_str(), form)
}

#[cfg(test)]
mod tests {
    use super::super::{FORM, NoChanges};
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::domain::customer::samples::customer;
    use crate::store::{Ending, JournalFilter, NothingBeside, Store, TransactionClock, Tx};

    #[test]
    fn the_store_keeps_the_version_of_the_forms() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("csp.db"), std::time::Duration::ZERO);
        let moment = TransactionClock {
            now: chrono::DateTime::UNIX_EPOCH,
            given: true,
        };
        let provider: Slug = "nordic".parse().unwrap();
        let write = |tx: &Tx<'_>| {
            let entry = provider_entry(None, None, "provider.added", &provider, &NoChanges {})?;
            tx.log(&entry)?;
            Ok::<_, Diagnostic>(())
        };
        store
            .write(&moment, Ending::Commit, &NothingBeside, write)
            .unwrap();
        let mut versions = Vec::new();
        let read = |tx: &Tx<'_>| {
            tx.read_journal(&JournalFilter::default(), |entry| {
                versions.push(entry.form);
                Ok::<_, Diagnostic>(())
            })
        };
        store.read(&moment, read).unwrap();
        assert_eq!(versions, [FORM]);
    }

    #[test]
    fn the_subject_follows_from_the_noun() {
        let account: Slug = "contoso".parse().unwrap();
        let provider: Slug = "nordic".parse().unwrap();
        let name = || "Ada".parse().unwrap();
        let at = chrono::DateTime::UNIX_EPOCH;
        let user = User::owner("ada@contoso.fr".parse().unwrap(), name(), name(), at);
        let customer = customer("FR");
        let (actor, form) = (Some("ada@contoso.fr"), &NoChanges {});
        let entries = [
            account_entry(&account, actor, "bank.revealed", form),
            user_entry(&account, actor, "user.blocked", &user, form),
            customer_entry(&account, actor, "customer.added", &customer, form),
            provider_entry(Some(&account), actor, "provider.added", &provider, form),
        ];
        let subjects = entries.map(|entry| entry.unwrap().subject.to_owned());
        assert_eq!(
            subjects,
            ["contoso", "ada@contoso.fr", "fabrikam.example", "nordic"]
        );
        let of_nobody = provider_entry(None, None, "provider.added", &provider, form).unwrap();
        assert_eq!((of_nobody.account, of_nobody.actor), (None, None));
    }
}
