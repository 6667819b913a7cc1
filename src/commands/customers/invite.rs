//! `csp customers invite`: the draft of a relationship request, with its personal link.

mod letter;
mod provider_question;

use crate::cli::customers::CustomerInviteArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::customer::{Customer, CustomerRecord, Invitation, invite};
use crate::domain::link::Token;
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::invited_customer::InvitedView;
use crate::session::Context;
use crate::session::company_mailbox::company_mailbox;
use crate::session::context::no_randomness;
use crate::session::find::customers::{need_customer, partner};
use crate::session::find::providers;
use crate::session::message_file::from_file;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;
use letter::message;
use provider_question::ask_provider;

/// Drafts a request, or writes the draft that there is once more.
pub(super) fn run(ctx: &Context<'_>, args: CustomerInviteArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::CustomersInvite)?;
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    needs.met()?;
    let typed = require_value(typed)?;
    let own = args
        .message
        .clone()
        .map(|path| from_file(ctx, path))
        .transpose()?;
    let chosen = match &args.provider {
        Some(named) => Some(named.clone()),
        // Who names the customer is asked nothing more.
        None if args.customer.customer.is_none() => ask_provider(ctx, &typed)?,
        None => None,
    };
    let chosen = chosen.as_deref();
    let email = match &args.email {
        Some(email) => Some(email.clone()),
        None => address_asked_for(ctx, chosen, args.admin_rights, &typed)?,
    };
    let transition = Transition::new(Permission::CustomersInvite, "request.drafted");
    let language = args.draft.lang.unwrap_or(ctx.settings.language);
    let view = ctx.write(|tx| {
        let named = providers::find_provider(tx, chosen)?;
        let mut letter = None;
        let changed = transition.apply(ctx, tx, &typed, |tx, found: &Found<Customer>| {
            let mut asked = found.customer_at(ctx.now());
            asked.record.email = email.clone().or(asked.record.email);
            let provider = provider_of(tx, named, &asked)?;
            let record = asked.record.clone();
            let account = &found.account;
            let drafted = draft_request(
                ctx,
                tx,
                account,
                asked,
                provider.as_ref(),
                args.admin_rights,
            )?;
            let (to, after) = require_address(record, drafted)?;
            let (provider, own) = (provider.as_ref(), own.as_ref());
            letter = Some(message(ctx, account, &after, &to, provider, own, language)?);
            Ok(after)
        })?;
        if let (Some(place), Some(letter)) = (&args.draft.draft_out, &letter) {
            ctx.draft(
                place,
                letter,
                &company_mailbox(&changed.account, &changed.actor)?,
            )?;
            return Ok(InvitedView::new(&changed.after, None, false));
        }
        Ok(InvitedView::new(&changed.after, letter, args.mailto))
    })?;
    Ok(Outcome::thing(view))
}

/// On a terminal, asks for the customer's address where the record has none.
fn address_asked_for(
    ctx: &Context<'_>,
    chosen: Option<&str>,
    admin_rights: Option<bool>,
    typed: &str,
) -> Result<Option<Email>> {
    if !ctx.prompter.can_ask() {
        return Ok(None);
    }
    let known = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let named = providers::find_provider(tx, chosen)?;
        let customer =
            crate::session::find::customers::customer_named(tx, &account, typed)?.as_of(ctx.now());
        let known = customer.record.email.clone();
        let provider = provider_of(tx, named, &customer)?;
        draft_request(ctx, tx, &account, customer, provider.as_ref(), admin_rights)?
            .map_err(Diagnostic::from)?;
        Ok(known)
    })?;
    if known.is_some() {
        return Ok(None);
    }
    let mut needs = ctx.needs();
    let email = needs.value(None, "The customer's email address", "--email", None)?;
    needs.met()?;
    Ok(email)
}

/// The provider named, else that of the draft that is written again.
fn provider_of(
    tx: &Tx<'_>,
    named: Option<Provider>,
    customer: &Customer,
) -> Result<Option<Provider>> {
    let drafted = customer
        .open_request()
        .and_then(|open| open.provider.as_ref());
    Ok(match (named, drafted) {
        (Some(named), _) => Some(named),
        (None, Some(drafted)) => tx.providers().with_slug(drafted)?,
        (None, None) => None,
    })
}

/// The customer with its request drafted and the address to write to; a missing address is said together with
/// all other reasons why the request is refused.
fn require_address(
    record: CustomerRecord,
    drafted: std::result::Result<Customer, Vec<Diagnostic>>,
) -> Result<(Email, Customer)> {
    let Some(to) = record.email else {
        let label = format!("The email address of {}", record.name);
        let edit = format!(
            "Add it with `--email`, or record it: `csp customers edit {} --email EMAIL`",
            record.domain
        );
        let mut missing = vec![Diagnostic::missing(&label, "--email")];
        let refusals = drafted.err().unwrap_or_default();
        missing.extend(refusals.iter().cloned());
        let remedies: Vec<String> = refusals.iter().filter_map(Diagnostic::help).collect();
        let remedy: Vec<&str> = std::iter::once(&edit)
            .chain(&remedies)
            .map(String::as_str)
            .collect();
        Diagnostic::unless_none(missing).map_err(|failure| failure.with_help(remedy.join(" ")))?;
        return Err(Diagnostic::failed(
            "an address is missing but was not reported; this is a bug",
        ));
    };
    Ok((to, drafted.map_err(Diagnostic::from)?))
}

fn draft_request(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    customer: Customer,
    provider: Option<&Provider>,
    admin_rights: Option<bool>,
) -> Result<std::result::Result<Customer, Vec<Diagnostic>>> {
    let ours = Standing::of(account);
    let partner = provider
        .map(|provider| partner(tx, account, provider))
        .transpose()?;
    let csp_use = tx.customers(account.id).csp_use(&customer.record)?;
    let ask = Invitation {
        ours: &ours,
        partner,
        csp_use,
        admin_rights,
    };
    let token = Token::from_random(ctx.host.random().map_err(no_randomness)?);
    Ok(invite(customer, &ask, token, ctx.now()))
}
