//! What the many accounts of a measurement come from: copies of the accounts of a store, under names and numbers of their
//! own, until there are as many as were asked for. Written through the library, so that the journal stands for them.

use std::time::Duration;

use anyhow::{Context as _, Result};
use csp::domain::application::Field;
use csp::domain::customer::Customer;
use csp::domain::{Account, MpnId, Slug};
use csp::store::{
    CustomerFilter, Ending, Entry, Held, KeptPassword, NothingBeside, Store, TransactionClock, Tx,
};

/// So many accounts are written in one transaction.
const AT_ONCE: usize = 1_000;

fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let usage = "many_accounts STORE COUNT";
    let store = words.next().context(usage)?;
    let count: usize = words.next().context(usage)?.to_string_lossy().parse()?;
    let store = Store::at(store.into(), Duration::from_secs(5));
    let moment = TransactionClock {
        now: "2021-03-01T09:00:00Z".parse()?,
        given: false,
    };
    let templates = store.read(&moment, templates)?;
    let mut number = templates.len();
    while number < count {
        let end = count.min(number + AT_ONCE);
        store.write(&moment, Ending::Commit, &NothingBeside, |tx| {
            (number..end)
                .try_for_each(|number| copy(tx, &templates[number % templates.len()], number))
        })?;
        number = end;
    }
    Ok(())
}

/// An account that is copied, with what belongs to it.
struct Template {
    account: Account,
    partnerships: Vec<Held>,
    customers: Vec<Customer>,
}

fn templates(tx: &Tx<'_>) -> Result<Vec<Template>> {
    let accounts = tx.accounts().all()?;
    let whole = |account: Account| {
        let mut customers = Vec::new();
        tx.customers(account.id)
            .each(&CustomerFilter::default(), |customer| {
                customers.push(customer);
                anyhow::Ok(())
            })?;
        Ok(Template {
            partnerships: tx.partnerships(account.id).latest_of_all()?,
            customers,
            account,
        })
    };
    accounts.into_iter().map(whole).collect()
}

fn copy(tx: &Tx<'_>, template: &Template, number: usize) -> Result<()> {
    let Template {
        account: template,
        partnerships,
        customers,
    } = template;
    let mut account = template.clone();
    account.slug = format!("{}-{number:06}", template.slug).parse::<Slug>()?;
    account.id = tx.accounts().next_id(&account.slug)?;
    let mpn_id = (6_000_000 + number).to_string().parse::<MpnId>()?;
    for (field, value) in [
        (Field::MpnId, mpn_id.to_string()),
        (Field::TenantDomain, format!("partner{number:06}.example")),
        (
            Field::TenantId,
            format!("{number:08x}-7d7c-4c1d-9a57-1f0b7c3b3d11"),
        ),
    ] {
        account.application.set(field, &value);
    }
    tx.accounts().save(&account)?;
    let mut everybody = Vec::new();
    tx.users(template.id).everybody(|user| {
        everybody.push(user.clone());
        anyhow::Ok(())
    })?;
    for user in &everybody {
        tx.users(account.id).insert(user, &KeptPassword::Nothing)?;
    }
    for one in partnerships {
        tx.partnerships(account.id).save(one)?;
    }
    for customer in customers {
        tx.customers(account.id).add(customer)?;
    }
    tx.log(&Entry {
        account: Some(&account.slug),
        actor: None,
        action: "enrollment.imported",
        subject: account.slug.as_str(),
        reason: None,
        changes: serde_json::json!({ "copy_of": template.slug.as_str() }),
    })?;
    Ok(())
}
