//! What every command works with. So far: the forms of journal entries.

pub mod journal;
