//! The version of the layout on disk.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::index::checked_file::sync_folder;
use crate::index::{Error, Result, io_error};

/// The version of the index format: raised with every change of analysis, schema or stored form that makes older indexes answer differently.
pub const FORMAT: u32 = 6;

/// The stamp.
pub(crate) const FILE: &str = "unbury.json";
/// The stamp while it is written.
pub(crate) const UNFINISHED: &str = "unbury.unfinished";

#[derive(Serialize, Deserialize)]
struct Stamp {
    format: u32,
}

/// Checks the stamp of an existing index.
pub(crate) fn check(path: &Path) -> Result<()> {
    let file = path.join(FILE);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NoIndex(path.to_owned()));
        }
        Err(error) => return Err(io_error("read", &file)(error)),
    };
    // A stamp that a power cut left empty: making the index was interrupted, as if it had not been stamped.
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(Error::NoIndex(path.to_owned()));
    }
    let stamp: Stamp = serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: format!("`{FILE}`: {error}"),
    })?;
    if stamp.format == FORMAT {
        Ok(())
    } else {
        Err(Error::Version {
            path: path.to_owned(),
            found: stamp.format,
            expected: FORMAT,
        })
    }
}

/// Stamps a new index, in one step: a folder is an index from here on.
pub(crate) fn stamp(path: &Path) -> Result<()> {
    let file = path.join(FILE);
    let unfinished = path.join(UNFINISHED);
    let text = format!("{{\"format\":{FORMAT}}}\n");
    let write = || {
        let mut stamp = fs::File::create(&unfinished)?;
        stamp.write_all(text.as_bytes())?;
        stamp.sync_all()?;
        fs::rename(&unfinished, &file)?;
        sync_folder(&file)
    };
    write().map_err(io_error("write", &file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_stamp_is_an_index_that_was_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        stamp(folder.path()).unwrap();
        assert!(check(folder.path()).is_ok());
        let is_unfinished = |text: &[u8]| {
            fs::write(folder.path().join(FILE), text).unwrap();
            matches!(check(folder.path()), Err(Error::NoIndex(_)))
        };
        assert!(is_unfinished(b"") && is_unfinished(&[0; 13]));
        assert!(!is_unfinished(b"{\"format\":"));
    }
}
