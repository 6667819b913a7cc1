//! Lists of users: our own CSV, the Partner Center field list, and the file of Entra's bulk create.
//!
//! Reading, writing and templates use one list of columns per format.

mod batch;
mod columns;
mod credentials;
mod export;
mod header;
mod read;
mod source;
mod translated_words;

pub use batch::{Batch, BatchColumns, BatchRow, Blocking, UserRow};
pub use columns::{UserColumn, UserField, UserFileFormat, template};
pub use credentials::CredentialsFile;
pub use export::{UserExport, check_fit};
pub use read::{Notes, UserFile, read_users};
pub use source::UserFileSource;
