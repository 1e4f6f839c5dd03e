//! The threads of the server.

use tokio::runtime::{Builder, Runtime};

use crate::cli::Error;

/// Threads that may wait beside those that answer: one that follows the index, and those of standard input and output.
const OTHERS: usize = 4;

/// Threads for so many answers at once.
///
/// One that has answered is not free yet when the next answer begins, and one that is never idle for long never ends: unless they are
/// bounded they become more and more, each with memory of its own.
///
/// # Errors
/// When the system gives none.
pub(crate) fn runtime(at_once: usize) -> Result<Runtime, Error> {
    Builder::new_multi_thread()
        .max_blocking_threads(at_once + OTHERS)
        .enable_all()
        .build()
        .map_err(|error| Error::serving(format!("cannot start: {error}"), ""))
}
