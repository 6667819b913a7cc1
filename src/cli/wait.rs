//! `--wait`: how long a command waits for a locked store.

use std::str::FromStr;
use std::time::Duration;

/// How long to wait for a locked store, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(u32);

impl Wait {
    /// No waiting.
    pub const NOT: Self = Self(0);
    /// The default.
    pub const DEFAULT: Self = Self(5);
    /// The database counts milliseconds in 31 bits: about 24 days.
    const LONGEST: u32 = (i32::MAX / 1000) as u32;
}

impl FromStr for Wait {
    type Err = String;
    fn from_str(typed: &str) -> Result<Self, String> {
        let seconds = typed.trim().parse().ok();
        seconds
            .filter(|seconds| *seconds <= Self::LONGEST)
            .map(Self)
            .ok_or_else(|| {
                let longest = Self::LONGEST;
                format!("`{typed}` is not valid: expected a number of seconds from 0 to {longest}")
            })
    }
}

impl From<Wait> for Duration {
    fn from(wait: Wait) -> Self {
        Self::from_secs(wait.0.into())
    }
}
