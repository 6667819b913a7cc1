//! The seal: what makes every change of content visible.
//!
//! Each row of each table carries the digest of its content. The sum of all digests, modulo 2^256, is the state of
//! the store; every journal entry records the state at its writing. `store check` computes both anew: a flipped bit
//! shows in the row's own digest, a row that vanished or came from elsewhere shows in the sum.

use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

/// The digest of one row's content.
pub(super) type RowDigest = [u8; 32];

/// How many bytes the content of most rows takes.
const LIKELY_ROW: usize = 512;

/// The digest of a row: SHA-256 over the table's name and each value with its type and length.
pub(super) fn row_digest<'v>(
    table: &str,
    values: impl IntoIterator<Item = ValueRef<'v>>,
) -> RowDigest {
    // Written down whole first: the hash takes long pieces faster than many short ones.
    let mut content = Vec::with_capacity(LIKELY_ROW);
    content.extend_from_slice(&(table.len() as u32).to_le_bytes());
    content.extend_from_slice(table.as_bytes());
    for value in values {
        match value {
            ValueRef::Null => content.push(b'n'),
            ValueRef::Integer(number) => {
                content.push(b'i');
                content.extend_from_slice(&number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                content.push(b'r');
                content.extend_from_slice(&number.to_bits().to_le_bytes());
            }
            ValueRef::Text(bytes) => put_bytes(&mut content, b't', bytes),
            ValueRef::Blob(bytes) => put_bytes(&mut content, b'b', bytes),
        }
    }
    Sha256::digest(&content).into()
}

fn put_bytes(content: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    content.push(tag);
    content.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    content.extend_from_slice(bytes);
}

/// The sum of row digests modulo 2^256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct State([u64; 4]);

impl State {
    /// The state as the journal keeps it.
    pub(super) fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, limb) in bytes.chunks_exact_mut(8).zip(self.0) {
            chunk.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// The state that these bytes write.
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut limbs = [0; 4];
        for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            *limb = chunk.try_into().map_or(0, u64::from_le_bytes);
        }
        Self(limbs)
    }

    /// Counts a row in.
    pub(super) fn add(&mut self, digest: &RowDigest) {
        let mut carry = false;
        for (limb, other) in self.0.iter_mut().zip(Self::from_bytes(digest).0) {
            let (sum, first) = limb.overflowing_add(other);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
    }

    /// Counts a row out.
    pub(super) fn remove(&mut self, digest: &RowDigest) {
        let mut borrow = false;
        for (limb, other) in self.0.iter_mut().zip(Self::from_bytes(digest).0) {
            let (difference, first) = limb.overflowing_sub(other);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            *limb = difference;
            borrow = first || second;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn adding_and_removing_in_any_order_comes_back_to_nothing(rows in proptest::collection::vec(any::<[u8; 32]>(), 0..20)) {
            let mut state = State::default();
            rows.iter().for_each(|row| state.add(row));
            prop_assert_eq!(State::from_bytes(&state.to_bytes()), state);
            rows.iter().rev().for_each(|row| state.remove(row));
            prop_assert_eq!(state, State::default());
        }

        #[test]
        fn rows_that_differ_have_different_digests(a in "[a-c]{0,3}", b in "[a-c]{0,3}") {
            let digest = |one: &str, two: &str| row_digest("t", [ValueRef::Text(one.as_bytes()), ValueRef::Text(two.as_bytes())]);
            if a != b {
                prop_assert_ne!(digest(&a, &b), digest(&b, &a));
            }
        }
    }
}
