//! Long lists go to the reader's pager, as `git` and `gh` do it.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::is_gone;
use crate::domain::quote::shell_word;

/// Where nothing was chosen. Windows brings no pager that reads UTF-8.
const DEFAULT: Option<&str> = if cfg!(windows) { None } else { Some("less") };

/// What `less` does unless the person set `LESS`: end at once where the list fits, show colours, leave the list on the
/// screen.
const LESS: &str = "FRX";

/// The program that shows long lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    program: String,
    arguments: Vec<String>,
    /// The note that comes before it.
    remark: Option<String>,
}

impl Pager {
    /// The pager a person chose, or the usual one; none where it is `cat`, or cannot be read as a command.
    pub fn from_command(command: Option<&str>) -> Option<Self> {
        let mut words = shlex::split(command.or(DEFAULT)?)?.into_iter();
        let program = words.next().filter(|program| program != "cat")?;
        Some(Self {
            program,
            arguments: words.collect(),
            remark: None,
        })
    }

    /// The same, with a word on why the one in a configuration file is not run.
    pub fn instead_of_that_of(self, config: &Path) -> Self {
        let remark = format!(
            "The pager set in {0} is not run, because others can write that file or its folder. To use it: chmod go-w {1}",
            config.display(),
            shell_word(&config.to_string_lossy(), "PATH")
        );
        Self {
            remark: Some(remark),
            ..self
        }
    }

    /// The note that comes before it.
    pub(super) fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Shows a text; `false` where the program cannot be started and nothing was shown.
    ///
    /// # Errors
    /// If the program takes no text, other than by ending early.
    pub(super) fn show(&self, text: &str, less_is_set: bool) -> io::Result<bool> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped());
        if !less_is_set {
            command.env("LESS", LESS);
        }
        survive_interrupts();
        let Ok(mut shown) = command.spawn() else {
            return Ok(false);
        };
        if let Some(mut input) = shown.stdin.take() {
            match input.write_all(text.as_bytes()) {
                Err(error) if !is_gone(&error) => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        shown.wait()?;
        Ok(true)
    }
}

/// Ctrl-C belongs to the pager while it is on the screen: ending here would leave it behind with a shell that also
/// reads the keyboard.
fn survive_interrupts() {
    #[cfg(unix)]
    drop(signal_hook::flag::register(
        signal_hook::consts::SIGINT,
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_as_a_shell_would() {
        for (typed, program, arguments) in [
            ("less", "less", &[][..]),
            (
                "less -R --quit-if-one-screen",
                "less",
                &["-R", "--quit-if-one-screen"],
            ),
            ("'/opt/my tools/view' -n", "/opt/my tools/view", &["-n"]),
        ] {
            let pager = Pager::from_command(Some(typed)).unwrap();
            assert_eq!(pager.program, program);
            assert_eq!(pager.arguments, arguments);
        }
    }

    #[test]
    fn cat_and_nonsense_are_no_pager() {
        for typed in ["cat", "", "  ", "'open quote"] {
            assert_eq!(Pager::from_command(Some(typed)), None, "{typed}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_shows_nothing() {
        let pager = Pager::from_command(Some("csp-no-such-program")).unwrap();
        assert!(!pager.show("text", false).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_ends_early_is_no_failure() {
        let pager = Pager::from_command(Some("true")).unwrap();
        assert!(pager.show(&"a line\n".repeat(100_000), false).unwrap());
    }
}
