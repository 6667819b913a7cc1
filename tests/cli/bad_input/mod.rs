//! Every kind of input file, with every defect that files can have.
//!
//! Each file is either accepted, by design, or refused with exit code 2: every mistake with its line and column, and
//! the store unchanged. The expected messages are reviewed snapshots, one for each kind of file, under `snapshots`.
//! Files of a hundred megabytes and a million rows are tested by `tests/reliability/bulk.py`.

mod defects;
mod handed_in;
mod kinds;
mod texts;

use defects::{DEFECTS, Must, Table};
use handed_in::{Desk, Faults, Outcome};
use kinds::Kind;

#[test]
fn staff_files() {
    walk(kinds::STAFF);
}

#[test]
fn customer_and_provider_files() {
    walk(kinds::PARTNERS);
}

#[test]
fn application_and_result_files() {
    walk(kinds::ACCOUNTS);
}

#[test]
fn revenue_and_rate_files() {
    walk(kinds::MONEY);
}

/// Standard input is read in the same way, under the name `-`.
#[test]
fn standard_input() {
    let desk = Desk::new();
    let said = ["plain", "a quote left open", "a needed column missing"];
    let all = [kinds::STAFF, kinds::ACCOUNTS, kinds::PARTNERS, kinds::MONEY];
    for kind in all.into_iter().flatten() {
        let table = Table::of(kind);
        for (defect, _, change) in DEFECTS.iter().filter(|(name, ..)| said.contains(name)) {
            let text = change(&table).unwrap_or_default();
            let mut faults = Faults::about(format!("{}, {defect}, piped", kind.name));
            let piped = desk.pipe_in(kind.command, &text, &mut faults).to_string();
            let handed = desk
                .hand_in(kind.command, kind.file, &text, Outcome::Done, &mut faults)
                .to_string();
            faults.unless(
                piped == handed.replace(&format!("{}:", kind.file), "-:"),
                &piped,
            );
            faults.end();
        }
    }
}

fn walk(kinds: &'static [Kind]) {
    let desk = Desk::new();
    let mut faults = Faults::default();
    for kind in kinds {
        let table = Table::of(kind);
        let mut told = Vec::new();
        let mut plain = None;
        for (defect, must, change) in DEFECTS {
            let Some(bytes) = change(&table) else {
                continue;
            };
            faults.about = format!("{}, {defect}", kind.name);
            let verdict = desk.hand_in(kind.command, kind.file, &bytes, Outcome::Done, &mut faults);
            let answer = verdict.answer();
            let is_so = match must {
                Must::Same => {
                    answer.is_some() && *plain.get_or_insert_with(|| answer.clone()) == answer
                }
                Must::Take => answer.is_some(),
                Must::Refuse => answer.is_none(),
                Must::Tell => true,
            };
            faults.unless(is_so, &verdict);
            if *defect == "mistakes in three rows" {
                faults.unless(verdict.lines().len() == 3, "not all in one run");
            }
            told.push(format!("{defect}: {verdict}"));
        }
        insta::assert_snapshot!(kind.name, told.join("\n"));
    }
    faults.end();
}
