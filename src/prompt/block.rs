//! A question as it is drawn: the label and the answer, and under them what helps to answer. Drawn anew after a key, it
//! replaces what was drawn before, also where the terminal has another size by now.
//!
//! The cursor stays in the answer, so that whatever is below it needs no counting to be erased. A terminal that got
//! narrower has broken the rows above the cursor anew; they are counted as terminals break them.

use std::io;

use dialoguer::console::{Term, style};
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::line::Line;

/// What a row under the answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing special.
    Plain,
    /// What is wrong.
    Error,
    /// What helps.
    Hint,
    /// The row that Enter takes.
    Marked,
}

/// A text under the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) tone: Tone,
    pub(super) text: String,
    /// Whether it is broken into rows; else it is cut to one.
    pub(super) is_broken: bool,
}

impl Note {
    /// A text that takes as many rows as it needs.
    pub(super) fn text(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
            is_broken: true,
        }
    }

    /// A row of a list.
    pub(super) fn row(tone: Tone, text: String) -> Self {
        Self {
            tone,
            text,
            is_broken: false,
        }
    }
}

/// A question on the screen.
pub(super) struct Block<'t> {
    screen: &'t Term,
    has_colour: bool,
    drawn: Option<Drawn>,
}

/// What is on the screen.
#[derive(PartialEq)]
struct Drawn {
    width: usize,
    head: Head,
    below: Vec<(Tone, String)>,
}

/// The label and the answer in rows, and where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    rows: Vec<String>,
    row: usize,
    column: usize,
}

impl<'t> Block<'t> {
    /// Nothing drawn yet.
    pub(super) fn on(screen: &'t Term, has_colour: bool) -> Self {
        Self {
            screen,
            has_colour,
            drawn: None,
        }
    }

    /// How many rows are left under a label and an answer, for [`Block::draw`] to fill.
    pub(super) fn room(&self, label: &str, line: &Line) -> usize {
        let (height, width) = self.size();
        let head = lay_out(label, line, width);
        height.saturating_sub(head.rows.len())
    }

    /// How many rows a text takes.
    pub(super) fn height_of(&self, note: &Note) -> usize {
        let (_, width) = self.size();
        rows_of(std::slice::from_ref(note), width).len()
    }

    /// Draws the question in place of what was drawn before. What does not fit on the screen is left out at the end.
    ///
    /// # Errors
    /// If the screen cannot be written.
    pub(super) fn draw(&mut self, label: &str, line: &Line, notes: &[Note]) -> io::Result<()> {
        let (height, width) = self.size();
        let head = lay_out(label, line, width);
        let mut below = rows_of(notes, width);
        below.truncate(height.saturating_sub(head.rows.len()));
        let new = Drawn { width, head, below };
        match self.drawn.take() {
            Some(old) if old == new => {}
            Some(old) => match old.typed_on(&new) {
                Some(typed) => self.screen.write_str(typed)?,
                None => {
                    self.erase(&old)?;
                    self.write(&new)?;
                }
            },
            None => self.write(&new)?,
        }
        self.drawn = Some(new);
        Ok(())
    }

    /// Leaves the question on the screen with its answer and nothing under it, and goes on in the next row.
    ///
    /// # Errors
    /// If the screen cannot be written.
    pub(super) fn finish(&mut self, label: &str, answer: &str) -> io::Result<()> {
        let line = Line::of(answer);
        let is_shown = |old: &Drawn| old.head == lay_out(label, &line, old.width);
        let (_, width) = self.size();
        if !self
            .drawn
            .as_ref()
            .is_some_and(|old| old.width == width && is_shown(old))
        {
            self.draw(label, &line, &[])?;
        }
        self.leave()?;
        self.screen.write_str("\r\n")
    }

    /// Leaves the question as it is, the cursor behind the answer and nothing under it.
    ///
    /// # Errors
    /// If the screen cannot be written.
    pub(super) fn leave(&mut self) -> io::Result<()> {
        if let Some(old) = self.drawn.take() {
            self.screen
                .move_cursor_down(old.head.rows.len() - 1 - old.head.row)?;
            if !old.below.is_empty() {
                self.screen.write_str("\r\n")?;
                self.screen.clear_to_end_of_screen()?;
                self.screen.move_cursor_up(1)?;
            }
            let last = old.head.rows.last().map_or(0, |row| row.width());
            self.screen.write_str("\r")?;
            self.screen.move_cursor_right(last)?;
        }
        Ok(())
    }

    /// Rows and columns.
    fn size(&self) -> (usize, usize) {
        let (height, width) = self.screen.size();
        (height.into(), usize::from(width).max(20))
    }

    fn erase(&self, old: &Drawn) -> io::Result<()> {
        let (_, width) = self.size();
        self.screen
            .move_cursor_up(old.head.rows_above(old.width, width))?;
        self.screen.write_str("\r")?;
        self.screen.clear_to_end_of_screen()
    }

