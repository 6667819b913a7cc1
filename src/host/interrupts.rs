//! Ctrl-C, SIGTERM and a closed terminal (SIGHUP), by what the program does when they come.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What becomes of Ctrl-C, SIGTERM and SIGHUP. Most commands are over before anybody could press it; for them the signal does what it always
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
    /// Whether the end of the terminal is looked for.
    is_keyboard_watched: bool,
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
    /// A question was interrupted: what was answered is kept, then the program ends. Nothing more happens.
    Leaving,
}

/// What interrupted: the number of a signal.
type Signal = i32;

/// So long the listener waits before it repeats a signal that came while no key was waited for.
const REPEAT: std::time::Duration = std::time::Duration::from_millis(30);

impl Interrupts {
    /// What is said to somebody who interrupts.
    pub(super) fn set_farewell(&self, farewell: Farewell) {
        self.state().farewell = Some(farewell);
    }

    /// Questions are asked; until they are over, every interrupt is an answer to one.
    pub fn begin_questions(&self) {
        let mut state = self.state();
        if !state.is_keyboard_watched {
            state.is_keyboard_watched = true;
            watch_keyboard();
        }
        drop(state);
        self.begin(Doing::Asking);
    }

    /// The questions are over, and nothing is changed yet.
    pub fn end_questions(&self) {
        let mut state = self.state();
        if state.doing == Doing::Asking {
            state.doing = Doing::Reading;
        }
    }

    /// A question was interrupted. The signal for that may still be on its way; it has been heard.
    pub fn leave(&self) {
        self.state().doing = Doing::Leaving;
    }

    /// Something that may take long is read, and nothing is changed before it is.
    pub fn begin_reading(&self) {
        if !matches!(self.state().doing, Doing::Keeping | Doing::Leaving) {
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
    pub fn is_interrupted(&self) -> bool {
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
            watch(self.clone());
        }
    }

    fn interrupted(&self, signal: Signal) {
        let mut state = self.state();
        match state.doing {
            Doing::Asking => {
                // The signal ends the wait for a key. Between two keys nothing waits, so it is sent again until a
                // question has heard it.
                drop(state);
                std::thread::sleep(REPEAT);
                if self.state().doing == Doing::Asking {
                    send_again(signal);
                }
            }
            Doing::Keeping | Doing::Leaving => {}
            Doing::Writing if !state.came => state.came = true,
            // A shell and the system may both report one closed terminal.
            Doing::Writing if signal != INTERRUPT => {}
            // Who presses it twice does not want to wait.
            Doing::Other | Doing::Writing => end_as_usual(state.farewell, signal),
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

#[cfg(unix)]
const INTERRUPT: Signal = signal_hook::consts::SIGINT;
#[cfg(not(unix))]
const INTERRUPT: Signal = 2;

/// Listens for the signals on a thread of its own. A signal that whoever started the program had ignored (`nohup`, a
/// background job) stays ignored.
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

/// Lets questions end when their terminal goes away. The terminal library would wait for a key for ever.
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

/// The signals that are ignored, a bit each, where the system says so.
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

/// Sends a signal to this process once more.
#[cfg(unix)]
fn send_again(signal: Signal) {
    use rustix::process::{Signal as Named, getpid, kill_process};
    if let Some(named) = Named::from_named_raw(signal) {
        let _ = kill_process(getpid(), named);
    }
}

/// Nothing to do: the console's own questions hear it.
#[cfg(not(unix))]
fn send_again(_: Signal) {}

/// Ends the process as it would end without a handler.
#[cfg(unix)]
fn end_as_usual(_: Option<Farewell>, signal: Signal) {
    drop(signal_hook::low_level::emulate_default_handler(signal));
}

/// Ends the process as it would end without a handler; with the exit code for it, as this system names no signal.
#[cfg(not(unix))]
fn end_as_usual(farewell: Option<Farewell>, _: Signal) {
    if let Some((_, exit)) = farewell.map(|farewell| farewell()) {
        std::process::exit(exit.into());
    }
}
