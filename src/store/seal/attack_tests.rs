//! The attack that forged the seal of earlier releases, at small sizes.
//!
//! That seal was the sum of the rows' digests modulo 2^256. An attacker who can write the file changes a row and adds
//! decoy rows until the sum is the old one. Wagner's k-tree ("A Generalized Birthday Problem", CRYPTO 2002) finds the
//! decoys: it merges many lists of candidates two by two, and each merge keeps those whose next few bits are zero. The
//! cost falls with the number of lists and depends only on the number of bits of the sum. Few lanes can be attacked the
//! same way; 1,024 lanes cannot. `docs/security.md` explains why. The tests are deterministic: decoys are numbered, not
//! random.

use std::collections::HashMap;
use std::iter::{once, successors};

use sha2::{Digest as _, Sha256};

/// A hash of a set of rows: the sum of the values of the rows.
trait Sum: Copy + PartialEq {
    /// Its number of bits.
    const BITS: u32;
    /// The value of no rows.
    const ZERO: Self;
    /// The value of the row with this digest.
    fn of(digest: [u8; 32]) -> Self;
    fn plus(self, other: Self) -> Self;
    fn negated(self) -> Self;
    /// Up to 64 of its bits, from bit `from` on.
    fn bits(self, from: u32, count: u32) -> u64;
}

/// The seal of earlier releases, with fewer bits: a sum modulo 2^`BITS`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number<const BITS: u32>(u64);

impl<const BITS: u32> Sum for Number<BITS> {
    const BITS: u32 = BITS;
    const ZERO: Self = Self(0);

    fn of(digest: [u8; 32]) -> Self {
        let low = digest
            .first_chunk()
            .map_or(0, |low| u64::from_le_bytes(*low));
        Self(low & mask(BITS))
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0) & mask(BITS))
    }

    fn negated(self) -> Self {
        Self(self.0.wrapping_neg() & mask(BITS))
    }

    fn bits(self, from: u32, count: u32) -> u64 {
        (self.0 >> from) & mask(count)
    }
}

/// Today's seal with fewer lanes of sixteen bits.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lanes<const COUNT: usize>([u16; COUNT]);

impl<const COUNT: usize> Sum for Lanes<COUNT> {
    const BITS: u32 = 16 * COUNT as u32;
    const ZERO: Self = Self([0; COUNT]);

    fn of(digest: [u8; 32]) -> Self {
        let lane = |at: usize| u16::from_le_bytes([digest[2 * at], digest[2 * at + 1]]);
        Self(std::array::from_fn(lane))
    }

    fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| {
            self.0[at].wrapping_add(other.0[at])
        }))
    }

    fn negated(self) -> Self {
        Self(self.0.map(u16::wrapping_neg))
    }

    fn bits(self, from: u32, count: u32) -> u64 {
        let bit = |at: u32| u64::from(self.0[at as usize / 16] >> (at % 16) & 1);
        (0..count).fold(0, |bits, at| bits | bit(from + at) << at)
    }
}

fn mask(bits: u32) -> u64 {
    u64::MAX >> (64 - bits)
}

/// The value of a row with this content.
fn row<S: Sum>(content: &str) -> S {
    S::of(Sha256::digest(content).into())
}

/// The sum of all rows with these contents.
fn seal<'r, S: Sum>(rows: impl IntoIterator<Item = &'r str>) -> S {
    rows.into_iter()
        .fold(S::ZERO, |sum, content| sum.plus(row(content)))
}

/// A decoy: the number of its list, and its number there.
type Decoy = (usize, u32);

fn content((list, number): Decoy) -> String {
    format!("users|1|decoy-{list}-{number}@contoso.fr")
}

/// Decoys, and their sum.
type Candidate<S> = (S, Vec<Decoy>);

/// The result of an attack.
struct Attack {
    /// The contents of decoys that reach the target sum.
    decoys: Option<Vec<String>>,
    /// How many candidates were left before the last merge.
    left: usize,
}

