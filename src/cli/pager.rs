//! Standard output, through a pager where a person reads.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::terminal;

/// A place to write to.
pub(super) enum Output {
    Direct(BufWriter<StdoutLock<'static>>),
    Paged {
        child: Child,
        stdin: Option<BufWriter<ChildStdin>>,
    },
}

impl Output {
    /// Standard output as it is.
    pub(super) fn direct() -> Self {
        Self::Direct(BufWriter::new(io::stdout().lock()))
    }

    /// The pager, where standard output is a terminal that can show one.
    pub(super) fn paged() -> Self {
        let pager = (terminal::is_terminal() && terminal::can_do_more_than_text()).then(pager);
        pager.flatten().unwrap_or_else(Self::direct)
    }
}

fn pager() -> Option<Output> {
    let command = std::env::var("PAGER").unwrap_or_else(|_| "less".into());
    let mut words = command.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    // Quit if it fits on one screen, ignore case, keep colours, do not clear.
    for (variable, value) in [("LESS", "FIRX"), ("LESSCHARSET", "utf-8")] {
        if std::env::var_os(variable).is_none() {
            pager.env(variable, value);
        }
    }
    let mut child = pager.spawn().ok()?;
    let stdin = child.stdin.take().map(BufWriter::new);
    // An interrupt is the pager's: it reads from the terminal, and must not be left alone there.
    let _ = ctrlc::set_handler(|| {});
    Some(Output::Paged { child, stdin })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Direct(out) => out.write(bytes),
            Self::Paged {
                stdin: Some(out), ..
            } => out.write(bytes),
            Self::Paged { stdin: None, .. } => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Direct(out) => out.flush(),
            Self::Paged {
                stdin: Some(out), ..
            } => out.flush(),
            Self::Paged { stdin: None, .. } => Ok(()),
        }
    }
}

impl Drop for Output {
    /// The pager ends when it has read everything and its reader is done.
    fn drop(&mut self) {
        if let Self::Paged { child, stdin } = self {
            drop(stdin.take());
            let _ = child.wait();
        }
    }
}
