//! The content of a part of a document: a fingerprint of each line, independent of the order of lines.

use std::fmt;
use std::str::FromStr;

/// A 64-bit fingerprint of a line. Stores contain fingerprints, so the algorithm must never change.
pub type LineMark = u64;

/// The number of lines of a part and a sum over their fingerprints: equal for the same lines in any order and split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Content {
    /// The number of lines.
    pub lines: u64,
    sum: u128,
}

/// A text that is not the content of a part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not describe the content of a document")]
pub struct BadContent(String);

impl Content {
    /// The content of these lines.
    pub fn of(marks: &[LineMark]) -> Self {
        let sum = marks
            .iter()
            .fold(0_u128, |sum, mark| sum.wrapping_add(spread(*mark)));
        Self {
            lines: marks.len() as u64,
            sum,
        }
    }

    /// The content of the lines of both parts.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            sum: self.sum.wrapping_add(other.sum),
        }
    }
}

/// Expands a fingerprint to 128 bits, so that sums of different fingerprints differ.
fn spread(mark: LineMark) -> u128 {
    let low = mix(mark ^ 0x9e37_79b9_7f4a_7c15);
    let high = mix(mark ^ 0xd6e8_feb8_6659_fd93);
    u128::from(high) << 64 | u128::from(low)
}

/// The finalizer of SplitMix64: every bit of the result depends on every bit of the input.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:032x}", self.lines, self.sum)
    }
}

impl FromStr for Content {
    type Err = BadContent;
    fn from_str(text: &str) -> Result<Self, BadContent> {
        let bad = || BadContent(text.chars().take(60).collect());
        let (lines, sum) = text.split_once('-').ok_or_else(bad)?;
        Ok(Self {
            lines: lines.parse().map_err(|_| bad())?,
            sum: u128::from_str_radix(sum, 16).map_err(|_| bad())?,
        })
    }
}

/// How many lines of one list also occur in the other; both lists must be sorted.
pub fn repeated(some: &[LineMark], others: &[LineMark]) -> u64 {
    let (mut some, mut others) = (some.iter().peekable(), others.iter().peekable());
    let mut count = 0;
    while let (Some(one), Some(other)) = (some.peek(), others.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => {
                some.next();
            }
            std::cmp::Ordering::Greater => {
                others.next();
            }
            std::cmp::Ordering::Equal => {
                count += 1;
                some.next();
                others.next();
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn repeated_lines_are_counted_as_often_as_they_occur() {
        assert_eq!(repeated(&[1, 2, 2, 5], &[2, 2, 2, 5, 9]), 3);
        assert_eq!(repeated(&[], &[1]), 0);
        assert_eq!(repeated(&[1, 3], &[2, 4]), 0);
    }

    proptest! {
        #[test]
        fn order_and_split_never_change_a_content(marks in prop::collection::vec(any::<u64>(), 0..40), at in 0..40_usize) {
            let whole = Content::of(&marks);
            let (front, back) = marks.split_at(at.min(marks.len()));
            prop_assert_eq!(Content::of(back).with(Content::of(front)), whole);
            let mut sorted = marks.clone();
            sorted.sort_unstable();
            prop_assert_eq!(Content::of(&sorted), whole);
            prop_assert_eq!(whole.to_string().parse(), Ok(whole));
        }

        #[test]
        fn another_line_is_another_content(a in any::<u64>(), b in any::<u64>(), c in any::<u64>(), d in any::<u64>()) {
            prop_assume!(a != c && a != d);
            prop_assert_ne!(Content::of(&[a, b]), Content::of(&[c, d]));
        }
    }
}
