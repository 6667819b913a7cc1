//! `csp customers agreement`: the register of who accepted the Microsoft Customer Agreement.

mod attester_question;
mod decision;

use crate::cli::customers::AgreementArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::agreement::{Agreement, Method};
use crate::domain::check_phone;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::rule::customers as rule;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::need_customer;
use crate::session::needs::require_value;
use crate::session::typed_name::person_name;
use attester_question::ask_acceptance;
use decision::{Asked, needs_company_name};

/// Puts an acceptance on record.
pub(super) fn run(ctx: &Context<'_>, args: &AgreementArgs) -> Result<Outcome> {
    let attestation: Option<RuleRef> = Some(&rule::ATTESTATION);
    ctx.permitted_before_asking(Permission::CustomersManage)?;
    let first_name = person_name("--first-name", args.first_name.as_deref())?;
    let last_name = person_name("--last-name", args.last_name.as_deref())?;
    let phone = filled_text(args.phone.as_deref());
    if let Some(phone) = &phone {
        check_phone(phone)
            .map_err(|bad| Diagnostic::usage(bad.to_string()).with_flag("--phone"))?;
    }
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let (method, attested_by) = match (&typed, args.method, &args.attested_by) {
        (Some(customer), None, None) if ctx.prompter.can_ask() => {
            let (method, attester) = ask_acceptance(ctx, customer)?;
            (Some(method), attester)
        }
        // A provider that is named attests.
        (_, None, Some(named)) if ctx.prompter.can_ask() => {
            (Some(Method::Attestation), Some(named.clone()))
        }
        (_, given, named) => {
            let label = "How it was accepted";
            let method = needs.word(given, label, "--method", attestation)?;
            (method, named.clone())
        }
    };
    let accepted_on = args.on.map_or(ctx.today(), |day| day.0);
    let company_name = filled_text(args.company_name.as_deref());
    let attestation_id = filled_text(args.attestation_id.as_deref());
    let is_detailed = company_name.is_some() || attestation_id.is_some();
    if let (Some(typed), Some(method)) = (&typed, method) {
        let asked = Asked {
            customer: typed,
            method,
            attested_by: attested_by.as_deref(),
            accepted_on,
            is_detailed,
        };
        asked.refuse_by_flags()?;
        ctx.before_asking(|tx| asked.decide(ctx, tx, &asked.find(ctx, tx)?).map(drop))?;
    }
    let first_name = needs.value(first_name, "The first name", "--first-name", attestation)?;
    let last_name = needs.value(last_name, "The last name", "--last-name", attestation)?;
    let email = needs.value(
        args.email.clone(),
        "The email address",
        "--email",
        attestation,
    )?;
    let company_name = match method.is_some_and(|method| needs_company_name(method, accepted_on)) {
        true => needs.value(
            company_name,
            "The company name",
            "--company-name",
            attestation,
        )?,
        false => company_name,
    };
    needs.met()?;
    let (typed, method) = (require_value(typed)?, require_value(method)?);
    let asked = Asked {
        customer: &typed,
        method,
        attested_by: attested_by.as_deref(),
        accepted_on,
        is_detailed,
    };
    let agreement = Agreement {
        attested_by: None,
        accepted_on,
        first_name: require_value(first_name)?.to_string(),
        last_name: require_value(last_name)?.to_string(),
        email: require_value(email)?,
        phone,
        company_name,
        attestation_id,
        recorded_at: ctx.now(),
    };
    let (changed, warning, older) = ctx.write(|tx| {
        let (mut warning, mut older) = (None, None);
        let changed = asked.transition().apply(ctx, tx, &typed, |tx, found| {
            let attested_by = asked.decide(ctx, tx, found)?;
            warning = asked.warning(tx, found, &agreement)?;
            let mut after = found.customer_at(ctx.now());
            if after.has_newer_agreement(accepted_on) {
                older = after.agreement.as_ref().map(|present| present.accepted_on);
            }
            after.record_agreement(Agreement {
                attested_by,
                ..agreement.clone()
            });
            Ok(after)
        })?;
        Ok((changed, warning, older))
    })?;
    if let Some(warning) = warning {
        ctx.out.note(&warning);
    }
    if let Some(present) = older {
        ctx.out.note(&format!(
            "The acceptance of {accepted_on} was recorded among the earlier ones. The present one, of {present}, is newer and stays."
        ));
    }
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}
