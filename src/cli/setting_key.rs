//! The keys of `config.toml`, and the values they accept.

use super::color_when::ColorWhen;
use super::wait::Wait;
use crate::domain::calendar::parse_day;
use crate::domain::word::words;
use crate::domain::{Email, Language};
use crate::exchange::minisign::TrustedKeys;
use crate::report::OutputFormat;

words! {
    /// A key of `config.toml`.
    pub enum Key: "configuration key" {
        /// The account to work on.
        Account = "account",
        /// The acting user.
        As = "as",
        /// When output is coloured.
        Color = "color",
        /// The default format of answers.
        Format = "format",
        /// The language of messages.
        Lang = "lang",
        /// The day from which outdated agreements block orders.
        OrdersAgreementBlockFrom = "orders.agreement-block-from",
        /// The program for paging long lists.
        Pager = "pager",
        /// The public keys whose policy packs are trusted.
        PolicyKeys = "policies.keys",
        /// Whether questions are plain lines, for screen readers.
        PromptsAccessible = "prompts.accessible",
        /// The store: a file, or the URL of a database.
        Store = "store",
        /// How long to wait for a locked store, in seconds.
        Wait = "wait",
    }
}

impl Key {
    /// The meaning of the key.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Account => "the account to work on: short name, MPN ID or tenant domain",
            Self::As => "the acting user's address",
            Self::Color => "auto, always or never",
            Self::Format => "table, json, jsonl or csv",
            Self::Lang => "the language of messages to people: en or fr",
            Self::OrdersAgreementBlockFrom => {
                "the day from which Microsoft blocks orders under agreements of before 2023-04-01"
            }
            Self::Pager => "the program that shows long lists on a terminal; cat for none",
            Self::PolicyKeys => {
                "minisign public keys of trusted policy packs: NAME=KEY, with commas between them"
            }
            Self::PromptsAccessible => {
                "true: ask with plain lines and numbered lists, for screen readers"
            }
            Self::Store => "the store: a file, or the postgres:// URL of a team store",
            Self::Wait => "how many seconds to wait for a locked store",
        }
    }

    /// Checks that a value is valid for the key.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self, value: &str) -> std::result::Result<(), String> {
        match self {
            Self::Color => value
                .parse::<ColorWhen>()
                .map(drop)
                .map_err(|bad| bad.to_string()),
            Self::Format => match value.parse::<OutputFormat>() {
                Ok(format) if format.is_general() => Ok(()),
                Ok(format) => Err(format!("`{format}` is for some commands only")),
                Err(bad) => Err(bad.limited_to(OutputFormat::GENERAL).to_string()),
            },
            Self::Lang => value
                .parse::<Language>()
                .map(drop)
                .map_err(|bad| bad.to_string()),
            Self::Wait => value.parse::<Wait>().map(drop),
            Self::OrdersAgreementBlockFrom => {
                parse_day(value).map(drop).map_err(|bad| bad.to_string())
            }
            Self::PromptsAccessible => match value {
                "true" | "false" => Ok(()),
                _ => Err(format!("`{value}` is not valid: expected true or false")),
            },
            Self::PolicyKeys => value.parse::<TrustedKeys>().map(drop),
            Self::As => value
                .parse::<Email>()
                .map(drop)
                .map_err(|bad| bad.to_string()),
            Self::Account | Self::Pager | Self::Store if value.trim().is_empty() => {
                Err("the value is empty".to_owned())
            }
            Self::Account | Self::Pager | Self::Store => Ok(()),
        }
    }
}
