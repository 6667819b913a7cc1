//! What a database says about itself and about the way to it, for `csp doctor`.

/// What a statement of a [`DatabaseReport`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// How the server is reached.
    Connection,
    /// Whether a change that was reported as saved survives a crash.
    Durability,
    /// Whether it survives the loss of the server.
    Replication,
    /// What the role of the connection may do.
    Privileges,
    /// The clock of the server beside the one of this machine.
    Clock,
}

/// A state of the database that works, but should be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// What it is about.
    pub aspect: Aspect,
    /// What is wrong, and why it matters.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// What a database says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseReport {
    /// Its name and version: `PostgreSQL 15.18`.
    pub version: String,
    /// What was seen, in the order in which it is shown.
    pub facts: Vec<(Aspect, String)>,
    /// What should be changed.
    pub concerns: Vec<Concern>,
}

#[cfg(feature = "postgres")]
impl DatabaseReport {
    pub(super) fn add_fact(&mut self, aspect: Aspect, fact: impl Into<String>) {
        self.facts.push((aspect, fact.into()));
    }

    pub(super) fn add_concern(
        &mut self,
        aspect: Aspect,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.concerns.push(Concern {
            aspect,
            what: what.into(),
            remedy: remedy.into(),
        });
    }
}
