//! The one way in which an event changes a record: find, permission, decide, save, journal.
//!
//! A command says what it takes, what the journal calls it and how the domain decides; everything else happens here. It
//! must not refuse by a rule of its own.

mod customer;
mod enrollment;
mod gdap;
mod partnership;
mod transfer;
mod user;

pub use enrollment::AccountEnrollment;
pub use partnership::ProviderPartnership;

use serde_json::Value;

use super::journal::Form;
use super::{Actor, Context};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::store::{Entry, Tx};

/// A record whose changes are saved and journalled.
pub trait Journalled: Clone + PartialEq {
    /// Saves it over the record as it was.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()>;

    /// What the journal calls it.
    fn name(&self) -> String;

    /// What the journal keeps of a change from `before` to this.
    ///
    /// # Errors
    /// If the form cannot be written as JSON, which is a bug.
    fn changes_since(&self, before: &Self) -> Result<Value>;
}

/// A kind of record that a command names and an event changes.
pub trait Subject: Journalled {
    /// What a command names it by.
    type Key: ?Sized;

    /// The record of an account.
    ///
    /// # Errors
    /// Not found, with the nearest name; or input that does not say which one is meant.
    fn find(tx: &Tx<'_>, account: &Account, key: &Self::Key) -> Result<Self>;
}

/// Whom a transition asks for what.
#[derive(Debug, Clone, Copy)]
pub enum Needed {
    /// A permission of the acting user.
    Permission(Permission),
    /// The same where a rule asks for it; the refusal cites the rule.
    Under(Permission, RuleRef),
    /// No permission is needed.
    Nothing,
}

/// A step: what it takes, and what the journal says about it.
#[derive(Debug, Clone, Copy)]
pub struct Transition<'a> {
    /// What the acting user needs.
    pub needed: Needed,
    /// The journal's word for it, `noun.verb-ed`.
    pub action: &'static str,
    /// Why, word for word.
    pub reason: Option<&'a str>,
}

/// A record that was found, and who acts on it.
#[derive(Debug)]
pub struct Found<S> {
    /// The account.
    pub account: Account,
    /// Who acts.
    pub actor: Actor,
    /// The record as it is stored.
    pub before: S,
}

/// What the domain decided.
#[derive(Debug)]
pub struct Decided<S> {
    /// The record as it becomes.
    pub after: S,
    /// What the journal keeps of the change; `None` for what differs, and for nothing where nothing does.
    changes: Option<Value>,
    /// What the journal calls the subject, where that is not the record's own name.
    subject: Option<String>,
}

/// A record that was changed.
#[derive(Debug)]
pub struct Changed<S> {
    /// The account.
    pub account: Account,
    /// Who acted.
    pub actor: Actor,
    /// The record as it was.
    pub before: S,
    /// The record as it is stored now.
    pub after: S,
}

impl<S> Decided<S> {
    /// The record as it becomes, with the journal's own form of this step; it is journalled in any case.
    ///
    /// # Errors
    /// If the form cannot be written as JSON, which is a bug.
    pub fn with_form(after: S, form: &impl Form) -> Result<Self> {
        let changes = Some(form.to_changes()?);
        Ok(Self {
            after,
            changes,
            subject: None,
        })
    }

    /// The same, journalled under another subject than the record's name.
    #[must_use]
    pub fn about(self, subject: impl ToString) -> Self {
        Self {
            subject: Some(subject.to_string()),
            ..self
        }
    }
}

impl<S> From<S> for Decided<S> {
    fn from(after: S) -> Self {
        Self {
            after,
            changes: None,
            subject: None,
        }
    }
}

