//! How far a long piece of work has come, on stderr and only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use super::Output;

/// A progress bar, or nothing.
pub struct Progress(Option<ProgressBar>);

impl Output<'_> {
    /// A bar for `total` steps of work that is called `what`; nothing unless stderr is a terminal.
    pub fn progress(&self, total: u64, what: &'static str) -> Progress {
        if !self.shows_progress() || total < 10_000 {
            return Progress(None);
        }
        let bar = ProgressBar::new(total).with_message(what);
        if let Ok(style) =
            ProgressStyle::with_template("{msg:>8} [{bar:40}] {percent:>3}% {eta:>6}")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Progress(Some(bar))
    }
}

impl Progress {
    /// So many steps more are done.
    pub fn advance(&self, steps: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(steps);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
