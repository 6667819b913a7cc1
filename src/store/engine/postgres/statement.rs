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

/// The same statement with a placeholder replaced by other words.
pub(super) fn with_words_for(sql: &str, place: usize, words: &str) -> String {
    let mark = format!("?{place}");
    let mut text = String::with_capacity(sql.len() + words.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once(&mark) {
        text.push_str(before);
        text.push_str(if after.starts_with(|next: char| next.is_ascii_digit()) {
            &mark
        } else {
            words
        });
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The table that a statement changes.
pub(super) fn changed_table(sql: &str) -> Option<&str> {
    let rest = ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .find_map(|words| sql.strip_prefix(words))?;
    rest.split([' ', '(']).next()
}

/// Whether a statement mentions a table.
pub(super) fn mentions(sql: &str, table: &str) -> bool {
    sql.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .any(|word| word == table)
}

#[cfg(test)]
mod tests {
    use super::{changed_table, mentions, with_dollars, with_words_for};

    #[test]
    fn words_take_the_place_of_one_placeholder() {
        let sql = "WHERE a = ?1 AND b = ?12 AND c = ?1";
        assert_eq!(
            with_words_for(sql, 1, "(X)"),
            "WHERE a = (X) AND b = ?12 AND c = (X)"
        );
    }

    #[test]
    fn the_changed_table_is_found() {
        for (sql, table) in [
            ("INSERT INTO users (a) VALUES (?1)", Some("users")),
            ("UPDATE chains SET a = 1", Some("chains")),
            ("DELETE FROM user_roles WHERE a = 1", Some("user_roles")),
            ("LOCK TABLE chains", None),
        ] {
            assert_eq!(changed_table(sql), table);
        }
        assert!(mentions("SELECT a FROM users AS u", "users"));
        assert!(!mentions("SELECT a FROM user_roles", "users"));
    }

    #[test]
    fn placeholders_change_and_quoted_marks_stay() {
        let sql = "SELECT '?1', \"?\" FROM t WHERE a = ?1 AND b <> ?12";
        let expected = "SELECT '?1', \"?\" FROM t WHERE a = $1 AND b <> $12";
        assert_eq!(with_dollars(sql), expected);
    }
}
