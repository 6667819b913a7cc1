//! `csp customers edit`.

use super::add::find_clashes;
use crate::cli::customers::CustomerEditArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{Customer, faults_of_record};
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::ask_customer;
use crate::session::needs::nothing_to_change;
use crate::session::transition::{Found, Transition};
use crate::session::typed_name;

/// Changes a customer's record.
pub(super) fn run(ctx: &Context<'_>, args: &CustomerEditArgs) -> Result<Outcome> {
    let customer = ask_customer(ctx, &args.customer)?;
    if args.is_empty() {
        return Err(nothing_to_change("csp customers edit --help"));
    }
    let name = args
        .name
        .as_deref()
        .map(|typed| typed_name::company_name("--name", typed))
        .transpose()?;
    let transition = Transition::new(Permission::CustomersManage, "customer.edited");
    let changed = transition.run(ctx, &customer, |tx, found: &Found<Customer>| {
        let account = &found.account;
        let mut customer = found.customer_at(ctx.now());
        let record = &mut customer.record;
        record.name = name.clone().unwrap_or_else(|| record.name.clone());
        record.email = args.email.clone().or_else(|| record.email.clone());
        record.country = args.country.unwrap_or(record.country);
        record.tenant_id = args.tenant_id.or(record.tenant_id);
        if let Some(typed) = &args.registration_id {
            record.registration_id = filled_text(Some(typed));
        }
        record.csp_tenant = args.csp_tenant.unwrap_or(record.csp_tenant);
        let mut refusals = find_clashes(
            tx,
            account,
            &customer.record,
            Some(customer.record.domain.as_str()),
        )?;
        refusals.extend(faults_of_record(&Standing::of(account), &customer.record));
        Diagnostic::unless_none(refusals)?;
        Ok(customer)
    })?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}
