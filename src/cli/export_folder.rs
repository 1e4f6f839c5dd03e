//! The folder of texts that `export --format txt` makes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use unbury::api::Hit;
use unbury::render::{Options, TextFiles, text_file};
use unbury::search::{self, Answer};

use super::error::{Error, Result, file_error};

/// Writes the texts into a new folder, or into one that is empty. It gets its name at the end: one that is not finished never stands
/// there. How many there are, and an error about one that could not be read.
pub(super) fn write(answer: &Answer<'_>, folder: &Path) -> Result<(u64, Option<search::Error>)> {
    let is_free = fs::read_dir(folder).map_or_else(
        |error| error.kind() == io::ErrorKind::NotFound,
        |mut found| found.next().is_none(),
    );
    if !is_free {
        return Err(Error::Export {
            message: format!(
                "`{}` is there already, and is no empty folder",
                folder.display()
            ),
            hint: "name another with `--output`, or remove it".into(),
        });
    }
    let failed = || file_error("write", folder);
    let around = folder
        .parent()
        .filter(|around| !around.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let unfinished = builder
        .tempdir_in(around.unwrap_or(Path::new(".")))
        .map_err(failed())?;
    let options = Options::default();
    let table = TextFiles::new(&options);
    let path = unfinished.path().join(TextFiles::NAME);
    let mut rows = BufWriter::new(File::create(&path).map_err(failed())?);
    table.begin(&mut rows)?;
    let mut written = 0;
    let each = answer.each_hit(|hit: Hit| -> Result<()> {
        let (name, text) = text_file(&hit.article);
        // Where two indexes answer, an id may be there twice.
        let (mut file, name) = new_file(unfinished.path(), &name).map_err(failed())?;
        file.write_all(text.as_bytes()).map_err(failed())?;
        written += 1;
        Ok(table.row(&name, &hit, &mut rows)?)
    });
    let unreadable = match each {
        Err(Error::Library(unbury::Error::Search(error))) if error.is_of_one_article() => {
            Some(error)
        }
        each => {
            each?;
            None
        }
    };
    rows.flush().map_err(failed())?;
    drop(rows);
    if folder.is_dir() {
        fs::remove_dir(folder).map_err(failed())?;
    }
    fs::rename(unfinished.path(), folder).map_err(failed())?;
    // It has another name now: nothing is left to be removed.
    let _ = unfinished.keep();
    Ok((written, unreadable))
}

/// A file of this name, or of the first that is free with a number.
fn new_file(folder: &Path, name: &str) -> io::Result<(File, String)> {
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    let numbered = (2..).map(|number: u64| format!("{stem}-{number}.txt"));
    for name in std::iter::once(name.to_owned()).chain(numbered) {
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.join(&name));
        match opened {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((opened?, name)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
