//! Standard input, for which a person may tire of waiting.

use std::io::{self, Read, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What becomes of Ctrl-C while standard input is read: the program says that nothing was changed, and ends with the
/// exit code for that. At every other moment the signal does what it always does.
#[derive(Clone, Default)]
pub(super) struct Waiting {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Whether input is waited for.
    now: bool,
    /// What is said then, and the exit code.
    farewell: Option<Farewell>,
    /// Whether somebody looks for the signal.
    is_watched: bool,
}

/// The last words of a program that was interrupted, and its exit code.
pub(super) type Farewell = fn() -> (String, u8);

impl Waiting {
    /// What is said to somebody who interrupts.
    pub(super) fn say(&self, farewell: Farewell) {
        self.state().farewell = Some(farewell);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to wait. The signal is looked for from the first time on; most commands read no input and have no need.
    fn begin(&self) {
        let mut state = self.state();
        state.now = true;
        if !state.is_watched && state.farewell.is_some() {
            state.is_watched = true;
            let watching = self.clone();
            // Where questions were asked before, the signal is theirs.
            drop(ctrlc::set_handler(move || watching.interrupted()));
        }
    }

    /// Ends to wait; not while the last words are said, after which nothing happens any more.
    fn end(&self) {
        self.state().now = false;
    }

    fn interrupted(&self) {
        let state = self.state();
        let farewell = state.farewell.filter(|_| state.now);
        if let Some((text, exit)) = farewell.map(|farewell| farewell()) {
            let _ = io::stderr().write_all(text.as_bytes());
            std::process::exit(exit.into());
        }
        drop(state);
        #[cfg(unix)]
        drop(signal_hook::low_level::emulate_default_handler(
            signal_hook::consts::SIGINT,
        ));
    }
}

/// Standard input of the process.
pub(super) struct Awaited {
    pub(super) waiting: Waiting,
}

impl Read for Awaited {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.waiting.begin();
        let read = io::stdin().read(room);
        self.waiting.end();
        read
    }
}
