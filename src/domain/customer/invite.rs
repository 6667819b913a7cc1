//! Asking a customer for a relationship.

use super::record::faults_of_buyer;
use super::{CspUse, Customer, Partner};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::link::{Token, direct_request, joint_request};
use crate::domain::partnership::own_entry;
use crate::domain::relationship::Party;
use crate::domain::request::{Request, RequestEvent, RequestStateKind};
use crate::domain::rule::customers as rule;
use crate::domain::slug::Slug;
use crate::domain::standing::Standing;

/// What to ask of the customer, and what is known about the parties.
#[derive(Debug, Clone)]
pub struct Invitation<'a> {
    /// Our account.
    pub ours: &'a Standing,
    /// The provider of a joint request; when an existing draft is rewritten, the provider of that draft.
    pub partner: Option<Partner<'a>>,
    /// Why the customer's tenant counts as a CSP tenant, if it does.
    pub csp_use: Option<CspUse>,
    /// Whether to ask for admin rights. If `None`, a new request asks for them and a draft is unchanged.
    pub admin_rights: Option<bool>,
}

/// The customer with its request drafted, or all refusals.
///
/// An existing draft is rewritten and keeps its token, kind and provider. Its link is made from the tenant ids and the
/// MPN ID recorded now.
///
/// # Errors
/// Every rule that is broken, the most basic first.
pub fn invite(
    customer: Customer,
    ask: &Invitation<'_>,
    token: Token,
    now: Instant,
) -> Result<Customer, Vec<Diagnostic>> {
    let mut customer = customer.as_of(now);
    let mut refusals = may_ask(ask);
    refusals.extend(faults_of_buyer(
        ask.ours,
        &customer.record,
        ask.csp_use.as_ref(),
    ));
    refusals.extend(already_there(&customer, ask));
    let token = match customer.open_request() {
        Some(open) => open.token.clone(),
        None => token,
    };
    let link = match link_for(ask, &token) {
        Ok(link) => link,
        Err(unknown) => {
            refusals.extend(unknown);
            String::new()
        }
    };
    let (open, closed) = match customer.request.take() {
        Some(request) if request.is_open() => (Some(request), None),
        other => (None, other),
    };
    let drafted = match open {
        None => Ok(Request::draft(
            ask.provider().cloned(),
            token,
            link,
            ask.admin_rights.unwrap_or(true),
            now,
        )),
        Some(draft) => draft_again(draft, link, ask, &customer, now),
    };
    match drafted {
        Ok(request) if refusals.is_empty() => {
            drop(closed);
            customer.request = Some(request);
            Ok(customer)
        }
        Ok(_) => Err(refusals),
        Err(refusal) => {
            refusals.push(refusal);
            Err(refusals)
        }
    }
}

impl Invitation<'_> {
    fn provider(&self) -> Option<&Slug> {
        self.partner.map(|partner| &partner.provider.slug)
    }
}

fn may_ask(ask: &Invitation<'_>) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    let ours = ask.ours;
    match ask.partner {
        None if !ours.is_active() => refusals.push(Diagnostic::refused(
            &rule::ACCOUNT_ACTIVE,
            "this account has no active enrollment",
        )),
        None if ours.is_restricted() => refusals.push(restricted()),
        None => {}
        Some(partner) => {
            if !ours.is_reseller() {
                refusals.push(Diagnostic::refused(
                    &rule::ACCOUNT_ACTIVE,
                    "this account is not an active indirect reseller: a joint request comes from a reseller and its provider",
                ));
            }
            refusals.extend(provider_active(partner));
            refusals.extend(own_entry(ours, partner.provider));
        }
    }
    refusals
}

fn restricted() -> Diagnostic {
    Diagnostic::refused(
        &rule::RESTRICTED,
        "this account is restricted and cannot send direct requests",
    )
}

/// Whether a drafted request may still be sent.
///
/// # Errors
/// `customers.restricted` if the account was restricted since the draft.
pub fn may_send(ours: &Standing, request: &Request) -> Result<(), Diagnostic> {
    if request.provider.is_none() && ours.is_restricted() {
        return Err(restricted());
    }
    Ok(())
}

/// Checks `customers.provider-active`.
pub(super) fn provider_active(partner: Partner<'_>) -> Option<Diagnostic> {
    if partner.is_active {
        return None;
    }
    let provider = partner.provider;
    Some(
        Diagnostic::refused(
            &rule::PROVIDER_ACTIVE,
            format!("there is no active partnership with {}", provider.name),
        )
        .with_help(format!(
            "Authorize the provider first: `csp providers authorize {} --accept`",
            provider.slug
        )),
    )
}

fn already_there(customer: &Customer, ask: &Invitation<'_>) -> Option<Diagnostic> {
    let partner = ask.provider().cloned().map(Party::Provider);
    let draft = customer.open_request().map(|open| open.admin_rights);
    let asks_for_rights = ask.admin_rights.or(draft).unwrap_or(true);
    let all_granted = std::iter::once(&Party::Us).chain(&partner).all(|party| {
        customer
            .relationship(party)
            .is_some_and(|it| it.is_active() && (it.admin_rights() || !asks_for_rights))
    });
    all_granted.then(|| {
        Diagnostic::refused(
            &rule::STEP,
            format!(
                "{} has already granted everything this request would ask for",
                customer.record.name
            ),
        )
    })
}

fn link_for(ask: &Invitation<'_>, token: &Token) -> Result<String, Vec<Diagnostic>> {
    let ours = ask.ours;
    let mut unknown = Vec::new();
    if ours.tenant_id.is_none() {
        unknown.push(our_tenant_unknown());
    }
    let provider = ask.partner.map(|partner| partner.provider);
    if let Some(provider) = provider
        && provider.tenant_id.is_none()
    {
        unknown.push(
            Diagnostic::refused(
                &rule::TENANT_KNOWN,
                format!("the tenant ID of {} is not recorded", provider.name),
            )
            .with_help(format!(
                "Add it: `csp providers edit {} --tenant-id GUID`",
                provider.slug
            )),
        );
    }
    let link = match (provider, ours.tenant_id, &ours.mpn_id) {
        (None, Some(id), _) => Some(direct_request(id, token)),
        (Some(provider), Some(id), Some(mpn_id)) => provider
            .tenant_id
            .map(|theirs| joint_request(id, mpn_id, theirs, token)),
        (Some(_) | None, _, _) => None,
    };
    link.ok_or(unknown)
}

fn our_tenant_unknown() -> Diagnostic {
    Diagnostic::refused(
        &rule::TENANT_KNOWN,
        "the tenant ID of this account is not recorded",
    )
    .with_help("Add it: `csp enroll edit --tenant-id GUID`")
}

fn draft_again(
    draft: Request,
    link: String,
    ask: &Invitation<'_>,
    customer: &Customer,
    now: Instant,
) -> Result<Request, Diagnostic> {
    if draft.state() == RequestStateKind::Draft && draft.provider.as_ref() != ask.provider() {
        let kept = match &draft.provider {
            Some(slug) => format!("with {slug}"),
            None => "with us alone".to_owned(),
        };
        return Err(Diagnostic::refused(
            &rule::STEP,
            format!("the kind and provider of a draft cannot be changed: this draft is {kept}"),
        )
        .with_help(format!(
            "Cancel it first: `csp customers cancel {}`",
            customer.record.domain
        )));
    }
    let admin_rights = ask.admin_rights.unwrap_or(draft.admin_rights);
    draft.apply(RequestEvent::Redraft { admin_rights, link }, now)
}
