//! `csp audit verify`: the journal in itself, against anchors, and the anchors against each other.

mod anchor_check;
mod given_anchor;

use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::report::views::records::CheckedView;
use crate::session::Context;
use crate::store::AccountMoves;
use anchor_check::{against_each_other, against_journal, chain_with};
use given_anchor::{GivenAnchor, read_given};

/// Runs `csp audit verify`.
///
/// # Errors
/// If an anchor or the store cannot be read.
pub(super) fn run(ctx: &Context<'_>, anchors: &[String]) -> Result<Outcome> {
    let read = |(number, typed): (usize, &String)| read_given(ctx, number, typed);
    let anchors = (1..).zip(anchors).map(read);
    let anchors: Vec<GivenAnchor> = anchors.collect::<Result<_>>()?;
    ctx.needs_store()?;
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        // Only who asks for one account gets one; a configured account must not hide the others.
        let chosen = match &ctx.account_flag {
            Some(typed) if anchors.is_empty() => Some(ctx.account_named(tx, typed)?.id),
            Some(_) | None => None,
        };
        let mut problems = tx.verify_journal(chosen)?;
        let mut named = Vec::with_capacity(anchors.len());
        // Heads that cannot be read are among the problems already.
        let heads = tx.heads();
        let mut moves = AccountMoves::default();
        if !anchors.is_empty() && (heads.is_ok() || problems.is_empty()) {
            let heads = heads?;
            moves = tx.account_moves()?;
            for GivenAnchor { name, anchor } in anchors {
                let anchor = anchor.named(|head| chain_with(tx, &heads, head))?;
                let given = GivenAnchor { name, anchor };
                against_journal(tx, (&heads, &moves), &given, &mut problems)?;
                named.push(given);
            }
        }
        for pair in named.windows(2) {
            if let [first, later] = pair {
                problems.extend(against_each_other(first, later, &moves));
            }
        }
        let entries = if problems.is_empty() && chosen.is_none() {
            Some(tx.count_entries()?)
        } else {
            None
        };
        let view = CheckedView::new(problems, entries);
        let ok = view.ok();
        Ok(Outcome::thing(view).answering(ok))
    })
}
