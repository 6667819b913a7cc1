//! Holds the journal against anchors, and anchors against each other. Accounts that were moved between stores are not
//! missing.

use std::cmp::Ordering;

use super::given_anchor::GivenAnchor;
use crate::diagnostic::Result;
use crate::domain::anchor::{Anchor, AnchorHead, Chain};
use crate::store::{AccountMoves, Head, Problem, Tx};

/// The number of the store's own chain.
const STORE: i64 = 0;

/// Adds a problem for each head of the anchor that the journal does not have.
pub(super) fn against_journal(
    tx: &Tx<'_>,
    (heads, moves): (&[Head], &AccountMoves),
    given: &GivenAnchor,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    if let Some(what) = cut_short((heads, moves), &given.anchor) {
        problems.push(Problem {
            what: format!("{what} (anchor {})", given.name),
            table: Some("journal".to_owned()),
            id: None,
            seq: None,
        });
    }
    for head in given.anchor.heads() {
        let departed = departed_with(moves, head);
        let found = departed.map_or_else(|| disagreement(tx, heads, head), Ok)?;
        if let Some(what) = found {
            problems.push(problem(head.seq, format!("{what} (anchor {})", given.name)));
        }
    }
    Ok(())
}

/// The chain that has the entry of a head which does not name its chain.
pub(super) fn chain_with(tx: &Tx<'_>, heads: &[Head], head: &AnchorHead) -> Result<Option<Chain>> {
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
fn cut_short((heads, moves): (&[Head], &AccountMoves), anchor: &Anchor) -> Option<String> {
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
    let here = heads.iter().filter(|head| head.chain != STORE);
    let here = here.map(|head| (head.chain, head.begun, head.account.as_deref()));
    let moved = moves.chains().into_iter();
    let moved = moved.filter_map(|chain| {
        let departure = moves.departure(chain)?;
        Some((chain, None, Some(departure.account.as_str())))
    });
    let lacks = |(chain, begun, _): &(i64, Option<i64>, Option<&str>)| {
        moves.was_here(*chain, *begun, place) && !named.contains(chain)
    };
    let (_, _, account) = here.chain(moved).find(lacks)?;
    let account = account.unwrap_or("?");
    Some(format!(
        "the anchor does not contain the chain of account {account}: it was cut off"
    ))
}

/// What the journal says against a head of an account that was moved to another store: its entries are there now, and
/// what is left here is where it ended. `None` if the account is here, or the head is later.
fn departed_with(moves: &AccountMoves, head: &AnchorHead) -> Option<Option<String>> {
    let left = moves.departure(head.chain.number()?)?;
    let end = left.moved.head;
    match end.seq.cmp(&head.seq) {
        Ordering::Greater => Some(None),
        Ordering::Less => None,
        Ordering::Equal => {
            let is_same = end.hash == head.hash && head.state.is_none_or(|state| state == end.seal);
            Some((!is_same).then(|| {
                format!(
                    "entry {} of {}, which was moved to {}, is not the entry from which the anchor was taken",
                    head.seq, head.chain, left.moved.place
                )
            }))
        }
    }
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
pub(super) fn against_each_other(
    first: &GivenAnchor,
    later: &GivenAnchor,
    moves: &AccountMoves,
) -> Vec<Problem> {
    use crate::domain::anchor::Contradiction as C;
    let contradictions = first.anchor.continues(&later.anchor);
    let store = later
        .anchor
        .heads()
        .iter()
        .find(|head| head.chain == Chain::Store);
    // An account that was moved to another store in between is not missing.
    let is_explained = |contradiction: &C| match (contradiction, store) {
        (C::MissingChain(Chain::Account { number, .. }), Some(store)) => {
            moves.of(*number).next().is_some() && !moves.was_here(*number, None, store.seq)
        }
        _ => false,
    };
    let contradictions = contradictions.into_iter();
    let told = contradictions
        .filter(|one| !is_explained(one))
        .map(|contradiction| {
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
