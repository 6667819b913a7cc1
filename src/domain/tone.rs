//! The meaning of a state for the reader. Colours are chosen in `report`.

use super::word::Word;

/// What a state means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Everything is in order.
    Good,
    /// Somebody has to act or to decide before it continues.
    Waiting,
    /// It failed, or was stopped.
    Bad,
    /// Nothing has begun.
    NotBegun,
    /// It ended as intended.
    Over,
}

/// A vocabulary of states, each of which has a tone.
pub trait Toned: Word {
    /// The tone of the state.
    fn tone(self) -> Tone;
}
