//! Tables and paragraphs of help pages, for a terminal of 80 columns.

/// The width of a page.
const WIDTH: usize = 80;

/// The indent of a row, and the blanks between its name and its text.
const INDENT: usize = 2;

/// Rows of a name and a text, with the texts aligned in one column; each row ends with a line feed.
pub(super) fn table<N: AsRef<str>, T: AsRef<str>>(rows: &[(N, T)]) -> String {
    let widths = rows.iter().map(|(name, _)| name.as_ref().chars().count());
    let column = INDENT + widths.max().unwrap_or(0) + INDENT;
    let mut page = String::new();
    for (name, text) in rows {
        let name = name.as_ref();
        let lines = wrap(text.as_ref(), WIDTH - column);
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

/// The lines of a text, none longer than `width` unless a word is.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().filter(|line| {
            line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width
        });
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

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
