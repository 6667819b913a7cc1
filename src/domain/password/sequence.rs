//! Many temporary passwords from one seed.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::{RANDOM_LEN, Secret, temporary_password};

/// The temporary passwords of one bulk command: one random seed expanded by ChaCha20, which is much cheaper than asking
/// the operating system for each.
///
/// The same index always gives the same password. An answer can therefore be written after the commit without keeping a
/// million passwords in memory.
#[derive(Clone)]
pub struct Sequence(ChaCha20Rng);

/// The distance of two passwords in ChaCha words: a whole block, so that no block is computed twice.
const WORDS: u128 = 16;

impl Sequence {
    /// The sequence for a secret seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }

    /// The password at an index.
    pub fn at(&mut self, place: u64) -> Secret {
        self.0.set_word_pos(u128::from(place) * WORDS);
        let mut random = zeroize::Zeroizing::new([0; RANDOM_LEN]);
        self.0.fill_bytes(random.as_mut_slice());
        temporary_password(&random)
    }
}

impl std::fmt::Debug for Sequence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sequence(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn passwords_of_a_sequence_share_no_random_bytes() {
        let mut one = Sequence::from_seed([3; 32]);
        let mut symbols = |place| one.at(place).expose().replace('-', "");
        for place in 0..1000 {
            let (this, next) = (symbols(place), symbols(place + 1));
            for shift in 0..this.len() - 8 {
                let part = &this[shift + 1..shift + 8];
                assert!(!next.contains(part), "{part} in {place} and the next");
            }
        }
    }

    #[test]
    fn every_place_has_its_own_password_and_always_the_same() {
        let mut one = Sequence::from_seed([3; 32]);
        let mut seen = HashSet::new();
        for place in 0..1000 {
            assert!(seen.insert(one.at(place).expose().to_owned()), "{place}");
        }
        let mut again = Sequence::from_seed([3; 32]);
        assert_eq!(again.at(700).expose(), one.at(700).expose());
        assert_ne!(
            again.at(0).expose(),
            Sequence::from_seed([4; 32]).at(0).expose()
        );
        assert_eq!(format!("{one:?}"), "Sequence(…)");
    }
}
