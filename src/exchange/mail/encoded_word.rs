//! Encoded words (RFC 2047), for text that looks like one itself.
//!
//! A name such as `=?utf-8?Q?...?=` is plain ASCII, so the library does not encode it, and a mail reader would decode
//! it to something else. Encoding it again makes mail readers show it literally.

/// The maximum length of an encoded word, including its frame: a line has at most 76 characters, and the first word of
/// a subject follows the name of the header.
const LONGEST: usize = 76 - "Subject: ".len();

/// Whether a mail reader might decode the text or a part of it.
pub(super) fn looks_encoded(text: &str) -> bool {
    text.contains("=?")
}

/// The text as encoded words separated by spaces, which mail readers ignore.
pub(super) fn encoded_words(text: &str) -> String {
    const FRAME: usize = "=?utf-8?Q??=".len();
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let written = q_encoded(c);
        if FRAME + word.len() + written.len() > LONGEST {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(&written);
    }
    words.push(word);
    let framed = words.iter().map(|word| format!("=?utf-8?Q?{word}?="));
    framed.collect::<Vec<_>>().join(" ")
}

/// Encodes one character, unless it is allowed unencoded in display names too.
fn q_encoded(c: char) -> String {
    if c.is_ascii_alphanumeric() {
        return c.to_string();
    }
    let mut bytes = [0; 4];
    let bytes = c.encode_utf8(&mut bytes).bytes();
    bytes.map(|byte| format!("={byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_encoded_is_encoded_letter_for_letter() {
        assert!(looks_encoded("Ada =?utf-8?Q?x?="));
        assert!(!looks_encoded("1 = 1?"));
        assert_eq!(encoded_words("=?a b"), "=?utf-8?Q?=3D=3Fa=20b?=");
        assert_eq!(encoded_words("\u{e9}"), "=?utf-8?Q?=C3=A9?=");
    }

    #[test]
    fn no_encoded_word_is_too_long_or_splits_a_character() {
        let words = encoded_words(&"=?\u{20ac}a".repeat(40));
        for word in words.split(' ') {
            assert!(word.len() <= LONGEST, "{word}");
            let inner = &word["=?utf-8?Q?".len()..word.len() - 2];
            assert_eq!(
                inner.matches("=E2").count(),
                inner.matches("=AC").count(),
                "{word}"
            );
        }
    }
}
