//! The fingerprint of a line: a 64-bit hash of its cells, by which a repeated line is recognised.
//!
//! Stores contain fingerprints, so the algorithm must never change.

use crate::domain::revenue::LineMark;

const SEEDS: [u64; 3] = [
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
];

/// The fingerprint of a line whose cells, without quotes, are joined by commas.
pub(super) fn mark_line(line: &[u8]) -> LineMark {
    let [seed, left, right] = SEEDS;
    let mut mark = seed ^ line.len() as u64;
    let (blocks, rest) = line.as_chunks::<16>();
    for block in blocks {
        mark = absorbed(mark, halves(u128::from_le_bytes(*block)), left, right);
    }
    mark = absorbed(mark, filled_up(rest), left, right);
    folded(mark ^ right, seed)
}

/// The fingerprint of a value under a name, of which the sum over all values is the fingerprint of an object.
pub(super) fn mark_pair(name: LineMark, value: &[u8]) -> LineMark {
    let [seed, left, _] = SEEDS;
    folded(mark_line(value) ^ left, name ^ seed)
}

/// The lower and the upper half of at most 15 bytes with zeros behind them, put together in registers: most values are
/// short, and writing them to memory to read sixteen bytes back takes longer than all that follows.
#[inline]
fn filled_up(rest: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        let unread = u32::try_from(16 - rest.len()).unwrap_or_default();
        let upper = u64::from_le_bytes(*last).unbounded_shr(8 * unread);
        return (u64::from_le_bytes(*first), upper);
    }
    if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (rest.len() - 4));
        return (u64::from(u32::from_le_bytes(*first)) | last, 0);
    }
    let lower = rest.iter().rev();
    (
        lower.fold(0, |lower, byte| lower << 8 | u64::from(*byte)),
        0,
    )
}

/// Mixes sixteen more bytes into a fingerprint.
#[inline]
fn absorbed(mark: u64, (low, high): (u64, u64), left: u64, right: u64) -> u64 {
    folded(low ^ left ^ mark, high ^ right).wrapping_add(mark.rotate_left(23))
}

#[inline]
fn halves(whole: u128) -> (u64, u64) {
    #[allow(clippy::cast_possible_truncation)]
    let halves = (whole as u64, (whole >> 64) as u64);
    halves
}

/// The exclusive or of both halves of the product.
#[inline]
fn folded(a: u64, b: u64) -> u64 {
    let (low, high) = halves(u128::from(a) * u128::from(b));
    low ^ high
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn marks_never_change() {
        assert_eq!(
            [
                mark_line(b""),
                mark_line(b"a,b"),
                mark_line(b"0123456789abcdefg")
            ]
            .map(|mark| format!("{mark:016x}")),
            ["dd58ecb52dadd964", "d9156223fa94a316", "ad51d43dca609d88"]
        );
    }

    #[test]
    fn short_ends_are_filled_up_with_zeros() {
        let bytes: Vec<u8> = (1..16).collect();
        for length in 0..16 {
            let mut wanted = [0; 16];
            wanted[..length].copy_from_slice(&bytes[..length]);
            let wanted = halves(u128::from_le_bytes(wanted));
            assert_eq!(filled_up(&bytes[..length]), wanted, "{length}");
        }
    }

    #[test]
    fn marks_of_values_never_change() {
        let name = mark_line(b"subtotal");
        assert_eq!(
            format!("{:016x}", mark_pair(name, b"147.0")),
            "131a315d1d7daa49"
        );
        assert_ne!(
            mark_pair(name, b"147.0"),
            mark_pair(mark_line(b"total"), b"147.0")
        );
    }

    #[test]
    fn lines_that_differ_in_a_digit_have_marks_of_their_own() {
        let marks: BTreeSet<u64> = (0..20_000)
            .map(|n| mark_line(format!("p,G1,,10/3/2020,{n}.00,EUR,Microsoft,NA").as_bytes()))
            .collect();
        assert_eq!(marks.len(), 20_000);
        assert_ne!(mark_line(b"a\0"), mark_line(b"a"));
    }
}
