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
        mark = absorbed(mark, block, left, right);
    }
    mark = absorbed(mark, &filled_up(rest), left, right);
    folded(mark ^ right, seed)
}

/// The fingerprint of a value under a name, of which the sum over all values is the fingerprint of an object.
pub(super) fn mark_pair(name: LineMark, value: &[u8]) -> LineMark {
    let [seed, left, _] = SEEDS;
    folded(mark_line(value) ^ left, name ^ seed)
}

/// At most 15 bytes, with zeros behind them. Most values are short, and a loop over bytes is slow.
#[inline]
fn filled_up(rest: &[u8]) -> [u8; 16] {
    let mut block = [0; 16];
    if let (Some(first), Some(last)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        put(&mut block, 0, first);
        put(&mut block, rest.len() - 8, last);
    } else if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        put(&mut block, 0, first);
        put(&mut block, rest.len() - 4, last);
    } else {
        block
            .iter_mut()
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
    }
    block
}

/// Writes bytes at a place of a block, if they fit.
#[inline]
fn put<const N: usize>(block: &mut [u8; 16], at: usize, bytes: &[u8; N]) {
    if let Some(place) = block.get_mut(at..at + N) {
        place.copy_from_slice(bytes);
    }
}

/// Mixes sixteen more bytes into a fingerprint.
#[inline]
fn absorbed(mark: u64, block: &[u8; 16], left: u64, right: u64) -> u64 {
    let whole = u128::from_le_bytes(*block);
    #[allow(clippy::cast_possible_truncation)]
    let (low, high) = (whole as u64, (whole >> 64) as u64);
    folded(low ^ left ^ mark, high ^ right).wrapping_add(mark.rotate_left(23))
}

/// The exclusive or of both halves of the product.
#[inline]
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[allow(clippy::cast_possible_truncation)]
    let (low, high) = (product as u64, (product >> 64) as u64);
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
