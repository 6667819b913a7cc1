//! What a state means for whoever reads it. Colours and screens are no matter of the domain; see `report`.

use super::word::Word;

/// What a state asks of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Somebody has to act or to decide before it goes on.
    Waiting,
    /// It failed, or was stopped.
    Bad,
    /// Nothing has begun.
    NotBegun,
    /// It ended as somebody wanted.
    Over,
}

/// A vocabulary of states, each of which has a tone.
pub trait Toned: Word {
    /// The tone of the state.
    fn tone(self) -> Tone;
}
