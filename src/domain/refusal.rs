//! How the programme says no.

use super::role::Permission;
use super::rule::RuleRef;

/// A refusal: the rule, what exactly is the matter, and what would mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The rule that refuses.
    pub rule: RuleRef,
    /// What is the matter in this case, in a sentence without a full stop.
    pub message: String,
    /// What to do in this case, where that is more than the rule's own remedy.
    pub remedy: Option<String>,
}

impl Refusal {
    /// A refusal under `rule`, with the rule's own remedy.
    pub fn new(rule: RuleRef, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            remedy: None,
        }
    }

    /// The same refusal with a remedy for this very case.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// What to do.
    pub fn remedy(&self) -> &str {
        self.remedy.as_deref().unwrap_or(self.rule.remedy)
    }
}

/// The acting user may not do this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Forbidden {
    /// What would have been needed; `None` where the user is not active at all.
    pub permission: Option<Permission>,
    /// The rule that asks for it, where one does.
    pub rule: Option<RuleRef>,
    /// What is the matter.
    pub message: String,
    /// Who may, or what to do.
    pub remedy: String,
}
