//! Temporary passwords: random, and safe to read aloud, to paste and to put into files.

use super::Secret;

/// Lower-case letters and digits without the look-alikes i, l, o, 0 and 1.
const SYMBOLS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const LETTERS: usize = 23;
const DIGITS: usize = 8;

const GROUPS: usize = 6;
const GROUP: usize = 4;
const COUNT: usize = GROUPS * GROUP;
/// The number of symbols and of the dashes between the groups.
const LENGTH: usize = COUNT + GROUPS - 1;

/// The number of random bytes for a temporary password: two per symbol.
pub const RANDOM_LEN: usize = COUNT * 2;

/// Makes a temporary password from random bytes. The same bytes give the same password.
///
/// Six groups of four symbols, such as `kq7f-m2xw-…`, joined by `-`. It begins with a letter and ends with a digit. So
/// it always has lower case, digits and symbols (three of Entra's four classes), and no spreadsheet reads it as a
/// number or a formula. The other 22 symbols are any of 31, which makes 116 bits in all.
pub fn temporary_password(random: &[u8; RANDOM_LEN]) -> Secret {
    let mut text = String::with_capacity(LENGTH);
    for (at, pair) in random.chunks_exact(2).enumerate() {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        let drawn = u32::from(pair[0]) << 8 | u32::from(pair[1]);
        let pool = match at {
            0 => &SYMBOLS[..LETTERS],
            last if last == COUNT - 1 => &SYMBOLS[LETTERS..],
            _ => &SYMBOLS[..],
        };
        text.push(char::from(pool[scale(drawn, pool.len())]));
    }
    Secret::new(text)
}

/// Maps a number below 65536 evenly to `0..size`; the probabilities of two values differ by at most one in 2114.
fn scale(drawn: u32, size: usize) -> usize {
    ((drawn as usize) * size) >> 16
}

const _: () = assert!(LETTERS + DIGITS == SYMBOLS.len());

#[cfg(test)]
mod tests {
    use super::super::check_chosen;
    use super::*;
    use proptest::prelude::*;

    /// The min-entropy, in bits, of a symbol drawn from `size`.
    fn bits(size: usize) -> f64 {
        let mut counts = vec![0_u32; size];
        for drawn in 0..=0xffff {
            counts[scale(drawn, size)] += 1;
        }
        let likeliest = f64::from(counts.into_iter().max().unwrap()) / 65536.0;
        -likeliest.log2()
    }

    #[test]
    fn there_are_at_least_112_bits_in_it() {
        let total = bits(LETTERS) + bits(DIGITS) + 22.0 * bits(SYMBOLS.len());
        assert!(total >= 112.0, "{total}");
    }

    #[test]
    fn every_byte_makes_a_difference() {
        let zero = temporary_password(&[0; RANDOM_LEN]);
        assert_eq!(zero.expose(), "aaaa-aaaa-aaaa-aaaa-aaaa-aaa2");
        let full = temporary_password(&[0xff; RANDOM_LEN]);
        assert_eq!(full.expose(), "z999-9999-9999-9999-9999-9999");
        for at in (0..RANDOM_LEN).step_by(2) {
            let mut random = [0; RANDOM_LEN];
            random[at] = 0xff;
            assert_ne!(
                temporary_password(&random).expose(),
                zero.expose(),
                "byte {at}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_meets_the_rules_and_is_safe_everywhere(random in proptest::array::uniform32(any::<u8>()), rest in proptest::array::uniform16(any::<u8>())) {
            let mut bytes = [0; RANDOM_LEN];
            bytes[..32].copy_from_slice(&random);
            bytes[32..].copy_from_slice(&rest);
            let password = temporary_password(&bytes);
            let text = password.expose();
            prop_assert!(check_chosen(&password).is_ok());
            prop_assert_eq!(text.len(), LENGTH);
            prop_assert!(text.starts_with(|c: char| c.is_ascii_lowercase()));
            prop_assert!(text.ends_with(|c: char| c.is_ascii_digit()));
            prop_assert!(!text.contains(['0', '1', 'i', 'l', 'o', 'O', 'I', '"', '\'', ',', ';']));
            prop_assert!(text.split('-').all(|group| group.len() == GROUP));
        }
    }
}
