//! Ids of transfers.

use crate::domain::guid::guids;
use crate::domain::record_id::RecordId;

guids! {
    /// Microsoft's id of a transfer.
    pub struct MicrosoftTransferId, BadTransferId: "transfer ID";
}

/// What csp calls a transfer: Microsoft's id, or its own number until Microsoft has given one.
pub type TransferId = RecordId<MicrosoftTransferId>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_is_named_by_either_id() {
        assert_eq!("Draft-7".parse(), Ok(TransferId::Draft(7)));
        let id: TransferId = "B81D7A60-4444-4F0E-9B2C-0000000000D1".parse().unwrap();
        assert_eq!(id.to_string(), "b81d7a60-4444-4f0e-9b2c-0000000000d1");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["draft-0", "draft-", "draft-x", "7", ""] {
            assert!(wrong.parse::<TransferId>().is_err(), "{wrong}");
        }
    }
}
