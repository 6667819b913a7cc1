//! `csp explain`: what a rule says, since when, where from, how to satisfy it.

use crate::cli::records::ExplainArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::rule;
use crate::domain::word::nearest;
use crate::report::views::records::RuleView;
use crate::report::{List, Outcome};

/// The rules that end so: people leave out the noun before the dot.
fn without_its_noun(typed: &str) -> Vec<String> {
    let ids = rule::all().map(|rule| rule.id);
    let ends_so = ids.filter(|id| id.split_once('.').is_some_and(|(_, end)| end == typed));
    ends_so.map(|id| format!("`{id}`")).collect()
}

/// Runs `csp explain`.
///
/// # Errors
/// If there is no such rule.
pub fn run(args: &ExplainArgs) -> Result<Outcome> {
    let Some(id) = &args.rule else {
        let mut rules: Vec<RuleView> = rule::all().map(RuleView::from).collect();
        rules.sort_by_key(RuleView::id);
        return Ok(Outcome::list(List::new(rules, "")));
    };
    match rule::find(id) {
        Some(rule) => Ok(Outcome::thing(RuleView::from(rule))),
        None => {
            let meant = without_its_noun(id);
            let near = nearest(id, rule::all().map(|rule| rule.id));
            let hint = match near.filter(|_| meant.is_empty()) {
                Some(near) => format!("; did you mean `{near}`?"),
                None if meant.is_empty() => String::new(),
                None => format!("; did you mean {}?", meant.join(" or ")),
            };
            Err(
                Diagnostic::not_found(format!("rule `{id}` not found{hint}"))
                    .with_help("To see all rules: `csp explain`"),
            )
        }
    }
}
