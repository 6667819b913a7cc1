//! Verdicts, policies, revenue, rates and evidence as answers.

pub mod evidence;
pub mod evidence_import;
pub mod forecast;
pub mod import;
pub mod packs;
pub mod policies;
pub mod revenue;
pub mod verdict;
