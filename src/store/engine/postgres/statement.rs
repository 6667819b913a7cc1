//! Statements of the store in PostgreSQL's words.

/// The same statement with its placeholders written as PostgreSQL writes them: `?1` becomes `$1`.
pub(super) fn with_dollars(sql: &str) -> String {
    let mut quote = None;
    sql.chars()
        .map(|letter| match (quote, letter) {
            (Some(open), _) => {
                if letter == open {
                    quote = None;
                }
                letter
            }
            (None, '\'' | '"') => {
                quote = Some(letter);
                letter
            }
            (None, '?') => '$',
            (None, _) => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::with_dollars;

    #[test]
    fn placeholders_change_and_quoted_marks_stay() {
        let sql = "SELECT '?1', \"?\" FROM t WHERE a = ?1 AND b <> ?12";
        let expected = "SELECT '?1', \"?\" FROM t WHERE a = $1 AND b <> $12";
        assert_eq!(with_dollars(sql), expected);
    }
}
