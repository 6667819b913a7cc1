//! Commands over all accounts ask once for a page of accounts, never once an account.

use std::collections::BTreeMap;
use std::io::{empty, sink};
use std::path::Path;
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::domain::Model::{DirectBill, IndirectReseller};
use crate::domain::account_samples::{account, active, nine, telling};
use crate::domain::application::Field;
use crate::domain::customer::samples::customer;
use crate::domain::gdap::AdminRelationshipStateKind;
use crate::domain::gdap::samples::relationship;
use crate::domain::partnership::{Partnership, PartnershipEvent};
use crate::domain::provider::samples::provider;
use crate::domain::user::{Person, User};
use crate::host::Host;
use crate::session::journal::{NoChanges, account_entry};
use crate::store::{
    Ending, Held, KeptPassword, NothingBeside, Store, TransactionClock, Tx, counted_statements,
};

/// What each command over all accounts may ask for at one account more: nothing.
const COMMANDS: &[&[&str]] = &[
    &["status"],
    &["status", "--check", "--due-within", "400"],
    &["status", "--format", "csv"],
    &["status", "--as", "nobody@x.fr"],
    &["report"],
    &["report", "--format", "json"],
    &["enroll", "list"],
    &["customers", "list", "--all-accounts"],
    &["providers", "resellers", "nordic"],
    &["store", "export", "--dry-run", "out"],
    &["audit", "log", "--as", "ada@x.fr"],
];

fn fill(tx: &Tx<'_>, count: i64) -> Result<(), Diagnostic> {
    let now = nine("2021-03-01");
    tx.providers().save(&provider("SE"))?;
    for id in 1..=count {
        let model = [IndirectReseller, DirectBill][usize::from(id % 2 == 0)];
        let mut account = telling(
            account(&[(model, active())]),
            &[(Field::AdminEmail, "ada@x.fr")],
        );
        account.id = id;
        account.slug = format!("account-{id}").parse().unwrap();
        account.enrollments[0].submitted_at = Some(now);
        tx.accounts().save(&account)?;
        let person = Person {
            email: "ada@x.fr".parse().unwrap(),
            first_name: None,
            last_name: None,
            display_name: None,
        };
        let roles = "global-admin".parse::<crate::domain::role::Role>().unwrap();
        let ada = User::new(person, [roles].into_iter().collect(), now)?;
        tx.users(id).insert(
            &ada.apply(crate::domain::user::UserEvent::FirstSignIn, now)?,
            &KeptPassword::Nothing,
        )?;
        let link = "https://partner.microsoft.com/dashboard#csp=b"
            .parse()
            .unwrap();
        let invited = Partnership::invited(link, now);
        tx.partnerships(id).save(&Held {
            provider: "nordic".parse().unwrap(),
            number: 1,
            partnership: invited.apply(PartnershipEvent::Authorize {}, now)?,
        })?;
        tx.customers(id).add(&customer("DE"))?;
        let state = AdminRelationshipStateKind::Active;
        tx.gdap(id).add(&relationship(1, state, "2020-01-01"))?;
        tx.log(&account_entry(&account.slug, None, "test", &NoChanges {})?)?;
    }
    Ok(())
}

fn store(path: &Path, count: i64) {
    let moment = TransactionClock {
        now: nine("2021-03-01"),
        given: false,
    };
    Store::at(path.to_owned(), Duration::ZERO)
        .write(&moment, Ending::Commit, &NothingBeside, |tx| {
            fill(tx, count)
        })
        .unwrap_or_else(|failure| unreachable!("{failure:?}"));
}

/// The exit code of a command, and how many statements it asked for.
fn run(folder: &Path, words: &[&str]) -> (u8, usize) {
    let host = Host::from_parts(
        BTreeMap::new(),
        Box::new(empty()),
        Box::new(sink()),
        Box::new(sink()),
    );
    let line: Vec<std::ffi::OsString> = ["csp", "--now", "2021-03-02T09:00:00Z", "--store"]
        .map(Into::into)
        .into_iter()
        .chain([
            folder.join("csp.db").into(),
            "--config".into(),
            "/dev/null".into(),
        ])
        .chain(words.iter().map(Into::into))
        .collect();
    let mut code = 0;
    let asked = counted_statements::during(|| code = crate::run(&line, host));
    (code, asked)
}

#[test]
fn no_command_over_all_accounts_asks_once_an_account() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    for (folder, count) in folders.iter().zip([30, 300]) {
        store(&folder.path().join("csp.db"), count);
    }
    for words in COMMANDS {
        let [(few, for_few), (many, for_many)] = [0, 1].map(|at| run(folders[at].path(), words));
        assert_eq!(few, many, "{words:?}");
        // A page has 256 accounts, or 128 customers.
        assert!(
            for_few > 1 && for_many <= 3 * for_few + 5,
            "{words:?}: {for_few} statements for 30 accounts, {for_many} for 300"
        );
    }
}
