//! Keys are compared byte by byte, whatever the locale of the database.

use super::super::Hint;
use super::*;

/// Texts that alphabets and collations sort differently from bytes.
const NAMES: [&str; 20] = [
    "", " ", "-", "A", "B", "Z", "Zoe", "_", "_a", "a", "a-b", "a b", "a_b", "aB", "ab", "e", "z",
    "é", "éa", "😀",
];

fn stored(place: &dyn Place) -> Vec<&'static str> {
    // Neither sorted by bytes nor in reverse.
    let mut shuffled = NAMES.to_vec();
    shuffled.rotate_left(7);
    let (odd, even): (Vec<_>, Vec<_>) = (0..).zip(shuffled).partition(|(at, _)| at % 2 == 1);
    let mixed: Vec<&str> = odd.into_iter().chain(even).map(|(_, name)| name).collect();
    place.begin_with(&mixed);
    let mut sorted = mixed;
    sorted.sort_by_key(|name| name.as_bytes());
    sorted
}

pub(super) fn keys_are_ordered_byte_by_byte(place: &dyn Place) {
    let sorted = stored(place);
    assert_eq!(place.names(), sorted);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let sql = "SELECT email_key FROM user_roles ORDER BY email_key DESC";
    let found = rows(reader.as_session(), sql, &[]);
    let mut found: Vec<String> = found.iter().map(|row| row[0].shown()).collect();
    found.reverse();
    assert_eq!(found, sorted);
    let sql = "SELECT min(email_key), max(email_key) FROM user_roles";
    let ends = rows(reader.as_session(), sql, &[]);
    assert_eq!(ends, [[Value::from(""), Value::from("😀")]]);
}

pub(super) fn ranges_of_keys_are_byte_ranges(place: &dyn Place) {
    let sorted = stored(place);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let asked = |condition: &str, values: &[Value<'_>]| -> Vec<String> {
        let sql = format!(
            "SELECT email_key FROM user_roles WHERE account_id = 1 AND {condition} ORDER BY email_key"
        );
        let found = rows(reader.as_session(), &sql, values);
        found.iter().map(|row| row[0].shown()).collect()
    };
    let kept = |keep: &dyn Fn(&str) -> bool| -> Vec<&str> {
        sorted.iter().copied().filter(|name| keep(name)).collect()
    };
    for &from in &NAMES {
        let of = [from.into()];
        assert_eq!(asked("email_key > ?1", &of), kept(&|name| name > from));
        assert_eq!(asked("email_key >= ?1", &of), kept(&|name| name >= from));
        assert_eq!(asked("email_key < ?1", &of), kept(&|name| name < from));
        let between = [from.into(), "b".into()];
        let found = asked("email_key BETWEEN ?1 AND ?2", &between);
        assert_eq!(found, kept(&|name| (from..="b").contains(&name)));
        let behind = [1.into(), from.into()];
        let found = asked("(account_id, email_key) > (?1, ?2)", &behind);
        assert_eq!(found, kept(&|name| name > from));
    }
    let some = [1.into(), "A".into(), 1.into(), "é".into()];
    let found = asked(
        "(account_id, email_key) IN (VALUES (?1, ?2), (?3, ?4))",
        &some,
    );
    assert_eq!(found, ["A", "é"]);
}

/// Letters that look the same, and letters that differ in case, are different keys.
pub(super) fn keys_differ_by_any_byte(place: &dyn Place) {
    let alike = ["\u{e9}", "e\u{301}", "E\u{301}", "ﬁ", "fi", "a", "a ", "ａ"];
    place.begin_with(&alike);
    assert_eq!(place.names().len(), alike.len());
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    for name in alike {
        let sql = "SELECT email_key FROM user_roles WHERE account_id = ?1 AND role = ?2 AND email_key = ?3";
        assert_eq!(
            rows(reader.as_session(), sql, &row(name)),
            [[Value::from(name)]]
        );
    }
    let sql = "SELECT lower(email_key) FROM user_roles WHERE email_key = ?1";
    let lowered = rows(reader.as_session(), sql, &["E\u{301}".into()]);
    assert_eq!(lowered, [[Value::from("e\u{301}")]]);
}

pub(super) fn hints_change_no_answer(place: &dyn Place) {
    place.begin_with(&["ada", "bob"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let session = reader.as_session();
    let key = session.hint(Hint::Key);
    let sql = format!("SELECT email_key FROM user_roles AS r {key} WHERE r.email_key > ?1");
    assert_eq!(rows(session, &sql, &["ada".into()]), [[Value::from("bob")]]);
    let left = session.hint(Hint::LeftFirst);
    let sql = format!(
        "SELECT a.email_key, b.email_key FROM user_roles a {left} JOIN user_roles b ON b.email_key = a.email_key \
         WHERE a.email_key = ?1"
    );
    assert_eq!(rows(session, &sql, &["bob".into()])[0].len(), 2);
    let index = session.hint(Hint::Index("journal_turns"));
    let sql = format!("SELECT seq FROM journal {index} ORDER BY turn, chain, seq");
    assert!(rows(session, &sql, &[]).is_empty());
}
