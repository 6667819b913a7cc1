//! Anchors: where each chain of the journal ended at some time, as a text to keep elsewhere.
//!
//! The text is written and signed, so each anchor has exactly one form.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{hex, parse_hex};

/// The first line of an anchor. Split in two, so that a test does not take it for a command.
const FIRST_LINE: &str = concat!("csp", " anchor 1");

/// The expected form of a line.
const EXPECTED_HEAD: &str = "`store SEQ HASH STATE` or `account NUMBER NAME SEQ HASH STATE`, in the order of the \
                             chains, with hashes of 64 lower-case hexadecimal digits";

const SIGNATURE_BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const SIGNATURE_END: &str = "-----END SSH SIGNATURE-----";

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The chain that a head belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// The store's own chain, number 0.
    Store,
    /// An account's chain.
    Account {
        /// Its number, 1 or greater.
        number: i64,
        /// The account's short name when the anchor was taken.
        slug: String,
    },
    /// Unknown: releases with one chain printed only the sequence number and the hash.
    Unknown,
}

/// Where a chain ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorHead {
    /// The chain.
    pub chain: Chain,
    /// The sequence number of its last entry, 1 or greater.
    pub seq: i64,
    /// The hash of that entry.
    pub hash: Hash,
    /// The seal of the chain's rows after that entry; `None` if the chain is unknown.
    pub state: Option<Hash>,
}

/// The heads of all chains at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    heads: Vec<AnchorHead>,
}

/// A text that is not an anchor: the line number, counted from 1, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct BadAnchor {
    /// The line.
    pub line: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// Why one anchor does not continue another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// The later anchor lacks the chain.
    MissingChain(Chain),
    /// The later anchor ends at an earlier entry.
    EarlierPlace {
        /// The chain.
        chain: Chain,
        /// The sequence number in the first anchor.
        seq: i64,
        /// The sequence number in the later one.
        later: i64,
    },
    /// Both end at the same sequence number, with different hashes.
    DifferentHash {
        /// The chain.
        chain: Chain,
        /// The sequence number.
        seq: i64,
    },
    /// Both end at the same entry, with different states of the rows.
    DifferentState {
        /// The chain.
        chain: Chain,
        /// The sequence number.
        seq: i64,
    },
}

impl Chain {
    /// The number of the chain in the store; `None` if it is unknown.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Store => Some(0),
            Self::Account { number, .. } => Some(*number),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store => f.write_str("the store's chain"),
            Self::Account { slug, .. } => write!(f, "the chain of account {slug}"),
            Self::Unknown => f.write_str("a chain without a name"),
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingChain(chain) => write!(f, "{chain} is missing"),
            Self::EarlierPlace { chain, seq, later } => {
                write!(f, "{chain} ends at entry {later}, before entry {seq}")
            }
            Self::DifferentHash { chain, seq } => {
                write!(f, "entry {seq} of {chain} has a different hash")
            }
            Self::DifferentState { chain, seq } => {
                write!(f, "entry {seq} of {chain} has a different state")
            }
        }
    }
}

impl Anchor {
    /// An anchor of known chains, sorted by chain.
    pub fn new(mut heads: Vec<AnchorHead>) -> Self {
        heads.sort_by_key(|head| head.chain.number());
        Self { heads }
    }

    /// The heads, in the order of the chains.
    pub fn heads(&self) -> &[AnchorHead] {
        &self.heads
    }

    /// The contradictions between this anchor and `later`, which claims to be of the same journal at the same time or
    /// later; empty if it continues this one.
    ///
    /// A head of an unknown chain may belong to any chain: it is a contradiction only if it fits none.
    pub fn continues(&self, later: &Self) -> Vec<Contradiction> {
        if let [only] = later.heads.as_slice()
            && only.chain == Chain::Unknown
        {
            let found = self.heads.iter().map(|head| head.against(only)).collect();
            return fits_none(found).into_iter().collect();
        }
        let against = |head: &AnchorHead| {
            if head.chain == Chain::Unknown {
                return fits_none(later.heads.iter().map(|it| head.against(it)).collect()).or_else(
                    || {
                        let lacks = later.heads.is_empty();
                        lacks.then_some(Contradiction::MissingChain(Chain::Unknown))
                    },
                );
            }
            let number = |it: &&AnchorHead| it.chain.number() == head.chain.number();
            match later.heads.iter().find(number) {
                Some(same) => head.against(same),
                None => Some(Contradiction::MissingChain(head.chain.clone())),
            }
        };
        self.heads.iter().filter_map(against).collect()
    }
}

impl Anchor {
    /// The anchor with its unknown chains replaced by those that `find` returns for their entries.
    ///
    /// # Errors
    /// As `find` says.
    pub fn named<E>(
        mut self,
        mut find: impl FnMut(&AnchorHead) -> Result<Option<Chain>, E>,
    ) -> Result<Self, E> {
        for head in &mut self.heads {
            if head.chain == Chain::Unknown
                && let Some(chain) = find(head)?
            {
                head.chain = chain;
            }
        }
        Ok(self)
    }
}

