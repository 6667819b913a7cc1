//! `users list` and `users show`.

use super::power::address;
use crate::cli::users::{One, UserListArgs};
use crate::diagnostic::{Kind, Result};
use crate::domain::Email;
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::Context;
use crate::session::find::users::{find_user, find_user_in};
use crate::session::streamed_list::Streamed;
use crate::store::{Filter, Tx};

/// Lists users in the order of their addresses, streamed.
pub(super) fn run(ctx: &Context<'_>, args: &UserListArgs) -> Result<Outcome> {
    let after = args
        .after
        .as_ref()
        .map(|typed| match typed.parse::<Email>() {
            Ok(email) => email.key().to_owned(),
            Err(_) => typed.to_lowercase(),
        });
    let filter = Filter {
        role: args.role,
        state: args.state,
        search: args.search.as_deref(),
        after: after.as_deref(),
        limit: args.limit,
        all: args.all,
    };
    let mut streamed = Streamed::of::<UserView<'_>>(ctx);
    let ahead = |tx: &Tx<'_>| tx.foresee_users(&filter);
    ctx.read_list_ahead(&ahead, |tx, source| {
        tx.users(source.id)
            .list(&filter, |line| streamed.push(&UserView::from(line)))
    })?;
    streamed.remark_on_limit(args.limit);
    let is_narrowed =
        args.role.is_some() || args.state.is_some() || args.search.is_some() || after.is_some();
    streamed.finish(if is_narrowed {
        "No user matches."
    } else {
        "There are no users yet. `csp enroll submit` adds the owner, `csp users add` everybody else."
    })
}

/// Shows one user.
pub(super) fn show(ctx: &Context<'_>, args: One) -> Result<Outcome> {
    let email = address(ctx, args)?;
    let user = ctx.read(|tx| {
        ctx.foresee(tx, &|tx| tx.foresee_user(&email))?;
        match ctx.source(tx) {
            Ok(source) => Ok(find_user_in(tx, source.id, &source.slug, &email)?.user),
            // An unknown user is reported first.
            Err(failure) if failure.kind() == Kind::Forbidden => {
                find_user(tx, &ctx.account(tx)?, &email)?;
                Err(failure)
            }
            Err(failure) => Err(failure),
        }
    })?;
    Ok(Outcome::thing(UserView::from(user)))
}
