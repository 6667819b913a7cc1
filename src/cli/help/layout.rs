//! Tables and paragraphs of help pages, for a terminal of 80 columns or fewer.

/// The width of a page where the terminal has room for it.
pub(super) const WIDTH: usize = 80;

/// No page is narrower.
const NARROWEST: usize = 40;

/// A table in which the texts would have less room has them below the names.
const FEWEST: usize = 24;

/// The indent of a row, and the blanks between its name and its text.
const INDENT: usize = 2;

/// The width of a page on a terminal of so many columns.
pub(super) fn page_width(columns: u16) -> usize {
    usize::from(columns).clamp(NARROWEST, WIDTH)
}

/// Rows of a name and a text, with the texts aligned in one column; each row ends with a line feed.
pub(super) fn table<N: AsRef<str>, T: AsRef<str>>(rows: &[(N, T)]) -> String {
    table_in(WIDTH, rows)
}

/// The same for a page of another width: where it is too narrow, each text is below its name.
pub(super) fn table_in<N: AsRef<str>, T: AsRef<str>>(page_width: usize, rows: &[(N, T)]) -> String {
    let widths = rows.iter().map(|(name, _)| name.as_ref().chars().count());
    let column = INDENT + widths.max().unwrap_or(0) + INDENT;
    let mut page = String::new();
    if page_width < WIDTH && column + FEWEST > page_width {
        for (name, text) in rows {
            page.push_str(&format!("{:INDENT$}{}\n", "", name.as_ref().trim_end()));
            for line in wrap(text.as_ref(), page_width - 2 * INDENT - INDENT) {
                page.push_str(&format!("{:width$}{line}\n", "", width = 3 * INDENT));
            }
        }
        return page;
    }
    for (name, text) in rows {
        let name = name.as_ref();
        let lines = wrap(text.as_ref(), page_width - column);
        for (at, line) in lines.iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let row = format!(
                "{:INDENT$}{name:<width$}{line}",
                "",
                width = column - INDENT
            );
            page.push_str(row.trim_end());
            page.push('\n');
        }
    }
    page
}

/// A paragraph.
pub(super) fn paragraph(text: &str) -> String {
    wrap(text, WIDTH).join("\n") + "\n"
}

/// The paragraphs of a page again, for another width. Lines that are further in are tables and examples: they stay.
pub(super) fn reflow(text: &str, page_width: usize) -> String {
    if page_width >= WIDTH {
        return text.to_owned();
    }
    let mut page = String::new();
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        if !line.is_empty() && !line.starts_with(' ') {
            paragraph.push_str(line);
            paragraph.push(' ');
            continue;
        }
        if !paragraph.is_empty() {
            page.push_str(&(wrap(&paragraph, page_width).join("\n") + "\n"));
            paragraph.clear();
        }
        page.push_str(line);
        page.push('\n');
    }
    page.trim_end().to_owned() + "\n"
}

/// The words of a text; a command between backquotes is one of them, so that it can be copied.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_command = false;
    for word in text.split_whitespace() {
        match words.last_mut().filter(|_| is_command) {
            Some(command) => {
                command.push(' ');
                command.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        is_command ^= word.matches('`').count() % 2 == 1;
    }
    words
}

/// The lines of a text, none longer than `width` unless a word or a command is.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().filter(|line| {
            line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width
        });
        match line {
            Some(line) if line.is_empty() => line.push_str(&word),
            Some(line) => {
                line.push(' ');
                line.push_str(&word);
            }
            None => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_page_has_its_paragraphs_anew_and_its_commands_whole() {
        let page = "Rows of words that\nstay together: `csp help files`.\n\n  csp help a b c\n";
        assert_eq!(
            reflow(page, 24),
            "Rows of words that stay\ntogether:\n`csp help files`.\n\n  csp help a b c\n"
        );
        assert_eq!(reflow(page, WIDTH), page);
        assert_eq!(page_width(10), NARROWEST);
        assert_eq!(page_width(1000), WIDTH);
        let rows = [("a-long-name", "several words of a text")];
        assert_eq!(
            table_in(30, &rows),
            "  a-long-name\n      several words of a text\n"
        );
    }

    #[test]
    fn texts_of_a_table_are_aligned_in_one_column() {
        let text = "word ".repeat(20);
        let page = table(&[("a", text.as_str()), ("longer", "b")]);
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("  a       word"));
        assert!(lines[1].starts_with("          word"));
        assert_eq!(lines[2], "  longer  b");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
    }
}
