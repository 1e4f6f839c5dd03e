//! What stands beside an answer, for a person: standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process is a server, whose log is for requests.
static SERVED: AtomicBool = AtomicBool::new(false);

/// From now on there is nobody to read notes: those who ask a server have what the format of their answer holds.
#[cfg(feature = "serve")]
pub(super) fn have_no_reader() {
    SERVED.store(true, Ordering::Relaxed);
}

/// Writes notes.
pub(super) fn notes() -> Box<dyn Write> {
    if SERVED.load(Ordering::Relaxed) {
        return Box::new(io::sink());
    }
    Box::new(io::stderr().lock())
}

/// Whether notes are read on a terminal.
pub(super) fn is_terminal() -> bool {
    !SERVED.load(Ordering::Relaxed) && io::stderr().is_terminal()
}
