//! The checks of account verification.

use crate::domain::calendar::{Day, Instant, business_days_after};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::words;

words! {
    /// A check of the account verification.
    pub enum CheckKind: "check" {
        /// The primary contact's address works, and the contact reads it.
        EmailOwnership = "email-ownership",
        /// The primary contact works for the company, which owns the mail domain.
        Employment = "employment",
        /// The legal entity exists at the stated address.
        Business = "business",
        /// A closer examination of the company, only if it is opened.
        DueDiligence = "due-diligence",
        /// The company's credit, for direct bill.
        Credit = "credit",
    }
}

words! {
    /// The state of a check, and of the verification as a whole.
    pub enum CheckStateKind: "state of a check" {
        /// Not opened yet.
        NotStarted = "not-started",
        /// In progress.
        Pending = "pending",
        /// Passed.
        Accepted = "accepted",
        /// Failed, with a reason.
        Rejected = "rejected",
    }
}

impl Toned for CheckStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::NotStarted => Tone::NotBegun,
            Self::Pending => Tone::Waiting,
            Self::Accepted => Tone::Good,
            Self::Rejected => Tone::Bad,
        }
    }
}

words! {
    /// The kinds of document for an appeal.
    pub enum AppealDocumentKind: "type of document" {
        /// From the company register.
        BusinessRegistration = "business-registration",
        /// From the tax office.
        TaxRegistration = "tax-registration",
        /// That the company owns its domain.
        DomainOwnership = "domain-ownership",
        /// That the company is at its address.
        AddressProof = "address-proof",
        /// Of a person.
        Identity = "identity",
        /// Anything else.
        Other = "other",
    }
}

impl CheckKind {
    /// In how many business days the result is due; `None` if Microsoft publishes no number.
    pub fn business_days(self) -> Option<u32> {
        match self {
            Self::EmailOwnership => Some(1),
            Self::Employment | Self::Business => Some(5),
            Self::DueDiligence | Self::Credit => None,
        }
    }
}

/// One check.
///
/// ```text
/// not-started ──open──► pending ──accept──► accepted
///                         ▲  │                 │ reopen (the facts changed)
///                  appeal │  │ reject          ▼
///                         │  ▼              pending
///                       rejected ──accept──► accepted
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The kind of check.
    pub kind: CheckKind,
    /// Its state.
    pub state: CheckState,
    /// The day on which it was last opened.
    pub opened_on: Day,
    /// The day of the latest confirmation message, if one was sent since the check was opened (email-ownership).
    pub asked_on: Option<Day>,
    /// How often it was opened.
    pub attempts: u32,
    /// The documents of appeals.
    pub documents: Vec<AppealDocument>,
}

/// The state of an opened check, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckState {
    /// In progress.
    Pending {
        /// Since when.
        since: Instant,
    },
    /// Passed.
    Accepted {
        /// Since when.
        since: Instant,
    },
    /// Failed.
    Rejected {
        /// Since when.
        since: Instant,
        /// The reason.
        reason: String,
    },
}

/// A document of an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealDocument {
    /// Its type.
    pub kind: AppealDocumentKind,
    /// Its file name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// When it was added.
    pub added_at: Instant,
}

impl Check {
    /// A check, opened for the first time at `now`.
    pub fn opened(kind: CheckKind, now: Instant) -> Self {
        Self {
            kind,
            state: CheckState::Pending { since: now },
            opened_on: now.date_naive(),
            asked_on: None,
            attempts: 1,
            documents: Vec::new(),
        }
    }

    /// This check, reopened at `now`.
    #[must_use]
    pub fn reopened(mut self, now: Instant) -> Self {
        self.state = CheckState::Pending { since: now };
        self.opened_on = now.date_naive();
        self.asked_on = None;
        self.attempts += 1;
        self
    }

    /// This check with its result reverted: the due day is the same as if no result had been recorded.
    #[must_use]
    pub(super) fn taken_back(mut self, now: Instant) -> Self {
        self.state = CheckState::Pending { since: now };
        self
    }

    /// This check with a result. The due day that applied when the result came is kept.
    #[must_use]
    pub(super) fn with_result(mut self, state: CheckState) -> Self {
        self.state = state;
        let came_on = self.since().date_naive();
        if let Some(asked) = self.asked_on.take().filter(|asked| *asked <= came_on) {
            self.opened_on = self.opened_on.max(asked);
        }
        self
    }

    /// The state's name.
    pub fn word(&self) -> CheckStateKind {
        match self.state {
            CheckState::Pending { .. } => CheckStateKind::Pending,
            CheckState::Accepted { .. } => CheckStateKind::Accepted,
            CheckState::Rejected { .. } => CheckStateKind::Rejected,
        }
    }

    /// Since when it is in this state.
    pub fn since(&self) -> Instant {
        match self.state {
            CheckState::Pending { since }
            | CheckState::Accepted { since }
            | CheckState::Rejected { since, .. } => since,
        }
    }

    /// Why it was rejected.
    pub fn reason(&self) -> Option<&str> {
        match &self.state {
            CheckState::Rejected { reason, .. } => Some(reason),
            CheckState::Pending { .. } | CheckState::Accepted { .. } => None,
        }
    }

    /// The day on which the result is due. A resent message sets a new due day.
    pub fn due(&self) -> Option<Day> {
        let from = self
            .asked_on
            .map_or(self.opened_on, |asked| asked.max(self.opened_on));
        self.kind
            .business_days()
            .map(|days| business_days_after(from, days))
    }

    /// Whether the result is overdue: the due day is past and the check still pending.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.word() == CheckStateKind::Pending && self.due().is_some_and(|due| today > due)
    }
}
