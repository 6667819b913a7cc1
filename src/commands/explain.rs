//! `csp explain`: what a rule says, since when, where from, how to satisfy it.

use crate::cli::records::ExplainArgs;
use crate::domain::rule;
use crate::domain::word::nearest;
use crate::error::{Failure, Result};
use crate::report::views::records::RuleView;
use crate::report::{List, Outcome};

/// Runs `csp explain`.
///
/// # Errors
/// If there is no such rule.
pub fn run(args: &ExplainArgs) -> Result<Outcome> {
    let Some(id) = &args.rule else {
        return Ok(Outcome::list(List::new(
            rule::all().map(RuleView::from).collect(),
            "",
        )));
    };
    match rule::find(id) {
        Some(rule) => Ok(Outcome::thing(RuleView::from(rule))),
        None => {
            let near = nearest(id, rule::all().map(|rule| rule.id));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(Failure::not_found(format!("there is no rule `{id}`{hint}"))
                .remedy("`csp explain` lists all rules."))
        }
    }
}
