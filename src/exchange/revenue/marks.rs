//! Finding the delimiters and line breaks of a stretch of bytes, sixty-four bytes at a time.
//!
//! The fields of invoice files are short: calling a search for each of them costs more than looking at every byte, and
//! most of that cost is a processor that guessed wrongly how long the field would be. Here the guess is made once a
//! block.

/// How many bytes are looked at together.
const BLOCK: usize = 64;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const HIGH: u64 = !LOW;
const ONES: u64 = 0x0101_0101_0101_0101;
const BREAKS: u64 = ONES * b'\n' as u64;

/// The places of delimiters and line breaks in a stretch, found from left to right.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    delimiters: u64,
    /// Where the block that was looked at last begins.
    base: usize,
    /// A bit for each of its bytes that is a delimiter or a line break.
    mask: u64,
}

/// The high bit of each byte that is not nought, exactly; what the other bits are means nothing.
fn others(word: u64) -> u64 {
    ((word & LOW) + LOW) | word
}

/// The high bits of eight bytes, which are all that is set, as the high eight bits of a number.
fn gathered(highs: u64) -> u64 {
    highs.wrapping_mul(0x0002_0408_1020_4081) & (0xff << 56)
}

impl<'a> Marks<'a> {
    pub(super) fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        let mut marks = Self {
            bytes,
            delimiters: ONES * u64::from(delimiter),
            base: 0,
            mask: 0,
        };
        marks.look_at(0);
        marks
    }

    fn look_at(&mut self, base: usize) {
        let rest = self.bytes.get(base..).unwrap_or_default();
        self.base = base;
        self.mask = if let Some(block) = rest.first_chunk() {
            self.marked(block)
        } else {
            // Behind the end the block stays nought, which is neither a delimiter nor a line break.
            let mut block = [0; BLOCK];
            let places = block.iter_mut().zip(rest);
            places.for_each(|(to, from)| *to = *from);
            self.marked(&block)
        };
    }

    fn marked(&self, block: &[u8; BLOCK]) -> u64 {
        let (words, _) = block.as_chunks::<8>();
        let mut mask = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            let found = !(others(word ^ self.delimiters) & others(word ^ BREAKS)) & HIGH;
            // The bits of each word come in at the top and are moved down by those that follow.
            mask = mask >> 8 | gathered(found);
        }
        mask
    }

    /// The first delimiter or line break at `from` or behind it.
    #[inline]
    pub(super) fn next_from(&mut self, from: usize) -> Option<usize> {
        match from.checked_sub(self.base) {
            Some(within @ 0..BLOCK) => self.mask &= !0 << within,
            Some(_) | None => self.look_at(from),
        }
        loop {
            if self.mask != 0 {
                return Some(self.base + self.mask.trailing_zeros() as usize);
            }
            let next = self.base + BLOCK;
            if next >= self.bytes.len() {
                return None;
            }
            self.look_at(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_mark_is_found_and_nothing_else(
            bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..200),
            skip in 0..100_usize,
        ) {
            let wanted: Vec<usize> = (skip..bytes.len()).filter(|at| matches!(bytes[*at], b',' | b'\n')).collect();
            let mut marks = Marks::new(&bytes, b',');
            let mut found = Vec::new();
            let mut from = skip;
            while let Some(at) = marks.next_from(from) {
                found.push(at);
                from = at + 1;
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
