//! The writer's lock: one process at a time, and whoever asks is told which.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use crate::index::{Error, Result, io_error};

/// Ends with the process that holds it.
pub(crate) const LOCK_FILE: &str = ".unbury-writer.lock";

/// Takes the writer's lock, which ends with the process, and writes into it who holds it.
pub(crate) fn lock(path: &Path) -> Result<File> {
    let file = path.join(LOCK_FILE);
    let mut lock = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&file)
        .map_err(io_error("write", &file))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = lock.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() {
                "another process".into()
            } else {
                holder.trim().to_owned()
            };
            return Err(Error::Locked {
                path: path.to_owned(),
                holder,
            });
        }
        Err(TryLockError::Error(error)) => return Err(io_error("lock", &file)(error)),
    }
    let since = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC");
    let describe = format!("process {} (since {})\n", std::process::id(), since);
    lock.set_len(0)
        .and_then(|()| lock.write_all(describe.as_bytes()))
        .map_err(io_error("write", &file))?;
    Ok(lock)
}

/// Whether a process writes to the index now.
pub(crate) fn is_held(path: &Path) -> bool {
    File::open(path.join(LOCK_FILE))
        .is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
