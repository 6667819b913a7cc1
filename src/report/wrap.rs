//! Text broken between words where the screen ends.

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr as _;

/// Stands for a space at which no line may break: of the characters that are none and that programs may use among
/// themselves, and as wide as the space.
const GLUE: char = '\u{fdd0}';

/// A paragraph as lines of at most `width` columns. The first begins with `first`, the others with `then`. Commands (what
/// is between backquotes) stay in one piece, so that they can be copied, and so do words wider than the screen.
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

/// The same where words wider than a line go on in the next one: a cell of a table may not stick out of it.
pub(super) fn folded(width: u16, indent: &str, text: &str) -> String {
    let options = Options::new(width.into())
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(true)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A label and a text beside it: what does not fit goes on under the text, from the same column on.
pub fn beside(width: u16, label: &str, column: usize, text: &str) -> String {
    let first = format!("{label:<column$}");
    wrapped(width, &first, &" ".repeat(column), text)
}

/// The columns of the longest word or command, which no line break makes shorter.
pub(super) fn longest_piece(text: &str) -> usize {
    let held = held_together(text);
    held.split(' ')
        .map(|piece| piece.replace(GLUE, " ").width())
        .max()
        .unwrap_or(0)
}

/// A message of several lines, each broken on its own. A line goes on behind its label (`help:`), else four columns
/// further in than it began.
pub fn wrapped_message(width: u16, text: &str) -> String {
    let broken = text.lines().map(|line| {
        let body = line.trim_start();
        let indent = &line[..line.len() - body.len()];
        let label = without_colours(body.split(' ').next().unwrap_or_default());
        let is_labelled = !indent.is_empty() && label.ends_with(':');
        let further = if is_labelled { label.width() + 1 } else { 4 };
        wrapped(
            width,
            indent,
            &(indent.to_owned() + &" ".repeat(further)),
            body,
        )
    });
    broken.collect()
}

/// A word without the codes that colour it.
fn without_colours(word: &str) -> String {
    let mut pieces = word.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        text + piece.split_once('m').map_or("", |(_, rest)| rest)
    })
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
    fn a_labelled_line_goes_on_behind_its_label() {
        for label in ["help:", "\u{1b}[36mhelp:\u{1b}[0m"] {
            let text = format!("  {label} one two three\n        four\n");
            let wrapped = wrapped_message(15, &text);
            assert_eq!(
                wrapped,
                format!("  {label} one two\n        three\n        four\n")
            );
        }
    }

    #[test]
    fn a_text_beside_a_label_goes_on_in_its_own_column() {
        assert_eq!(
            beside(20, "  City", 9, "one two three four"),
            "  City   one two\n         three four\n"
        );
    }

    #[test]
    fn a_command_stays_on_one_line() {
        let text = "Give another address: `csp enroll edit --contact-email ADDRESS`.";
        assert_eq!(
            wrapped(40, "  ", "  ", text),
            "  Give another address:\n  `csp enroll edit --contact-email ADDRESS`.\n"
        );
    }

    #[test]
    fn the_spaces_in_a_command_take_their_room() {
        let text = "Either `csp a b c d e f` or this.";
        assert_eq!(
            wrapped(23, "", "", text),
            "Either\n`csp a b c d e f` or\nthis.\n"
        );
        assert_eq!(longest_piece(text), "`csp a b c d e f`".len());
    }

    #[test]
    fn each_line_of_a_message_is_broken_on_its_own() {
        let text = "error: the number is not of this country\n  flag: --iban\n  help: Correct the number, and submit.\n";
        assert_eq!(
            wrapped_message(30, text),
            "error: the number is not of\n    this country\n  flag: --iban\n  help: Correct the number,\n        and submit.\n"
        );
    }
}
