//! `csp providers import`.

use super::add::{Librarian, already_there};
use super::edit::apply_flags;
use crate::cli::providers::{EntryFlags, ProviderImportArgs};
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Slug;
use crate::domain::provider::{Provider, SharedId, mpn_id_listed, slug_for};
use crate::exchange::decode::Expected;
use crate::exchange::providers::{ProviderList, ProviderRow, RowPlace};
use crate::exchange::sheet::Reread;
use crate::report::Outcome;
use crate::report::views::import::ImportCounts;
use crate::report::views::provider::ProviderEntryView;
use crate::session::Context;
use crate::session::import::{self, RowImport};
use crate::session::import_answer;
use crate::session::input_file;
use crate::session::journal::{EditedFields, ProviderForm};
use crate::store::Tx;

/// The most bytes that a directory may have.
const LARGEST: u64 = 64 << 20;

/// Imports a directory, whole or not at all.
pub(super) fn run(ctx: &Context<'_>, args: &ProviderImportArgs) -> Result<Outcome> {
    let path = import::given_file(ctx, args.file.as_ref())?;
    ctx.takes_long();
    let opening = input_file::opening(Expected::Rows, args.sheet.as_deref());
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let parsed = ProviderList::read(document);
    let import = ProviderImport {
        ctx,
        on_conflict: args.on_conflict,
    };
    let (list, done) = import::carry_out(ctx, &path, parsed, &import)?;
    let Done { counts, added } = done;
    import_answer::answer(ctx, counts, "providers", |push| {
        let mut added = added.iter();
        list.each(|row| match added.next() {
            Some(Some(slug)) => push(ProviderEntryView::from(&provider_of(row, slug.clone()))),
            Some(None) | None => Ok(()),
        })
    })
}

/// What becomes of a row.
enum Fate {
    Add(Provider),
    Change(Box<Provider>, Provider),
    Skip,
}

/// An import of providers under way.
struct ProviderImport<'a, 'h> {
    ctx: &'a Context<'h>,
    on_conflict: OnConflict,
}

/// What an import has done.
struct Done {
    counts: ImportCounts,
    /// For each row the short name of the entry that it added.
    added: Vec<Option<Slug>>,
}

impl RowImport for ProviderImport<'_, '_> {
    type File = ProviderList;
    type Plan = Vec<Fate>;
    type Done = Done;

    fn plan(&self, tx: &Tx<'_>, list: &ProviderList) -> Result<(Vec<Fate>, Diagnostics)> {
        let mut fates = Vec::new();
        let mut mistakes = Diagnostics::default();
        list.each(|row| {
            fates.push(plan_row(tx, row, self.on_conflict, &mut mistakes)?);
            Ok::<(), Diagnostic>(())
        })?;
        Ok((fates, mistakes))
    }

    fn apply(&self, tx: &Tx<'_>, _: &ProviderList, fates: Vec<Fate>) -> Result<Done> {
        let librarian = Librarian::of(self.ctx, tx)?;
        let mut counts = ImportCounts::default();
        let mut added = Vec::with_capacity(fates.len());
        for fate in fates {
            added.push(match fate {
                Fate::Skip => {
                    counts.skipped += 1;
                    None
                }
                Fate::Change(before, after) => {
                    tx.providers().save(&after)?;
                    let (from, to) = (ProviderForm::from(&*before), ProviderForm::from(&after));
                    let edited = EditedFields::between(&from, &to)?;
                    librarian.log(tx, "provider.edited", &after.slug, &edited)?;
                    counts.updated += 1;
                    None
                }
                Fate::Add(mut provider) => {
                    provider.slug = tx.providers().free_slug(provider.slug)?;
                    tx.providers().save(&provider)?;
                    let form = ProviderForm::from(&provider);
                    librarian.log(tx, "provider.added", &provider.slug, &form)?;
                    counts.created += 1;
                    Some(provider.slug)
                }
            });
            self.ctx.go_on()?;
        }
        Ok(Done { counts, added })
    }
}

/// Decides a row; one that cannot be is a mistake.
fn plan_row(
    tx: &Tx<'_>,
    row: ProviderRow,
    on_conflict: OnConflict,
    mistakes: &mut Diagnostics,
) -> Result<Fate> {
    let at = row.at;
    let known = tx.providers().holding(&row.mpn_id, None, None)?.pop();
    let (before, after) = match known {
        None => {
            let slug = slug_for(&row.name);
            (None, provider_of(row, slug))
        }
        Some(known) if on_conflict == OnConflict::Fail => {
            let refusal = mpn_id_listed(&row.mpn_id, &known.slug);
            mistakes.push(in_cell(at, SharedId::MpnId, &refusal));
            return Ok(Fate::Skip);
        }
        Some(_) if on_conflict == OnConflict::Skip => return Ok(Fate::Skip),
        Some(known) => {
            let mut after = apply_flags(&known, &flags(&row));
            after.name = row.name;
            (Some(known), after)
        }
    };
    let clashes = already_there(tx, &after, before.as_ref().map(|known| &known.slug))?;
    let clashes = clashes
        .into_iter()
        .map(|clash| in_cell(at, clash.shared, &clash.refusal));
    mistakes.extend(clashes);
    Ok(match before {
        None => Fate::Add(after),
        Some(before) if before == after => Fate::Skip,
        Some(before) => Fate::Change(Box::new(before), after),
    })
}

/// The entry that a row describes, under a short name.
fn provider_of(row: ProviderRow, slug: Slug) -> Provider {
    Provider {
        slug,
        name: row.name,
        mpn_id: row.mpn_id,
        country: row.country,
        tenant_id: row.tenant_id,
        tenant_domain: row.tenant_domain,
        email: row.email,
        services: row.services,
        notes: row.notes,
    }
}

fn flags(row: &ProviderRow) -> EntryFlags {
    EntryFlags {
        country: Some(row.country),
        mpn_id: Some(row.mpn_id.clone()),
        tenant_id: row.tenant_id,
        tenant_domain: row.tenant_domain.clone(),
        email: row.email.clone(),
        service: row.services.clone(),
        notes: row.notes.clone(),
    }
}

fn in_cell(at: RowPlace, shared: SharedId, refusal: &Diagnostic) -> Diagnostic {
    let (field, column) = match shared {
        SharedId::MpnId => ("mpn-id", at.mpn_id),
        SharedId::TenantId => ("tenant-id", at.tenant_id),
        SharedId::TenantDomain => ("tenant-domain", at.tenant_domain),
    };
    Diagnostic::in_field((at.line, column), field, refusal.message()).under(refusal.rule())
}
