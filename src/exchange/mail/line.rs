//! Cleans data for use in a line of a message.

/// A text on one line: line breaks and other control characters become spaces, characters that change the reading
/// direction are removed. So a name cannot add a header or a line, or hide the text after it.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !turns_direction(*c))
        .map(|c| if breaks_line(c) { ' ' } else { c })
        .collect();
    spaced.trim().to_owned()
}

/// A text of several lines: line ends become line feeds, other control characters except the tab are removed.
pub(super) fn plain_lines(text: &str) -> String {
    text.trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !turns_direction(*c) && (!c.is_control() || matches!(c, '\n' | '\t')))
        .collect()
}

fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_its_line() {
        assert_eq!(
            one_line("Contoso\r\nBcc: x@y.fr\u{85}a\u{2028}b\0c\u{1b}[1m"),
            "Contoso Bcc: x@y.fr a b c [1m"
        );
        assert_eq!(one_line("\u{202e}osotnoC\u{2069}"), "osotnoC");
        assert_eq!(plain_lines("\u{feff}a\r\nb\rc\td\u{7}"), "a\nb\nc\td");
    }
}
