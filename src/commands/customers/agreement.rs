//! `csp customers agreement`: the register of who accepted the Microsoft Customer Agreement.

use super::add::filled;
use super::change::Change;
use super::named::{needed, partner};
use crate::cli::customers::AgreementArgs;
use crate::commands::missing::vouched;
use crate::commands::providers::named;
use crate::commands::{Context, line, refused};
use crate::domain::agreement::{Agreement, Method};
use crate::domain::customer::{Attester, may_record_agreement};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::error::{Failure, Result};
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;

/// Puts an acceptance on record.
pub(super) fn run(ctx: &Context<'_>, args: &AgreementArgs) -> Result<Outcome> {
    let attestation: Option<RuleRef> = Some(&rule::ATTESTATION);
    let mut needs = ctx.needs();
    let typed = needed(&mut needs, &args.customer)?;
    let method = needs.value(
        args.method,
        "How it was accepted (attestation or direct)",
        "--method",
        attestation,
    )?;
    let first_name = needs.text(
        args.first_name.as_deref(),
        "The first name",
        "--first-name",
        attestation,
    )?;
    let last_name = needs.text(
        args.last_name.as_deref(),
        "The last name",
        "--last-name",
        attestation,
    )?;
    let email = needs.value(
        args.email.clone(),
        "The email address",
        "--email",
        attestation,
    )?;
    needs.met()?;
    let (typed, method) = (vouched(typed)?, vouched(method)?);
    if method == Method::Direct && args.attested_by.is_some() {
        return Err(Failure::usage(
            "--attested-by does not go with --method direct: the customer accepted it itself",
        ));
    }
    let agreement = Agreement {
        attested_by: None,
        accepted_on: args.on.map_or(ctx.today(), |day| day.0),
        first_name: line::name("--first-name", &vouched(first_name)?)?,
        last_name: line::name("--last-name", &vouched(last_name)?)?,
        email: vouched(email)?,
        phone: filled(args.phone.as_deref()),
        recorded_at: ctx.now(),
    };
    let ours = method == Method::Attestation && args.attested_by.is_none();
    let permission = if ours {
        Permission::CustomersAttest
    } else {
        Permission::CustomersManage
    };
    let change = Change {
        customer: &typed,
        permission,
        action: "agreement.recorded",
        reason: None,
    };
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let provider = named(tx, args.attested_by.as_deref())?;
        let before = super::named::customer_named(tx, &account, &typed)?;
        let actor =
            ctx.acting_under(tx, &account, permission, ours.then_some(&rule::ATTESTATION))?;
        let mut after = before.clone().as_of(ctx.now());
        let attester = match (method, &provider) {
            (Method::Direct, _) => Attester::Customer,
            (Method::Attestation, None) => Attester::Us,
            (Method::Attestation, Some(provider)) => {
                Attester::Provider(partner(tx, &account, provider)?)
            }
        };
        let attested_by = match attester {
            Attester::Customer => None,
            Attester::Us => Some(Party::Us),
            Attester::Provider(partner) => Some(Party::Provider(partner.provider.slug.clone())),
        };
        let standing = Standing::of(&account);
        let refusals = may_record_agreement(
            &after,
            &standing,
            attester,
            agreement.accepted_on,
            ctx.today(),
        );
        refused::unless_none(refusals)?;
        after.agreement = Some(Agreement {
            attested_by,
            ..agreement.clone()
        });
        change.keep(tx, &account, &actor, &before, &after)?;
        Ok(CustomerView::from(&after))
    })?;
    Ok(Outcome::thing(view))
}
