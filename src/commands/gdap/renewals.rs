//! `csp gdap renewals`: what ends, and what to do about it.

use std::collections::BTreeSet;

use crate::cli::gdap_planning::GdapRenewalsArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::{RelationshipId, RenewalPlanner};
use crate::domain::word::Word;
use crate::report::Outcome;
use crate::report::views::gdap_renewals::RenewalsView;
use crate::session::Context;
use crate::session::find::role_templates::all_templates;
use crate::store::{Gdap, GdapFilter, GroupFilter};

/// How many days are looked ahead where nobody says: Microsoft's own lists once began 60 days before the end.
const WITHIN: u32 = 60;

/// Shows what ends within the window.
pub(super) fn run(ctx: &Context<'_>, args: &GdapRenewalsArgs) -> Result<Outcome> {
    let within = args.within.unwrap_or(WITHIN);
    let marks = GroupFilter {
        groups: args.customer_group.clone(),
        keeper: args.keeper.clone(),
    };
    let view = ctx.read_list(|tx, source| {
        let gdap = tx.gdap(source.id);
        ctx.note_unknown_groups(tx, &marks)?;
        let marked = marked_ids(&gdap, &marks)?;
        let mut planner = RenewalPlanner::new(within, ctx.now());
        gdap.each_relationship::<Diagnostic>(|it| {
            if marked.as_ref().is_none_or(|ids| ids.contains(&it.id)) {
                planner.add(it);
            }
            Ok(())
        })?;
        let plan = planner.finish();
        let customers = gdap.customers_on_record(plan.relationships())?;
        let templates = all_templates(tx, source.id)?;
        Ok(Some(RenewalsView::new(
            within, &plan, &customers, &templates,
        )))
    })?;
    let view = view.unwrap_or_else(|| RenewalsView::empty(within));
    Ok(Outcome::thing(view).paged())
}

/// The ids of the relationships with customers in these groups or of this keeper; `None` if all are meant.
fn marked_ids(
    gdap: &Gdap<'_, '_>,
    marks: &GroupFilter,
) -> Result<Option<BTreeSet<RelationshipId>>> {
    if marks.is_empty() {
        return Ok(None);
    }
    let filter = GdapFilter {
        states: Some(Word::ALL.to_vec()),
        marks: marks.clone(),
        ..GdapFilter::default()
    };
    let mut ids = BTreeSet::new();
    gdap.each_record::<Diagnostic>(&filter, |record| {
        ids.insert(record.relationship.id);
        Ok(())
    })?;
    Ok(Some(ids))
}
