//! `csp customers add`.

use crate::cli::customers::AddArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::customer::{
    Customer, CustomerOrigin, CustomerRecord, Holders, faults_of_record, find_taken,
    list_if_existing,
};
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::journal::{CustomerForm, customer_entry};
use crate::session::needs::require_value;
use crate::session::typed_name::need_company_name;
use crate::store::Tx;

/// Puts a customer on record.
pub(super) fn run(ctx: &Context<'_>, args: &AddArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::CustomersManage)?;
    let mut needs = ctx.needs();
    let name = need_company_name(&mut needs, args.name.as_deref())?;
    let domain = needs.value(args.domain.clone(), "The domain", "--domain", None)?;
    let country = needs.country(args.country, "The country", "--country", None)?;
    let email = needs.value(args.email.clone(), "The email address", "--email", None)?;
    needs.met()?;
    let record = CustomerRecord {
        name: require_value(name)?,
        domain: require_value(domain)?,
        country: require_value(country)?,
        email: Some(require_value(email)?),
        tenant_id: args.tenant_id,
        registration_id: filled_text(args.registration_id.as_deref()),
        origin: args.origin,
        csp_tenant: args.csp_tenant,
    };
    let added = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::CustomersManage)?;
        let ours = Standing::of(&account);
        let mut refusals = find_clashes(tx, &account, &record, None)?;
        refusals.extend(faults_of_record(&ours, &record));
        Diagnostic::unless_none(refusals)?;
        let customer = Customer::new(record.clone(), ctx.now());
        let customer = list_if_existing(customer, &ours, ctx.now());
        tx.customers(account.id).add(&customer)?;
        tx.log(&customer_entry(
            &account.slug,
            actor.name(),
            "customer.added",
            &customer,
            &CustomerForm::from(&customer),
        )?)?;
        Ok((customer, ours))
    })?;
    let (customer, ours) = added;
    if customer.record.origin == Some(CustomerOrigin::Existing) && customer.relationships.is_empty()
    {
        ctx.out.note(if ours.wins_as() == crate::domain::Model::DirectBill {
            "A direct-bill partner adds an existing customer by a request: `csp customers invite CUSTOMER`"
        } else {
            "The customer is listed with its relationship once the indirect-reseller enrollment is active."
        });
    }
    Ok(Outcome::thing(CustomerView::from(&customer)))
}

/// `customers.unique`: the customers that have the record's domain or tenant id already; `known_as` is the record's
/// own domain, once it is stored.
pub(super) fn find_clashes(
    tx: &Tx<'_>,
    account: &Account,
    record: &CustomerRecord,
    known_as: Option<&str>,
) -> Result<Vec<Diagnostic>> {
    let customers = tx.customers(account.id);
    let of_tenant = match record.tenant_id {
        Some(id) => customers.holding_tenant(id)?,
        None => None,
    };
    let holders = Holders {
        known_as,
        has_domain: known_as.is_none() && customers.with_domain(&record.domain)?.is_some(),
        of_tenant: of_tenant.as_deref(),
    };
    Ok(find_taken(record, holders))
}
