//! A customer accepts a request.

use super::invite::provider_active;
use super::record::territory;
use super::{Customer, Partner};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::relationship::{Grant, Party, Via};
use crate::domain::request::{Request, RequestEvent, RequestStateKind};
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;

/// The customer with its request accepted and every relationship that it asked for, or all refusals. A joint request is
/// accepted as a whole.
///
/// `partner` is the provider of a joint request; `link` is the link that the customer followed, if given.
///
/// # Errors
/// `customers.step` without an open request with that link. Partnership, restriction and territory are checked again.
pub fn accept(
    customer: Customer,
    ours: &Standing,
    partner: Option<Partner<'_>>,
    link: Option<&str>,
    now: Instant,
) -> Result<Customer, Vec<Diagnostic>> {
    let mut customer = customer.as_of(now);
    let request = open_request(&customer, link).map_err(|refusal| vec![refusal])?;
    let mut refusals: Vec<Diagnostic> = partner.and_then(provider_active).into_iter().collect();
    if request.provider.is_none() && ours.is_restricted() {
        refusals.push(Diagnostic::refused(
            &rule::RESTRICTED,
            "this account is restricted and cannot gain customers of its own",
        ));
    }
    refusals.extend(territory(ours, &customer.record));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let accepted = request
        .apply(RequestEvent::Accept, now)
        .map_err(|refusal| vec![refusal])?;
    let via = if accepted.provider.is_some() {
        Via::Joint
    } else {
        Via::Direct
    };
    let grant = Grant {
        via,
        won_as: ours.wins_as(),
        admin_rights: accepted.admin_rights,
    };
    customer.grant(Party::Us, grant, now);
    if let Some(provider) = accepted.provider.clone() {
        customer.grant(Party::Provider(provider), grant, now);
    }
    customer.request = Some(accepted);
    Ok(customer)
}

fn open_request(customer: &Customer, link: Option<&str>) -> Result<Request, Diagnostic> {
    let name = &customer.record.name;
    let Some(request) = customer.open_request() else {
        let message = match &customer.request {
            None => format!("no request has been made to {name} yet"),
            Some(last) => format!("the last request to {name} is {}", last.state()),
        };
        let domain = &customer.record.domain;
        let state = customer.request.as_ref().map(Request::state);
        let help = if state == Some(RequestStateKind::Accepted) {
            format!("See what was accepted: `csp customers show {domain}`")
        } else {
            format!("Make a new request: `csp customers invite {domain}`")
        };
        return Err(Diagnostic::refused(&rule::STEP, message).with_help(help));
    };
    match link {
        Some(link) if !request.has_link(link) => Err(Diagnostic::refused(
            &rule::STEP,
            format!("this link does not belong to the open request to {name}"),
        )
        .with_help(format!(
            "Leave out `--link`, or see the right link: `csp customers show {}`",
            customer.record.domain
        ))),
        Some(_) | None => Ok(request.clone()),
    }
}
