//! The seal: detects every change of content that csp did not make.
//!
//! Each row of each table carries the digest of its content. The digests of all rows of a chain are combined by LtHash
//! with 1,024 lanes of sixteen bits, for which no collision can be constructed (Lewi, Kim, Maykov, Weis, "Securing
//! Update Propagation with Homomorphic Hashing", 2019). `docs/store-format.md` has the encoding and test vectors,
//! `docs/security.md` the reasons.

use sha2::{Digest as _, Sha256};
use shake::Shake128;
use shake::digest::{ExtendableOutput as _, Update as _, XofReader as _};

use super::engine::Value;

/// The digest of one row's content.
pub(super) type RowDigest = [u8; 32];

/// SHA-256 of a [`State`], which a journal entry stores.
pub(super) type Seal = [u8; 32];

/// The bytes that are enough for the content of most rows.
const LIKELY_ROW: usize = 512;

/// The digest of a row: SHA-256 over the table's name and each value with its type and length.
pub(super) fn row_digest(table: &str, values: &[Value<'_>]) -> RowDigest {
    // Encoded into one buffer first: hashing one long piece is faster than many short ones.
    let mut content = Vec::with_capacity(LIKELY_ROW);
    content.extend_from_slice(&(table.len() as u32).to_le_bytes());
    content.extend_from_slice(table.as_bytes());
    for value in values {
        encode(value, &mut content);
    }
    Sha256::digest(&content).into()
}

/// Encodes a value with its type and length.
#[inline]
pub(super) fn encode(value: &Value<'_>, into: &mut Vec<u8>) {
    match value {
        Value::Null => into.push(b'n'),
        Value::Integer(number) => {
            into.push(b'i');
            into.extend_from_slice(&number.to_le_bytes());
        }
        Value::Real(number) => {
            into.push(b'r');
            into.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        Value::Text(text) => encode_bytes(b't', text.as_bytes(), into),
        Value::Bytes(bytes) => encode_bytes(b'b', bytes, into),
    }
}

#[inline]
fn encode_bytes(tag: u8, bytes: &[u8], into: &mut Vec<u8>) {
    into.push(tag);
    into.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    into.extend_from_slice(bytes);
}

/// The number of lanes of a state.
const LANES: usize = 1024;

/// The bytes of a state: two per lane.
pub(super) const STATE_BYTES: usize = 2 * LANES;

/// What the digest of one row adds to a state.
#[derive(Clone)]
pub(super) struct Lanes(Box<[u16; LANES]>);

impl Lanes {
    /// The lanes of a row: SHAKE128 of its digest, two bytes per lane, little endian.
    pub(super) fn of(digest: &RowDigest) -> Self {
        let mut hash = Shake128::default();
        hash.update(digest);
        let mut bytes = [0_u8; STATE_BYTES];
        hash.finalize_xof().read(&mut bytes);
        Self(lanes_from(&bytes))
    }
}

fn lanes_from(bytes: &[u8; STATE_BYTES]) -> Box<[u16; LANES]> {
    let mut lanes = Box::new([0; LANES]);
    let (pairs, _) = bytes.as_chunks::<2>();
    for (lane, pair) in lanes.iter_mut().zip(pairs) {
        *lane = u16::from_le_bytes(*pair);
    }
    lanes
}

/// The combined digest of the rows of a chain: for each lane, the sum over all rows, modulo 2^16. It does not depend on
/// the order; a row that occurs twice counts twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State(Box<[u16; LANES]>);

impl Default for State {
    fn default() -> Self {
        Self(Box::new([0; LANES]))
    }
}

impl State {
    /// The state as stored.
    pub(super) fn to_bytes(&self) -> Box<[u8; STATE_BYTES]> {
        let mut bytes = Box::new([0; STATE_BYTES]);
        let (pairs, _) = bytes.as_chunks_mut::<2>();
        for (pair, lane) in pairs.iter_mut().zip(self.0.iter()) {
            *pair = lane.to_le_bytes();
        }
        bytes
    }

    /// Decodes a stored state; `None` if the number of bytes is wrong.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; STATE_BYTES] = bytes.try_into().ok()?;
        Some(Self(lanes_from(bytes)))
    }

    /// Whether it is the state of no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|lane| *lane == 0)
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &Lanes) {
        for (lane, other) in self.0.iter_mut().zip(row.0.iter()) {
            *lane = lane.wrapping_add(*other);
        }
    }

    /// Subtracts a row.
    pub(super) fn remove(&mut self, row: &Lanes) {
        for (lane, other) in self.0.iter_mut().zip(row.0.iter()) {
            *lane = lane.wrapping_sub(*other);
        }
    }

    /// The seal, which a journal entry stores.
    pub(super) fn seal(&self) -> Seal {
        Sha256::digest(&self.to_bytes()[..]).into()
    }
}

#[cfg(test)]
mod attack_tests;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn adding_and_removing_in_any_order_is_reversible(rows in proptest::collection::vec(any::<[u8; 32]>(), 0..8)) {
            let mut state = State::default();
            rows.iter().for_each(|row| state.add(&Lanes::of(row)));
            prop_assert_eq!(State::from_bytes(&state.to_bytes()[..]), Some(state.clone()));
            rows.iter().rev().for_each(|row| state.remove(&Lanes::of(row)));
            prop_assert!(state.is_empty());
        }

        #[test]
        fn rows_that_differ_have_different_digests(a in "[a-c]{0,3}", b in "[a-c]{0,3}") {
            let digest = |one: &str, two: &str| row_digest("t", &[one.into(), two.into()]);
            if a != b {
                prop_assert_ne!(digest(&a, &b), digest(&b, &a));
            }
        }
    }
}
