//! The kind of a diagnostic, which decides the exit code.

/// The kind of a diagnostic. Of several diagnostics, the first in this order decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The program or the machine failed.
    Failed,
    /// The reader of the answer has closed the pipe.
    BrokenPipe,
    /// The disk, or the quota of the store, is full.
    DiskFull,
    /// The store was written by a newer csp.
    NewerStore,
    /// The file is not a store.
    NotAStore,
    /// The store, or its folder, cannot be written.
    ReadOnlyStore,
    /// The store contains something that csp did not write.
    DamagedStore,
    /// The command line or an input file is wrong.
    Usage,
    /// Input is missing and prompting is off.
    InputRequired,
    /// There is no store where one is needed.
    MissingStore,
    /// No such account, user, provider, customer, rule, permission.
    NotFound,
    /// The acting user lacks a permission.
    Forbidden,
    /// A rule of the programme, or the present state, does not allow it.
    Refused,
    /// The store was still locked at the end of the wait.
    Busy,
    /// The person interrupted the program.
    Interrupted,
}

/// Every exit code with its meaning. 0 and 3 come with an answer; the others are those of [`Kind::exit`].
pub const EXIT_CODES: &[(u8, &str)] = &[
    (0, "Done. For a check: the answer is yes."),
    (
        1,
        "The program or the machine failed, for example a full disk or a damaged store.",
    ),
    (
        2,
        "The command line or an input file is wrong. Nothing was changed.",
    ),
    (
        3,
        "The question was answered, and the answer is no. The answer is on standard output.",
    ),
    (
        4,
        "A rule of the programme or the present state does not allow it. Nothing was changed, but a wrong code or \
         password is counted.",
    ),
    (
        5,
        "No such account, user, provider, customer, rule, permission or store.",
    ),
    (
        6,
        "The acting user does not have the permission. Nothing was changed.",
    ),
    (
        7,
        "Input is missing and csp cannot ask for it. The error names every missing field and its flag. Nothing was \
         changed.",
    ),
    (
        8,
        "Another program kept the store locked for longer than --wait. Nothing was changed.",
    ),
    (
        130,
        "Interrupted with Ctrl-C, or you answered no to a confirmation. Nothing was changed. An interview keeps its \
         draft.",
    ),
];

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Failed,
        Self::BrokenPipe,
        Self::DiskFull,
        Self::NewerStore,
        Self::NotAStore,
        Self::ReadOnlyStore,
        Self::DamagedStore,
        Self::Usage,
        Self::InputRequired,
        Self::MissingStore,
        Self::NotFound,
        Self::Forbidden,
        Self::Refused,
        Self::Busy,
        Self::Interrupted,
    ];

    /// The exit code.
    pub fn exit(self) -> u8 {
        match self {
            Self::Failed
            | Self::DiskFull
            | Self::NewerStore
            | Self::NotAStore
            | Self::ReadOnlyStore
            | Self::DamagedStore => 1,
            // A reader that closes the pipe has read enough.
            Self::BrokenPipe => 0,
            Self::Usage => 2,
            Self::Refused => 4,
            Self::NotFound | Self::MissingStore => 5,
            Self::Forbidden => 6,
            Self::InputRequired => 7,
            Self::Busy => 8,
            Self::Interrupted => 130,
        }
    }

    /// The word in JSON, one per exit code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed
            | Self::BrokenPipe
            | Self::DiskFull
            | Self::NewerStore
            | Self::NotAStore
            | Self::ReadOnlyStore
            | Self::DamagedStore => "failed",
            Self::Usage => "usage",
            Self::InputRequired => "input-required",
            Self::NotFound | Self::MissingStore => "not-found",
            Self::Forbidden => "forbidden",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Interrupted => "interrupted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_has_a_meaning() {
        for kind in Kind::ALL {
            let has_code = |(exit, _): &&(u8, &str)| *exit == kind.exit();
            assert!(EXIT_CODES.iter().any(|row| has_code(&row)), "{kind:?}");
        }
        for (exit, _) in EXIT_CODES {
            let is_answer = matches!(exit, 0 | 3);
            assert!(is_answer || Kind::ALL.iter().any(|kind| kind.exit() == *exit));
        }
    }

    #[test]
    fn kinds_are_in_order_of_precedence() {
        let order = [
            Kind::Usage,
            Kind::InputRequired,
            Kind::NotFound,
            Kind::Forbidden,
            Kind::Refused,
        ];
        assert!(order.is_sorted());
    }
}
