//! Who does what: each next action goes to the keeper of its customer, else to the keeper of its account; one for many
//! customers to each of their keepers.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::groups::AccountFilterArgs;
use crate::diagnostic::Result;
use crate::domain::next::NextAction;
use crate::domain::{Account, Email, Slug};
use crate::exchange::mail::KeeperAction;
use crate::report::views::keeper_mails::KeeperlessView;
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::group_filter::FilterScope;
use crate::session::{Context, next_actions};
use crate::store::{GroupFilter, Tx};

/// What one keeper has to do.
pub(super) struct Share {
    /// The keeper.
    pub(super) keeper: Email,
    /// What to do, late actions first, then by due day.
    pub(super) actions: Vec<KeeperAction>,
}

impl Share {
    /// The accounts in it, each once.
    pub(super) fn accounts(&self) -> Vec<Slug> {
        let accounts = self.actions.iter().map(|one| one.account.clone());
        accounts.collect::<BTreeSet<Slug>>().into_iter().collect()
    }
}

/// The shares of all keepers.
pub(super) struct Shares {
    /// Keepers with something to do, by address.
    pub(super) with_work: Vec<Share>,
    /// Keepers with nothing to do.
    pub(super) without_work: Vec<Email>,
    /// What nobody looks after.
    pub(super) without_keeper: KeeperlessView,
}

/// The shares while accounts are read.
#[derive(Default)]
struct Collected {
    by_keeper: BTreeMap<String, Share>,
    keeperless: usize,
    keeperless_accounts: BTreeSet<Slug>,
}

impl Shares {
    /// Reads the next actions of the accounts in the groups. With a keeper only that share is kept: it may be about
    /// customers of accounts that others look after.
    pub(super) fn read(ctx: &Context<'_>, args: &AccountFilterArgs) -> Result<Self> {
        let all_keepers = GroupFilter {
            keeper: None,
            ..GroupFilter::from(args)
        };
        let mut collected = Collected::default();
        ctx.read(|tx| {
            ctx.reading_records(tx)?;
            let given = GroupFilter::from(args);
            ctx.note_unknown_groups(tx, &given)?;
            ctx.each_page_of_concerned_accounts(tx, &all_keepers, |accounts, concerns| {
                collected.add_page(ctx, tx, &accounts, &concerns)
            })
        })?;
        Ok(collected.finish(args.keeper.as_ref()))
    }
}

impl Collected {
    fn add_page(
        &mut self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        accounts: &[Account],
        concerns: &[FilterScope],
    ) -> Result<()> {
        let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
        let of_accounts = tx.groups_of_accounts(&ids)?;
        let of_customers = tx.keepers_of_customers(&ids)?;
        let facts = AccountFacts::read(ctx, tx, accounts, Reach::next(ctx.now()))?;
        let concern_of: BTreeMap<i64, &FilterScope> = ids.iter().copied().zip(concerns).collect();
        let is_covered = |account: &i64, customer: Option<&String>| {
            let concern = concern_of.get(account);
            concern.is_some_and(|concern| concern.covers(customer))
        };
        for (account, marks) in &of_accounts {
            let keeper = marks.keeper.as_ref();
            if let Some(keeper) = keeper.filter(|_| is_covered(account, None)) {
                self.share_of(keeper);
            }
        }
        for ((account, domain), keeper) in &of_customers {
            if is_covered(account, Some(domain)) {
                self.share_of(keeper);
            }
        }
        for ((account, facts), concern) in accounts.iter().zip(&facts).zip(concerns) {
            let of_account = of_accounts.get(&account.id);
            let of_account = of_account.and_then(|marks| marks.keeper.as_ref());
            for action in next_actions::actions_by(account, facts, ctx.now()) {
                if facts.snoozed.until(&action.cause).is_some() {
                    continue;
                }
                let customers = action.customers().filter(|it| concern.covers(*it));
                let mut keepers: Vec<Option<&Email>> = customers
                    .map(|domain| {
                        let of_customer = |it: &String| of_customers.get(&(account.id, it.clone()));
                        domain.and_then(of_customer).or(of_account)
                    })
                    .collect();
                keepers.sort_by_key(|keeper| keeper.map(Email::key));
                keepers.dedup();
                for keeper in keepers {
                    match keeper {
                        Some(keeper) => self.share_of(keeper).actions.push(line(account, &action)),
                        None => {
                            self.keeperless += 1;
                            self.keeperless_accounts.insert(account.slug.clone());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn share_of(&mut self, keeper: &Email) -> &mut Share {
        let share = self.by_keeper.entry(keeper.key().to_owned());
        share.or_insert_with(|| Share {
            keeper: keeper.clone(),
            actions: Vec::new(),
        })
    }

    fn finish(self, only: Option<&Email>) -> Shares {
        let shares = self.by_keeper.into_values();
        let shares = shares.filter(|share| only.is_none_or(|keeper| *keeper == share.keeper));
        let (mut with_work, idle): (Vec<_>, Vec<_>) =
            shares.partition(|share| !share.actions.is_empty());
        for share in &mut with_work {
            // The order of an account stays where days are equal.
            share
                .actions
                .sort_by_key(|one| (!one.overdue, one.due.is_none(), one.due));
        }
        let is_asked = only.is_none();
        Shares {
            with_work,
            without_work: idle.into_iter().map(|share| share.keeper).collect(),
            without_keeper: KeeperlessView {
                actions: if is_asked { self.keeperless } else { 0 },
                accounts: self
                    .keeperless_accounts
                    .into_iter()
                    .filter(|_| is_asked)
                    .collect(),
            },
        }
    }
}

/// An action as a message lists it. Its command names the account, because the reader may work with another one.
fn line(account: &Account, action: &NextAction) -> KeeperAction {
    let mut command = action.command.clone();
    next_actions::name_account(&mut command, account);
    KeeperAction {
        account: account.slug.clone(),
        company: account.legal_name().to_owned(),
        id: action.cause.id(&account.slug),
        customer: action.customer.clone(),
        action: action.action,
        due: action.due,
        overdue: action.overdue,
        command,
    }
}
