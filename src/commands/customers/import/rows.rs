//! The rows of an import beside the store: what becomes of each, and writing it.

use super::super::add::find_clashes;
use super::CustomerImport;
use super::outcome::outcome;
use crate::cli::users::OnConflict;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Account;
use crate::domain::customer::{Customer, domain_listed, faults_of_record};
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::exchange::customers::{CustomerList, CustomerRow};
use crate::exchange::sheet::Reread as _;
use crate::report::views::import::ImportCounts;
use crate::session::journal::{CustomerForm, EditedFields, Form, customer_entry};
use crate::session::{Actor, Context, import_answer};
use crate::store::Tx;

/// The rows of an import beside the store.
pub(super) struct Rows<'a, 'h, 't, 'c> {
    ctx: &'a Context<'h>,
    tx: &'t Tx<'c>,
    account: &'a Account,
    pub(super) ours: Standing,
    on_conflict: OnConflict,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Add,
    Change,
    Skip,
}

impl<'a, 'h, 't, 'c> Rows<'a, 'h, 't, 'c> {
    pub(super) fn of(
        import: &CustomerImport<'a, 'h>,
        tx: &'t Tx<'c>,
        account: &'a Account,
    ) -> Self {
        Self {
            ctx: import.ctx,
            tx,
            ours: Standing::of(account),
            account,
            on_conflict: import.on_conflict,
        }
    }

    /// Decides a row; one that cannot be is a mistake.
    pub(super) fn plan(&self, row: &CustomerRow, mistakes: &mut Diagnostics) -> Result<Fate> {
        let before = match (self.find_customer(row)?, self.on_conflict) {
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
        let mut refusals = find_clashes(self.tx, self.account, &after.record, known_as.as_deref())?;
        refusals.extend(faults_of_record(&self.ours, &after.record));
        let refused = refusals
            .iter()
            .map(|refusal| self.place_refusal(row, refusal));
        mistakes.extend(refused);
        Ok(match before {
            None => Fate::Add,
            Some(before) if before == after => Fate::Skip,
            Some(_) => Fate::Change,
        })
    }

    /// A mistake in a row, in the field that a rule on the record of a customer is about.
    fn place_refusal(&self, row: &CustomerRow, refusal: &Diagnostic) -> Diagnostic {
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

    fn find_customer(&self, row: &CustomerRow) -> Result<Option<Customer>> {
        let customers = self.tx.customers(self.account.id);
        customers.with_domain(&row.domain)
    }

    pub(super) fn apply(
        &self,
        actor: &Actor,
        list: &CustomerList,
        fates: &[Fate],
    ) -> Result<ImportCounts> {
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
                        .find_customer(&row)?
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
