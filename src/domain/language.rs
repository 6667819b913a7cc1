//! The languages of messages.

use super::word::words;

words! {
    /// The language of a message.
    pub enum Language: "language" {
        /// English.
        English = "en",
        /// French.
        French = "fr",
    }
}