    fn write(&self, new: &Drawn) -> io::Result<()> {
        let mut text = new.head.rows.join("\r\n");
        for (tone, row) in &new.below {
            text.push_str("\r\n");
            text.push_str(&self.paint(*tone, row));
        }
        self.screen.write_str(&text)?;
        let is_at_end = new.below.is_empty() && new.head.is_cursor_at_end();
        if !is_at_end {
            let rows = new.head.rows.len() + new.below.len();
            self.screen.move_cursor_up(rows - 1 - new.head.row)?;
            self.screen.write_str("\r")?;
            self.screen.move_cursor_right(new.head.column)?;
        }
        Ok(())
    }

    fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.has_colour {
            return text.to_owned();
        }
        let styled = style(text).force_styling(true);
        match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Error => styled.red(),
            Tone::Hint => styled.dim(),
            Tone::Marked => styled.cyan(),
        }
        .to_string()
    }
}

impl Drawn {
    /// What has to be written where the only difference is what was typed at the end of the last row.
    fn typed_on<'n>(&self, new: &'n Self) -> Option<&'n str> {
        let is_at_end = self.head.is_cursor_at_end() && new.head.is_cursor_at_end();
        let is_same = self.width == new.width && self.below == new.below;
        let (last, before) = self.head.rows.split_last()?;
        let (new_last, new_before) = new.head.rows.split_last()?;
        (is_at_end && is_same && before == new_before)
            .then(|| new_last.strip_prefix(last.as_str()))
            .flatten()
    }
}

impl Head {
    fn is_cursor_at_end(&self) -> bool {
        let last = self.rows.last().map_or(0, |row| row.width());
        self.row + 1 == self.rows.len() && self.column == last
    }

    /// How many rows of the screen stand above the cursor, drawn for one width, on a screen of another by now.
    fn rows_above(&self, drawn_for: usize, width: usize) -> usize {
        if width >= drawn_for {
            return self.row;
        }
        let above = self.rows.iter().take(self.row);
        let broken: usize = above.map(|row| row.width().div_ceil(width).max(1)).sum();
        broken + self.column / width
    }
}

/// The label, broken between words, and the letters behind it. The last column stays free: a terminal is of two minds
/// about where the cursor is behind it.
fn lay_out(label: &str, line: &Line, width: usize) -> Head {
    let room = width - 1;
    let mut rows = broken(label.trim_end(), room);
    if label.ends_with(' ') && !rows.is_empty() {
        let last = rows.len() - 1;
        if let Some(row) = rows.get_mut(last) {
            row.push(' ');
        }
    }
    let mut row = rows.pop().unwrap_or_default();
    let mut column = row.width();
    let mut at = None;
    for (place, letter) in line.letters().iter().enumerate() {
        let wide = letter.width().unwrap_or(0);
        if column + wide > room {
            rows.push(std::mem::take(&mut row));
            column = 0;
        }
        if place == line.cursor() {
            at = Some((rows.len(), column));
        }
        row.push(*letter);
        column += wide;
    }
    rows.push(row);
    let (row, column) = at.unwrap_or((rows.len() - 1, column));
    Head { rows, row, column }
}

fn rows_of(notes: &[Note], width: usize) -> Vec<(Tone, String)> {
    let room = width - 1;
    let rows = notes.iter().flat_map(|note| {
        let rows = if note.is_broken {
            broken(&note.text, room)
        } else {
            vec![cut(&note.text, room)]
        };
        rows.into_iter().map(|row| (note.tone, row))
    });
    rows.collect()
}

/// A text in rows, broken between words.
pub(super) fn broken(text: &str, room: usize) -> Vec<String> {
    let options = Options::new(room)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = text.lines();
    let rows = lines.flat_map(|line| textwrap::wrap(line, &options));
    rows.map(|row| row.into_owned()).collect()
}

/// A text in one row.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut left = room - 1;
    let fitting = text.chars().take_while(|letter| {
        let wide = letter.width().unwrap_or(0);
        let fits = wide <= left;
        left = left.saturating_sub(wide);
        fits
    });
    fitting.collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_break_between_words_and_answers_where_the_row_ends() {
        let head = lay_out("Which of these: ", &Line::of("abcdefghij"), 15);
        assert_eq!(head.rows, ["Which of", "these: abcdefg", "hij"]);
        assert_eq!((head.row, head.column), (2, 3));
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let head = lay_out("N: ", &Line::of("日本語"), 9);
        assert_eq!(head.rows, ["N: 日本", "語"]);
        assert_eq!((head.row, head.column), (1, 2));
    }

    #[test]
    fn rows_above_the_cursor_are_counted_as_broken_anew() {
        let head = Head {
            rows: vec!["x".repeat(79), "x".repeat(50)],
            row: 1,
            column: 50,
        };
        for (width, above) in [(100, 1), (80, 1), (60, 2), (40, 3), (20, 6)] {
            assert_eq!(head.rows_above(80, width), above, "{width}");
        }
    }

    #[test]
    fn a_row_is_cut_with_a_mark() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("日本語", 4), "日…");
    }
}
