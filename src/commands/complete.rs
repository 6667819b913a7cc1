//! Names for completion in a shell: a few, quickly, and none where anything is in the way.

use crate::cli::complete::Names;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::TenantDomain;
use crate::domain::gdap::shipped_templates;
use crate::domain::quote::shell_word;
use crate::session::Context;
use crate::store::{CustomerFilter, Filter, Tx};

/// The most names that are offered.
const MOST: u32 = 200;

/// The names of a kind that begin with `typed`, as far as they are found at once.
pub fn names(ctx: &Context<'_>, kind: Names, typed: &str) -> Vec<String> {
    let found = ctx.read(|tx| match kind {
        Names::Accounts => Ok(tx.accounts().slugs()?),
        Names::AccountGroups => Ok(tx.names_of_account_groups()?),
        Names::CustomerGroups => customer_groups(ctx, tx),
        Names::Keepers => keepers(tx),
        Names::Snoozes => snoozes(tx),
        Names::Providers => providers(tx),
        Names::Users => users(ctx, tx, typed),
        Names::Customers => customers(ctx, tx, typed),
        Names::Relationships => relationships(ctx, tx, typed),
        Names::GdapGroups => groups(ctx, tx, typed),
        Names::GdapTemplates => templates(ctx, tx),
        Names::Transfers => transfers(ctx, tx, typed),
    });
    found.unwrap_or_default()
}

fn providers(tx: &Tx<'_>) -> Result<Vec<String>> {
    let all = tx.providers().all()?;
    Ok(all.iter().map(|one| one.slug.to_string()).collect())
}

/// Addresses are kept in lower case and in order: those with the same beginning are side by side.
fn users(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    let before = just_before(&typed.to_lowercase());
    let filter = Filter {
        after: Some(&before),
        limit: Some(MOST),
        ..Filter::default()
    };
    let mut found = Vec::new();
    tx.users(account.id).list(&filter, |line| {
        found.push(line.email.to_owned());
        Ok::<_, Diagnostic>(())
    })?;
    Ok(found)
}

/// Domains are in order as well; where no domain just before can be named, all are searched.
fn customers(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    let typed = typed.to_lowercase();
    let after = domain_before(&typed);
    let filter = CustomerFilter {
        search: (after.is_none() && !typed.is_empty()).then(|| typed.clone()),
        limit: (after.is_some() || typed.is_empty()).then_some(MOST),
        after,
        ..CustomerFilter::default()
    };
    let mut found = Vec::new();
    tx.customers(account.id).each(&filter, |customer| {
        let domain = customer.record.domain.to_string();
        if domain.to_lowercase().starts_with(&typed) && found.len() < MOST as usize {
            found.push(domain);
        }
        Ok::<_, Diagnostic>(())
    })?;
    Ok(found)
}

/// Ids of relationships, and the names that are one word in every shell.
fn relationships(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    let found = tx.gdap(account.id).ids_and_names(typed, MOST)?;
    Ok(plain_words(found))
}

/// The groups of the chosen account's customers; of all customers where no account is chosen.
fn customer_groups(ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Vec<String>> {
    let account = ctx.account(tx).map(|account| account.id).ok();
    tx.names_of_customer_groups(account)
}

/// Addresses of keepers, and `none`.
fn keepers(tx: &Tx<'_>) -> Result<Vec<String>> {
    let none = std::iter::once("none".to_owned());
    Ok(plain_words(tx.keepers()?).into_iter().chain(none).collect())
}

fn snoozes(tx: &Tx<'_>) -> Result<Vec<String>> {
    tx.snoozed_ids()
}

fn groups(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    let found = tx.gdap(account.id).groups_beginning(typed, MOST)?;
    Ok(plain_words(found))
}

/// The account's own templates, and those that csp ships.
fn templates(ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    let own = tx.gdap(account.id).templates()?;
    let own = own.into_iter().map(|template| template.name);
    let shipped = shipped_templates().into_iter();
    let shipped = shipped.map(|template| template.name);
    Ok(plain_words(own.chain(shipped).collect()))
}

fn transfers(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<Vec<String>> {
    let account = ctx.account(tx)?;
    tx.transfers(account.id).ids_beginning(typed, MOST)
}

/// The names that need no quotes, which not every shell adds.
fn plain_words(names: Vec<String>) -> Vec<String> {
    let is_plain = |name: &String| shell_word(name, "") == *name;
    names.into_iter().filter(is_plain).collect()
}

/// A domain that comes before every domain that begins with `typed`, and after nearly all others.
fn domain_before(typed: &str) -> Option<TenantDomain> {
    const SIGNS: &str = "-.0123456789abcdefghijklmnopqrstuvwxyz";
    let last = typed.chars().last()?;
    let at = SIGNS.find(last)?;
    let earlier = &SIGNS[at.checked_sub(1)?..at];
    let beginning = &typed[..typed.len() - 1];
    format!("{beginning}{earlier}{}.zz", "z".repeat(20))
        .parse()
        .ok()
}

/// A text that comes before every text that begins with `typed`, and after most others.
fn just_before(typed: &str) -> String {
    let mut before = typed.to_owned();
    match before.pop() {
        Some(last) => {
            let earlier = (last as u32).checked_sub(1).and_then(char::from_u32);
            before.extend(earlier);
            before.push('\u{10ffff}');
            before
        }
        None => before,
    }
}

#[cfg(test)]
mod tests {
    use super::{domain_before, just_before};

    #[test]
    fn what_begins_with_a_text_comes_after_what_is_just_before_it() {
        for typed in ["ada", "a", "z@x"] {
            assert!(just_before(typed).as_str() < typed, "{typed}");
            assert!(just_before(typed).as_str() > &typed[..typed.len() - 1]);
        }
        assert_eq!(just_before(""), "");
    }

    #[test]
    fn a_domain_just_before_a_beginning_is_named_where_there_is_one() {
        for typed in ["north", "a", "b.c", "n-1", "9a", "contoso.", "x0"] {
            let before = domain_before(typed).unwrap();
            assert!(before.key() < typed, "{typed}: {before}");
            assert!(
                before.key() > &typed[..typed.len() - 1],
                "{typed}: {before}"
            );
        }
        for none in ["", "-", "é", "0"] {
            assert_eq!(domain_before(none), None, "{none}");
        }
    }
}
