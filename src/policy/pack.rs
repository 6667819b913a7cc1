//! Policy packs: editions that an association or a distributor publishes, with a header that says whose they are.

use super::edition::Policy;
use super::examples::failures;
use super::pack_header::PackHeader;
use crate::diagnostic::Diagnostic;

/// A policy pack: a header, and the policy of one model or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPack {
    /// Its header.
    pub header: PackHeader,
    /// One policy for each model that it is about, never empty. Each edition names the pack.
    pub policies: Vec<Policy>,
}

impl PolicyPack {
    /// Every example whose outcome differs from what the pack gives, with its position. As with a policy file of the
    /// person's own, examples are asked of the editions in the file alone.
    pub fn example_failures(&self) -> Vec<Diagnostic> {
        self.policies.iter().flat_map(failures).collect()
    }

    /// The ids of its editions.
    pub fn edition_ids(&self) -> Vec<String> {
        let editions = self.policies.iter().flat_map(|policy| &policy.editions);
        editions.map(|edition| edition.id.clone()).collect()
    }
}
