//! What an order is about. Each condition blocks some of these and leaves the others.

use crate::domain::word::words;

words! {
    /// What is ordered, changed or ended.
    pub enum OrderOperation: "operation of an order" {
        /// A new purchase.
        New = "new",
        /// More seats of a subscription.
        MoreSeats = "more-seats",
        /// Fewer seats of a subscription.
        FewerSeats = "fewer-seats",
        /// Another term or billing plan.
        Change = "change",
        /// An upgrade to another product.
        Upgrade = "upgrade",
        /// A renewal by hand.
        Renew = "renew",
        /// A renewal that happens by itself at the end of the term.
        AutoRenew = "auto-renew",
        /// A cancellation.
        Cancel = "cancel",
    }
}

impl OrderOperation {
    /// The operation as the subject or object of a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::New => "a new order",
            Self::MoreSeats => "more seats",
            Self::FewerSeats => "fewer seats",
            Self::Change => "a change of term or billing plan",
            Self::Upgrade => "an upgrade",
            Self::Renew => "a renewal by hand",
            Self::AutoRenew => "automatic renewal",
            Self::Cancel => "a cancellation",
        }
    }
}
