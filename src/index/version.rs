//! The version of the layout on disk.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::index::{Error, Result, io_error};

/// The version of the index format: raised with every change of analysis, schema or stored form that makes older indexes answer differently.
pub const FORMAT: u32 = 3;

const FILE: &str = "unbury.json";
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
    fs::write(&unfinished, text)
        .and_then(|()| fs::rename(&unfinished, &file))
        .map_err(io_error("write", &file))
}