impl<'a> Transition<'a> {
    /// A step that takes a permission and has no reason.
    pub fn new(permission: Permission, action: &'static str) -> Self {
        Self {
            needed: Needed::Permission(permission),
            action,
            reason: None,
        }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(self, reason: Option<&'a str>) -> Self {
        Self { reason, ..self }
    }

    /// The same where a rule asks for the permission.
    #[must_use]
    pub fn under(self, rule: RuleRef) -> Self {
        let needed = match self.needed {
            Needed::Permission(permission) | Needed::Under(permission, _) => {
                Needed::Under(permission, rule)
            }
            Needed::Nothing => Needed::Nothing,
        };
        Self { needed, ..self }
    }

    /// Finds the account and the record, then asks for permission.
    ///
    /// # Errors
    /// No such account or record, or forbidden, in this order.
    pub fn find<S: Subject>(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        key: &S::Key,
    ) -> Result<Found<S>> {
        let account = ctx.account(tx)?;
        let before = S::find(tx, &account, key)?;
        let actor = match self.needed {
            Needed::Permission(permission) => ctx.require_actor(tx, &account, permission)?,
            Needed::Under(permission, rule) => {
                ctx.require_actor_under(tx, &account, permission, Some(rule))?
            }
            Needed::Nothing => Actor::asked_nobody(ctx, &account),
        };
        Ok(Found {
            account,
            actor,
            before,
        })
    }

    /// All beats within a transaction.
    ///
    /// # Errors
    /// As [`Transition::find`], as `decide` says, or if the store cannot be written.
    pub fn apply<S: Subject, D: Into<Decided<S>>>(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        key: &S::Key,
        decide: impl FnOnce(&Tx<'_>, &Found<S>) -> Result<D>,
    ) -> Result<Changed<S>> {
        let found = self.find(ctx, tx, key)?;
        let decided = decide(tx, &found)?.into();
        self.keep(tx, &found.account, &found.actor, &found.before, &decided)?;
        Ok(Changed {
            account: found.account,
            actor: found.actor,
            before: found.before,
            after: decided.after,
        })
    }

    /// All beats as one command.
    ///
    /// # Errors
    /// As [`Transition::apply`]; then nothing was changed.
    pub fn run<S: Subject, D: Into<Decided<S>>>(
        &self,
        ctx: &Context<'_>,
        key: &S::Key,
        decide: impl Fn(&Tx<'_>, &Found<S>) -> Result<D>,
    ) -> Result<Changed<S>> {
        ctx.write(|tx| self.apply(ctx, tx, key, &decide))
    }

    /// Reports why the step is refused, and changes nothing.
    ///
    /// # Errors
    /// As [`Transition::apply`].
    pub fn check<S: Subject, D>(
        &self,
        ctx: &Context<'_>,
        key: &S::Key,
        decide: impl Fn(&Tx<'_>, &Found<S>) -> Result<D>,
    ) -> Result<()> {
        ctx.read(|tx| decide(tx, &self.find(ctx, tx, key)?).map(drop))
    }

    /// Asks for a confirmation of the step; a refusal is reported before the question.
    ///
    /// # Errors
    /// As [`Transition::check`]; missing input where csp cannot ask.
    pub fn confirm<S: Subject, D>(
        &self,
        ctx: &Context<'_>,
        key: &S::Key,
        question: &str,
        decide: impl Fn(&Tx<'_>, &Found<S>) -> Result<D>,
    ) -> Result<()> {
        if ctx.prompter.can_ask() {
            self.check(ctx, key, decide)?;
        }
        ctx.confirm(question)
    }

    /// The same as [`Transition::run`] after [`Transition::confirm`].
    ///
    /// # Errors
    /// As both say.
    pub fn run_after_asking<S: Subject, D: Into<Decided<S>>>(
        &self,
        ctx: &Context<'_>,
        key: &S::Key,
        question: &str,
        decide: impl Fn(&Tx<'_>, &Found<S>) -> Result<D>,
    ) -> Result<Changed<S>> {
        self.confirm(ctx, key, question, &decide)?;
        self.run(ctx, key, decide)
    }

    /// Saves what was decided and writes it into the journal; nothing where nothing differs.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn keep<S: Journalled>(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        actor: &Actor,
        before: &S,
        decided: &Decided<S>,
    ) -> Result<()> {
        let changes = match &decided.changes {
            Some(changes) => changes.clone(),
            None if decided.after == *before => return Ok(()),
            None => decided.after.changes_since(before)?,
        };
        decided.after.save(tx, account, before)?;
        let own_name = || decided.after.name();
        tx.log(&Entry {
            account: Some(&account.slug),
            actor: actor.name(),
            action: self.action,
            subject: &decided.subject.clone().unwrap_or_else(own_name),
            reason: self.reason,
            changes,
        })?;
        Ok(())
    }
}
