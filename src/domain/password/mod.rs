//! Passwords: generated temporary ones, chosen ones, and the hashes of both.

mod chosen;
mod hash;
mod secret;
mod sequence;
mod temporary;

pub use chosen::{ASKED_FOR, check_chosen, check_differs};
pub use hash::{HashError, OwnHash, SALT_LEN, TemporaryHash};
pub use secret::Secret;
pub use sequence::Sequence;
pub use temporary::{RANDOM_LEN, temporary_password};
