//! Values are read as they were written, and have the same digest on every engine.

use super::*;

const COLUMNS: &str = "chain, seq, at, turn, account, actor, action, subject, reason, changes, form, clock, \
     database_role, rows, seal, hash";

/// A journal entry with these values. The store checks only the types of its columns.
fn entry<'v>(
    seq: i64,
    number: i64,
    text: &'v str,
    maybe: Value<'v>,
    bytes: &'v [u8],
) -> Vec<Value<'v>> {
    let fixed: &[u8] = &[0xff; 32];
    let moment = Value::Integer(number);
    let (text, maybe) = (|| Value::from(text), || maybe.clone());
    vec![
        1.into(),
        seq.into(),
        moment.clone(),
        moment,
        maybe(),
        Value::Null,
        text(),
        text(),
        maybe(),
        text(),
        2.into(),
        "given".into(),
        Value::Null,
        bytes.into(),
        fixed.into(),
        fixed.into(),
    ]
}

fn insert(session: &dyn Session, row: &[Value<'_>]) -> Result<u64, Diagnostic> {
    let marks: Vec<String> = (1..=row.len()).map(|at| format!("?{at}")).collect();
    let sql = format!(
        "INSERT INTO journal ({COLUMNS}) VALUES ({})",
        marks.join(", ")
    );
    session.execute(&sql, row)
}

fn read(session: &dyn Session) -> Vec<Vec<Value<'static>>> {
    rows(
        session,
        &format!("SELECT {COLUMNS} FROM journal ORDER BY chain, seq"),
        &[],
    )
}

/// Writes rows one by one and in bulk, and reads them from another connection.
fn come_back(place: &dyn Place, entries: &[Vec<Value<'_>>]) {
    place.write(|session| {
        for entry in entries {
            insert(session, entry).unwrap();
        }
        assert_eq!(read(session), entries);
        session.execute("DELETE FROM journal", &[]).unwrap();
        let columns: Vec<&str> = COLUMNS.split(',').map(str::trim).collect();
        let mut copy = session.copy_in("journal", &columns).unwrap();
        for entry in entries {
            copy.row(entry).unwrap();
        }
        copy.finish().unwrap();
    });
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    assert_eq!(read(reader.as_session()), entries);
}

pub(super) fn every_kind_of_value_comes_back(place: &dyn Place) {
    let control: String = (1..32_u8).map(char::from).collect();
    let texts = [
        "",
        "a",
        "É",
        "e\u{301}",
        "😀",
        "\u{10ffff}",
        "\\x00",
        "'",
        "{}",
        "NULL",
        " a ",
        "a\r\n",
        &control,
    ];
    let all: Vec<u8> = (0..=255).collect();
    let bytes: [&[u8]; 4] = [&[], &[0], &[0xff, 0, 0x5c], &all];
    let numbers = [0, -1, 1, i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1];
    let entries: Vec<Vec<Value<'_>>> = (0..texts.len())
        .map(|at| {
            let maybe = if at % 2 == 0 {
                Value::Null
            } else {
                texts[at].into()
            };
            let number = numbers[at % numbers.len()];
            entry(at as i64, number, texts[at], maybe, bytes[at % bytes.len()])
        })
        .collect();
    come_back(place, &entries);
}

pub(super) fn long_values_come_back(place: &dyn Place) {
    const MEBIBYTE: usize = 1 << 20;
    let text = "né😀".repeat(MEBIBYTE / 7);
    let bytes: Vec<u8> = (0..MEBIBYTE).map(|at| (at * 7 % 251) as u8).collect();
    come_back(
        place,
        &[entry(1, 1, &text, Value::from(text.as_str()), &bytes)],
    );
}

/// Some databases cannot store a NUL in text. Refusing such a text is allowed; truncating it is not.
pub(super) fn a_text_with_nul_is_whole_or_refused(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let text = "before\0after";
    let row = entry(1, 1, text, Value::from(text), &[0]);
    let engine = place.hasty();
    let transaction = engine.begin_writing(Ending::Commit).unwrap();
    if insert(transaction.as_session(), &row).is_ok() {
        assert_eq!(read(transaction.as_session()), [row]);
    } else {
        transaction.roll_back().unwrap();
        assert_eq!(place.names(), ["ada"]);
    }
}

/// No table has such a column, but a statement may compute one.
pub(super) fn a_number_with_a_fraction_comes_back(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    for number in [0.5, -1.25e300, f64::MIN_POSITIVE] {
        let sql = "SELECT CAST(?1 AS DOUBLE PRECISION)";
        let found = rows(reader.as_session(), sql, &[Value::Real(number)]);
        assert_eq!(found, [[Value::Real(number)]]);
    }
}

pub(super) fn nothing_is_not_empty(place: &dyn Place) {
    let entries = [
        entry(1, 1, "", Value::Null, &[]),
        entry(2, 1, "", Value::from(""), &[]),
    ];
    come_back(place, &entries);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    for (condition, seq) in [("account IS NULL", 1), ("account = ''", 2)] {
        let sql = format!("SELECT seq FROM journal WHERE {condition}");
        assert_eq!(
            rows(reader.as_session(), &sql, &[]),
            [[Value::Integer(seq)]]
        );
    }
    // A comparison with NULL finds no row.
    let sql = "SELECT seq FROM journal WHERE account = ?1";
    assert!(rows(reader.as_session(), sql, &[Value::Null]).is_empty());
}
