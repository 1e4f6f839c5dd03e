//! Answers that are kept in memory, for those that are part of another.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use unbury::Archive;

use crate::cli::Error;
use crate::cli::asked::{self, Parameters};

/// Bytes of an answer that are kept, at most.
const MOST_BYTES: usize = 64 << 20;

/// An answer in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("the answer is too long"));
        }
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command answers.
///
/// # Errors
/// Whatever the command raises, and when it answers too much.
pub(crate) fn answer(
    command: &str,
    parameters: &Parameters,
    archive: &Arc<Archive>,
) -> Result<Vec<u8>, Error> {
    let kept = Kept::default();
    let out = Box::new(kept.clone());
    asked::answer(command, parameters, Arc::clone(archive), out)?;
    let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *kept))
}
