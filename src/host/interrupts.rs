//! Ctrl-C, by what the program does when it comes.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What becomes of Ctrl-C. Most commands are over before anybody could press it; for them the signal does what it always
/// does. Whoever waits, asks or writes for long says so, and is heard.
#[derive(Clone, Default)]
pub struct Interrupts {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    doing: Doing,
    /// Whether Ctrl-C came while something was written.
    came: bool,
    /// What is said where nothing was changed.
    farewell: Option<Farewell>,
    /// Whether somebody listens for the signal.
    is_watched: bool,
}

/// The last words of a program that was interrupted, and its exit code.
pub(super) type Farewell = fn() -> (String, u8);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Doing {
    /// Nothing of its own: the process ends by the signal.
    #[default]
    Other,
    /// It reads, and nothing was changed yet: it says so and ends.
    Reading,
    /// It asks: the question gives the interrupt back, and what follows may keep a draft.
    Asking,
    /// It writes what can still be taken back: the writer is told, and takes it back.
    Writing,
    /// It makes durable what cannot be taken back, or keeps what was answered before an interrupt: nothing happens.
    Keeping,
}

impl Interrupts {
    /// What is said to somebody who interrupts.
    pub(super) fn say(&self, farewell: Farewell) {
        self.state().farewell = Some(farewell);
    }

    /// Questions are asked; until they are over, every interrupt is an answer to one.
    pub fn asking(&self) {
        self.begin(Doing::Asking);
    }

    /// The questions are over, and nothing is changed yet.
    pub fn answered(&self) {
        let mut state = self.state();
        if state.doing == Doing::Asking {
            state.doing = Doing::Reading;
        }
    }

    /// A question was interrupted. The signal for that may still be on its way; it has been heard.
    pub fn heard(&self) {
        self.state().doing = Doing::Keeping;
    }

    /// Something that may take long is read, and nothing is changed before it is.
    pub fn reading(&self) {
        if self.state().doing != Doing::Keeping {
            self.begin(Doing::Reading);
        }
    }

    /// A write begins.
    pub fn writing(&self) {
        let mut state = self.state();
        if state.doing == Doing::Reading {
            state.doing = Doing::Writing;
        }
    }

    /// Whether somebody interrupted what is being written.
    pub fn came(&self) -> bool {
        self.state().came
    }

    /// The same, for the last time: if not, what is written is about to stay.
    pub fn came_before_commit(&self) -> bool {
        let mut state = self.state();
        if state.doing == Doing::Writing && !state.came {
            state.doing = Doing::Keeping;
        }
        state.came
    }

    /// The write is over, whatever its end.
    pub fn written(&self) {
        let mut state = self.state();
        if matches!(state.doing, Doing::Writing | Doing::Keeping) {
            state.doing = Doing::Other;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The signal is looked for from the first time on; most commands have no need.
    fn begin(&self, doing: Doing) {
        let mut state = self.state();
        state.doing = doing;
        if !state.is_watched && state.farewell.is_some() {
            state.is_watched = true;
            let watching = self.clone();
            drop(ctrlc::set_handler(move || watching.interrupted()));
        }
    }

    fn interrupted(&self) {
        let mut state = self.state();
        match state.doing {
            Doing::Asking | Doing::Keeping => {}
            Doing::Writing if !state.came => state.came = true,
            // Who presses it twice does not want to wait.
            Doing::Other | Doing::Writing => end_as_usual(state.farewell),
            Doing::Reading => {
                if let Some((text, exit)) = state.farewell.map(|farewell| farewell()) {
                    let _ = io::stderr().write_all(text.as_bytes());
                    // The state stays locked, so that no write begins meanwhile.
                    std::process::exit(exit.into());
                }
            }
        }
    }
}

/// Ends the process as it would end without a handler.
#[cfg(unix)]
fn end_as_usual(_: Option<Farewell>) {
    drop(signal_hook::low_level::emulate_default_handler(
        signal_hook::consts::SIGINT,
    ));
}

/// Ends the process as it would end without a handler; with the exit code for it, as this system names no signal.
#[cfg(not(unix))]
fn end_as_usual(farewell: Option<Farewell>) {
    if let Some((_, exit)) = farewell.map(|farewell| farewell()) {
        std::process::exit(exit.into());
    }
}
