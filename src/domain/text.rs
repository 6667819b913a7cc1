//! Normalisation of text before it is stored: NFC, without invisible characters.
//!
//! Invisible characters are removed from names and free text, because nobody types them on purpose. Identifiers
//! (addresses, domains, ids) with one are refused by the type that parses them: see [`find_invisible`].

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Whether a character is invisible by itself: zero width, soft hyphen, word joiner, byte-order mark, direction marks,
/// tags. Joiners are invisible too, but part of the spelling in some scripts: see [`kept_text`].
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The text in NFC, without invisible characters. A joiner stays between letters of a script that needs it (Arabic and
/// Persian, the scripts of India, Sri Lanka, Myanmar and Cambodia, Mongolian), and between emoji that it combines into
/// one.
pub fn kept_text(typed: &str) -> Cow<'_, str> {
    if typed.is_ascii() {
        return Cow::Borrowed(typed);
    }
    let seen: Cow<'_, str> = if typed.chars().any(is_invisible) {
        let mut kept = String::with_capacity(typed.len());
        let mut rest = typed.chars().peekable();
        let mut before = None;
        while let Some(c) = rest.next() {
            let joins = matches!(c, '\u{200c}' | '\u{200d}')
                && before.is_some_and(is_spelled_with_joiners)
                && rest.peek().copied().is_some_and(is_spelled_with_joiners);
            if !is_invisible(c) || joins {
                kept.push(c);
                before = Some(c);
            }
        }
        Cow::Owned(kept)
    } else {
        Cow::Borrowed(typed)
    };
    if is_nfc(&seen) {
        seen
    } else {
        Cow::Owned(seen.nfc().collect())
    }
}

/// An invisible character, formatted for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it contains the invisible character U+{:04X} {}", u32::from(*.0), name_of(*.0))]
pub struct InvisibleCharacter(pub char);

/// The first invisible character of an identifier.
pub fn find_invisible(typed: &str) -> Option<InvisibleCharacter> {
    if typed.is_ascii() {
        return None;
    }
    typed
        .chars()
        .find(|c| is_invisible(*c))
        .map(InvisibleCharacter)
}

fn name_of(c: char) -> &'static str {
    match c {
        '\u{ad}' => "SOFT HYPHEN",
        '\u{34f}' => "COMBINING GRAPHEME JOINER",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200c}' => "ZERO WIDTH NON-JOINER",
        '\u{200d}' => "ZERO WIDTH JOINER",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{202a}'..='\u{202e}' => "(text direction)",
        '\u{2060}' => "WORD JOINER",
        '\u{2066}'..='\u{2069}' => "(text direction)",
        '\u{fe00}'..='\u{fe0f}' => "VARIATION SELECTOR",
        '\u{feff}' => "BYTE ORDER MARK",
        _ => "(format character)",
    }
}

fn is_spelled_with_joiners(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{6ff}'
            | '\u{700}'..='\u{77f}'
            | '\u{8a0}'..='\u{8ff}'
            | '\u{900}'..='\u{dff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{1820}'..='\u{18af}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{1f000}'..='\u{1faff}'
    )
}

/// The trimmed text; `None` if it is blank.
pub fn filled_text(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_text_has_no_invisible_characters() {
        for (typed, kept) in [
            ("Contoso", "Contoso"),
            ("Con\u{200b}toso", "Contoso"),
            ("Con\u{ad}toso\u{2060}", "Contoso"),
            ("\u{feff}Contoso", "Contoso"),
            ("\u{202e}osotnoC", "osotnoC"),
            ("a\u{200d}b", "ab"),
            ("E\u{301}te\u{301}", "Été"),
            ("Münch\u{200b}en", "München"),
            ("نمونه\u{200c}ها", "نمونه\u{200c}ها"),
            ("क्\u{200d}ष", "क्\u{200d}ष"),
            ("نمونه\u{200c}", "نمونه"),
        ] {
            assert_eq!(kept_text(typed), kept, "{typed:?}");
            assert_eq!(kept_text(kept), kept);
        }
    }

    #[test]
    fn an_invisible_character_is_named() {
        let found = find_invisible("con\u{200b}toso.fr").unwrap();
        assert_eq!(
            found.to_string(),
            "it contains the invisible character U+200B ZERO WIDTH SPACE"
        );
        assert_eq!(find_invisible("bücher.de"), None);
    }
}
