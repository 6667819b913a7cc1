//! Reads a source on a second thread, a few blocks ahead of who uses them.
//!
//! Gain, by `benches/revenue/measure.py`: docs/performance.md, "Tricks that stayed".

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// How many bytes are read at once.
const BLOCK: usize = 128 << 10;
/// How many blocks wait at most, so that memory stays bounded.
const WAITING: usize = 4;

/// A source that another thread reads, to its end or its first error.
#[derive(Debug)]
pub struct ReadAhead {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: Vec<u8>,
    used: usize,
}

impl ReadAhead {
    /// Starts to read. The thread ends with the source, or when nobody uses what it reads.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(mut source: impl Read + Send + 'static) -> io::Result<Self> {
        let (send, blocks) = sync_channel(WAITING);
        thread::Builder::new().spawn(move || {
            loop {
                let mut block = Vec::with_capacity(BLOCK);
                let outcome = source.by_ref().take(BLOCK as u64).read_to_end(&mut block);
                // Bytes before an error are given before it.
                let is_empty = block.is_empty();
                if !is_empty && send.send(Ok(block)).is_err() {
                    return;
                }
                match outcome {
                    Ok(_) if is_empty => return,
                    Ok(_) => {}
                    Err(error) => {
                        let _ = send.send(Err(error));
                        return;
                    }
                }
            }
        })?;
        Ok(Self {
            blocks,
            block: Vec::new(),
            used: 0,
        })
    }
}

impl Read for ReadAhead {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.used == self.block.len() {
            // The other thread has dropped its end of the channel: the source has ended.
            let Ok(next) = self.blocks.recv() else {
                return Ok(0);
            };
            self.block = next?;
            self.used = 0;
        }
        let unread = self.block.get(self.used..).unwrap_or_default();
        let count = unread.len().min(room.len());
        if let (Some(to), Some(from)) = (room.get_mut(..count), unread.get(..count)) {
            to.copy_from_slice(from);
        }
        self.used += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Some bytes in pieces, then an error if there is one.
    struct Source(Vec<u8>, usize, Option<io::ErrorKind>);

    impl Read for Source {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(room.len());
            room[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            match self.2.filter(|_| count == 0) {
                Some(kind) => Err(kind.into()),
                None => Ok(count),
            }
        }
    }

    fn whole(mut source: impl Read) -> (Vec<u8>, Option<io::ErrorKind>) {
        let mut all = Vec::new();
        let outcome = source.read_to_end(&mut all);
        (all, outcome.err().map(|error| error.kind()))
    }

    proptest! {
        #[test]
        fn it_reads_the_same_as_the_source(
            length in 0..600_000_usize, step in 1..300_000_usize, fails in any::<bool>()
        ) {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let source = || Source(bytes.clone(), step, fails.then_some(io::ErrorKind::InvalidData));
            prop_assert_eq!(whole(ReadAhead::start(source()).unwrap()), whole(source()));
        }
    }

    #[test]
    fn what_is_read_no_further_ends_the_thread() {
        let (dropped, is_dropped) = sync_channel::<()>(1);
        struct Endless {
            _ended: std::sync::mpsc::SyncSender<()>,
        }
        impl Read for Endless {
            fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                room.fill(b'a');
                Ok(room.len())
            }
        }
        let mut ahead = ReadAhead::start(Endless { _ended: dropped }).unwrap();
        ahead.read_exact(&mut [0; 10]).unwrap();
        drop(ahead);
        assert!(is_dropped.recv().is_err());
    }
}
