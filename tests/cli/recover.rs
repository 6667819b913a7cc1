//! An account in which nobody can act any more, and how it comes back.

use crate::world::World;

