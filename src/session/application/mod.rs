//! Starting and submitting an application: what was given, which account it is for, what is wrong with it, saving it. One
//! application of a person and each row of an import go through here. It asks nobody and knows no command.

pub mod evidence;
pub mod input;
pub mod start;
pub mod submission;
pub mod target;

pub use input::ApplicationInput;
pub use start::{ApplicationStart, StartAs, StartedApplication};
pub use target::ApplicationTarget;
