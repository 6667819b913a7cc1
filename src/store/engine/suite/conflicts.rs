//! Rows that violate constraints, and invalid statements.

use super::*;
use crate::diagnostic::Kind;

/// Inserts an account with this number, with only the columns that the database checks.
fn account(session: &dyn Session, number: i64) -> Result<u64, Diagnostic> {
    let sql = "INSERT INTO accounts (id, slug, created_at, digest) VALUES (?1, ?2, 0, ?3)";
    let slug = format!("account-{number}");
    session.execute(
        sql,
        &[number.into(), slug.into(), Value::from(&[0; 32][..])],
    )
}

/// Runs `act` in a transaction that is then rolled back. The store must stay usable.
fn tried(place: &dyn Place, act: impl Fn(&dyn Session) -> Result<u64, Diagnostic>) -> bool {
    let engine = place.hasty();
    let transaction = engine.begin_writing(Ending::Commit).unwrap();
    let done = act(transaction.as_session());
    transaction.roll_back().unwrap();
    let again = adding(engine.as_ref(), "again").unwrap();
    again.roll_back().unwrap();
    assert_eq!(place.names(), ["ada"]);
    contradicts(&done)
}

pub(super) fn a_key_is_taken_once(place: &dyn Place) {
    place.begin_with(&["ada"]);
    assert!(tried(place, |session| session.execute(ADD, &row("ada"))));
    assert!(tried(place, |session| {
        session.execute(ADD, &row("bob"))?;
        session.execute(ADD, &row("bob"))
    }));
    assert!(!tried(place, |session| session.execute(ADD, &row("bob"))));
    // A unique column that is not a key, and a partial index that covers only rows with a value.
    assert!(tried(place, |session| {
        account(session, 1)?;
        account(session, 2)?;
        session.execute("UPDATE accounts SET slug = 'one'", &[])
    }));
    assert!(tried(place, |session| {
        account(session, 1)?;
        account(session, 2)?;
        session.execute("UPDATE accounts SET mpn_id = '1234567'", &[])
    }));
    assert!(!tried(place, |session| {
        account(session, 1)?;
        account(session, 2)
    }));
}

pub(super) fn a_reference_needs_its_row(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let sql = "INSERT INTO former_owners (account_id, email, digest) VALUES (1, 'ada@x.fr', ?1)";
    let digest = [Value::from(&[0; 32][..])];
    assert!(tried(place, |session| session.execute(sql, &digest)));
    assert!(!tried(place, |session| {
        account(session, 1)?;
        session.execute(sql, &digest)
    }));
}

pub(super) fn a_value_must_fit_its_column(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let sql = "INSERT INTO states (chain, state) VALUES (1, ?1)";
    for bytes in [0, 31, 33] {
        let short = vec![0; bytes];
        let value = [Value::from(&short[..])];
        assert!(tried(place, |session| session.execute(sql, &value)));
    }
    let nothing = [Value::Null];
    assert!(tried(place, |session| session.execute(sql, &nothing)));
}

/// The upsert statement that the store uses.
pub(super) fn an_upsert_replaces_the_row(place: &dyn Place) {
    let sql = "INSERT INTO chains (chain, head_seq, head_hash, head_turn, head_moment) VALUES (?1, ?2, ?3, ?2, ?2) \
         ON CONFLICT (chain) DO UPDATE SET head_seq = excluded.head_seq, head_turn = excluded.head_turn";
    let hash = [9; 32];
    place.write(|session| {
        for (chain, seq) in [(0, 1), (1, 1), (0, 2), (0, 3)] {
            let head = [
                Value::Integer(chain),
                Value::Integer(seq),
                Value::from(&hash[..]),
            ];
            assert_eq!(session.execute(sql, &head).unwrap(), 1);
        }
        let found = rows(
            session,
            "SELECT chain, head_seq, head_turn, head_moment FROM chains ORDER BY chain",
            &[],
        );
        let numbers: Vec<Vec<i64>> = found
            .iter()
            .map(|row| row.iter().filter_map(Value::as_integer).collect())
            .collect();
        assert_eq!(numbers, [[0, 3, 3, 1], [1, 1, 1, 1]]);
    });
    let sql = format!("{ADD} ON CONFLICT (account_id, role, email_key) DO NOTHING");
    place.write(|session| {
        assert_eq!(session.execute(&sql, &row("ada")).unwrap(), 1);
        assert_eq!(session.execute(&sql, &row("ada")).unwrap(), 0);
    });
}

pub(super) fn a_wrong_statement_is_told_in_words(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let transaction = engine.begin_writing(Ending::Commit).unwrap();
    let session = transaction.as_session();
    let mut each = |_: super::super::Row<'_>| Ok(std::ops::ControlFlow::Continue(()));
    let done = session.query("SELECT nothing FROM nowhere", &[], &mut each);
    let said = done.unwrap_err();
    assert_eq!(said.kind(), Kind::Failed);
    assert!(said.to_string().contains("nowhere"), "{said}");
    transaction.roll_back().unwrap();
    assert_eq!(place.names(), ["ada"]);
}
