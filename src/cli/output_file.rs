//! Where an answer is written, and in which format.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueHint};
use tempfile::NamedTempFile;
use unbury::render::Format;

use super::error::{Error, Result, file_error};
use super::pager::Output;

/// Where the answer is written.
#[derive(Debug, Args)]
pub(super) struct OutputFile {
    /// Write to this file, in the format of its name: `.csv`, `.tsv`, `.json`, `.jsonl`, `.md`, `.txt`.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// The answer to a request of a server, instead.
    #[arg(skip)]
    served: Served,
}

/// Where the answer to a request of a server goes; it is taken once.
#[derive(Default)]
struct Served(Option<Mutex<Option<Box<dyn Write + Send>>>>);

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Served").field(&self.0.is_some()).finish()
    }
}

impl OutputFile {
    /// The format asked for; else that of the file's name, or the first of `formats`.
    pub(super) fn format(&self, asked: Option<Format>, formats: &[Format]) -> Result<Format> {
        format_of(asked, self.output.as_deref(), formats)
    }

    /// The path of the file, where it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Writes the answer to a request of a server.
    #[cfg(feature = "serve")]
    pub(super) fn serve(&mut self, out: Box<dyn Write + Send>) {
        self.served = Served(Some(Mutex::new(Some(out))));
    }

    /// Whether something else than standard output is written.
    pub(super) fn is_file(&self) -> bool {
        self.output.is_some() || self.served.0.is_some()
    }

    /// The file, or standard output.
    pub(super) fn writer(&self) -> Result<Output> {
        if let Some(served) = &self.served.0 {
            let out = served.lock().unwrap_or_else(PoisonError::into_inner).take();
            let out = out.unwrap_or_else(|| Box::new(io::sink()));
            return Ok(Output::Served(BufWriter::new(out)));
        }
        let Some(path) = &self.output else {
            return Ok(Output::direct());
        };
        // What is no file, such as a pipe, is written as it is.
        if path.exists() && !path.is_file() {
            let file = File::create(path).map_err(file_error("write", path))?;
            return Ok(Output::Device(BufWriter::new(file)));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let file =
            temporary(folder.unwrap_or(Path::new("."))).map_err(file_error("write", path))?;
        Ok(Output::File {
            file: BufWriter::new(file),
            path: path.clone(),
        })
    }
}

/// A file without its name yet; who may read it is what the system gives to any new file.
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The format asked for; else that of the file's name, or the first of `formats`.
pub(super) fn format_of(
    asked: Option<Format>,
    output: Option<&Path>,
    formats: &[Format],
) -> Result<Format> {
    let (None, Some(path)) = (asked, output) else {
        return Ok(asked.unwrap_or(formats[0]));
    };
    let extension = path.extension().and_then(|extension| extension.to_str());
    let named = match extension {
        // A table of a batch may have any name: there is no other use for `-o` there.
        None => (formats[0] != Format::Text).then_some(formats[0]),
        Some(extension) => Format::of_extension(extension),
    };
    named
        .filter(|format| formats.contains(format))
        .ok_or_else(|| Error::NoFormat {
            path: path.display().to_string(),
            formats: formats.iter().map(|format| format.name()).collect(),
        })
}
