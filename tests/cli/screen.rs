//! A terminal of a given size: sends keys, and returns the screen as a person sees it.

use std::num::NonZeroU16;

use expectrl::{Expect as _, NBytes};

use crate::terminal::{Terminal, ended, started_with};
use crate::world::World;

pub(crate) struct Screen {
    terminal: Terminal,
    seen: vt100::Parser,
    /// The raw output.
    pub(crate) raw: Vec<u8>,
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    let size = |number| NonZeroU16::new(number).unwrap();
    vt100::Parser::new(size(rows), size(columns), 0)
}

impl Screen {
    /// Runs the program on a screen of 80 columns and 24 rows.
    pub(crate) fn of(world: &World, args: &[&str]) -> Self {
        Self::sized(world, args, (80, 24), &[])
    }

    /// Runs the program on a screen of this size. The shell waits for a line first: the terminal sets its own size just
    /// after the start, which would undo an earlier setting.
    pub(crate) fn sized(
        world: &World,
        args: &[&str],
        (columns, rows): (u16, u16),
        vars: &[(&str, &str)],
    ) -> Self {
        let ruled = format!(
            "read go; stty rows {rows} cols {columns}; printf '\\033[H\\033[J'; exec \"$0\" \"$@\""
        );
        let mut words = vec!["-c", ruled.as_str(), env!("CARGO_BIN_EXE_csp")];
        words.extend(args);
        let mut terminal = started_with(world, "sh", &words, vars);
        terminal.send_line("").unwrap();
        let mut screen = Self {
            terminal,
            seen: parser(columns, rows),
            raw: Vec::new(),
        };
        screen.terminal.expect("\u{1b}[H\u{1b}[J").unwrap();
        screen
    }

    /// Sends keys unchanged.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.terminal.send(keys).unwrap();
    }

    /// The rows of the screen, without trailing blanks and without empty rows at the end.
    pub(crate) fn rows(&self) -> String {
        let contents = self.seen.screen().contents();
        let rows = contents.lines().map(str::trim_end);
        rows.collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// Waits until the screen contains a text.
    pub(crate) fn until(&mut self, text: &str) -> String {
        self.wait(text, |rows| rows.contains(text))
    }

    /// Waits until this is the last row with text.
    pub(crate) fn until_last(&mut self, row: &str) -> String {
        self.wait(row, |rows| rows.lines().next_back() == Some(row))
    }

    /// Waits until the screen contains an answer, which may take several rows.
    pub(crate) fn wait_for_answer(&mut self, answer: &str) -> String {
        let bare = |text: &str| text.replace(char::is_whitespace, "");
        let wanted = bare(answer);
        self.wait(answer, |rows| {
            let rows = bare(rows);
            rows.match_indices(&wanted).any(|(at, _)| {
                let rest = &rows[at + wanted.len()..];
                rest.starts_with("Street") && rest.ends_with("address.")
            })
        });
        // The cursor is moved back into the answer last.
        while !self.is_cursor_behind_text() {
            self.read(answer);
        }
        self.rows()
    }

    fn is_cursor_behind_text(&self) -> bool {
        let screen = self.seen.screen();
        let (row, column) = screen.cursor_position();
        let mut rows = screen.rows(0, screen.size().1.into());
        let text = rows.nth(row.into()).unwrap();
        let width = text.trim_end().chars().count();
        usize::from(column).abs_diff(width) <= 1 && !text.ends_with("address.")
    }

    fn read(&mut self, what: &str) {
        let found = self.terminal.expect(NBytes(1));
        let found = found.unwrap_or_else(|error| panic!("no {what:?}: {error}\n{}", self.rows()));
        self.raw.extend_from_slice(found.as_bytes());
        self.seen.process(found.as_bytes());
    }

    fn wait(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        loop {
            let rows = self.rows();
            if is_there(&rows) {
                return rows;
            }
            self.read(what);
        }
    }

    /// Changes the size of the terminal and wraps its rows again, as terminals do.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let old = self.seen.screen();
        let (row, column) = old.cursor_position();
        let width: u16 = old.size().1.into();
        let texts: Vec<String> = old.rows(0, width).collect();
        let (above, from) = texts.split_at(row.into());
        let (at, below) = from.split_first().unwrap();
        let before: String = at.chars().take(column.into()).collect();
        let before = format!("{before:0$}", usize::from(column));
        let behind: String = at.chars().skip(column.into()).collect();
        let above: String = above
            .iter()
            .map(|row| format!("{}\r\n", row.trim_end()))
            .collect();
        let below = below.join("\r\n");
        let text = format!(
            "{above}{before}\u{1b}7{behind}\r\n{}\u{1b}8",
            below.trim_end()
        );
        self.seen = parser(columns, rows);
        self.seen.process(text.as_bytes());
        let process = self.terminal.get_process_mut();
        process.set_window_size(columns, rows).unwrap();
    }

    /// The exit code, after all remaining output.
    pub(crate) fn code(self) -> i32 {
        ended(self.terminal).1
    }
}
