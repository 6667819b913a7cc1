//! `csp eligibility rates import`.

use std::path::Path;

use super::warn_of_inverses;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::revenue::GivenRate;
use crate::domain::role::Permission;
use crate::exchange::decode::Expected;
use crate::exchange::rates::read_rates;
use crate::report::Outcome;
use crate::report::views::eligibility::revenue::RatesImportView;
use crate::session::import::{self, RowImport};
use crate::session::journal::{RatesImported, entry};
use crate::session::{Context, input_file};
use crate::store::Tx;

/// The most bytes that a file of rates may have.
const LARGEST: u64 = 16 << 20;

/// Imports a file of rates.
pub(in super::super) fn import(
    ctx: &Context<'_>,
    path: Option<&Path>,
    sheet: Option<&str>,
) -> Result<Outcome> {
    let Some(path) = path else {
        return Err(Diagnostic::missing("The file", "FILE.csv"));
    };
    let document = input_file::document(
        ctx,
        path,
        LARGEST,
        input_file::opening(Expected::Rows, sheet),
    )?;
    let name = path.file_name().map(|name| name.to_string_lossy());
    let parsed = read_rates(&document, name.as_deref().unwrap_or("standard input"));
    if parsed.mistakes.is_empty() {
        warn_of_inverses(ctx, &parsed.file);
    }
    let import = RateImport {
        ctx,
        file: name.as_deref().unwrap_or("-"),
    };
    let (_, view) = import::carry_out(ctx, path, parsed, &import)?;
    Ok(Outcome::thing(view))
}

/// An import of rates under way.
struct RateImport<'a, 'h> {
    ctx: &'a Context<'h>,
    /// What the journal calls the file.
    file: &'a str,
}

impl RowImport for RateImport<'_, '_> {
    type File = Vec<GivenRate>;
    type Plan = (Account, RatesImportView);
    type Done = RatesImportView;

    fn plan(&self, tx: &Tx<'_>, rates: &Vec<GivenRate>) -> Result<(Self::Plan, Diagnostics)> {
        let account = self.ctx.account(tx)?;
        let known = tx.exchange_rates(account.id).all()?;
        let mut view = RatesImportView {
            created: 0,
            updated: 0,
            unchanged: 0,
        };
        for rate in rates {
            let is_same =
                |one: &&GivenRate| (one.currency, one.month) == (rate.currency, rate.month);
            match known.iter().find(is_same) {
                Some(one) if one == rate => view.unchanged += 1,
                Some(_) => view.updated += 1,
                None => view.created += 1,
            }
        }
        Ok(((account, view), Diagnostics::default()))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        rates: &Vec<GivenRate>,
        plan: Self::Plan,
    ) -> Result<RatesImportView> {
        let (account, view) = plan;
        let actor = self
            .ctx
            .require_actor(tx, &account, Permission::RevenueManage)?;
        for rate in rates {
            tx.exchange_rates(account.id).save(rate)?;
        }
        if view.created + view.updated > 0 {
            tx.log(&entry(
                &account.slug,
                actor.name(),
                "rate.imported",
                self.file,
                &RatesImported {
                    new: view.created,
                    replaced: view.updated,
                },
            )?)?;
        }
        Ok(view)
    }
}
