//! What kind of thing is wrong; it decides the exit code.

/// The kind of a diagnostic. The order is the order of precedence when several hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The program or the machine failed.
    Failed,
    /// Nobody reads the answer any more: the other end of the pipe was closed.
    BrokenPipe,
    /// The disk, or the room given to the store, is full.
    DiskFull,
    /// The store was written by a newer csp.
    NewerStore,
    /// The file is not a store.
    NotAStore,
    /// The store, or its folder, cannot be written.
    ReadOnlyStore,
    /// The store has something in it that csp did not write.
    DamagedStore,
    /// The command line or an input file is wrong.
    Usage,
    /// Input is missing and prompting is off.
    InputRequired,
    /// There is no store where one is needed.
    MissingStore,
    /// No such account, user, provider, customer, rule, permission.
    NotFound,
    /// The acting user may not.
    Forbidden,
    /// A rule of the programme, or the present state, refuses it.
    Refused,
    /// The store stayed locked past the wait.
    Busy,
    /// The person interrupted.
    Interrupted,
}

impl Kind {
    /// The exit code.
    pub fn exit(self) -> u8 {
        match self {
            Self::Failed
            | Self::DiskFull
            | Self::NewerStore
            | Self::NotAStore
            | Self::ReadOnlyStore
            | Self::DamagedStore => 1,
            // Whoever closed the pipe has read enough.
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

    /// The word in JSON, one for each exit code.
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
