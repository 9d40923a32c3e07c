//! Our own terminal, while a process of a VM has it.

use std::convert::Infallible;
use std::io::stdin;
use std::time::Duration;

use anyhow::{Context as _, Result};
use kernelet::{Process, WindowSize};
use rustix::termios::{OptionalActions, Termios, Winsize, tcgetattr, tcgetwinsize, tcsetattr};

/// How often the window is looked at: often enough for the eye.
const LOOK: Duration = Duration::from_millis(250);

/// The size of our window; none when standard input is no terminal.
pub fn window() -> Option<WindowSize> {
    size().map(of_vm)
}

fn size() -> Option<Winsize> {
    tcgetwinsize(stdin()).ok()
}

fn of_vm(size: Winsize) -> WindowSize {
    WindowSize {
        rows: size.ws_row,
        columns: size.ws_col,
        width: size.ws_xpixel,
        height: size.ws_ypixel,
    }
}

/// Our terminal passes on what is typed as it is: what a line, an echo and `^C` are decides the terminal of
/// the VM. As before when this is dropped.
pub struct Raw {
    before: Termios,
}

impl Raw {
    /// Takes effect at once.
    ///
    /// # Errors
    /// When standard input is no terminal.
    pub fn enter() -> Result<Self> {
        let before = tcgetattr(stdin()).context("cannot read the terminal's settings")?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(stdin(), OptionalActions::Flush, &raw)
            .context("cannot change the terminal's settings")?;
        Ok(Raw { before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.before);
    }
}

/// Tells a process each change of our window, for ever.
pub async fn follow_window(process: &Process) -> Infallible {
    let mut known = size();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = size();
        if let Some(size) = now.filter(|_| now != known) {
            // A process that has ended has no window.
            let _ = process.resize(of_vm(size));
        }
        known = now;
    }
}
