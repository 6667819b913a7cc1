//! Standard input, which can be interrupted while the program waits for it.

use std::io::{self, Read};

use super::interrupts::Interrupts;

/// Standard input of the process.
pub(super) struct Awaited {
    pub(super) interrupts: Interrupts,
}

impl Read for Awaited {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.interrupts.begin_reading();
        io::stdin().read(room)
    }
}
