//! `csp providers import`.

use std::path::{Path, PathBuf};

use super::add::{Librarian, already_there, told};
use super::edit::changed;
use crate::cli::providers::{EntryFlags, ImportArgs};
use crate::cli::users::OnConflict;
use crate::commands::missing::vouched;
use crate::commands::{Context, difference, file};
use crate::domain::provider::{Provider, slug_for};
use crate::domain::rule::providers as rule;
use crate::error::Result;
use crate::exchange::mistake::{Mistake, Mistakes};
use crate::exchange::providers::{ProviderRow, read_providers};
use crate::report::Outcome;
use crate::report::views::provider::{EntryView, ProviderImportView};
use crate::store::Tx;

/// The most bytes that a directory may have.
const LARGEST: u64 = 64 << 20;

/// Imports a directory, whole or not at all.
pub(super) fn run(ctx: &Context<'_>, args: &ImportArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = args.file.as_ref().map(|path| path.display().to_string());
    let path = needs.text(given.as_deref(), "The file", "FILE", None)?;
    needs.met()?;
    let path = PathBuf::from(vouched(path)?);
    let bytes = file::read(ctx, &path, LARGEST)?;
    let unreadable = |error| crate::files::unreadable(&path, &error);
    let rows = read_providers(&bytes[..]).map_err(unreadable)?;
    let rows = rows.map_err(|mistakes| file::failure(&path, mistakes))?;
    let view = ctx.write(|tx| import(ctx, tx, &path, &rows, args.on_conflict))?;
    Ok(Outcome::thing(view))
}

fn import(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    path: &Path,
    rows: &[ProviderRow],
    on_conflict: OnConflict,
) -> Result<ProviderImportView> {
    let mut view = ProviderImportView {
        created: 0,
        updated: 0,
        skipped: 0,
        providers: Vec::new(),
    };
    let mut mistakes = Mistakes::default();
    let librarian = Librarian::of(ctx, tx);
    for row in rows {
        let known = tx.providers().holding(&row.mpn_id, None, None)?.pop();
        let (before, after) = match known {
            None => (None, fresh(tx, row)?),
            Some(known) if on_conflict == OnConflict::Fail => {
                mistakes.push(in_row(
                    row,
                    format!(
                        "mpn-id: {} is in the directory as {}",
                        row.mpn_id, known.slug
                    ),
                ));
                continue;
            }
            Some(_) if on_conflict == OnConflict::Skip => {
                view.skipped += 1;
                continue;
            }
            Some(known) => {
                let mut after = changed(&known, &flags(row));
                after.name.clone_from(&row.name);
                (Some(known), after)
            }
        };
        let clashes = already_there(tx, &after, before.as_ref().map(|known| &known.slug))?;
        if !clashes.is_empty() {
            clashes
                .into_iter()
                .for_each(|clash| mistakes.push(in_row(row, clash.message)));
            continue;
        }
        let Ok(librarian) = &librarian else { continue };
        match before {
            Some(before) if before == after => view.skipped += 1,
            Some(before) => {
                tx.providers().save(&after)?;
                let changes = difference::between(&told(&before), &told(&after));
                librarian.log(tx, "provider.edited", &after.slug, changes)?;
                view.updated += 1;
            }
            None => {
                tx.providers().save(&after)?;
                librarian.log(tx, "provider.added", &after.slug, told(&after))?;
                view.created += 1;
                view.providers.push(EntryView::from(&after));
            }
        }
    }
    if !mistakes.is_empty() {
        return Err(file::failure(path, mistakes));
    }
    librarian.map(|_| view)
}

fn fresh(tx: &Tx<'_>, row: &ProviderRow) -> Result<Provider> {
    Ok(Provider {
        slug: tx.providers().free_slug(slug_for(&row.name))?,
        name: row.name.clone(),
        mpn_id: row.mpn_id.clone(),
        country: row.country,
        tenant_id: row.tenant_id,
        tenant_domain: row.tenant_domain.clone(),
        email: row.email.clone(),
        services: row.services.clone(),
    })
}

fn flags(row: &ProviderRow) -> EntryFlags {
    EntryFlags {
        country: Some(row.country),
        mpn_id: Some(row.mpn_id.clone()),
        tenant_id: row.tenant_id,
        tenant_domain: row.tenant_domain.clone(),
        email: row.email.clone(),
        service: row.services.clone(),
    }
}

fn in_row(row: &ProviderRow, message: String) -> Mistake {
    Mistake::in_line(row.line, message).under(&rule::UNIQUE)
}
