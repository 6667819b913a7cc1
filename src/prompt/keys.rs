//! The terminal while questions are asked.

/// Keys as they are typed, none of them shown or edited by the terminal itself, until this is dropped.
///
/// The terminal library asks for this anew before every key. Between two keys, and between two questions, the terminal
/// would be its own again: it would show what is pasted a second time, take an early backspace for itself, and make a
/// signal of a Ctrl-C that the question then never sees.
pub(super) struct Keys {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

#[cfg(unix)]
impl Keys {
    /// Takes the keys of standard input; nothing happens where that is no terminal.
    pub(super) fn taken() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin).ok();
        if let Some(mut modes) = before.clone() {
            modes.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
            let _ = tcsetattr(&stdin, OptionalActions::Drain, &modes);
        }
        Self { before }
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some(before) = &self.before {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Drain, before);
        }
    }
}

#[cfg(not(unix))]
impl Keys {
    /// There is nothing to take: this terminal has no lines of its own.
    pub(super) fn taken() -> Self {
        Self {}
    }
}
