//! `csp audit verify`: the journal in itself, against anchors, and the anchors against each other.

mod given_anchor;

use crate::diagnostic::Result;
use crate::domain::anchor::{Anchor, AnchorHead, Chain};
use crate::report::Outcome;
use crate::report::views::records::CheckedView;
use crate::session::Context;
use crate::store::{Head, Problem, Tx};
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
        if !anchors.is_empty() && (heads.is_ok() || problems.is_empty()) {
            let heads = heads?;
            for GivenAnchor { name, anchor } in anchors {
                let anchor = anchor.named(|head| chain_with(tx, &heads, head))?;
                let given = GivenAnchor { name, anchor };
                against_journal(tx, &heads, &given, &mut problems)?;
                named.push(given);
            }
        }
        for pair in named.windows(2) {
            if let [first, later] = pair {
                problems.extend(against_each_other(first, later));
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

/// Adds a problem for each head of the anchor that the journal does not have.
fn against_journal(
    tx: &Tx<'_>,
    heads: &[Head],
    given: &GivenAnchor,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    if let Some(what) = cut_short(heads, &given.anchor) {
        problems.push(Problem {
            what: format!("{what} (anchor {})", given.name),
            table: Some("journal".to_owned()),
            id: None,
            seq: None,
        });
    }
    for head in given.anchor.heads() {
        if let Some(what) = disagreement(tx, heads, head)? {
            problems.push(problem(head.seq, format!("{what} (anchor {})", given.name)));
        }
    }
    Ok(())
}

/// The chain that has the entry of a head which does not name its chain.
fn chain_with(tx: &Tx<'_>, heads: &[Head], head: &AnchorHead) -> Result<Option<Chain>> {
    for known in heads {
        if tx.entry_hash(known.chain, head.seq)? == Some(head.hash) {
            return Ok(Some(match &known.account {
                None => Chain::Store,
                Some(slug) => Chain::Account {
                    number: known.chain,
                    slug: slug.clone(),
                },
            }));
        }
    }
    Ok(None)
}

/// Which chain an anchor lacks that was there when it was taken; an anchor of an earlier release has one chain.
fn cut_short(heads: &[Head], anchor: &Anchor) -> Option<String> {
    let named: Vec<i64> = anchor
        .heads()
        .iter()
        .filter_map(|head| head.chain.number())
        .collect();
    let place = match anchor.heads() {
        [one] if one.chain == Chain::Unknown || one.state.is_none() => return None,
        [first, ..] if first.chain == Chain::Store => first.seq,
        [] | [_, ..] => {
            let is_new = heads.is_empty() && anchor.heads().is_empty();
            return (!is_new).then(|| {
                "the anchor does not contain the store's chain: it was cut off".to_owned()
            });
        }
    };
    let lacks = |head: &&Head| {
        head.begun.is_some_and(|begun| begun <= place) && !named.contains(&head.chain)
    };
    let lacking = heads.iter().find(lacks)?;
    let account = lacking.account.as_deref().unwrap_or("?");
    Some(format!(
        "the anchor does not contain the chain of account {account}: it was cut off"
    ))
}

/// What the journal says against a head of an anchor.
fn disagreement(tx: &Tx<'_>, heads: &[Head], head: &AnchorHead) -> Result<Option<String>> {
    let (chain, seq) = (&head.chain, head.seq);
    let Some(number) = chain.number() else {
        return Ok(Some(format!(
            "entry {seq}, from which the anchor was taken, is missing in every chain"
        )));
    };
    match tx.entry_hash(number, seq)? {
        None => Ok(Some(format!(
            "entry {seq} of {chain}, from which the anchor was taken, is missing"
        ))),
        Some(hash) if hash != head.hash => Ok(Some(format!(
            "entry {seq} of {chain} is not the entry from which the anchor was taken"
        ))),
        Some(_) => {
            // A chain without an entry of its own ends at the entry that it branches off.
            let end = heads
                .iter()
                .find(|known| known.chain == number && known.seq == seq);
            let known = match end {
                Some(end) => end.seal,
                None => tx.entry_seal(number, seq)?,
            };
            let differs = head.state.is_some_and(|state| known != Some(state));
            Ok(differs
                .then(|| format!("the state at entry {seq} of {chain} does not match the anchor")))
        }
    }
}

/// A problem for each way in which the later of two anchors does not continue the first.
fn against_each_other(first: &GivenAnchor, later: &GivenAnchor) -> Vec<Problem> {
    use crate::domain::anchor::Contradiction as C;
    let contradictions = first.anchor.continues(&later.anchor);
    let told = contradictions.into_iter().map(|contradiction| {
        let seq = match contradiction {
            C::MissingChain(_) => None,
            C::EarlierPlace { seq, .. }
            | C::DifferentHash { seq, .. }
            | C::DifferentState { seq, .. } => Some(seq),
        };
        Problem {
            what: format!(
                "anchor {} does not continue anchor {}: {contradiction}",
                later.name, first.name
            ),
            table: Some("journal".to_owned()),
            id: seq.map(|seq| seq.to_string()),
            seq,
        }
    });
    told.collect()
}

fn problem(seq: i64, what: String) -> Problem {
    Problem {
        what,
        table: Some("journal".to_owned()),
        id: Some(seq.to_string()),
        seq: Some(seq),
    }
}
