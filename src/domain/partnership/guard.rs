//! Conditions for recording and for authorizing an invitation.

use super::{Partnership, PartnershipStateKind};
use crate::diagnostic::Diagnostic;
use crate::domain::provider::Provider;
use crate::domain::rule::providers as rule;
use crate::domain::standing::{Standing, regions_apart};

/// Every reason against inviting `provider`; empty if the invitation may be recorded.
///
/// `latest` is the last partnership with this provider, as of now.
pub fn may_be_invited(
    ours: &Standing,
    provider: &Provider,
    latest: Option<&Partnership>,
) -> Vec<Diagnostic> {
    let mut refusals = may_be_partners(ours, provider);
    match latest.map(Partnership::state) {
        Some(PartnershipStateKind::Invited) => refusals.push(
            Diagnostic::refused(
                &rule::STEP,
                format!("there is already an open invitation from {}", provider.name),
            )
            .with_help(format!(
                "To accept it: `csp providers authorize {0} --accept`\nTo decline it: `csp providers decline {0}`",
                provider.slug
            )),
        ),
        Some(PartnershipStateKind::Active) => refusals.push(Diagnostic::refused(
            &rule::STEP,
            format!("the partnership with {} is already active", provider.name),
        )),
        Some(PartnershipStateKind::Ended | PartnershipStateKind::Declined | PartnershipStateKind::Expired)
        | None => {}
    }
    refusals
}

/// Every reason against authorizing `provider`; empty if it may be authorized.
///
/// `link` is the link that was given, if any; `accepted` is the explicit confirmation of the check mark.
pub fn may_authorize(
    ours: &Standing,
    provider: &Provider,
    latest: Option<&Partnership>,
    link: Option<&str>,
    accepted: bool,
) -> Vec<Diagnostic> {
    let mut refusals = may_be_partners(ours, provider);
    let open = latest.filter(|it| it.state() == PartnershipStateKind::Invited);
    if open.is_none() {
        refusals.push(not_open(provider, latest));
    }
    if let Some(link) = link
        && !open.is_some_and(|it| it.link.is_same_as(link))
    {
        refusals.push(Diagnostic::refused(
            &rule::LINK,
            format!(
                "this link does not belong to an open invitation from {}",
                provider.name
            ),
        ));
    }
    if !accepted {
        refusals.push(
            Diagnostic::refused(
                &rule::ACCEPT,
                format!(
                    "your consent is missing: {} would be able to order and add subscriptions for the customers you share, and would get administrator access to this account",
                    provider.name
                ),
            )
            .with_help(format!(
                "To agree: `csp providers authorize {} --accept`",
                provider.slug
            )),
        );
    }
    refusals
}

/// The refusal of a step for which there is no partnership (`providers.step`).
pub fn no_partnership(provider: &Provider) -> Diagnostic {
    let message = format!(
        "there is no partnership with {} and no invitation from it",
        provider.name
    );
    Diagnostic::refused(&rule::STEP, message)
}

fn not_open(provider: &Provider, latest: Option<&Partnership>) -> Diagnostic {
    let message = match latest.map(Partnership::state) {
        None => format!("{} has not invited this account", provider.name),
        Some(state) => {
            format!(
                "there is no open invitation from {}: the last one is {state}",
                provider.name
            )
        }
    };
    let slug = &provider.slug;
    let help = if latest.is_some_and(|last| last.state() == PartnershipStateKind::Active) {
        format!("See the partnership: `csp providers show {slug}`")
    } else {
        format!("Record the provider's invitation: `csp providers invite {slug}`")
    };
    Diagnostic::refused(&rule::STEP, message).with_help(help)
}

/// Checks `providers.reseller-active`; if it is broken, no provider can be invited or authorized.
pub fn reseller_inactive(ours: &Standing) -> Option<Diagnostic> {
    if !ours.is_reseller() {
        return Some(Diagnostic::refused(
            &rule::RESELLER_ACTIVE,
            "this account is not an active indirect reseller",
        ));
    }
    ours.needs_mpa.then(|| {
        Diagnostic::refused(
            &rule::RESELLER_ACTIVE,
            "the Microsoft Partner Agreement is required, but only the older reseller agreement is recorded",
        )
        .with_help("Have a global admin sign it: `csp enroll sign-mpa --model indirect`")
    })
}

fn may_be_partners(ours: &Standing, provider: &Provider) -> Vec<Diagnostic> {
    let theirs = provider.country;
    let mut refusals: Vec<Diagnostic> = reseller_inactive(ours).into_iter().collect();
    refusals.extend(own_entry(ours, provider));
    if !ours.shares_region_with(theirs) {
        refusals.push(Diagnostic::refused(
            &rule::SAME_REGION,
            regions_apart(ours.country, theirs),
        ));
    }
    refusals
}

/// Checks `providers.not-self`: everything that the entry has in common with our account.
pub fn own_entry(ours: &Standing, provider: &Provider) -> Option<Diagnostic> {
    let same = [
        ("MPN ID", ours.mpn_id.as_ref() == Some(&provider.mpn_id)),
        ("tenant id", ours.owns_tenant(provider.tenant_id, None)),
        (
            "tenant domain",
            ours.owns_tenant(None, provider.tenant_domain.as_ref()),
        ),
    ];
    let shared: Vec<&str> = same
        .iter()
        .filter(|(_, is_same)| *is_same)
        .map(|(what, _)| *what)
        .collect();
    if shared.is_empty() {
        return None;
    }
    Some(
        Diagnostic::refused(
            &rule::NOT_SELF,
            format!(
                "{} has the same {} as this account",
                provider.name,
                shared.join(" and the ")
            ),
        )
        .with_help(format!(
            "Compare it with this account: `csp enroll show`\nThen correct the entry: `csp providers edit {} --help` lists the flags",
            provider.slug
        )),
    )
}
