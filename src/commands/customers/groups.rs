//! `csp customers group` and `keeper`: labels on customers, and who looks after them.

use crate::cli::groups::{CustomerGroupArgs, CustomerKeeperArgs};
use crate::diagnostic::Result;
use crate::domain::customer::Customer;
use crate::domain::role::Permission;
use crate::domain::{GroupChange, GroupsAndKeeper};
use crate::report::views::customer::CustomerView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::find::customers::need_customer;
use crate::session::journal::{GroupsChanged, KeeperChanged};
use crate::session::needs::require_value;
use crate::session::transition::{Decided, Found, Transition};

/// Adds customers to groups and takes them out.
pub(super) fn group(ctx: &Context<'_>, args: &CustomerGroupArgs) -> Result<Outcome> {
    let change = GroupChange::new(&args.add, &args.remove)?;
    ctx.permitted_before_asking(Permission::CustomersManage)?;
    let mut needs = ctx.needs();
    let mut typed = args.customers.clone();
    if typed.is_empty() {
        let nothing = crate::cli::customer_arg::CustomerArg { customer: None };
        typed.extend(need_customer(&mut needs, &nothing)?);
    }
    let asked = if args.add.is_empty() && args.remove.is_empty() {
        needs.value(None, "The group", "--add", None)?
    } else {
        None
    };
    needs.met()?;
    let change = match asked {
        Some(group) => GroupChange::new(&[group], &[])?,
        None => change,
    };
    let step = Transition::new(Permission::CustomersManage, "customer.grouped");
    let views = ctx.write(|tx| {
        let mut views: Vec<CustomerView> = Vec::new();
        let mut seen = Vec::new();
        for name in &typed {
            let changed = step.apply(ctx, tx, name, |_, found: &Found<Customer>| {
                let marks = change.apply(&found.before.marks);
                let form = GroupsChanged::between(&found.before.marks, &marks);
                decided(found, marks, &form)
            })?;
            let domain = changed.after.record.domain.key().to_owned();
            if !seen.contains(&domain) {
                seen.push(domain);
                views.push((&changed.after.as_of(ctx.now())).into());
            }
        }
        Ok(views)
    })?;
    if typed.len() == 1 {
        let only = views.into_iter().next();
        return Ok(Outcome::thing(require_value(only)?));
    }
    Ok(Outcome::list(List::new(views, "No customer was named.")))
}

/// Says who looks after a customer.
pub(super) fn keeper(ctx: &Context<'_>, args: CustomerKeeperArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::CustomersManage)?;
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let keeper = needs.value(args.keeper, "The keeper", "EMAIL", None)?;
    needs.met()?;
    let (typed, keeper) = (require_value(typed)?, require_value(keeper)?.email());
    let step = Transition::new(Permission::CustomersManage, "customer.keeper-set");
    let changed = step.run(ctx, &typed, |_, found: &Found<Customer>| {
        let marks = GroupsAndKeeper {
            keeper: keeper.clone(),
            ..found.before.marks.clone()
        };
        let form = KeeperChanged::between(&found.before.marks, &marks);
        decided(found, marks, &form)
    })?;
    Ok(Outcome::thing(CustomerView::from(
        &changed.after.as_of(ctx.now()),
    )))
}

/// The customer with other groups or another keeper; nothing is journalled where nothing differs.
fn decided(
    found: &Found<Customer>,
    marks: GroupsAndKeeper,
    form: &impl crate::session::journal::Form,
) -> Result<Decided<Customer>> {
    if marks == found.before.marks {
        return Ok(found.before.clone().into());
    }
    let after = Customer {
        marks,
        ..found.before.clone()
    };
    Decided::with_form(after, form)
}
