//! `users import`: everybody in a file, all or nothing.
//!
//! The file is read and judged whole before the store is touched; then one transaction compares it with the users who
//! are there, asks for permission, and writes. Passwords come from one seed, so that the answer can be streamed after
//! the commit without keeping a million of them.

mod ahead;
mod answer;
mod input;
mod plan;
mod write;

use std::path::{Path, PathBuf};

use crate::cli::users::{Import, OnConflict};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::password::Sequence;
use crate::domain::role::{Permission, RoleSet};
use crate::domain::rule::users;
use crate::domain::user::{check_account_ready, permit_touch};
use crate::exchange::users::{BadFile, Batch};
use crate::report::Outcome;
use crate::report::views::import::ImportCounts;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::input_file;
use crate::session::needs::vouched;
use crate::store::Tx;

use answer::Passwords;
use plan::Plan;
use write::Writing;

/// What an import was asked to do.
struct Request<'a> {
    args: &'a Import,
    /// The file as it was typed, for messages.
    file: PathBuf,
    /// Roles for rows that name none.
    roles: RoleSet,
}

/// What an import has done.
struct Done {
    account: Account,
    plan: Plan,
    counts: ImportCounts,
}

/// Imports a file of users.
pub(super) fn run(ctx: &Context<'_>, args: &Import) -> Result<Outcome> {
    let passwords = Passwords::prepare(ctx, args)?;
    let mut needs = ctx.needs();
    let file = needs.value(args.file.clone(), "The file", "FILE", None)?;
    needs.met()?;
    let roles = args
        .roles
        .iter()
        .copied()
        .fold(RoleSet::NONE, RoleSet::with);
    let request = Request {
        args,
        file: vouched(file)?,
        roles,
    };
    ctx.takes_long();
    let batch = match input::read(ctx, &request)? {
        Ok(batch) => batch,
        Err(bad) => return Err(everything_wrong(ctx, &request, bad)),
    };
    let seed = ctx.host.random().map_err(no_randomness)?;
    let sequence = || Sequence::from_seed(seed);
    let done = ctx.write(|tx| {
        let (account, plan, actor) = decide(ctx, tx, &request, &batch, &passwords)?;
        let writing = Writing {
            ctx,
            tx,
            account: &account,
            actor: actor.as_deref(),
            request: &request,
        };
        let counts = writing.all(&batch, &plan, &passwords, sequence())?;
        Ok(Done {
            account,
            plan,
            counts,
        })
    })?;
    passwords.place(done.counts.created, &ctx.out)?;
    answer::write(ctx, &request, &batch, &done, &passwords, sequence())?;
    Ok(Outcome::written())
}

/// What is wrong with the file, together with what the store has against its other rows, where there is a store to ask.
fn everything_wrong(ctx: &Context<'_>, request: &Request<'_>, bad: BadFile) -> Diagnostic {
    let mut mistakes = bad.mistakes;
    let clashes = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        plan::judge(tx, &account, request, &bad.rows)
    });
    // Rows without a role have been told by the reader, but for those that may be updates.
    let is_told = |clash: &Diagnostic| {
        clash.rule() == Some(&users::ROLE_REQUIRED)
            && request.args.on_conflict != OnConflict::Update
    };
    if let Ok((_, clashes)) = clashes {
        mistakes.absorb(clashes, |clash| !is_told(clash));
    }
    input_file::failure(Path::new(&request.file), mistakes)
}

/// Everything that could be against it, in the order of the exit codes: the file, the account, permission, rules.
fn decide(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    request: &Request<'_>,
    batch: &Batch,
    passwords: &Passwords,
) -> Result<(Account, Plan, Option<String>)> {
    let account = ctx.account(tx)?;
    let plan = plan::make(tx, &account, request, batch)?;
    passwords.suffice(plan.number_of_new())?;
    let actor = ctx.acting(tx, &account, Permission::UsersManage)?;
    if let Some(user) = &actor.user {
        for touch in plan.touches() {
            permit_touch(user, touch)
                .map_err(|forbidden| ctx.forbidden(tx, &account, forbidden))?;
        }
    }
    check_account_ready(&account)?;
    Ok((account, plan, actor.name))
}
