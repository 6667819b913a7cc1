//! With whom a request is made, asked for where the flag is missing and there is something to choose.

use crate::diagnostic::Result;
use crate::domain::customer::{Partner, request_choices};
use crate::domain::standing::Standing;
use crate::prompt::Choice;
use crate::session::Context;
use crate::session::find::customers::{customer_named, partners};
use crate::session::find::providers::choice;

/// What helps to choose.
const HINT: &str = "With a provider, the customer accepts you and the provider in one request.";

/// The short name of the provider that the person chose; `None` for a request of our own, and where nobody is asked.
pub(super) fn ask_provider(ctx: &Context<'_>, customer: &str) -> Result<Option<String>> {
    if !ctx.prompter.can_ask() {
        return Ok(None);
    }
    let offers: Vec<(Choice, Option<String>)> = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let customer = customer_named(tx, &account, customer)?.as_of(ctx.now());
        let directory = tx.providers().all()?;
        let partners = partners(tx, &account, &directory)?;
        let choices = request_choices(&customer, &Standing::of(&account), &partners);
        Ok(choices.into_iter().map(offer).collect())
    })?;
    let (choices, mut slugs): (Vec<Choice>, Vec<Option<String>>) = offers.into_iter().unzip();
    if choices.is_empty() {
        return Ok(None);
    }
    let place = ctx
        .needs()
        .choose("The provider", Some(HINT), &choices, 0)?;
    Ok(slugs.swap_remove(place))
}

fn offer(partner: Option<Partner<'_>>) -> (Choice, Option<String>) {
    match partner {
        Some(partner) => {
            let slug = partner.provider.slug.to_string();
            (choice(partner.provider), Some(slug))
        }
        None => {
            let alone = "a request from you alone; ordering needs a provider later";
            (
                Choice::named("none").explained(alone).also(&["direct"]),
                None,
            )
        }
    }
}
