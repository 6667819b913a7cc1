//! `csp customers import`.

use super::add::taken;
use crate::cli::customers::CustomerImportArgs;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::calendar::Instant;
use crate::domain::counted_as;
use crate::domain::customer::{
    Customer, CustomerOrigin, CustomerRecord, connect_existing, domain_listed, faults_of_record,
    list_if_existing,
};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::exchange::customers::{CustomerList, CustomerRow, LARGEST};
use crate::exchange::decode::Expected;
use crate::exchange::sheet::Reread;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::report::views::import::ImportCounts;
use crate::session::Actor;
use crate::session::Context;
use crate::session::import::{self, RowImport};
use crate::session::import_answer;
use crate::session::input_file;
use crate::session::journal::EditedFields;
use crate::session::journal::{CustomerForm, Form, customer_entry};
use crate::store::Tx;

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
        let actor = self.ctx.acting(tx, &account, Permission::CustomersManage)?;
        let rows = Rows::of(self, tx, &account);
        let counts = rows.apply(&actor, list, &fates)?;
        Ok(Done {
            ours: rows.ours,
            fates,
            counts,
        })
    }
}

/// The rows of an import beside the store.
struct Rows<'a, 'h, 't, 'c> {
    ctx: &'a Context<'h>,
    tx: &'t Tx<'c>,
    account: &'a Account,
    ours: Standing,
    on_conflict: OnConflict,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Add,
    Change,
    Skip,
}

impl<'a, 'h, 't, 'c> Rows<'a, 'h, 't, 'c> {
    fn of(import: &CustomerImport<'a, 'h>, tx: &'t Tx<'c>, account: &'a Account) -> Self {
        Self {
            ctx: import.ctx,
            tx,
            ours: Standing::of(account),
            account,
            on_conflict: import.on_conflict,
        }
    }

    /// Decides a row; one that cannot be is a mistake.
    fn plan(&self, row: &CustomerRow, mistakes: &mut Diagnostics) -> Result<Fate> {
        let before = match (self.known(row)?, self.on_conflict) {
            (Some(_), OnConflict::Fail) => {
                let refusal = domain_listed(&row.domain);
                let at = (row.at.line, row.at.domain);
                let mistake = Diagnostic::in_field(at, "domain", refusal.message());
                mistakes.push(mistake.under(refusal.rule()));
                return Ok(Fate::Skip);
            }
            (Some(_), OnConflict::Skip) => return Ok(Fate::Skip),
            (known, _) => known,
        };
        let after = outcome(row, before.as_ref(), &self.ours, self.tx.now());
        let known_as = before
            .as_ref()
            .map(|before| before.record.domain.to_string());
        let mut refusals = taken(self.tx, self.account, &after.record, known_as.as_deref())?;
        refusals.extend(faults_of_record(&self.ours, &after.record));
        let refused = refusals.iter().map(|refusal| self.against(row, refusal));
        mistakes.extend(refused);
        Ok(match before {
            None => Fate::Add,
            Some(before) if before == after => Fate::Skip,
            Some(_) => Fate::Change,
        })
    }

    /// A mistake in a row, in the field that a rule on the record of a customer is about.
    fn against(&self, row: &CustomerRow, refusal: &Diagnostic) -> Diagnostic {
        let (rule, message) = (refusal.rule(), refusal.message());
        let is_domain = self.ours.owns_tenant(None, Some(&row.domain));
        let (field, column) = if rule == Some(&rule::REGISTRATION_ID) {
            ("registration_id", row.at.registration_id)
        } else if rule == Some(&rule::UNIQUE) || rule == Some(&rule::NOT_SELF) && !is_domain {
            ("tenant_id", row.at.tenant_id)
        } else {
            ("domain", row.at.domain)
        };
        Diagnostic::in_field((row.at.line, column), field, message).under(rule)
    }

    fn known(&self, row: &CustomerRow) -> Result<Option<Customer>> {
        let customers = self.tx.customers(self.account.id);
        customers.with_domain(&row.domain)
    }

    fn apply(&self, actor: &Actor, list: &CustomerList, fates: &[Fate]) -> Result<ImportCounts> {
        let customers = self.tx.customers(self.account.id);
        let progress = self.ctx.out.progress(fates.len() as u64, "writing");
        let mut counts = ImportCounts::default();
        let mut fates = fates.iter();
        list.each(|row| {
            match fates.next() {
                Some(Fate::Add) => {
                    let customer = outcome(&row, None, &self.ours, self.tx.now());
                    customers.add(&customer)?;
                    let form = CustomerForm::from(&customer);
                    self.log(actor, "customer.added", &customer, &form)?;
                    counts.created += 1;
                }
                Some(Fate::Change) => {
                    let before = self
                        .known(&row)?
                        .ok_or_else(|| import_answer::vanished(&row.domain))?;
                    let after = outcome(&row, Some(&before), &self.ours, self.tx.now());
                    customers.save(&before, &after)?;
                    let edited = EditedFields::of_customer(&before, &after)?;
                    self.log(actor, "customer.edited", &after, &edited)?;
                    counts.updated += 1;
                }
                Some(Fate::Skip) | None => counts.skipped += 1,
            }
            progress.advance(1);
            self.ctx.go_on()
        })?;
        Ok(counts)
    }

    fn log(
        &self,
        actor: &Actor,
        action: &'static str,
        customer: &Customer,
        form: &impl Form,
    ) -> Result<()> {
        let account = &self.account.slug;
        let entry = customer_entry(account, actor.name(), action, customer, form)?;
        self.tx.log(&entry)
    }
}

/// The customer that a row makes of what there is. What the row is silent about stays.
fn outcome(
    row: &CustomerRow,
    before: Option<&Customer>,
    ours: &Standing,
    now: Instant,
) -> Customer {
    let record = record_of(row, before.map(|before| &before.record));
    let mut customer = match before {
        Some(before) => Customer {
            record,
            ..before.clone()
        },
        None => Customer::new(record, now),
    };
    if let Some(granted) = row.reseller
        && !customer.is_served_by(&Party::Us)
    {
        connect_existing(&mut customer, ours, granted.admin_rights, now);
    }
    list_if_existing(customer, ours, now)
}

fn record_of(row: &CustomerRow, before: Option<&CustomerRecord>) -> CustomerRecord {
    CustomerRecord {
        name: row.name.clone(),
        domain: before.map_or_else(|| row.domain.clone(), |before| before.domain.clone()),
        country: row.country,
        email: row
            .email
            .clone()
            .or_else(|| before.and_then(|before| before.email.clone())),
        tenant_id: row
            .tenant_id
            .or_else(|| before.and_then(|before| before.tenant_id)),
        registration_id: row
            .registration_id
            .clone()
            .or_else(|| before.and_then(|before| before.registration_id.clone())),
        origin: row
            .origin
            .or_else(|| before.and_then(|before| before.origin)),
        csp_tenant: row
            .csp_tenant
            .unwrap_or_else(|| before.is_some_and(|before| before.csp_tenant)),
    }
}
