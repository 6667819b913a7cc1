//! `csp customers import`.

mod outcome;
mod rows;

use crate::cli::customers::CustomerImportArgs;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::counted_as;
use crate::domain::customer::CustomerOrigin;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::exchange::customers::{CustomerList, LARGEST};
use crate::exchange::decode::Expected;
use crate::exchange::sheet::Reread;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::report::views::import::ImportCounts;
use crate::session::Context;
use crate::session::import::{self, RowImport};
use crate::session::import_answer;
use crate::session::input_file;
use crate::store::Tx;
use outcome::outcome;
use rows::{Fate, Rows};

/// Imports customers, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &CustomerImportArgs) -> Result<Outcome> {
    let path = import::given_file(ctx, args.file.as_ref())?;
    ctx.takes_long();
    let opening = input_file::opening(Expected::RowsOrJson, args.sheet.as_deref());
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let parsed = CustomerList::read(document, args.country);
    let import = CustomerImport {
        ctx,
        on_conflict: args.on_conflict,
    };
    let (list, done) = import::carry_out(ctx, &path, parsed, &import)?;
    let Done {
        ours,
        fates,
        counts,
    } = done;
    if !ours.is_active() {
        note_waiting(ctx, &list)?;
    }
    import_answer::answer(ctx, counts, "customers", |push| {
        let mut fates = fates.iter();
        list.each(|row| match fates.next() {
            Some(Fate::Add) => push(CustomerView::from(&outcome(&row, None, &ours, ctx.now()))),
            Some(Fate::Change | Fate::Skip) | None => Ok(()),
        })
    })
}

/// Says how many of the file's customers wait for the account to be active.
fn note_waiting(ctx: &Context<'_>, list: &CustomerList) -> Result<()> {
    let mut waiting = 0_u64;
    list.each(|row| {
        if row.reseller.is_some() || row.origin == Some(CustomerOrigin::Existing) {
            waiting += 1;
        }
        Ok::<(), Diagnostic>(())
    })?;
    if waiting > 0 {
        let customers = counted_as(waiting, "customer waits", "customers wait");
        ctx.out.note(&format!(
            "{customers}: the relationship becomes active once the indirect-reseller enrollment is active."
        ));
    }
    Ok(())
}

/// An import of customers under way.
struct CustomerImport<'a, 'h> {
    ctx: &'a Context<'h>,
    on_conflict: OnConflict,
}

/// What becomes of all rows, and in whose account.
struct Plan {
    account: Account,
    fates: Vec<Fate>,
}

/// What an import has done.
struct Done {
    ours: Standing,
    fates: Vec<Fate>,
    counts: ImportCounts,
}

impl RowImport for CustomerImport<'_, '_> {
    type File = CustomerList;
    type Plan = Plan;
    type Done = Done;

    fn plan(&self, tx: &Tx<'_>, list: &CustomerList) -> Result<(Plan, Diagnostics)> {
        let account = self.ctx.account(tx)?;
        let rows = Rows::of(self, tx, &account);
        let mut fates = Vec::new();
        let mut mistakes = Diagnostics::default();
        list.each(|row| {
            fates.push(rows.plan(&row, &mut mistakes)?);
            Ok::<(), Diagnostic>(())
        })?;
        Ok((Plan { account, fates }, mistakes))
    }

    fn apply(&self, tx: &Tx<'_>, list: &CustomerList, plan: Plan) -> Result<Done> {
        let Plan { account, fates } = plan;
        let actor = self
            .ctx
            .require_actor(tx, &account, Permission::CustomersManage)?;
        let rows = Rows::of(self, tx, &account);
        let counts = rows.apply(&actor, list, &fates)?;
        Ok(Done {
            ours: rows.ours,
            fates,
            counts,
        })
    }
}
