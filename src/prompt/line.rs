//! A line of text while it is typed: the letters and the cursor among them.

use super::keyboard::Stroke;

/// An answer that is being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    letters: Vec<char>,
    cursor: usize,
}

impl Line {
    /// A line with this text, the cursor behind it.
    pub(super) fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let cursor = letters.len();
        Self { letters, cursor }
    }

    /// The letters.
    pub(super) fn letters(&self) -> &[char] {
        &self.letters
    }

    /// How many letters stand before the cursor.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text, without blanks around it.
    pub(super) fn trimmed(&self) -> String {
        let text: String = self.letters.iter().collect();
        text.trim().to_owned()
    }

    /// Does what a key does; keys that do nothing to a line are ignored.
    pub(super) fn apply(&mut self, stroke: Stroke) {
        match stroke {
            Stroke::Letter(letter) => {
                self.letters.insert(self.cursor, letter);
                self.cursor += 1;
            }
            Stroke::Backspace => self.delete(self.cursor.saturating_sub(1)..self.cursor),
            Stroke::Delete => self.delete(self.cursor..self.letters.len().min(self.cursor + 1)),
            Stroke::DeleteWord => self.delete(self.word_before()..self.cursor),
            Stroke::DeleteBefore => self.delete(0..self.cursor),
            Stroke::DeleteBehind => self.letters.truncate(self.cursor),
            Stroke::Left => self.cursor = self.cursor.saturating_sub(1),
            Stroke::Right => self.cursor = self.letters.len().min(self.cursor + 1),
            Stroke::WordLeft => self.cursor = self.word_before(),
            Stroke::WordRight => self.cursor = self.word_behind(),
            Stroke::Home => self.cursor = 0,
            Stroke::End => self.cursor = self.letters.len(),
            Stroke::Enter
            | Stroke::Up
            | Stroke::Down
            | Stroke::PageUp
            | Stroke::PageDown
            | Stroke::Other => {}
        }
    }

    fn delete(&mut self, range: std::ops::Range<usize>) {
        self.cursor = range.start;
        self.letters.drain(range);
    }

    /// Where the word before the cursor begins; words end at blanks, as in a shell.
    fn word_before(&self) -> usize {
        let before = self.letters.iter().take(self.cursor).rev();
        let blanks = before.clone().take_while(|c| c.is_whitespace()).count();
        let word = before.skip(blanks).take_while(|c| !c.is_whitespace());
        self.cursor - blanks - word.count()
    }

    /// Where the next word begins.
    fn word_behind(&self) -> usize {
        let behind = self.letters.iter().skip(self.cursor);
        let word = behind.clone().take_while(|c| !c.is_whitespace()).count();
        let blanks = behind.skip(word).take_while(|c| c.is_whitespace());
        self.cursor + word + blanks.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, strokes: &[Stroke]) -> (String, usize) {
        let mut line = Line::of(text);
        for stroke in strokes {
            line.apply(*stroke);
        }
        (line.letters.iter().collect(), line.cursor)
    }

    #[test]
    fn keys_edit_the_line_at_the_cursor() {
        use Stroke::*;
        for (text, strokes, left, cursor) in [
            ("ab", &[Left, Letter('x')][..], "axb", 2),
            ("ab", &[Backspace], "a", 1),
            ("ab", &[Home, Backspace], "ab", 0),
            ("ab", &[Home, Delete], "b", 0),
            ("ab", &[Delete], "ab", 2),
            ("one two ", &[DeleteWord], "one ", 4),
            ("one two", &[DeleteWord, DeleteWord, DeleteWord], "", 0),
            ("one two", &[WordLeft, DeleteBefore], "two", 0),
            ("one two", &[Home, WordRight, DeleteBehind], "one ", 4),
            ("one two", &[DeleteBefore], "", 0),
            ("日本", &[Left, Letter('é')], "日é本", 2),
            ("a", &[Up, Down, Right, Other, End], "a", 1),
        ] {
            assert_eq!(after(text, strokes), (left.to_owned(), cursor), "{text}");
        }
    }
}
