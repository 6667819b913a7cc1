//! `csp customers verification import`: the statuses of a file, all or none.

use std::collections::BTreeMap;
use std::path::Path;

use super::transition;
use crate::cli::account_verification::VerificationImportArgs;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Result};
use crate::domain::Account;
use crate::domain::calendar::Day;
use crate::domain::customer::{AccountStatus, Customer, see_verification};
use crate::domain::role::Permission;
use crate::domain::sighting::SightingOutcome;
use crate::exchange::decode::Expected;
use crate::exchange::microsoft::{AnswerUse, LARGEST, MicrosoftAnswers, SeenVerification};
use crate::report::Outcome;
use crate::report::views::account_verification::{SeenVerificationView, VerificationImportView};
use crate::session::find::customers::customer_named;
use crate::session::import::{self, RowImport, given_file};
use crate::session::{Context, input_file};
use crate::store::Tx;

/// Imports the statuses of a file.
pub(super) fn run(ctx: &Context<'_>, args: &VerificationImportArgs) -> Result<Outcome> {
    let path = given_file(ctx, args.file.as_ref())?;
    let opening = input_file::opening(Expected::RowsOrJson, None);
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let parsed = MicrosoftAnswers::read(document, AnswerUse::Verification);
    let import = VerificationImport {
        ctx,
        path: &path,
        customer: args.customer.as_deref(),
        on: args.on.map(|day| day.0),
    };
    let (_, view) = import::carry_out(ctx, &path, parsed, &import)?;
    view.notes().iter().for_each(|note| ctx.out.note(note));
    Ok(Outcome::thing(view))
}

struct VerificationImport<'a, 'h> {
    ctx: &'a Context<'h>,
    path: &'a Path,
    customer: Option<&'a str>,
    on: Option<Day>,
}

/// The newest status of a customer in the file, with its place.
struct Newest {
    at: (u64, usize),
    customer: Customer,
    seen: (AccountStatus, Day),
}

/// A status, the customer as it was and as it becomes.
struct Planned {
    before: Customer,
    after: Customer,
    seen: (AccountStatus, Day),
    outcome: SightingOutcome,
}

impl RowImport for VerificationImport<'_, '_> {
    type File = MicrosoftAnswers;
    type Plan = (Account, Vec<Planned>);
    type Done = VerificationImportView;

    fn plan(&self, tx: &Tx<'_>, file: &MicrosoftAnswers) -> Result<(Self::Plan, Diagnostics)> {
        let account = self.ctx.account(tx)?;
        let mut mistakes = Diagnostics::default();
        let mut planned = Vec::new();
        for newest in self
            .newest_of_each(tx, &account, file, &mut mistakes)?
            .into_values()
        {
            let before = newest.customer;
            match see_verification(&before, newest.seen, self.ctx.now()) {
                Ok((outcome, after)) => planned.push(Planned {
                    before,
                    after,
                    seen: newest.seen,
                    outcome,
                }),
                Err(refusal) => mistakes.push(in_file(newest.at, "lastUpdateDateTime", &refusal)),
            }
        }
        Ok(((account, planned), mistakes))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        _: &MicrosoftAnswers,
        (account, planned): Self::Plan,
    ) -> Result<VerificationImportView> {
        let actor = self
            .ctx
            .require_actor(tx, &account, Permission::CustomersManage)?;
        let mut views = Vec::new();
        for one in planned {
            views.push(SeenVerificationView::new(
                &one.before,
                one.seen,
                one.outcome,
            ));
            transition().keep(tx, &account, &actor, &one.before, &one.after.into())?;
        }
        Ok(VerificationImportView::new(views))
    }
}

impl VerificationImport<'_, '_> {
    /// The newest status of each customer of the file, by domain.
    fn newest_of_each(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        file: &MicrosoftAnswers,
        mistakes: &mut Diagnostics,
    ) -> Result<BTreeMap<String, Newest>> {
        let are_several = file.verifications.len() > 1;
        let mut newest: BTreeMap<String, Newest> = BTreeMap::new();
        for seen in &file.verifications {
            let name = match self.customer_of(seen, are_several) {
                Ok(name) => name,
                Err(mistake) => {
                    mistakes.push(mistake);
                    continue;
                }
            };
            let customer = match customer_named(tx, account, name) {
                Ok(customer) => customer,
                Err(unknown) => {
                    mistakes.push(in_file(seen.at, "customerId", &unknown));
                    continue;
                }
            };
            let on = self.on.or(seen.on).unwrap_or(self.ctx.today());
            let key = customer.record.domain.key().to_owned();
            let one = Newest {
                at: seen.at,
                customer,
                seen: (seen.status, on),
            };
            match newest.get(&key).map(|known| known.seen) {
                Some((status, day)) if day == on && status != seen.status => {
                    let domain = &one.customer.record.domain;
                    let message = format!("the file has two statuses of {domain} on {on}");
                    mistakes.push(Diagnostic::in_field(seen.at, "status", message));
                }
                Some((_, day)) if day >= on => {}
                Some(_) | None => {
                    newest.insert(key, one);
                }
            }
        }
        Ok(newest)
    }

    /// What names the customer of a status.
    fn customer_of<'s>(&'s self, seen: &'s SeenVerification, are_several: bool) -> Result<&'s str> {
        match (seen.customer.as_deref(), self.customer) {
            (Some(named), None) => Ok(named),
            (None, Some(given)) if !are_several => Ok(given),
            (Some(_), Some(_)) => Err(Diagnostic::usage(
                "the file names its customer, so --customer cannot be used",
            )
            .at(Place::at(seen.at.0, seen.at.1))
            .with_flag("--customer")),
            (None, Some(_)) => Err(nameless(seen).with_help(
                "Put each status into an object with `customerId`, the tenant ID of the customer.",
            )),
            (None, None) => {
                let file = self.path.display();
                Err(nameless(seen).with_flag("--customer").with_help(format!(
                    "Name the customer: `csp customers verification import \"{file}\" --customer CUSTOMER`"
                )))
            }
        }
    }
}

fn nameless(seen: &SeenVerification) -> Diagnostic {
    let message = "the status does not name its customer";
    Diagnostic::usage(message).at(Place::at(seen.at.0, seen.at.1))
}

/// What is wrong with a status of the file, in the words of what refused it.
fn in_file(at: (u64, usize), field: &str, refusal: &Diagnostic) -> Diagnostic {
    let mistake = Diagnostic::in_field(at, field, refusal.message()).under(refusal.rule());
    match refusal.own_help() {
        Some(help) => mistake.with_help(help),
        None => mistake,
    }
}
