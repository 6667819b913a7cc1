//! Handles Ctrl-C, SIGTERM and a closed terminal (SIGHUP), depending on what the program is doing.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The state of interrupt handling for Ctrl-C, SIGTERM and SIGHUP. Most commands end too quickly to be interrupted, and
/// no handler is installed for them. Code that waits, asks or writes for long calls these methods first.
#[derive(Clone, Default)]
pub struct Interrupts {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    doing: Doing,
    /// Whether a signal came during a write.
    came: bool,
    /// The message and exit code if nothing was changed.
    farewell: Option<Farewell>,
    /// Whether the signal handler is installed.
    is_watched: bool,
    /// Whether the terminal is watched for being closed.
    is_keyboard_watched: bool,
}

/// The message of an interrupted program, and its exit code.
pub(super) type Farewell = fn() -> (String, u8);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Doing {
    /// Nothing special: the signal ends the process.
    #[default]
    Other,
    /// Reading, without any change so far: the program prints the message and exits.
    Reading,
    /// Asking: the question returns the interrupt, and the caller may save a draft.
    Asking,
    /// Writing something that can still be rolled back: the writer checks for the interrupt and rolls back.
    Writing,
    /// Committing, or saving answers that were given before an interrupt: the signal is ignored.
    Keeping,
    /// A question was interrupted: the answers are saved, then the program exits. Further signals are ignored.
    Leaving,
}

/// The number of a signal.
type Signal = i32;

/// How long to wait before a signal is sent again that came while no key was awaited.
const REPEAT: std::time::Duration = std::time::Duration::from_millis(30);

impl Interrupts {
    /// Sets the message and exit code for interrupts before any change.
    pub(super) fn set_farewell(&self, farewell: Farewell) {
        self.state().farewell = Some(farewell);
    }

    /// Begins asking questions; until they end, every interrupt is the answer to a question.
    pub fn begin_questions(&self) {
        let mut state = self.state();
        if !state.is_keyboard_watched {
            state.is_keyboard_watched = true;
            watch_keyboard();
        }
        drop(state);
        self.begin(Doing::Asking);
    }

    /// Ends asking questions; nothing was changed yet.
    pub fn end_questions(&self) {
        let mut state = self.state();
        if state.doing == Doing::Asking {
            state.doing = Doing::Reading;
        }
    }

    /// A question was interrupted. The signal for that may arrive later and is then ignored.
    pub fn leave(&self) {
        self.state().doing = Doing::Leaving;
    }

    /// Begins reading something that may take long; nothing is changed before it is read.
    pub fn begin_reading(&self) {
        if !matches!(self.state().doing, Doing::Keeping | Doing::Leaving) {
            self.begin(Doing::Reading);
        }
    }

    /// Begins a write.
    pub fn writing(&self) {
        let mut state = self.state();
        if state.doing == Doing::Reading {
            state.doing = Doing::Writing;
        }
    }

    /// Whether the present write was interrupted.
    pub fn is_interrupted(&self) -> bool {
        self.state().came
    }

    /// The same, checked for the last time: if the write was not interrupted, it will be committed.
    pub fn came_before_commit(&self) -> bool {
        let mut state = self.state();
        if state.doing == Doing::Writing && !state.came {
            state.doing = Doing::Keeping;
        }
        state.came
    }

    /// Ends the write, committed or not.
    pub fn written(&self) {
        let mut state = self.state();
        if matches!(state.doing, Doing::Writing | Doing::Keeping) {
            state.doing = Doing::Other;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Installs the signal handler on first use; most commands never need it.
    fn begin(&self, doing: Doing) {
        let mut state = self.state();
        state.doing = doing;
        if !state.is_watched && state.farewell.is_some() {
            state.is_watched = true;
            watch(self.clone());
        }
    }

    fn interrupted(&self, signal: Signal) {
        let mut state = self.state();
        match state.doing {
            Doing::Asking => {
                // The signal ends the wait for a key. It may come between two keys, when nothing waits, so it is sent
                // again until a question receives it.
                drop(state);
                std::thread::sleep(REPEAT);
                if self.state().doing == Doing::Asking {
                    send_again(signal);
                }
            }
            Doing::Keeping | Doing::Leaving => {}
            Doing::Writing if !state.came => state.came = true,
            // A shell and the system may both send a signal for one closed terminal.
            Doing::Writing if signal != INTERRUPT => {}
            // Pressing Ctrl-C twice ends the program at once.
            Doing::Other | Doing::Writing => end_as_usual(state.farewell, signal),
            Doing::Reading => {
                if let Some((text, exit)) = state.farewell.map(|farewell| farewell()) {
                    let _ = io::stderr().write_all(text.as_bytes());
                    // The lock on the state is kept, so that no write can begin.
                    std::process::exit(exit.into());
                }
            }
        }
    }
}

#[cfg(unix)]
const INTERRUPT: Signal = signal_hook::consts::SIGINT;
#[cfg(not(unix))]
const INTERRUPT: Signal = 2;

/// Listens for the signals on a separate thread. Signals that were already ignored at the start (`nohup`, a background
/// job) stay ignored.
#[cfg(unix)]
fn watch(interrupts: Interrupts) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored_signals();
    let heard = [SIGINT, SIGTERM, SIGHUP]
        .into_iter()
        .filter(|signal| ignored & (1 << (signal - 1)) == 0);
    if let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) {
        drop(
            std::thread::Builder::new()
                .name("signals".to_owned())
                .spawn(move || {
                    for signal in signals.forever() {
                        interrupts.interrupted(signal);
                    }
                }),
        );
    }
}

/// Ends questions when their terminal is closed. Otherwise the terminal library would wait for a key forever.
#[cfg(unix)]
fn watch_keyboard() {
    use rustix::event::{PollFd, PollFlags, poll};
    let wait = || {
        let stdin = io::stdin();
        loop {
            let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_) => break,
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
            }
        }
        if let Ok(nothing) = std::fs::File::open("/dev/null") {
            let _ = rustix::stdio::dup2_stdin(nothing);
        }
    };
    drop(
        std::thread::Builder::new()
            .name("keyboard".to_owned())
            .spawn(wait),
    );
}

#[cfg(not(unix))]
fn watch_keyboard() {}

#[cfg(not(unix))]
fn watch(interrupts: Interrupts) {
    drop(ctrlc::set_handler(move || {
        interrupts.interrupted(INTERRUPT)
    }));
}

/// The ignored signals as a bit mask, if the system reports them.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let mask = status
                .lines()
                .find_map(|line| line.strip_prefix("SigIgn:"))?;
            u64::from_str_radix(mask.trim(), 16).ok()
        })
        .unwrap_or(0)
}

/// Sends a signal to this process again.
#[cfg(unix)]
fn send_again(signal: Signal) {
    use rustix::process::{Signal as Named, getpid, kill_process};
    if let Some(named) = Named::from_named_raw(signal) {
        let _ = kill_process(getpid(), named);
    }
}

/// Nothing to do: the questions receive it from the console.
#[cfg(not(unix))]
fn send_again(_: Signal) {}

/// Ends the process as the signal would without a handler.
#[cfg(unix)]
fn end_as_usual(_: Option<Farewell>, signal: Signal) {
    drop(signal_hook::low_level::emulate_default_handler(signal));
}

/// Ends the process as without a handler. This system has no signal to send, so the exit code for it is used.
#[cfg(not(unix))]
fn end_as_usual(farewell: Option<Farewell>, _: Signal) {
    if let Some((_, exit)) = farewell.map(|farewell| farewell()) {
        std::process::exit(exit.into());
    }
}
