//! Text broken between words where the screen ends.

use textwrap::{Options, WordSplitter};

/// Stands for a space at which no line may break; the separator of information units, which no text has any more when it
/// gets here.
const GLUE: char = '\u{1f}';

/// A paragraph as lines of at most `width` columns. The first begins with `first`, the others with `then`. Commands (what
/// stands between backquotes) stay in one piece, so that they can be copied, and so do words wider than the screen.
pub(super) fn wrapped(width: u16, first: &str, then: &str, text: &str) -> String {
    let options = Options::new(width.into())
        .initial_indent(first)
        .subsequent_indent(then)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    let mut lines = String::new();
    for line in textwrap::wrap(&held_together(text), options) {
        lines.push_str(&line.replace(GLUE, " "));
        lines.push('\n');
    }
    lines
}

/// A message of several lines, each broken on its own and going on four columns further in than it began.
pub fn wrapped_message(width: u16, text: &str) -> String {
    let broken = text.lines().map(|line| {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        wrapped(width, indent, &format!("{indent}    "), body)
    });
    broken.collect()
}

fn held_together(text: &str) -> String {
    let mut is_command = false;
    let glue = |letter: char| {
        is_command ^= letter == '`';
        if is_command && letter == ' ' {
            GLUE
        } else {
            letter
        }
    };
    text.chars().map(glue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_stays_on_one_line() {
        let text = "Give another address: `csp enroll edit --contact-email ADDRESS`.";
        assert_eq!(
            wrapped(40, "  ", "  ", text),
            "  Give another address:\n  `csp enroll edit --contact-email ADDRESS`.\n"
        );
    }

    #[test]
    fn each_line_of_a_message_is_broken_on_its_own() {
        let text = "error: the number is not of this country\n  where: --iban\n  next: Correct the number, and submit.\n";
        assert_eq!(
            wrapped_message(30, text),
            "error: the number is not of\n    this country\n  where: --iban\n  next: Correct the number,\n      and submit.\n"
        );
    }
}
