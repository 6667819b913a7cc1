//! `users import`: everybody in a file, all or nothing.
//!
//! The file is read and judged whole before the store is touched; then one transaction compares it with the users who
//! are there, asks for permission, and writes. Passwords come from one seed, so that the answer can be streamed after
//! the commit without keeping a million of them.

mod answer;
mod apply;
mod passwords;
mod pipeline;
mod plan;
mod rows;

use std::path::PathBuf;

use crate::cli::users::{OnConflict, UserImportArgs};
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::password::Sequence;
use crate::domain::role::{Permission, RoleSet};
use crate::domain::rule::users;
use crate::domain::user::{check_account_ready, permit_touch};
use crate::exchange::users::UserFile;
use crate::report::Outcome;
use crate::report::views::import::ImportCounts;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::import::{self, RowImport};
use crate::store::Tx;

use apply::Writing;
use passwords::Passwords;
use plan::Plan;

/// What an import was asked to do.
struct Request<'a> {
    args: &'a UserImportArgs,
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
pub(super) fn run(ctx: &Context<'_>, args: &UserImportArgs) -> Result<Outcome> {
    let passwords = Passwords::prepare(ctx, args)?;
    let request = Request {
        args,
        file: import::given_file(ctx, args.file.as_ref())?,
        roles: args
            .roles
            .iter()
            .copied()
            .fold(RoleSet::NONE, RoleSet::with),
    };
    ctx.takes_long();
    let parsed = rows::read(ctx, &request)?;
    let import = UserImport {
        ctx,
        request: &request,
        passwords: &passwords,
        seed: ctx.host.random().map_err(no_randomness)?,
    };
    let (file, done) = import::carry_out(ctx, &request.file, parsed, &import)?;
    passwords.place(done.counts.created, &ctx.out)?;
    answer::write(
        ctx,
        &request,
        &file.batch,
        &done,
        &passwords,
        import.sequence(),
    )?;
    Ok(Outcome::written())
}

/// An import of users under way.
struct UserImport<'a, 'h> {
    ctx: &'a Context<'h>,
    request: &'a Request<'a>,
    passwords: &'a Passwords,
    seed: [u8; 32],
}

impl UserImport<'_, '_> {
    /// The passwords of the new users, the same whenever it is asked for.
    fn sequence(&self) -> Sequence {
        Sequence::from_seed(self.seed)
    }

    /// Refuses who may not do what is planned, and an account that is not ready.
    fn permit(&self, tx: &Tx<'_>, account: &Account, plan: &Plan) -> Result<Option<String>> {
        let ctx = self.ctx;
        let actor = ctx.require_actor(tx, account, Permission::UsersManage)?;
        if let Some(user) = &actor.user {
            for touch in plan.touches() {
                permit_touch(user, touch)
                    .map_err(|forbidden| ctx.forbidden(tx, account, forbidden))?;
            }
        }
        check_account_ready(account)?;
        Ok(actor.name)
    }
}

impl RowImport for UserImport<'_, '_> {
    type File = UserFile;
    type Plan = (Account, Plan);
    type Done = Done;

    fn plan(&self, tx: &Tx<'_>, file: &UserFile) -> Result<(Self::Plan, Diagnostics)> {
        let account = self.ctx.account(tx)?;
        let (plan, mistakes) = plan::make(tx, &account, self.request, &file.batch)?;
        Ok(((account, plan), mistakes))
    }

    fn apply(&self, tx: &Tx<'_>, file: &UserFile, plan: Self::Plan) -> Result<Done> {
        let (account, plan) = plan;
        self.passwords.check_capacity(plan.number_of_new())?;
        let actor = self.permit(tx, &account, &plan)?;
        let writing = Writing {
            ctx: self.ctx,
            tx,
            account: &account,
            actor: actor.as_deref(),
            request: self.request,
        };
        let counts = writing.all(&file.batch, &plan, self.passwords, self.sequence())?;
        Ok(Done {
            account,
            plan,
            counts,
        })
    }

    fn help(&self) -> Option<&'static str> {
        match self.request.args.on_conflict {
            OnConflict::Fail => Some(
                "To skip users that already exist, add `--on-conflict skip`.\nTo set their names and roles, add `--on-conflict update`.",
            ),
            OnConflict::Skip | OnConflict::Update => None,
        }
    }

    /// The reader has noted rows without a role, but for those that may be updates.
    fn is_read(&self, mistake: &Diagnostic) -> bool {
        mistake.rule() == Some(&users::ROLE_REQUIRED)
            && self.request.args.on_conflict != OnConflict::Update
    }
}
