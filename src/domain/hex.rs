//! Bytes in hexadecimal, to show hashes and to read them again.

use std::fmt::Write as _;

/// Two lower-case digits per byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The bytes of a text as [`hex`] writes it; `None` if it has another length or other digits.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_two_digits() {
        assert_eq!(hex(&[0, 0x0f, 0xa5, 255]), "000fa5ff");
        assert_eq!(hex(&[]), "");
    }

    #[test]
    fn only_the_written_form_is_read_again() {
        assert_eq!(parse_hex("000fa5ff"), Some([0, 0x0f, 0xa5, 255]));
        for other in ["000fa5f", "000fa5ff00", "000FA5FF", "000fa5fg", "+00fa5ff"] {
            assert_eq!(parse_hex::<4>(other), None, "{other}");
        }
    }
}