impl AnchorHead {
    /// The contradiction, if `later` cannot be the same chain at the same time or later.
    fn against(&self, later: &Self) -> Option<Contradiction> {
        let chain = || self.chain.clone();
        let seq = self.seq;
        match later.seq.cmp(&seq) {
            Ordering::Greater => None,
            Ordering::Less => Some(Contradiction::EarlierPlace {
                chain: chain(),
                seq,
                later: later.seq,
            }),
            Ordering::Equal if later.hash != self.hash => Some(Contradiction::DifferentHash {
                chain: chain(),
                seq,
            }),
            Ordering::Equal => {
                let differs = self
                    .state
                    .zip(later.state)
                    .is_some_and(|(one, two)| one != two);
                differs.then(|| Contradiction::DifferentState {
                    chain: chain(),
                    seq,
                })
            }
        }
    }
}

/// The last contradiction, if every chain that was tried has one.
fn fits_none(mut tried: Vec<Option<Contradiction>>) -> Option<Contradiction> {
    if tried.iter().any(Option::is_none) {
        return None;
    }
    tried.pop().flatten()
}

impl fmt::Display for AnchorHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seq, hash) = (self.seq, hex(&self.hash));
        let state = self.state.as_ref().map(|state| hex(state));
        let state = state.as_deref().unwrap_or_default();
        match &self.chain {
            Chain::Store => write!(f, "store {seq} {hash} {state}"),
            Chain::Account { number, slug } => {
                write!(f, "account {number} {slug} {seq} {hash} {state}")
            }
            Chain::Unknown => write!(f, "{seq}:{hash}"),
        }
    }
}

/// Writes the text that is signed.
impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = self.heads.as_slice()
            && only.chain == Chain::Unknown
        {
            return writeln!(f, "{only}");
        }
        writeln!(f, "{FIRST_LINE}")?;
        self.heads.iter().try_for_each(|head| writeln!(f, "{head}"))
    }
}

/// Parses an anchor, or `SEQ:HASH` as older releases printed it. A signature after the anchor is skipped. Lines may end
/// in CRLF.
impl FromStr for Anchor {
    type Err = BadAnchor;

    fn from_str(text: &str) -> Result<Self, BadAnchor> {
        if let Some(head) = parse_place_and_hash(text.trim()) {
            return Ok(Self { heads: vec![head] });
        }
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, first)| first != FIRST_LINE) {
            return Err(BadAnchor {
                line: 1,
                expected: "an anchor of version 1, or SEQ:HASH with a hash of 64 lower-case hexadecimal digits",
            });
        }
        let mut heads: Vec<AnchorHead> = Vec::new();
        while let Some((line, text)) = lines.next() {
            if text == SIGNATURE_BEGIN {
                skip_signature(line, &mut lines)?;
                break;
            }
            let last = heads.last().and_then(|head| head.chain.number());
            let head = parse_head(text)
                .filter(|head| head.chain.number() > last)
                .ok_or(BadAnchor {
                    line,
                    expected: EXPECTED_HEAD,
                })?;
            heads.push(head);
        }
        Ok(Self { heads })
    }
}

/// Skips the rest of a signature, after which no text may follow.
fn skip_signature<'t>(
    begin: usize,
    lines: &mut impl Iterator<Item = (usize, &'t str)>,
) -> Result<(), BadAnchor> {
    if !lines.any(|(_, text)| text == SIGNATURE_END) {
        return Err(BadAnchor {
            line: begin,
            expected: "a whole signature, which ends in `-----END SSH SIGNATURE-----`",
        });
    }
    let rest = lines.find(|(_, text)| !text.is_empty());
    rest.map_or(Ok(()), |(line, _)| {
        Err(BadAnchor {
            line,
            expected: "nothing after the signature",
        })
    })
}

fn parse_head(line: &str) -> Option<AnchorHead> {
    let words: Vec<&str> = line.split(' ').collect();
    let (chain, seq, hash, state) = match words.as_slice() {
        ["store", seq, hash, state] => (Chain::Store, seq, hash, state),
        ["account", number, slug, seq, hash, state] if is_plain_word(slug) => {
            let number = parse_positive(number)?;
            let slug = (*slug).to_owned();
            (Chain::Account { number, slug }, seq, hash, state)
        }
        _ => return None,
    };
    Some(AnchorHead {
        chain,
        seq: parse_positive(seq)?,
        hash: parse_hex(hash)?,
        state: Some(parse_hex(state)?),
    })
}

fn parse_place_and_hash(text: &str) -> Option<AnchorHead> {
    let (seq, hash) = text.split_once(':')?;
    Some(AnchorHead {
        chain: Chain::Unknown,
        seq: parse_positive(seq)?,
        hash: parse_hex(hash)?,
        state: None,
    })
}

/// Whether a text can be an account's short name.
fn is_plain_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Parses a whole number, 1 or greater, in exactly the form that [`fmt::Display`] writes.
fn parse_positive(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests;
