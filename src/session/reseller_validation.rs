//! Records Microsoft's answer about the account as reseller of record, out of a file.

use std::path::Path;

use super::Context;
use super::find::providers::find_provider;
use super::journal::{ValidationRecorded, provider_entry};
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::calendar::Day;
use crate::domain::partnership::{ResellerValidation, see_validation};
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::sighting::SightingOutcome;
use crate::domain::standing::Standing;
use crate::domain::{Account, counted_as};
use crate::exchange::microsoft::SeenValidation;
use crate::report::views::reseller_validation::ValidationImportView;
use crate::store::Tx;

/// The journal's word for an answer of Microsoft about the account.
pub const VALIDATION_RECORDED: &str = "partnership.validation-recorded";

/// The answers of a file, of one day, as one provider got them.
pub struct ValidationImport<'a> {
    /// The name of the file, for messages.
    pub path: &'a Path,
    /// The answers.
    pub seen: &'a [SeenValidation],
    /// The provider that asked, if it was named.
    pub provider: Option<&'a str>,
    /// The day of the answers.
    pub on: Day,
}

impl ValidationImport<'_> {
    /// Records the answer about the account's MPN ID, and names the others.
    ///
    /// # Errors
    /// If the file has no answer about the account, the provider is not clear, or the acting user may not.
    pub fn record(&self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<ValidationImportView> {
        let account = ctx.account(tx)?;
        let ours = Standing::of(&account).mpn_id.map(|id| id.to_string());
        let is_ours = |seen: &&SeenValidation| {
            let ours = ours.as_deref();
            ours.is_some_and(|ours| seen.is_about(ours))
        };
        let seen = self.seen.iter().find(is_ours);
        let seen = seen.ok_or_else(|| self.not_about(ours.as_deref()))?;
        let others = self.seen.iter().filter(|one| !is_ours(one));
        let left_out: Vec<String> = others.map(|one| one.partner_id.clone()).collect();
        let provider = self.asking_provider(tx, &account)?;
        let actor = ctx.require_actor(tx, &account, Permission::ProvidersManage)?;
        let known = tx.validation(account.id, &provider.slug)?;
        let outcome = see_validation(known.as_ref(), (&seen.answer, self.on), ctx.now())?;
        let answer = seen.answer.clone().on(self.on, ctx.now());
        if outcome == SightingOutcome::Recorded {
            save(
                tx,
                &account,
                actor.name(),
                &provider,
                (known.as_ref(), &answer),
            )?;
        }
        let id = &seen.partner_id;
        Ok(ValidationImportView::new(
            &provider.slug,
            id,
            (outcome, &answer),
            known.as_ref(),
            left_out,
        ))
    }

    /// The provider that asked: the one that was named, else the only one with an active partnership.
    fn asking_provider(&self, tx: &Tx<'_>, account: &Account) -> Result<Provider> {
        if let Some(provider) = find_provider(tx, self.provider)? {
            return Ok(provider);
        }
        let partners = tx.partnerships(account.id).partners()?;
        let message = match partners.as_slice() {
            [only] => {
                if let Some(provider) = tx.providers().with_slug(only)? {
                    return Ok(provider);
                }
                format!("the provider {only} is not in the directory")
            }
            [] => "the provider that asked is unknown: the account has no active partnership"
                .to_owned(),
            several => {
                let names: Vec<&str> = several.iter().map(|slug| slug.as_str()).collect();
                let names = names.join(", ");
                format!("several providers could have asked: {names}")
            }
        };
        let failure = Diagnostic::usage(message).with_flag("--provider");
        Err(failure
            .with_help("Name the provider that asked Microsoft, with `--provider PROVIDER`."))
    }

    fn not_about(&self, ours: Option<&str>) -> Diagnostic {
        let file = self.path.display().to_string();
        let Some(ours) = ours else {
            return Diagnostic::usage(
                "the account has no MPN ID yet, so no answer can be about it",
            )
            .at(Place::at(1, 1).in_file(file))
            .with_help("Add it to the application: `csp enroll edit --mpn-id ID`");
        };
        let ids = self.seen.iter().take(3).map(|one| one.partner_id.as_str());
        let ids: Vec<&str> = ids.collect();
        let count = counted_as(
            self.seen.len() as u64,
            "other partner ID",
            "other partner IDs",
        );
        let message = format!(
            "the file has no answer about {ours}, the MPN ID of the account, but about {count}: {}",
            ids.join(", ")
        );
        Diagnostic::usage(message)
            .at(Place::at(1, 1).in_file(file))
            .with_help("To import it for another account, name that with `--account ACCOUNT`.")
    }
}

/// Saves an answer and writes it into the journal.
///
/// # Errors
/// If the store cannot be written.
pub fn save(
    tx: &Tx<'_>,
    account: &Account,
    actor: Option<&str>,
    provider: &Provider,
    (before, after): (Option<&ResellerValidation>, &ResellerValidation),
) -> Result<()> {
    tx.save_validation(account.id, &provider.slug, after)?;
    let form = ValidationRecorded::new(before, after);
    let slug = &provider.slug;
    let entry = provider_entry(Some(&account.slug), actor, VALIDATION_RECORDED, slug, &form)?;
    tx.log(&entry).map(drop)
}