/// Looks for decoys, one from each of `lists` lists with 2^`bits` members, whose sum with `start` is zero. Each merge
/// keeps the sums that are zero in `bits` more bits; the last keeps those that are zero in all bits.
fn k_tree<S: Sum>(start: S, lists: usize, bits: u32) -> Attack {
    let mut level: Vec<Vec<Candidate<S>>> = (0..lists)
        .map(|list| {
            let begin = if list == 0 { start } else { S::ZERO };
            let candidate = |number| {
                let decoy = (list, number);
                (begin.plus(row(&content(decoy))), vec![decoy])
            };
            (0..1 << bits).map(candidate).collect()
        })
        .collect();
    let mut from = 0;
    while level.len() > 2 {
        level = level
            .chunks(2)
            .map(|pair| merge(&pair[0], &pair[1], from, bits))
            .collect();
        from += bits;
    }
    let left = level.iter().map(Vec::len).sum();
    let mut found = merge(&level[0], &level[1], from, (S::BITS - from).min(64));
    found.retain(|(sum, _)| *sum == S::ZERO);
    let decoys = found
        .pop()
        .map(|(_, decoys)| decoys.into_iter().map(content).collect());
    Attack { decoys, left }
}

/// The pairs from two lists whose sum is zero in these bits.
fn merge<S: Sum>(
    one: &[Candidate<S>],
    other: &[Candidate<S>],
    from: u32,
    count: u32,
) -> Vec<Candidate<S>> {
    let mut by_bits: HashMap<u64, Vec<&Candidate<S>>> = HashMap::new();
    for candidate in one {
        by_bits
            .entry(candidate.0.bits(from, count))
            .or_default()
            .push(candidate);
    }
    let mut pairs = Vec::new();
    for (sum, decoys) in other {
        let wanted = sum.negated().bits(from, count);
        for (fitting, more) in by_bits.get(&wanted).into_iter().flatten() {
            pairs.push((fitting.plus(*sum), [&more[..], decoys].concat()));
        }
    }
    pairs
}

const ROWS: [&str; 3] = [
    "users|1|ana@contoso.fr|admin",
    "users|1|dana@contoso.fr|agent",
    "users|1|emil@contoso.fr|agent",
];
const FORGED: &str = "users|1|dana@contoso.fr|admin";

/// Changes Dana's role and looks for decoys that hide the change.
fn attack<S: Sum>(lists: usize, bits: u32) -> Attack {
    let start = row::<S>(FORGED).plus(row::<S>(ROWS[1]).negated());
    k_tree(start, lists, bits)
}

/// Whether the attack succeeds: a store with the forged row and the decoys has the same seal as the genuine one.
fn forges<S: Sum>(lists: usize, bits: u32) -> bool {
    let attack = attack::<S>(lists, bits);
    assert!(attack.left > 0, "the lists ran dry before the last merge");
    let Some(decoys) = attack.decoys else {
        return false;
    };
    assert_eq!(decoys.len(), lists);
    let forged = [ROWS[0], FORGED, ROWS[2]]
        .into_iter()
        .chain(decoys.iter().map(String::as_str));
    seal::<S>(forged) == seal(ROWS)
}

#[test]
fn four_lists_forge_a_sum_of_forty_bits() {
    // 65,536 decoys. Trying decoys one after the other would take 10^12.
    assert!(forges::<Number<40>>(4, 14));
}

#[test]
fn more_lists_forge_more_bits_with_less_work() {
    // 32,768 decoys: half the work, for a sum with a million times as many values.
    assert!(forges::<Number<60>>(64, 9));
}

#[test]
fn two_lanes_are_forged_like_a_sum_of_as_many_bits() {
    assert!(forges::<Lanes<2>>(4, 12));
}

#[test]
fn sixteen_lanes_withstand_the_work_that_forges_the_sums() {
    assert!(!forges::<Lanes<16>>(4, 14));
    assert!(!forges::<Lanes<16>>(64, 9));
}

/// The number of bits that each merge of the cheapest k-tree has to make zero, for a sum of `bits` bits: with 2^m lists
/// of 2^b members it is b = bits / (m + 1), and the work is 2^(m + b) decoys.
fn cheapest_work(bits: u32) -> u32 {
    let works = successors(Some(1), |levels| Some(levels + 1)).take_while(|levels| *levels < bits);
    works
        .map(|levels| levels + bits.div_ceil(levels + 1))
        .chain(once(bits))
        .min()
        .unwrap_or(bits)
}

#[test]
fn the_tree_alone_takes_2_to_the_31_for_the_old_sum() {
    // For the sum modulo 2^256 this is feasible. For 1,024 lanes of sixteen bits it is not.
    assert_eq!(cheapest_work(256), 31);
    assert_eq!(cheapest_work(16 * 1024), 255);
}
