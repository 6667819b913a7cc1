//! JSON that tools print, in small pieces: values with borrowed texts, their places in the file, dates in every form, and
//! the words of tools around the JSON.

pub(super) mod date;
pub(super) mod node;
pub(super) mod positions;
pub(super) mod surroundings;
