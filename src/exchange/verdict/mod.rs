//! A verdict in the formats of build servers.

mod github;
mod junit;
mod markdown;

pub use github::{github, mistake_annotation};
pub use junit::junit;
pub use markdown::markdown;

use crate::policy::{Level, RequirementFinding, Status};

/// Whether a finding prevents a yes.
fn is_against(finding: &RequirementFinding) -> bool {
    finding.level == Level::Mandatory && finding.status != Status::Met
}

/// The finding in one sentence: the required and the found value.
fn sentence(finding: &RequirementFinding) -> String {
    let required = finding.required.as_deref().unwrap_or("-");
    let found = finding.found.as_deref().unwrap_or("nothing known");
    format!(
        "{}: {}; required {required}, found {found}",
        finding.title, finding.status
    )
}

#[cfg(test)]
mod tests;
