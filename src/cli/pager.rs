//! Where output goes: standard output, a pager where a person reads, or a file.

use std::fs::File;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use tempfile::NamedTempFile;

use super::error::{Result, file_error};
use super::terminal;

/// A place to write to.
pub(super) enum Output {
    Direct(BufWriter<StdoutLock<'static>>),
    Paged(Pager),
    /// What is at a path and no file.
    Device(BufWriter<File>),
    /// The answer to a request of a server.
    Served(BufWriter<Box<dyn Write + Send>>),
    /// A file, which gets its name at the end: one that is not finished never stands in the place of another.
    File {
        file: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
}

impl Output {
    /// Standard output as it is.
    pub(super) fn direct() -> Self {
        Self::Direct(BufWriter::new(io::stdout().lock()))
    }

    /// The pager, where standard output is a terminal that can show one; it opens at that line, from 0.
    pub(super) fn paged(line: usize) -> Self {
        let can = terminal::is_terminal() && terminal::can_do_more_than_text();
        let pager = can.then(|| Pager::start(line));
        pager.flatten().map_or_else(Self::direct, Self::Paged)
    }

    /// Ends what was written: a file gets its name, a pager is waited for.
    pub(super) fn end(mut self) -> Result<()> {
        self.flush()?;
        if let Self::File { file, path } = self {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.persist(&path)
                .map_err(|error| file_error("write", &path)(error.error))?;
        }
        Ok(())
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Direct(out) => out,
            Self::Paged(pager) => pager,
            Self::Device(out) => out,
            Self::Served(out) => out,
            Self::File { file, .. } => file,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

/// A pager that reads what is written to it.
pub(super) struct Pager {
    child: Child,
    stdin: Option<BufWriter<ChildStdin>>,
}

impl Pager {
    fn start(line: usize) -> Option<Self> {
        let command = std::env::var("PAGER").unwrap_or_else(|_| "less".into());
        let mut words = command.split_whitespace();
        let program = words.next()?;
        let mut pager = Command::new(program);
        pager.args(words).stdin(Stdio::piped());
        let name = Path::new(program).file_stem();
        if line > 0 && name.is_some_and(|name| name == "less" || name == "more") {
            pager.arg(format!("+{}", line + 1));
        }
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
        Some(Self { child, stdin })
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stdin {
            Some(out) => out.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pager {
    /// It ends when it has read everything and its reader is done.
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}
