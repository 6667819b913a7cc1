//! `csp customers import`.

use std::path::{Path, PathBuf};

use super::add::taken;
use super::change::told;
use crate::cli::customers::ImportArgs;
use crate::cli::users::OnConflict;
use crate::commands::missing::vouched;
use crate::commands::{Actor, Context, difference, file};
use crate::domain::customer::{
    Customer, Record, connect_existing, faults_of_record, list_if_existing,
};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, customers as rule};
use crate::domain::standing::Standing;
use crate::domain::{Account, Refusal};
use crate::error::{Failure, Result};
use crate::exchange::customers::{BadList, CustomerRow, LARGEST, read_customers};
use crate::exchange::mistake::{Mistake, Mistakes};
use crate::report::Outcome;
use crate::report::views::customer::{CustomerImportView, CustomerView};
use crate::store::{Entry, Tx};

/// Imports customers, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &ImportArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = args.file.as_ref().map(|path| path.display().to_string());
    let path = needs.text(given.as_deref(), "The file", "FILE", None)?;
    needs.met()?;
    let path = PathBuf::from(vouched(path)?);
    let bytes = file::read(ctx, &path, LARGEST)?;
    let rows = read_customers(&bytes, args.country)
        .map_err(|bad| everything_wrong(ctx, args, &path, bad))?;
    drop(bytes);
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.acting(tx, &account, Permission::CustomersManage);
        let import = Import::new(ctx, tx, &account, args);
        let (plan, mistakes) = import.plan(&rows)?;
        if !mistakes.is_empty() {
            return Err(file::failure(&path, mistakes));
        }
        import.carry_out(&actor?, plan)
    })?;
    Ok(Outcome::thing(view))
}

/// What is wrong with the file, together with what stands against its other records, where there is a store to ask.
fn everything_wrong(ctx: &Context<'_>, args: &ImportArgs, path: &Path, bad: BadList) -> Failure {
    let mut mistakes = bad.mistakes;
    let clashes = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        Import::new(ctx, tx, &account, args).plan(&bad.good)
    });
    if let Ok((_, clashes)) = clashes {
        mistakes.extend(clashes.into_listed());
    }
    file::failure(path, mistakes)
}

struct Import<'a, 'h, 't, 'c> {
    ctx: &'a Context<'h>,
    tx: &'t Tx<'c>,
    account: &'a Account,
    ours: Standing,
    on_conflict: OnConflict,
}

/// What becomes of the rows.
#[derive(Default)]
struct Plan {
    added: Vec<Customer>,
    changed: Vec<(Customer, Customer)>,
    skipped: usize,
}

impl<'a, 'h, 't, 'c> Import<'a, 'h, 't, 'c> {
    fn new(ctx: &'a Context<'h>, tx: &'t Tx<'c>, account: &'a Account, args: &ImportArgs) -> Self {
        Self {
            ctx,
            tx,
            ours: Standing::of(account),
            account,
            on_conflict: args.on_conflict,
        }
    }

    /// Decides every row; the mistakes are of rows that cannot be.
    fn plan(&self, rows: &[CustomerRow]) -> Result<(Plan, Mistakes)> {
        let mut plan = Plan::default();
        let mut mistakes = Mistakes::default();
        for row in rows {
            let known = self
                .tx
                .customers(self.account.id)
                .with_domain(&row.domain)?;
            let before = match (known, self.on_conflict) {
                (Some(_), OnConflict::Fail) => {
                    let message = format!("domain: {} names a customer already", row.domain);
                    mistakes.push(in_row(row, &rule::UNIQUE, message));
                    continue;
                }
                (Some(_), OnConflict::Skip) => {
                    plan.skipped += 1;
                    continue;
                }
                (known, _) => known,
            };
            let after = self.outcome(row, before.as_ref());
            let known_as = before
                .as_ref()
                .map(|before| before.record.domain.to_string());
            let mut refusals = taken(self.tx, self.account, &after.record, known_as.as_deref())?;
            refusals.extend(faults_of_record(&self.ours, &after.record));
            if !refusals.is_empty() {
                refusals
                    .into_iter()
                    .for_each(|refusal| mistakes.push(refused_row(row, refusal)));
                continue;
            }
            match before {
                None => plan.added.push(after),
                Some(before) if before == after => plan.skipped += 1,
                Some(before) => plan.changed.push((before, after)),
            }
        }
        Ok((plan, mistakes))
    }

    /// The customer that a row makes of what there is. What the row is silent about stays.
    fn outcome(&self, row: &CustomerRow, before: Option<&Customer>) -> Customer {
        let now = self.ctx.now();
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
            connect_existing(&mut customer, &self.ours, granted.admin_rights, now);
        }
        list_if_existing(customer, &self.ours, now)
    }

    fn carry_out(&self, actor: &Actor, plan: Plan) -> Result<CustomerImportView> {
        let customers = self.tx.customers(self.account.id);
        for customer in &plan.added {
            customers.add(customer)?;
            self.log(actor, "customer.added", customer, told(customer))?;
        }
        for (before, after) in &plan.changed {
            customers.save(before, after)?;
            self.log(
                actor,
                "customer.edited",
                after,
                difference::between(&told(before), &told(after)),
            )?;
        }
        Ok(CustomerImportView {
            created: plan.added.len(),
            updated: plan.changed.len(),
            skipped: plan.skipped,
            customers: plan.added.iter().map(CustomerView::from).collect(),
        })
    }

    fn log(
        &self,
        actor: &Actor,
        action: &'static str,
        customer: &Customer,
        changes: serde_json::Value,
    ) -> Result<()> {
        self.tx.log(&Entry {
            account: Some(&self.account.slug),
            actor: actor.name(),
            action,
            subject: customer.record.domain.as_str(),
            reason: None,
            changes,
        })?;
        Ok(())
    }
}

fn record_of(row: &CustomerRow, before: Option<&Record>) -> Record {
    Record {
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

fn refused_row(row: &CustomerRow, refusal: Refusal) -> Mistake {
    in_row(row, refusal.rule, refusal.message)
}

fn in_row(row: &CustomerRow, rule: RuleRef, message: String) -> Mistake {
    Mistake {
        column: row.column,
        ..Mistake::in_line(row.line, message).under(rule)
    }
}
