//! A change of one customer: found, permitted, decided, saved, journalled, shown.

use super::named::customer_named;
use crate::commands::{Actor, Context};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::customer::Customer;
use crate::domain::request;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::journal::{CustomerForm, EditedFields, customer_entry};
use crate::store::{Entry, Tx};

/// What is changed, and how the journal calls it.
pub(super) struct Change<'a> {
    /// What the person typed to name the customer.
    pub(super) customer: &'a str,
    /// What it takes.
    pub(super) permission: Permission,
    /// `noun.verb-ed`.
    pub(super) action: &'static str,
    /// Why, word for word.
    pub(super) reason: Option<&'a str>,
}

impl Change<'_> {
    /// Makes the change and answers the customer.
    pub(super) fn make(
        &self,
        ctx: &Context<'_>,
        decide: impl Fn(&Tx<'_>, &Account, Customer) -> Result<Customer>,
    ) -> Result<Outcome> {
        let view = ctx.write(|tx| {
            let (account, actor, before) = self.found(ctx, tx)?;
            let after = decide(tx, &account, before.clone().as_of(ctx.now()))?;
            self.keep(tx, &account, &actor, &before, &after)?;
            Ok(CustomerView::from(&after))
        })?;
        Ok(Outcome::thing(view))
    }

    /// The account, who acts, and the customer as it is stored.
    pub(super) fn found(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
    ) -> Result<(Account, Actor, Customer)> {
        let account = ctx.account(tx)?;
        let customer = customer_named(tx, &account, self.customer)?;
        let actor = ctx.acting(tx, &account, self.permission)?;
        Ok((account, actor, customer))
    }

    /// Saves what differs and writes it into the journal; nothing that is the same.
    pub(super) fn keep(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        actor: &Actor,
        before: &Customer,
        after: &Customer,
    ) -> Result<()> {
        if before == after {
            return Ok(());
        }
        tx.customers(account.id).save(before, after)?;
        let edited = edited(before, after)?;
        tx.log(&Entry {
            reason: self.reason,
            ..customer_entry(&account.slug, actor.name(), self.action, after, &edited)?
        })?;
        Ok(())
    }
}

/// What is different in a customer now, for the journal.
///
/// # Errors
/// As [`EditedFields::between`].
pub(super) fn edited(before: &Customer, after: &Customer) -> Result<EditedFields> {
    EditedFields::between(&CustomerForm::from(before), &CustomerForm::from(after))
}

/// Cancels every open request of an account, because it left the programme.
///
/// # Errors
/// If the store cannot be written.
pub(in crate::commands) fn cancel_open_requests(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
) -> Result<()> {
    let customers = tx.customers(account.id);
    for before in customers.with_open_request()? {
        let mut after = before.clone();
        let reason = "the enrollment was withdrawn";
        let cancel = request::Event::Cancel {
            reason: Some(reason.to_owned()),
        };
        after.request = after
            .request
            .map(|open| open.apply(cancel, tx.now()))
            .transpose()?;
        let domain = before.record.domain.to_string();
        let change = Change {
            customer: &domain,
            permission: Permission::AccountManage,
            action: "request.cancelled",
            reason: Some(reason),
        };
        change.keep(tx, account, actor, &before, &after)?;
    }
    Ok(())
}
