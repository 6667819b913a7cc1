//! How an agreement was accepted, asked for where the flag is missing: only in the ways that are open to the account.

use crate::diagnostic::Result;
use crate::domain::agreement::Method;
use crate::domain::customer::{Attester, attesters};
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::prompt::Choice;
use crate::session::Context;
use crate::session::find::customers::{customer_named, partners};

/// How it was accepted, and the provider that attests it, if one does.
pub(super) type Acceptance = (Method, Option<String>);

/// Asks how the customer accepted the agreement.
pub(super) fn ask_acceptance(ctx: &Context<'_>, customer: &str) -> Result<Acceptance> {
    let (offers, start) = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let customer = customer_named(tx, &account, customer)?.as_of(ctx.now());
        let directory = tx.providers().all()?;
        let partners = partners(tx, &account, &directory)?;
        let open = attesters(&customer, &Standing::of(&account), &partners);
        let may_attest = ctx
            .require_actor(tx, &account, Permission::CustomersAttest)
            .is_ok();
        let is_usual = |one: &Attester<'_>| may_attest || !matches!(one, Attester::Us);
        let start = open.iter().position(is_usual).unwrap_or(0);
        let offers: Vec<(Choice, Acceptance)> = open.into_iter().map(offer).collect();
        Ok((offers, start))
    })?;
    let (choices, mut ways): (Vec<Choice>, Vec<Acceptance>) = offers.into_iter().unzip();
    let place = ctx
        .needs()
        .choose("How it was accepted", None, &choices, start)?;
    Ok(ways.swap_remove(place))
}

fn offer(attester: Attester<'_>) -> (Choice, Acceptance) {
    let named = |name: String, detail: &str| Choice::named(name).explained(detail);
    match attester {
        Attester::Customer => {
            let choice = named("direct".to_owned(), "the customer accepted it itself");
            (choice, (Method::Direct, None))
        }
        Attester::Us => {
            let choice = named(
                "attestation".to_owned(),
                "you attest that the customer accepted it",
            );
            (choice, (Method::Attestation, None))
        }
        Attester::Provider(partner) => {
            let slug = partner.provider.slug.to_string();
            let attests = format!("{} attests it", partner.provider.name);
            let choice = named(format!("attestation by {slug}"), &attests);
            (choice, (Method::Attestation, Some(slug)))
        }
    }
}
