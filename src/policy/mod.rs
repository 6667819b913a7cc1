//! Eligibility, pure: dated editions as data, facts, the verdict, the forecast, the difference between two days.
//!
//! [`load_policy`] parses a policy file (every mistake with its line), [`read_facts`] parses facts, and [`evaluate`]
//! applies one to the other. [`Policies`] is what csp decides by: its own editions and those of policy packs. This folder uses no clock, store or files: days and texts are arguments.

mod application;
mod describe;
mod diff;
mod document;
mod edition;
mod evaluate;
mod examples;
mod facts;
mod forecast;
mod in_force;
mod load;
mod next;
mod order_rules;
mod pack;
mod pack_header;
mod pack_update;
mod position;
mod revenue;
mod shipped;
mod trailing;

pub use application::{
    check_evidence_account, check_evidence_mpn_id, check_verdict, find_membership_faults,
    names_mpn_id,
};
pub use diff::{Difference, RequirementChange, difference};
pub use edition::{
    Answer, BeforeFirst, Edition, Example, Level, Policy, Purpose, Requirement, RequirementId,
    RequirementKind, Start, Status, Test, activation_fact,
};
pub use evaluate::{EligibilityQuestion, FactsPlace, RequirementFinding, Verdict, evaluate};
pub use examples::failures as example_failures;
pub use facts::{
    FactKey, FactKind, FactOrigin, FactValue, Facts, Stated, facts_of_account, read_facts, template,
};
pub use forecast::{FEWEST_MONTHS, Forecast, Goal, Outlook, forecast};
pub use in_force::{Policies, UnusedEdition, find_overlaps};
pub use load::{load_pack, load_policies, load_policy};
pub use next::{ComingChange, next_actions, next_changes};
pub use order_rules::{load_order_rules, order_rules};
pub use pack::PolicyPack;
pub use pack_header::{EditionOrigin, PackHeader};
pub use pack_update::{InstalledVersion, PackAction, decide_update, refuse_unsigned};
pub(crate) use position::Lines;
pub(crate) use position::wrong;
pub use position::{Position, utf8};
pub use revenue::{Category, Rate, Rates, Revenue, RevenueKey, Sums, TooLarge, parse_rate};
pub use shipped::{shipped, shipped_text};
pub use trailing::{MonthSum, Trailing, month_list};
