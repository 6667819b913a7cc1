//! The terminal while questions are asked.

#[cfg(unix)]
use dialoguer::console::Term;

/// Tells the terminal to mark what is pasted, so that the lines of a pasted text do not answer several questions.
#[cfg(unix)]
const MARK_PASTED: &str = "\u{1b}[?2004h";
/// The end of that.
#[cfg(unix)]
const MARK_NO_MORE: &str = "\u{1b}[?2004l";

/// Keys as they are typed, none of them shown or edited by the terminal itself, until this is dropped.
///
/// The terminal library asks for this anew before every key. Between two keys, and between two questions, the terminal
/// would be its own again: it would show what is pasted a second time, take an early backspace for itself, and make a
/// signal of a Ctrl-C that the question then never sees.
pub(super) struct Keys {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
    #[cfg(unix)]
    marks_pasted: bool,
}

#[cfg(unix)]
impl Keys {
    /// Takes the keys of standard input; nothing happens where that is not a terminal.
    pub(super) fn taken(marks_pasted: bool) -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin).ok();
        if let Some(mut modes) = before.clone() {
            modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
            let _ = tcsetattr(&stdin, OptionalActions::Drain, &modes);
        }
        if marks_pasted {
            let _ = Term::stderr().write_str(MARK_PASTED);
        }
        Self {
            before,
            marks_pasted,
        }
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if self.marks_pasted {
            let _ = Term::stderr().write_str(MARK_NO_MORE);
        }
        if let Some(before) = &self.before {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Drain, before);
        }
    }
}

#[cfg(not(unix))]
impl Keys {
    /// There is nothing to take: this terminal has no lines of its own.
    pub(super) fn taken(_: bool) -> Self {
        Self {}
    }
}
