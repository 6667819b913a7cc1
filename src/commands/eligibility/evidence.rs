//! `csp eligibility evidence`: facts that the store cannot know.

use super::check::KEYS;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::evidence::{FactKey, RecordedEvidence, find_key};
use crate::domain::role::Permission;
use crate::domain::word::Word;
use crate::report::views::eligibility::evidence::EvidenceView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::journal::{EvidenceChanged, entry};
use crate::session::needs::require_value;
use crate::store::Entry;

pub(super) fn set(
    ctx: &Context<'_>,
    key: Option<String>,
    value: Option<String>,
    note: Option<String>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let key = needs.text(key.as_deref(), "The evidence key", "KEY", None)?;
    let value = needs.text(value.as_deref(), "The value", "VALUE", None)?;
    needs.met()?;
    let key = known_key(&require_value(key)?)?;
    let value = key.read(&require_value(value)?).map_err(|error| {
        Diagnostic::usage(format!("{key}: {error}"))
            .under(key.rule())
            .with_field(key.word())
            .with_flag("VALUE")
    })?;
    let note = note
        .map(|note| note.trim().to_owned())
        .filter(|note| !note.is_empty());
    let recorded = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        let evidence = RecordedEvidence {
            key,
            value: value.clone(),
            note: note.clone(),
            on: None,
            recorded_at: ctx.now(),
            recorded_by: actor.name().map(str::to_owned),
        };
        let before = tx
            .evidence(account.id)
            .all()?
            .into_iter()
            .find(|known| known.key == key);
        tx.evidence(account.id).record(&evidence)?;
        let changed = EvidenceChanged {
            from: before.map(|known| known.value.to_string()),
            to: Some(evidence.value.to_string()),
        };
        tx.log(&Entry {
            reason: evidence.note.as_deref(),
            ..entry(
                &account.slug,
                actor.name(),
                "evidence.recorded",
                key.word(),
                &changed,
            )?
        })?;
        Ok(evidence)
    })?;
    Ok(Outcome::thing(EvidenceView::from(&recorded)))
}

pub(super) fn list(ctx: &Context<'_>) -> Result<Outcome> {
    let all = ctx.read_list(|tx, source| tx.evidence(source.id).all())?;
    let views: Vec<EvidenceView> = all.iter().map(EvidenceView::from).collect();
    Ok(Outcome::list(List::new(
        views,
        "There is no recorded evidence.",
    )))
}

pub(super) fn unset(ctx: &Context<'_>, key: Option<String>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let key = needs.text(key.as_deref(), "The evidence key", "KEY", None)?;
    needs.met()?;
    let key = known_key(&require_value(key)?)?;
    let gone = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let known = tx
            .evidence(account.id)
            .all()?
            .into_iter()
            .find(|known| known.key == key);
        let known = known.ok_or_else(|| {
            Diagnostic::not_found(format!("there is no recorded evidence for {key}"))
                .with_help("To see what is recorded: `csp eligibility evidence list`")
        })?;
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        tx.evidence(account.id).forget(key)?;
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "evidence.removed",
            key.word(),
            &EvidenceChanged {
                from: Some(known.value.to_string()),
                to: None,
            },
        )?)?;
        Ok(known)
    })?;
    Ok(Outcome::thing(EvidenceView::from(&gone)))
}

fn known_key(typed: &str) -> Result<FactKey> {
    find_key(typed).map_err(|message| Diagnostic::usage(message).with_flag("KEY").with_help(KEYS))
}
